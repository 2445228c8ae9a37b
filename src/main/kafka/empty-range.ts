import type { Kafka } from 'kafkajs'
import { fetchPart } from './fetch'
import { errorName } from './requests'
import { withLeader } from './view'

/** Aborted messages are sent all the same, and dropped here. */
const MAX_BYTES = 2 ** 20

/**
 * How far [from, to) of a partition is proved to hold no message: markers of Kafka transactions, aborted and
 * compacted messages have offsets too. Joins no group.
 *
 * @param limitMs what is proved by then is told
 */
export async function emptyUpTo(
  kafka: Kafka,
  topic: string,
  partition: number,
  from: bigint,
  to: bigint,
  limitMs: number,
): Promise<bigint> {
  const end = performance.now() + limitMs
  const reached = await withLeader(kafka, topic, partition, async (leader) => {
    for (let offset = from; offset < to;) {
      if (performance.now() > end) return offset
      const part = await fetchPart(leader, { topic, partition, offset }, MAX_BYTES)
      if (part.errorCode !== 0) throw new Error(errorName(part.errorCode))
      const places = [...part.records.map((record) => BigInt(record.offset)), ...part.unreadable.map((one) => one.from)]
      const first = places.reduce<bigint | null>((least, one) => (least === null || one < least ? one : least), null)
      if (first !== null) return first
      // A transaction that is open holds back what follows.
      if (part.next === offset) return offset
      offset = part.next
    }
    return to
  })
  return reached === null || reached < from ? from : reached
}
