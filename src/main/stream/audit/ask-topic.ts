import type { PartitionRange, Source } from '../ports'
import { answerWithin, withinTime } from '../../wait'

/** A topic as an audit sees it. */
export interface TopicView {
  readonly ranges: readonly PartitionRange[]
  /** How far [from, to) is proved to hold no message; null where that cannot be said. */
  emptyUpTo(partition: number, from: bigint, to: bigint): Promise<bigint | null>
  close(): Promise<void>
}

/** An audit does not wait longer for an answer of a broker, nor for its connection to close. */
const ASK_MS = 4000
/** What is proved by then is told within that. */
const PROOF_MS = 2000

/** Null where the topic is not there or cannot be asked in time. Never throws; the source is the view's to close. */
export async function askTopic(source: Source): Promise<TopicView | null> {
  const inTime = <T>(work: Promise<T>) => answerWithin(work, ASK_MS)
  const close = async (): Promise<void> => {
    await withinTime(source.close(), ASK_MS)
  }
  const ranges = await inTime(source.ranges(new Map()))
  if (ranges === null) {
    await close()
    return null
  }
  return {
    ranges,
    emptyUpTo: (partition, from, to) => inTime(source.emptyUpTo(partition, from, to, PROOF_MS)),
    close,
  }
}
