import type { Kafka } from 'kafkajs'
import type { FetchedRecord } from 'kafkajs/src/consumer/filterAbortedMessages'
import { fetchPart } from './fetch'
import { openView } from './view'

/** The first record batch of a topic, from some positions on, that cannot be read. */
export interface UnreadableBatch {
  readonly partition: number
  /** First and last offset. */
  readonly from: bigint
  readonly to: bigint
  readonly reason: string
  /** What stands before it and was not read yet: kafkajs throws a whole fetch away for one bad batch. */
  readonly before: readonly FetchedRecord[]
}

const MAX_BYTES = 2 * 2 ** 20

/** Looks at each partition where the consumer stood; null where everything there can be read. */
export async function findUnreadable(
  kafka: Kafka,
  topic: string,
  positions: ReadonlyMap<number, bigint>,
): Promise<UnreadableBatch | null> {
  const view = openView(kafka)
  try {
    const { topicMetadata } = await view.metadata([topic])
    for (const { partitionId: partition, leader } of topicMetadata[0]?.partitionMetadata ?? []) {
      const offset = positions.get(partition)
      if (offset === undefined || leader < 0) continue
      const part = await fetchPart(await view.broker(leader), { topic, partition, offset }, MAX_BYTES)
      const first = part.unreadable.find(({ to }) => to >= offset)
      if (first === undefined) continue
      const from = first.from > offset ? first.from : offset
      const before = part.records.filter((record) => BigInt(record.offset) < from)
      return { partition, from, to: first.to, reason: first.reason, before }
    }
    return null
  } finally {
    await view.close()
  }
}
