import type { StreamAudit } from '../../../../shared/audit'
import { codeOf } from '../../../../shared/errors'
import type { KafkaMessage, KafkaMessages } from '../../../../shared/kafka'
import type { Row } from '../../../../shared/scalars'

/** Where a row says that its message lies; of which topic it does not say. */
export interface Place {
  readonly partition: number
  readonly offset: number | string
}

/** The message of a row, or why it cannot be shown. */
export type MessageOf =
  | { readonly kind: 'found'; readonly topic: string; readonly message: KafkaMessage }
  /** The one topic that it can be of no longer holds that offset. */
  | { readonly kind: 'gone'; readonly topic: string }
  /** None of the topics holds it: there is another message at that offset, or none, and it may be of none of them. */
  | { readonly kind: 'unknown'; readonly topics: readonly string[] }
  | { readonly kind: 'sample' }

/** Where the message of a row lies; null where it came from no topic. */
export function placeOf(row: Row): Place | null {
  const [partition, offset] = [row['kafka_partition'], row['kafka_offset']]
  return typeof partition === 'number' && (typeof offset === 'number' || typeof offset === 'string')
    ? { partition, offset }
    : null
}

/** What was read into the table at this offset: topics, the latest stream first, and perhaps the sample source. */
export function sourcesOf({ partitions }: Pick<StreamAudit, 'partitions'>, place: Place) {
  const offset = BigInt(place.offset)
  const streams = partitions
    .filter(({ partition }) => partition === place.partition)
    .flatMap((partition) => partition.streams)
    .filter(({ from, next }) => BigInt(from ?? 0) <= offset && offset < BigInt(next))
  const topics = streams.flatMap(({ source, topic }) => (source === 'kafka' ? [topic] : []))
  return { topics: [...new Set(topics.reverse())], sample: streams.some(({ source }) => source === 'sample') }
}

/**
 * Looks for the message of a row: topics have the same offsets, and one that was made anew has its own again, so a
 * message counts only if it has the row's transaction_id.
 * @param ask for the message of a topic at that place, or the next one after it
 * @throws what a topic could not be asked for, where no other one holds the message
 */
export async function findMessage(
  row: Row,
  place: Place,
  { topics, sample }: ReturnType<typeof sourcesOf>,
  ask: (topic: string) => Promise<Pick<KafkaMessages, 'messages'>>,
): Promise<MessageOf> {
  if (topics.length === 0) return sample ? { kind: 'sample' } : { kind: 'unknown', topics }
  let isOther = false
  const failures: unknown[] = []
  for (const topic of topics) {
    try {
      const { messages } = await ask(topic)
      const message = messages.find(({ offset }) => String(offset) === String(place.offset))
      if (message === undefined) continue
      if (isOf(row, message)) return { kind: 'found', topic, message }
      isOther = true
    } catch (error) {
      if (codeOf(error) !== 'TOPIC_NOT_FOUND') failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  const [only] = topics
  return only !== undefined && topics.length === 1 && !sample && !isOther
    ? { kind: 'gone', topic: only }
    : { kind: 'unknown', topics }
}

function isOf(row: Row, { value }: KafkaMessage): boolean {
  try {
    const fields: unknown = JSON.parse(value?.text ?? '')
    return (
      fields instanceof Object &&
      'transaction_id' in fields &&
      String(fields.transaction_id) === String(row['transaction_id'])
    )
  } catch {
    return false
  }
}
