import type { Admin } from 'kafkajs'
import { isRefusal, MillraceError, messageOf } from '../../shared/errors'
import { momentOf } from '../../shared/scalars'
import { MAX_REFUSALS, type PartitionRange, type Source, type SourceListener, type Subscription } from '../stream/ports'
import { createClient, toBrokerError, orUnreachable, type ClientOptions } from './client'
import { emptyUpTo } from './empty-range'
import { OffsetOutOfRange } from './guards'
import { joinGroup, type Membership } from './membership'
import { readRecord } from './read-record'
import { toRecord } from './record'
import { watchMembers, watchTopic } from './topic-watch'
import { findUnreadable } from './unreadable'

export interface KafkaSourceOptions {
  readonly client: ClientOptions
  readonly topic: string
  readonly group: string
}

const POLL_MS = 2000
const UNKNOWN_MEMBER = 'another member'
const ASK_LIMIT_MS = 10_000
const REJOIN_MS = [500, 1000, 2000, 5000]

/** Kafka behind the source port. Guards for each trap of kafkajs are where they are needed (docs/kafka-traps.md). */
export function openKafkaSource(options: KafkaSourceOptions): Source {
  const { client, topic, group } = options
  const { log } = client
  const target = { ...client, answered: false, group, topic }
  const kafka = createClient(client)
  // Its tries end before the limit of an answer does, so that their true cause is told and not just a timeout.
  const asking = createClient(client, { retry: { retries: 2, initialRetryTime: 200, maxRetryTime: 1000 } })
  let admin: Promise<Admin> | null = null
  /** Every membership that was left is truly out of the group. */
  let departed: Promise<unknown> = Promise.resolve()

  async function connect(): Promise<Admin> {
    const created = asking.admin()
    await created.connect()
    return created
  }

  async function ask<T>(work: (connected: Admin) => Promise<T>): Promise<T> {
    const used = (admin ??= connect())
    try {
      const answer = await orUnreachable(used.then(work), ASK_LIMIT_MS, target)
      target.answered = true
      return answer
    } catch (error) {
      // A connection that failed once is not used again.
      if (admin === used) admin = null
      void disconnect(used)
      throw error
    }
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
      const found = await ask((connected) => connected.fetchTopicOffsetsByTimestamp(topic, momentOf(at)))
      return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]))
    },
    async readAt(partition, offset) {
      const message = await orUnreachable(readRecord(asking, topic, partition, offset), ASK_LIMIT_MS, target)
      return message === null ? null : toRecord(message)
    },
    emptyUpTo: (partition, from, to, limitMs) =>
      orUnreachable(emptyUpTo(asking, topic, partition, from, to, limitMs), ASK_LIMIT_MS, target),
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
    let refusals = 0
    let joining: NodeJS.Timeout | null = null
    /** Next offset to hand over, of the partitions that are ours. */
    let positions = new Map<number, bigint>()
    /** How many these are; none while we are no member of the group. */
    let owned = 0
    const watch = watchTopic(asking, topic)
    const members = watchMembers(asking, group, topic)

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
      void watch.close()
      void members.close()
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
          refusals = 0
          target.answered = true
          listener.connection({ connected: true })
          owned = partitions.length
          const begins = listener.assigned(partitions)
          positions = new Map(begins)
          return begins
        },
        async onBatch(batch) {
          const last = BigInt(batch.lastOffset())
          await listener.records({
            partition: batch.partition,
            records: batch.messages.map(toRecord),
            endOffset: BigInt(batch.highWatermark),
          })
          positions.set(batch.partition, last + 1n)
        },
        onCrash: crashed,
      })
    }

    function crashed(error: Error): void {
      if (closed) return
      if (error instanceof OffsetOutOfRange) {
        void describeLoss(error).then(fail)
        return
      }
      if (isConnectionFault(error)) rejoinLater(error)
      else void judgeUnreadable(error).catch(() => rejoinLater(error))
    }

    /** kafkajs does not say where it stumbled, and may stumble for other reasons: the topic itself tells. */
    async function judgeUnreadable(error: Error): Promise<void> {
      const found = await orUnreachable(findUnreadable(asking, topic, positions), ASK_LIMIT_MS, target)
      if (found === null) {
        rejoinLater(error)
        return
      }
      const { partition, from, to, reason, before } = found
      if (before.length > 0) await listener.records({ partition, records: before.map(toRecord), endOffset: to + 1n })
      fail(
        new MillraceError(
          'UNREADABLE_BATCH',
          `Topic ${topic}: partition ${partition} cannot be read from offset ${from} to ${to}: ${reason}`,
          { cause: error, details: { partition, from: from.toString(), to: to.toString() } },
        ),
      )
    }

    function rejoinLater(error: Error): void {
      if (closed) return
      // Others may have them by now.
      owned = 0
      const trouble = toBrokerError(error, target)
      if (isRefusal(trouble) && ++refusals >= MAX_REFUSALS) {
        fail(trouble)
        return
      }
      const waitMs = REJOIN_MS[Math.min(failures, REJOIN_MS.length - 1)] ?? 5000
      failures++
      listener.connection({
        connected: false,
        reason: messageOf(trouble),
        ...fixIn(trouble),
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

    /** However quickly a topic made anew fills, no offset tells it then. */
    async function checkTopic(): Promise<void> {
      if (!(await watch.changed())) return
      const read = [...positions].map(([partition, next]) => `partition ${partition} up to offset ${next - 1n}`)
      fail(
        new MillraceError(
          'DATA_LOSS',
          `Topic ${topic} was deleted and made anew while it was read (${read.join(', ')}): messages of the new topic below these offsets were not read.`,
        ),
      )
    }

    /** Whom the group has given what is not ours; who reads a topic alone never asks. */
    let known: readonly PartitionRange[] = []
    function tellMembers(): void {
      if (owned >= known.length) return
      members.ask().then(
        (found) => {
          if (!closed) listener.members(found)
        },
        (error: unknown) => {
          log.debug({ err: error }, 'the members of the group could not be asked')
          // It has shared out all of them when it gave us ours; whom the rest went to we may not know.
          const isForbidden = /AUTHORIZATION/.test(messageOf(error)) && owned > 0
          if (isForbidden && !closed)
            listener.members(new Map(known.map(({ partition }) => [partition, UNKNOWN_MEMBER])))
        },
      )
    }

    let partitionCount = 0
    let reachable = true
    const watchId = (): void => {
      checkTopic().catch((error: unknown) => log.debug({ err: error }, 'the id of the topic could not be asked'))
    }
    // End offsets of idle partitions, and a look at whether the broker is there at all.
    const poll = setInterval(() => {
      watchId()
      tellMembers()
      void ranges().then(
        (found) => {
          if (closed) return
          if (!reachable) listener.connection({ connected: true })
          reachable = true
          if (found === null) {
            // The topic was deleted: whoever reads it looks for it anew.
            listener.connection({ connected: false, reason: `Topic ${topic} does not exist any more.` })
            listener.connection({ connected: true })
            return
          }
          listener.endOffsets(found)
          known = found
          // kafkajs assigns partitions that were added later only when its group is joined anew.
          if (partitionCount !== 0 && found.length > partitionCount) void join()
          partitionCount = found.length
        },
        (error: unknown) => {
          if (closed) return
          reachable = false
          listener.connection({
            connected: false,
            reason: messageOf(error),
            ...fixIn(error),
            retryAt: Date.now() + POLL_MS,
          })
        },
      )
    }, POLL_MS)

    watchId()
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

function fixIn(error: unknown): { readonly fix?: string } {
  const fix = error instanceof MillraceError ? error.details['fix'] : undefined
  return typeof fix === 'string' ? { fix } : {}
}

/** A fault of the connection or of the group, which says nothing about the messages. */
function isConnectionFault(error: Error): boolean {
  const { name } = error.cause instanceof Error ? error.cause : error
  return /^KafkaJS(Connection|Broker|NoBroker|Request|Group|Timeout|LockTimeout|SASL)/.test(name)
}
