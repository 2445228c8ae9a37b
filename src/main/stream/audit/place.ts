import type { AuditDifference, AuditPartition } from '../../../shared/audit'
import { int64ToJson } from '../../../shared/scalars'
import type { Snapshot } from '../../lake/ports'
import type { PartitionRange } from '../ports'
import type { TopicView } from './ask-topic'
import { streamsOf, type AuditedPartition, type AuditedStream } from './audit-plan'

/** What the txns and the topic say of one partition of a stream. */
export interface Place {
  readonly stream: AuditedStream
  readonly progress: AuditedPartition
  readonly deadLetterNext: bigint | null
  readonly topic: TopicView | null
  readonly range: PartitionRange | null
}

/** The partitions of a stream, by number. */
export function placesOf(
  stream: AuditedStream,
  deadLetters: Snapshot | null,
  topics: ReadonlyMap<string, TopicView>,
): Map<number, Place> {
  const committed = deadLetters === null ? [] : streamsOf(deadLetters.setTransactions)
  const own = committed.find(({ name }) => name === stream.name)
  return new Map(
    stream.partitions.map((progress) => {
      const { partition } = progress
      const topic = topics.get(stream.topic) ?? null
      const deadLetterNext = own?.partitions.find((one) => one.partition === partition)?.next ?? null
      const range = topic?.ranges.find((one) => one.partition === partition) ?? null
      return [partition, { stream, progress, deadLetterNext, topic, range }]
    }),
  )
}

/** Where the topic ends below what was read, or begins above it. */
export function topicDifferences(
  partition: number,
  { stream: { topic }, progress: { next }, range }: Place,
): AuditDifference[] {
  if (range === null) return []
  const place = `Partition ${partition} of ${topic}`
  const range64 = (from: bigint, to: bigint) => ({ from: int64ToJson(from), to: int64ToJson(to) })
  if (next > range.high) {
    const detail = `${place} ends at ${range.high}, but the table has read up to ${next - 1n}: the topic was cut or made anew.`
    return [{ kind: 'position_beyond_topic', topic, partition, ...range64(range.high, next - 1n), detail }]
  }
  if (next < range.low) {
    const detail = `${place} begins at ${range.low}: offsets ${next} to ${range.low - 1n} were removed before they were read.`
    return [{ kind: 'unread_and_removed', topic, partition, ...range64(next, range.low - 1n), detail }]
  }
  return []
}

/** For the answer of an audit. */
export function toStream({ stream, progress, deadLetterNext, range }: Place): AuditPartition['streams'][number] {
  return {
    source: stream.kind,
    topic: stream.topic,
    from: orNull(progress.from),
    next: int64ToJson(progress.next),
    deadLetterNext: orNull(deadLetterNext),
    topicFirst: orNull(range?.low ?? null),
    topicEnd: orNull(range?.high ?? null),
  }
}

function orNull(value: bigint | null): ReturnType<typeof int64ToJson> | null {
  return value === null ? null : int64ToJson(value)
}
