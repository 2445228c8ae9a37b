import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import {
  missingForBroker,
  SHORT_JVM,
  startDevBroker,
  type DevBroker,
  type DevBrokerOptions,
} from '../../src/main/kafka/dev-broker'
import { until } from './until'

/** Why no broker can be had here, or null. */
export const NO_BROKER = ((missing) => (missing === null ? null : `needs ${missing}`))(missingForBroker())

export interface TestBroker {
  readonly bootstrapServers: string
  /** Ports of the listeners that were asked for. */
  readonly listeners: ReadonlyMap<string, number>
  readonly kafka: Kafka
  /** Holds the segments of each partition. */
  readonly dataFolder: string
  /** SIGKILL, and the same data on the same port again once `during` has ended, whatever comes of it. */
  outage(during: () => Promise<void>): Promise<void>
  /** Resolves once its partitions have leaders. `settings` by their names in Kafka. */
  createTopic(topic: string, partitions: number, settings?: Readonly<Record<string, string>>): Promise<void>
  /** A new producer, which knows partitions that were added. */
  refresh(): Promise<void>
  produce(
    topic: string,
    messages: readonly { key?: string; value: string | Buffer | null; partition?: number }[],
  ): Promise<void>
  close(): Promise<void>
}

/** A real broker of the product's own `kafka` command, on free ports with its own data. */
export async function openBroker(
  more: Pick<DevBrokerOptions, 'listeners' | 'advertised' | 'properties' | 'scram'> = {},
): Promise<TestBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-kafka-'))
  const options = {
    ...more,
    partitions: 12,
    retentionHours: 168,
    dataFolder: folder,
    jvm: SHORT_JVM,
    pom: join(import.meta.dirname, '../../resources/kafka/pom.xml'),
  }
  let broker: DevBroker = await startDevBroker({ ...options, port: 0 })
  const { port, bootstrapServers } = broker
  const kafka = new Kafka({
    brokers: [bootstrapServers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 10, initialRetryTime: 200 },
  })
  const openProducer = () => kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true })
  let producer = openProducer()
  const admin = kafka.admin()
  await producer.connect()
  await admin.connect()
  return {
    bootstrapServers,
    listeners: broker.listeners,
    kafka,
    dataFolder: folder,
    async outage(during) {
      await broker.kill()
      const failed = await during().then(
        () => null,
        (error: unknown) => ({ error }),
      )
      try {
        broker = await startDevBroker({ ...options, port })
      } catch (error) {
        throw failed === null ? error : new AggregateError([failed.error, error], 'failed, and no broker after it')
      }
      if (failed !== null) throw failed.error
    },
    async createTopic(topic, partitions, settings = {}) {
      const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }))
      await admin.createTopics({
        topics: [{ topic, numPartitions: partitions, replicationFactor: 1, configEntries }],
        // It gives up at the first answer that does not know the topic yet.
        waitForLeaders: false,
      })
      await until(
        () => admin.fetchTopicMetadata({ topics: [topic] }).catch(() => null),
        (known) => known?.topics[0]?.partitions.every(({ leader }) => leader >= 0) === true,
      )
    },
    async refresh() {
      await producer.disconnect()
      producer = openProducer()
      await producer.connect()
    },
    async produce(topic, messages) {
      await producer.send({ topic, acks: -1, messages: messages.map((message) => ({ ...message })) })
    },
    async close() {
      await producer.disconnect().catch(() => undefined)
      await admin.disconnect().catch(() => undefined)
      await broker.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
