import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PartitionRange, RecordBatch, Source, SourceListener, SourceRecord, Subscription } from '../stream/ports'
import { unlessAborted, wait } from '../wait'
import { createEventMaker } from './events'
import type { World } from './world'
import { createPace } from './pace'

export interface SampleSourceOptions {
  readonly world: World
  /** Events per second over all partitions, as far as they are taken; 0 = as fast as they are. */
  readonly rate: number
  readonly partitions?: number
  readonly topic?: string
  readonly now?: () => number
}

const SAMPLE_TOPIC = 'sample-transactions'

const TICK_MS = 100
const TELL_MS = 2000
/** Events made at once: all that is in memory beyond the micro-batches, and all that holds up the process. */
export const MADE_AT_ONCE = 250

/**
 * A source without Kafka (decision 39): generated events with partitions and offsets that go on where the
 * table left off. The event at an offset is always the same but for its time, which is when it was made.
 */
export function openSampleSource(options: SampleSourceOptions): Source {
  const partitions = options.partitions ?? 4
  const topic = options.topic ?? SAMPLE_TOPIC
  const now = options.now ?? Date.now
  const maker = createEventMaker(options.world)
  /** Next offset to be made, by partition. */
  const ends: bigint[] = Array.from({ length: partitions }, () => 0n)

  function makeRecord(partition: number, offset: bigint, time: number): SourceRecord {
    const n = Number(offset) * partitions + partition
    return {
      offset,
      timestamp: time,
      key: Buffer.from(maker.transactionId(n)),
      value: Buffer.from(maker.json(n, new Date(time).toISOString())),
      headers: [],
    }
  }

  function takeBatch(partition: number, count: number): RecordBatch {
    const time = now()
    const first = ends[partition] ?? 0n
    const records = Array.from({ length: count }, (_, index) => makeRecord(partition, first + BigInt(index), time))
    ends[partition] = first + BigInt(count)
    return { partition, records, endOffset: ends[partition] }
  }

  function currentRanges(): PartitionRange[] {
    return ends.map((high, partition) => ({ partition, low: 0n, high }))
  }

  /** Whatever the rate: nothing is made while what was made before is not taken, and between two the process goes on. */
  async function produce(listener: SourceListener, signal: AbortSignal): Promise<void> {
    const pace = createPace(options.rate, now)
    let turn = 0
    let told = Number.NEGATIVE_INFINITY
    while (!signal.aborted) {
      // Its end is what it has produced (decision 9 (d)), also of a partition that gets an event a minute.
      if (performance.now() - told >= TELL_MS) {
        listener.endOffsets(currentRanges())
        told = performance.now()
      }
      const due = options.rate === 0 ? Number.POSITIVE_INFINITY : pace.due()
      const size = Math.min(due, MADE_AT_ONCE * partitions)
      for (const [partition, count] of spread(size, partitions, turn)) {
        if (count === 0 || isAborted(signal)) continue
        await unlessAborted(listener.records(takeBatch(partition, count)), signal)
        await nextTurn()
      }
      pace.made(size)
      turn += size
      if (size === due) await wait(TICK_MS, signal)
    }
  }

  return {
    kind: 'sample',
    topic,
    group: null,
    identity: `sample-${options.world.seed}`,
    ranges(known) {
      for (const [partition, offset] of known) if (offset > (ends[partition] ?? 0n)) ends[partition] = offset
      return Promise.resolve(currentRanges())
    },
    resolve: () => Promise.resolve(new Map(ends.map((end, partition) => [partition, end]))),
    readAt(partition, offset) {
      return Promise.resolve(offset < (ends[partition] ?? 0n) ? makeRecord(partition, offset, 0) : null)
    },
    emptyUpTo: (_partition, from) => Promise.resolve(from),
    subscribe(listener): Promise<Subscription> {
      const stop = new AbortController()
      for (const [partition, offset] of listener.assigned(ends.map((_, partition) => partition)))
        ends[partition] = offset
      listener.connection({ connected: true })
      const done = produce(listener, stop.signal).catch((error: unknown) => {
        listener.failed(error instanceof Error ? error : new Error(String(error)))
      })
      return Promise.resolve({
        commit: () => Promise.resolve(),
        async close() {
          stop.abort()
          await done
        },
      })
    },
    close: () => Promise.resolve(),
  }
}

/** How many of `due` events each partition makes, in turn. */
function spread(due: number, partitions: number, turn: number): [number, number][] {
  return Array.from({ length: partitions }, (_, index) => {
    const partition = (turn + index) % partitions
    return [partition, Math.floor((due + partitions - 1 - index) / partitions)]
  })
}

/** Read anew: it changes while we wait. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted
}
