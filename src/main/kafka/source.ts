import type { Admin, IHeaders, KafkaMessage } from 'kafkajs'
import { MillraceError, messageOf } from '../../shared/errors'
import type { Logger } from '../log/logger'
import type { PartitionRange, Source, SourceListener, SourceRecord, Subscription } from '../stream/ports'
import { createClient, toBrokerError, withinTime } from './client'
import { OffsetOutOfRange } from './guards'
import { joinGroup, type Membership } from './membership'
import { readRecord } from './read-record'

export interface KafkaSourceOptions {
  readonly bootstrapServers: readonly string[]
  readonly topic: string
  readonly group: string
  readonly log: Logger
}

const POLL_MS = 2000
const ASK_LIMIT_MS = 10_000
const REJOIN_MS = [500, 1000, 2000, 5000]

/** Kafka behind the source port. Guards for each trap of kafkajs are where they are needed (design: kafka.md). */
export function openKafkaSource(options: KafkaSourceOptions): Source {
  const { bootstrapServers, topic, group, log } = options
  const kafka = createClient({ bootstrapServers, log })
  let admin: Promise<Admin> | null = null
  /** Every membership that was left is truly out of the group. */
  let departed: Promise<unknown> = Promise.resolve()

  async function connect(): Promise<Admin> {
    const created = kafka.admin({ retry: { retries: 2, initialRetryTime: 200, maxRetryTime: 1000 } })
    await created.connect()
    return created
  }

  async function ask<T>(work: (connected: Admin) => Promise<T>): Promise<T> {
    const used = (admin ??= connect())
    return withinTime(used.then(work), ASK_LIMIT_MS, bootstrapServers).catch((error: unknown) => {
      // A connection that failed once is not used again.
      if (admin === used) admin = null
      void disconnect(used)
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
    subscribe: (listener) => Promise.resolve(subscribe(listener)),
    async close() {
      const used = admin
      admin = null
      if (used !== null) await disconnect(used)
    },
  }

  function subscribe(listener: SourceListener): Subscription {
    let member: Membership | null = null
    let closed = false
    let failures = 0
    let joining: NodeJS.Timeout | null = null

    function fail(error: Error): void {
      if (closed) return
      stop()
      listener.failed(error)
    }

    function stop(): void {
      closed = true
      clearInterval(poll)
      if (joining !== null) clearTimeout(joining)
      leave()
    }

    function leave(): void {
      const old = member
      member = null
      if (old !== null) departed = Promise.all([departed, old.leave()])
    }

    async function join(): Promise<void> {
      leave()
      // Two members of one process would share out the partitions between them.
      await departed
      if (closed || member !== null) return
      member = joinGroup({
        kafka,
        topic,
        group,
        log,
        onAssigned(partitions) {
          failures = 0
          listener.connection({ connected: true })
          return listener.assigned(partitions)
        },
        onBatch: (batch) =>
          listener.records({
            partition: batch.partition,
            records: batch.messages.map(toRecord),
            endOffset: BigInt(batch.highWatermark),
          }),
        onCrash: crashed,
      })
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
      const waitMs = REJOIN_MS[Math.min(failures, REJOIN_MS.length - 1)] ?? 5000
      failures++
      listener.connection({
        connected: false,
        reason: messageOf(toBrokerError(error, bootstrapServers)),
        retryAt: Date.now() + waitMs,
      })
      joining = setTimeout(() => void join(), waitMs)
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
          if (partitionCount !== 0 && found.length > partitionCount) void join()
          partitionCount = found.length
        },
        (error: unknown) => {
          if (closed) return
          reachable = false
          listener.connection({ connected: false, reason: messageOf(error), retryAt: Date.now() + POLL_MS })
        },
      )
    }, POLL_MS)

    void join()
    return {
      async commit(offsets) {
        await member?.commit(offsets)
      },
      async close() {
        stop()
        await departed
      },
    }
  }
}

async function disconnect(admin: Promise<Admin>): Promise<void> {
  await admin.then((connected) => connected.disconnect()).catch(() => undefined)
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
