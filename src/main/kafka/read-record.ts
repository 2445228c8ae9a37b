import type { Kafka } from 'kafkajs'

/** One message as kafkajs' low-level fetch gives it. */
export interface FetchedMessage {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer | undefined>>
}

interface Broker {
  fetch(request: {
    maxWaitTime: number
    minBytes: number
    maxBytes: number
    isolationLevel: number
    topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[]
  }): Promise<{ responses: { partitions: { messages: FetchedMessage[] }[] }[] }>
}

interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  addTargetTopic(topic: string): Promise<void>
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>
  findBroker(query: { nodeId: string }): Promise<Broker>
}

const MAX_BYTES = 8 * 2 ** 20

/**
 * Reads one message joining no group. kafkajs offers that only inside (its Kafka object makes clusters under a
 * private symbol); the version is pinned, so the inside does not move.
 */
export async function readRecord(
  kafka: Kafka,
  topic: string,
  partition: number,
  offset: bigint,
): Promise<FetchedMessage | null> {
  const cluster = createCluster(kafka)
  await cluster.connect()
  try {
    await cluster.addTargetTopic(topic)
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]))
    if (nodeId === undefined) return null
    const broker = await cluster.findBroker({ nodeId })
    const { responses } = await broker.fetch({
      maxWaitTime: 500,
      minBytes: 1,
      maxBytes: MAX_BYTES,
      isolationLevel: 1,
      topics: [{ topic, partitions: [{ partition, fetchOffset: offset.toString(), maxBytes: MAX_BYTES }] }],
    })
    const messages = responses[0]?.partitions[0]?.messages ?? []
    return messages.find((message) => BigInt(message.offset) === offset) ?? null
  } finally {
    await cluster.disconnect()
  }
}

function createCluster(kafka: Kafka): Cluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find((one) => one.description === 'private:Kafka:createCluster')
  if (symbol === undefined) throw new Error('this is not kafkajs 2.2.4')
  const create = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[symbol]
  if (create === undefined) throw new Error('this is not kafkajs 2.2.4')
  return create.call(kafka, { metadataMaxAge: 10_000, allowAutoTopicCreation: false, maxInFlightRequests: 1 })
}
