import type { Kafka } from 'kafkajs'
import { createCluster, type Broker } from './cluster'
import { askMetadata, askOffsets, type Metadata, type TopicMetadata } from './requests'

/** A cluster to look at: it joins no group, commits nothing and makes no topic. */
export interface ClusterView {
  /** All topics that may be seen, or some; error codes stay in the answer. */
  metadata(topics?: readonly string[]): Promise<Metadata>
  /** Any broker, connected. */
  any(): Promise<Broker>
  /** A broker of the newest metadata, connected. @throws where it is gone or does not answer */
  broker(id: number): Promise<Broker>
  close(): Promise<void>
}

/** A connection that looks, joins no group and creates no topic. */
export function openView(kafka: Kafka): ClusterView {
  const cluster = createCluster(kafka)
  const connected = cluster.connect()
  connected.catch(() => undefined)
  const brokers = new Map<string, Broker>()
  let newest: Metadata | null = null

  async function any(): Promise<Broker> {
    await connected
    const { seedBroker } = cluster.brokerPool
    if (seedBroker === undefined) throw new Error('there is no broker')
    return seedBroker
  }

  async function metadata(topics?: readonly string[]): Promise<Metadata> {
    newest = await askMetadata(await any(), topics)
    return newest
  }

  async function broker(id: number): Promise<Broker> {
    const { brokers: known } = newest ?? (await metadata())
    const node = known.find(({ nodeId }) => nodeId === id)
    if (node === undefined) throw new Error(`broker ${id} is not in the cluster`)
    const address = { host: node.host, port: node.port, rack: node.rack ?? null }
    const key = `${id}@${node.host}:${node.port}`
    let found = brokers.get(key)
    if (found === undefined) {
      const { connectionPoolBuilder, rootLogger: logger, brokerPool } = cluster
      const connectionPool = await connectionPoolBuilder.build(address)
      // Versions are asked of each broker: an upgrade goes over them one by one.
      found = brokerPool.createBroker({ logger, versions: null, connectionPool, nodeId: id })
      brokers.set(key, found)
    }
    await found.connect()
    return found
  }

  return {
    metadata,
    any,
    broker,
    async close() {
      await connected.catch(() => undefined)
      await Promise.all([...brokers.values()].map((one) => one.disconnect().catch(() => undefined)))
      await cluster.disconnect().catch(() => undefined)
    },
  }
}

/** Asks the leader of a partition in a view of its own; null where there is none. */
export async function withLeader<T>(
  kafka: Kafka,
  topic: string,
  partition: number,
  work: (leader: Broker) => Promise<T>,
): Promise<T | null> {
  const view = openView(kafka)
  try {
    const { topicMetadata } = await view.metadata([topic])
    const found = topicMetadata[0]?.partitionMetadata.find(({ partitionId }) => partitionId === partition)
    return found === undefined || found.leader < 0 ? null : await work(await view.broker(found.leader))
  } finally {
    await view.close()
  }
}

/** -2 is the first offset held, -1 the next to be written; else epoch ms: the first message at or after it. */
export type OffsetMoment = number
export const FIRST_OFFSET: OffsetMoment = -2
export const END_OFFSET: OffsetMoment = -1

/** Offsets by topic and partition; those that no leader told are missing. -1 where nothing is so late. */
export type OffsetTable = ReadonlyMap<string, ReadonlyMap<number, bigint>>

/** Asks each leader once. A leader that does not answer leaves its partitions out. */
export async function offsetsAt(
  view: ClusterView,
  topics: readonly Pick<TopicMetadata, 'topic' | 'partitionMetadata'>[],
  moment: OffsetMoment,
): Promise<OffsetTable> {
  const byLeader = new Map<number, Map<string, { partition: number; timestamp: string }[]>>()
  for (const { topic, partitionMetadata } of topics) {
    for (const { leader, partitionId } of partitionMetadata) {
      if (leader < 0) continue
      const asked = byLeader.get(leader) ?? new Map<string, { partition: number; timestamp: string }[]>()
      byLeader.set(leader, asked)
      asked.set(topic, [...(asked.get(topic) ?? []), { partition: partitionId, timestamp: String(moment) }])
    }
  }
  const table = new Map<string, Map<number, bigint>>()
  const answers = await Promise.all(
    [...byLeader]
      .map(async ([leader, asked]) => {
        const question = [...asked].map(([topic, partitions]) => ({ topic, partitions }))
        const { responses } = await askOffsets(await view.broker(leader), question)
        return responses
      })
      .map((answer) => answer.catch(() => [])),
  )
  for (const { topic, partitions } of answers.flat()) {
    const known = table.get(topic) ?? new Map<number, bigint>()
    table.set(topic, known)
    for (const { partition, errorCode, offset } of partitions) {
      if (errorCode === 0) known.set(partition, BigInt(offset))
    }
  }
  return table
}
