import type { Kafka } from 'kafkajs'
import type { FetchedRecord } from 'kafkajs/src/consumer/filterAbortedMessages'
import { fetchPart } from './fetch'
import { errorName, KAFKA_ERROR } from './requests'
import { withLeader } from './view'

const MAX_BYTES = 8 * 2 ** 20

/** Reads one message joining no group; null where it is not held (any more). */
export async function readRecord(
  kafka: Kafka,
  topic: string,
  partition: number,
  offset: bigint,
): Promise<FetchedRecord | null> {
  return withLeader(kafka, topic, partition, async (leader) => {
    const part = await fetchPart(leader, { topic, partition, offset }, MAX_BYTES)
    if (part.errorCode === KAFKA_ERROR.offsetOutOfRange) return null
    if (part.errorCode !== 0) throw new Error(errorName(part.errorCode))
    const unreadable = part.unreadable.find(({ from, to }) => from <= offset && offset <= to)
    if (unreadable !== undefined) throw new Error(unreadable.reason)
    return part.records.find((record) => BigInt(record.offset) === offset) ?? null
  })
}
