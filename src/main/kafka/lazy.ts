import type { DecodeVerdict, KafkaConnection } from '../../shared/kafka'
import type { Config } from '../../shared/config'
import type { Logger } from '../log/logger'
import type { Source } from '../stream/ports'
import type { KafkaInspector } from './inspector'

/** The connection in use: of a saved profile, or of the configuration. kafkajs is loaded when it is first needed. */
export interface KafkaAccess {
  readonly kafka: Config['kafka']
  readonly log: Logger
  /** The saved connection in use, with its secrets; null: the configuration's. */
  readonly saved: () => Promise<KafkaConnection | null>
}

async function clientOf({ kafka, log, saved }: KafkaAccess) {
  const { clientOptions, profileOptions } = await import('./client')
  const connection = await saved()
  return connection === null ? clientOptions(kafka, log) : profileOptions(connection, kafka.tokens, log)
}

/** A start without Kafka is the quicker for it. */
export function openLazyKafka(topic: string, access: KafkaAccess): Source {
  const group = access.kafka.consumerGroup
  const opened = Promise.all([import('./source'), clientOf(access)]).then(([{ openKafkaSource }, client]) =>
    openKafkaSource({ client, topic, group }),
  )
  opened.catch(() => undefined)
  return {
    kind: 'kafka',
    topic,
    group,
    identity: '',
    ranges: async (known) => (await opened).ranges(known),
    resolve: async (at, ranges) => (await opened).resolve(at, ranges),
    readAt: async (partition, offset) => (await opened).readAt(partition, offset),
    emptyUpTo: async (...range) => (await opened).emptyUpTo(...range),
    subscribe: async (listener) => (await opened).subscribe(listener),
    close: async () => (await opened).close(),
  }
}

/** As the stream's: kafkajs is loaded when somebody looks. */
export function openLazyInspector(
  access: KafkaAccess,
  topic: () => string,
  judge: (value: Uint8Array | null) => DecodeVerdict,
): KafkaInspector {
  let opened: Promise<KafkaInspector> | null = null
  const open = () =>
    (opened ??= import('./inspector').then(({ openKafkaInspector }) =>
      openKafkaInspector({
        client: () => clientOf(access),
        topic,
        group: access.kafka.consumerGroup,
        judge,
        tokens: access.kafka.tokens,
        log: access.log,
      }),
    ))
  return {
    topics: async () => (await open()).topics(),
    topic: async (name) => (await open()).topic(name),
    messages: async (name, query, signal) => (await open()).messages(name, query, signal),
    groups: async () => (await open()).groups(),
    group: async (id) => (await open()).group(id),
    brokers: async () => (await open()).brokers(),
    test: async (request, signal) => (await open()).test(request, signal),
    reconnect: () => void opened?.then((inspector) => inspector.reconnect()),
    close: async () => (await opened)?.close(),
  }
}
