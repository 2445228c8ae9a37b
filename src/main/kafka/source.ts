import type { Admin, Consumer, EachBatchPayload, IHeaders, KafkaMessage } from 'kafkajs'
import { MillraceError, messageOf } from '../../shared/errors'
import type { Logger } from '../log/logger'
import type { PartitionRange, Source, SourceListener, SourceRecord, Subscription } from '../stream/ports'
import { createClient, toBrokerError, withinTime } from './client'
import { OffsetOutOfRange } from './guards'
import { readRecord } from './read-record'

export interface KafkaSourceOptions {
  readonly bootstrapServers: readonly string[]
  readonly topic: string
  readonly group: string
  readonly log: Logger
}

/** A broker forgets a killed member after this, so a restart gets its partitions within ten seconds. */
const SESSION_MS = 6000
const HEARTBEAT_MS = 1500
/** A fetch waits this long for a first byte: an idle stream costs one request a second, not more latency. */
const MAX_WAIT_MS = 1000
const MAX_BYTES_PER_PARTITION = 512 * 1024
const MAX_BYTES = 5 * 2 ** 20
/** New partitions are found within this. */
const METADATA_MS = 5000
const POLL_MS = 2000
const ASK_LIMIT_MS = 10_000
const REBUILD_MS = [500, 1000, 2000, 5000]

/** Kafka behind the source port. Guards for each trap of kafkajs are where they are needed (design: kafka.md). */
export function openKafkaSource(options: KafkaSourceOptions): Source {
  const { bootstrapServers, topic, group, log } = options
  const kafka = createClient({ bootstrapServers, log })
  let admin: Admin | null = null

  async function ask<T>(work: (connected: Admin) => Promise<T>): Promise<T> {
    return withinTime(
      (async () => {
        if (admin === null) {
          const created = kafka.admin({ retry: { retries: 2, initialRetryTime: 200, maxRetryTime: 1000 } })
          await created.connect()
          admin = created
        }
        return work(admin)
      })(),
      ASK_LIMIT_MS,
      bootstrapServers,
    ).catch(async (error: unknown) => {
      // A connection that failed once is not used again.
      const broken = admin
      admin = null
      await broken?.disconnect().catch(() => undefined)
      throw error
    })
  }

  /** Naming a topic that is not there would make kafkajs wait and retry; listing asks nothing of it. */
  async function ranges(): Promise<readonly PartitionRange[] | null> {
    return ask(async (connected) => {
      const topics = await connected.listTopics()
      if (!topics.includes(topic)) return null
      const offsets = await connected.fetchTopicOffsets(topic)
      return offsets
        .map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }))
        .sort((left, right) => left.partition - right.partition)
    })
  }

  return {
    kind: 'kafka',
    topic,
    group,
    identity: '',
    ranges,
    async resolve(at, known) {
      if (at === 'earliest') return new Map(known.map(({ partition, low }) => [partition, low]))
      if (at === 'latest') return new Map(known.map(({ partition, high }) => [partition, high]))
      const found = await ask((connected) => connected.fetchTopicOffsetsByTimestamp(topic, Date.parse(at)))
      return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]))
    },
    async readAt(partition, offset) {
      const message = await withinTime(readRecord(kafka, topic, partition, offset), ASK_LIMIT_MS, bootstrapServers)
      return message === null ? null : toRecord(message)
    },
    subscribe: (listener) => subscribe(listener),
    async close() {
      await admin?.disconnect().catch(() => undefined)
      admin = null
    },
  }

  async function subscribe(listener: SourceListener): Promise<Subscription> {
    let consumer: Consumer | null = null
    let closed = false
    let failures = 0
    let rebuilding: NodeJS.Timeout | null = null

    function fail(error: Error): void {
      if (closed) return
      closed = true
      clearInterval(poll)
      // kafkajs may not be disconnected from inside its own callbacks.
      setImmediate(() => void disconnect(consumer))
      listener.failed(error)
    }

    function crashed(error: Error): void {
      if (closed) return
      if (error instanceof OffsetOutOfRange) {
        void describeLoss(error).then(fail)
        return
      }
      if (isUnreadable(error)) {
        fail(
          new MillraceError(
            'UNREADABLE_BATCH',
            `Topic ${topic} holds messages that cannot be read: ${messageOf(error)}`,
            { cause: error },
          ),
        )
        return
      }
      const waitMs = REBUILD_MS[Math.min(failures, REBUILD_MS.length - 1)] ?? 5000
      failures++
      listener.connection({
        connected: false,
        reason: messageOf(toBrokerError(error, bootstrapServers)),
        retryAt: Date.now() + waitMs,
      })
      const old = consumer
      consumer = null
      rebuilding = setTimeout(() => {
        void disconnect(old).then(build)
      }, waitMs)
    }

    async function build(): Promise<void> {
      if (closed) return
      const built = kafka.consumer({
        groupId: group,
        allowAutoTopicCreation: false,
        sessionTimeout: SESSION_MS,
        rebalanceTimeout: SESSION_MS,
        heartbeatInterval: HEARTBEAT_MS,
        maxWaitTimeInMs: MAX_WAIT_MS,
        minBytes: 1,
        maxBytes: MAX_BYTES,
        maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
        metadataMaxAge: METADATA_MS,
        // What lasts longer than these retries is a crash, after which we build a new consumer ourselves.
        retry: {
          retries: 3,
          initialRetryTime: 200,
          maxRetryTime: 1000,
          restartOnFailure: () => Promise.resolve(false),
        },
      })
      consumer = built
      built.on(built.events.CRASH, ({ payload }) => {
        if (consumer === built) crashed(payload.error)
      })
      built.on(built.events.GROUP_JOIN, ({ payload }) => {
        if (closed || consumer !== built) return
        failures = 0
        listener.connection({ connected: true })
        const partitions = payload.memberAssignment[topic] ?? []
        // Seeking here, before the first fetch, is what makes the table and not the group decide.
        for (const [partition, offset] of listener.assigned(partitions))
          built.seek({ topic, partition, offset: offset.toString() })
      })
      try {
        await built.connect()
        await built.subscribe({ topics: [topic] })
        await built.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: (payload) => takeBatch(payload) })
      } catch (error) {
        if (consumer === built) crashed(error instanceof Error ? error : new Error(String(error)))
      }
    }

    async function takeBatch(payload: EachBatchPayload): Promise<void> {
      const { batch } = payload
      if (closed || payload.isStale() || !payload.isRunning() || batch.messages.length === 0) return
      // While the writer is busy this promise is the back-pressure; heartbeats keep the membership.
      const beating = setInterval(() => {
        payload.heartbeat().catch(() => undefined)
      }, HEARTBEAT_MS)
      try {
        await listener.records({
          partition: batch.partition,
          records: batch.messages.map(toRecord),
          endOffset: BigInt(batch.highWatermark),
        })
      } finally {
        clearInterval(beating)
      }
      payload.resolveOffset(batch.lastOffset())
      await payload.heartbeat()
    }

    async function describeLoss({ partition }: OffsetOutOfRange): Promise<MillraceError> {
      const held = await ranges().catch(() => null)
      const range = held?.find((one) => one.partition === partition)
      const now = range === undefined ? '' : ` It now holds offsets ${range.low} to ${range.high - 1n}.`
      return new MillraceError(
        'DATA_LOSS',
        `Topic ${topic}: partition ${partition} no longer holds the next offset to read.${now} Retention removed it before it was read, or the topic was made anew.`,
      )
    }

    async function rejoin(): Promise<void> {
      const old = consumer
      consumer = null
      await disconnect(old)
      await build()
    }

    let partitionCount = 0
    /** End offsets of idle partitions, and a look at whether the broker is there at all. */
    let reachable = true
    const poll = setInterval(() => {
      void ranges().then(
        (found) => {
          if (closed) return
          if (!reachable) listener.connection({ connected: true })
          reachable = true
          if (found === null) return
          listener.endOffsets(found)
          // kafkajs assigns partitions that were added later only when its group is joined anew.
          if (partitionCount !== 0 && found.length > partitionCount) void rejoin()
          partitionCount = found.length
        },
        (error: unknown) => {
          if (closed) return
          reachable = false
          listener.connection({ connected: false, reason: messageOf(error), retryAt: Date.now() + POLL_MS })
        },
      )
    }, POLL_MS)

    await build()
    return {
      async commit(offsets) {
        try {
          await consumer?.commitOffsets(
            [...offsets].map(([partition, offset]) => ({ topic, partition, offset: offset.toString() })),
          )
        } catch (error) {
          // A courtesy: the table has the offsets (kafkajs #1712 would end the consumer here).
          log.debug({ err: error }, 'offsets were not committed to the group')
        }
      },
      async close() {
        closed = true
        clearInterval(poll)
        if (rebuilding !== null) clearTimeout(rebuilding)
        await disconnect(consumer)
        consumer = null
      },
    }
  }
}

async function disconnect(consumer: Consumer | null): Promise<void> {
  await consumer?.disconnect().catch(() => undefined)
}

/** A record batch that no retry will make readable. */
function isUnreadable(error: Error): boolean {
  return (
    /KafkaJSNotImplemented|KafkaJSPartialMessageError|KafkaJSUnsupportedMagicByte|KafkaJSInvalidVarInt|KafkaJSInvalidLong|CORRUPT_MESSAGE/.test(
      error.name,
    ) ||
    /not implemented|corrupt|unsupported|invalid (zstd|lz4|magic)|decompress|unexpected EOF|incorrect header check/i.test(
      error.message,
    )
  )
}

function toRecord(
  message: Pick<KafkaMessage, 'offset' | 'timestamp' | 'key' | 'value'> & {
    headers?: IHeaders | Readonly<Record<string, Buffer | undefined>>
  },
): SourceRecord {
  const timestamp = Number(message.timestamp)
  return {
    offset: BigInt(message.offset),
    timestamp: Number.isFinite(timestamp) && timestamp >= 0 ? timestamp : null,
    key: message.key,
    value: message.value,
    headers: message.headers === undefined ? NO_HEADERS : toHeaders(message.headers),
  }
}

const NO_HEADERS: SourceRecord['headers'] = []

function toHeaders(headers: IHeaders | Readonly<Record<string, Buffer | undefined>>): SourceRecord['headers'] {
  const list: { key: string; value: Uint8Array | null }[] = []
  for (const key in headers) {
    const value = headers[key]
    for (const one of Array.isArray(value) ? value : [value]) {
      list.push({ key, value: one === undefined ? null : typeof one === 'string' ? Buffer.from(one) : one })
    }
  }
  return list
}
