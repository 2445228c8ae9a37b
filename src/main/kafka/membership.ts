import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EachBatchPayload, Kafka } from 'kafkajs'
import type { Logger } from '../log/logger'

export interface MembershipOptions {
  readonly kafka: Kafka
  readonly topic: string
  readonly group: string
  readonly log: Logger
  /** Partitions are ours: says, without awaiting, where each begins. */
  readonly onAssigned: (partitions: readonly number[]) => ReadonlyMap<number, bigint>
  readonly onBatch: (batch: EachBatchPayload['batch']) => Promise<void>
  /** It is no member any more. Not called once it was told to leave. */
  readonly onCrash: (error: Error) => void
}

/** One membership of the consumer group, from its join to its leave. */
export interface Membership {
  /** Courtesy commit of next offsets; never throws. */
  commit(offsets: ReadonlyMap<number, bigint>): Promise<void>
  /** Nothing is told from here on; resolves once the group is left. Never throws. */
  leave(): Promise<void>
}

/** A broker forgets a killed member after this, so a restart gets its partitions within ten seconds. */
const SESSION_MS = 6000
const HEARTBEAT_MS = 1500
/** A fetch waits this long for a first byte: an idle stream costs one request a second, not more latency. */
const MAX_WAIT_MS = 1000
const MAX_BYTES_PER_PARTITION = 512 * 1024
const MAX_BYTES = 2 * 2 ** 20
/** New partitions are found within this. */
const METADATA_MS = 5000

/** Joins the group in the background; what goes wrong is told to `onCrash`. */
export function joinGroup({ kafka, topic, group, log, ...tell }: MembershipOptions): Membership {
  let left = false
  let leaving: Promise<void> | null = null
  let assignment = 0
  let handling: Promise<void> = Promise.resolve()
  const consumer = kafka.consumer({
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
    // What lasts longer than these retries is a crash, after which the source joins anew.
    retry: {
      retries: 3,
      initialRetryTime: 200,
      maxRetryTime: 1000,
      restartOnFailure: () => Promise.resolve(false),
    },
  })
  consumer.on(consumer.events.CRASH, ({ payload }) => crash(payload.error))
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    if (left) return
    assignment++
    // Seeking here, before the first fetch, is what makes the table and not the group decide.
    for (const [partition, offset] of tell.onAssigned(payload.memberAssignment[topic] ?? []))
      consumer.seek({ topic, partition, offset: offset.toString() })
  })
  const joined = join()

  async function join(): Promise<void> {
    try {
      await consumer.connect()
      await consumer.subscribe({ topics: [topic] })
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: takeBatch })
    } catch (error) {
      crash(error)
    }
  }

  function crash(reason: unknown): void {
    if (left) return
    left = true
    // What was fetched before is good, and may not be there to be fetched again.
    void handling.then(() => {
      if (leaving === null) tell.onCrash(reason instanceof Error ? reason : new Error(String(reason)))
    })
  }

  /** One batch is handled while the next is fetched: kafkajs itself does one or the other. */
  async function takeBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload
    const isCurrent = (): boolean => !left && !payload.isStale() && payload.isRunning()
    if (!isCurrent() || batch.messages.length === 0) return
    // While the writer is busy this wait is the back-pressure; heartbeats keep the membership.
    const beating = setInterval(() => {
      payload.heartbeat().catch(() => undefined)
    }, HEARTBEAT_MS)
    try {
      await handling
    } finally {
      clearInterval(beating)
    }
    if (!isCurrent()) return
    handling = handle(batch, assignment).catch(crash)
    payload.resolveOffset(batch.lastOffset())
    await payload.heartbeat()
  }

  /** What was fetched for a former assignment is fetched again for this one, from where the table stands. */
  async function handle(batch: EachBatchPayload['batch'], fetchedFor: number): Promise<void> {
    await nextTurn()
    if (leaving === null && fetchedFor === assignment) await tell.onBatch(batch)
  }

  async function disconnect(): Promise<void> {
    // kafkajs cannot stop a consumer that is joining: it would join after all, and keep its partitions for good.
    await joined
    await consumer.disconnect().catch(() => undefined)
  }

  return {
    async commit(offsets) {
      try {
        await consumer.commitOffsets(
          [...offsets].map(([partition, offset]) => ({ topic, partition, offset: offset.toString() })),
        )
      } catch (error) {
        // A courtesy: the table has the offsets (kafkajs #1712 would end the consumer here).
        log.debug({ err: error }, 'offsets were not committed to the group')
      }
    },
    leave() {
      left = true
      leaving ??= disconnect()
      return leaving
    },
  }
}
