import type { NewFile } from '../lake/ports'
import { newestEventOf, type Committer, type Marks, type PartitionMark } from './committer'
import { endOf, type SessionEnd } from './faults'
import { decideFlush, type BatchLimits, type FlushDecision } from './micro-batch'
import { fingerprintOf } from './offsets'
import type {
  BatchBuilder,
  MicroBatchWriter,
  PartitionRange,
  RecordBatch,
  Rejected,
  Source,
  SourceListener,
  Subscription,
} from './ports'
import type { CommitTurns } from './turns'
import { withinTime } from './wait'

/** One stretch of reading: from a subscription to its end. The run starts another after a fault that passes. */
export interface SessionOptions {
  readonly source: Source
  /** The folder of the transactions table. */
  readonly root: string
  readonly writer: MicroBatchWriter
  readonly committer: Committer
  readonly limits: BatchLimits
  /** What the topic held when the session began. */
  readonly ranges: readonly PartitionRange[]
  readonly turns: CommitTurns
  /** The partitions that are read from now on, and the next offset that the table needs of each. */
  readonly onAssigned: (positions: ReadonlyMap<number, bigint>) => void
  readonly onRead: (partition: number, read: ReadProgress) => void
  /** Its write begins. `startedAt`: when its first record was read, epoch ms. */
  readonly onWriting: (startedAt: number) => void
  readonly onWriteFailed: (error: Error) => void
  /** Records that were read and are not committed: they will be read again. */
  readonly onDropped: (records: number) => void
  readonly onRanges: (ranges: readonly PartitionRange[]) => void
  readonly onConnection: SourceListener['connection']
  /** After each commit; the next micro-batch is written once this resolves. Must not throw. */
  readonly onCommitted: (batch: CommittedBatch) => Promise<void>
  readonly now: () => number
}

export interface ReadProgress {
  readonly records: number
  readonly endOffset: bigint
}

export interface CommittedBatch {
  /** Of the transactions table. */
  readonly version: number
  /** Of its rows, epoch ms. */
  readonly processingTime: number
  readonly files: readonly NewFile[]
  /** What it took of each partition. */
  readonly marks: Marks
  readonly records: number
  readonly rows: number
  readonly rejected: readonly Rejected[]
  readonly unknownKeys: number
  /** Epoch ms. */
  readonly newestEvent: number | null
  readonly fetchMs: number
  readonly decodeMs: number
  readonly writeMs: number
  readonly commitMs: number
  readonly totalMs: number
}

export interface StreamSession {
  readonly ended: Promise<SessionEnd>
  /** Stops reading, commits what was read, closes; each step within its time. */
  stop(): Promise<void>
}

interface Filling {
  readonly builder: BatchBuilder
  /** Epoch ms, to be told. */
  readonly startedAt: number
  /** By a clock that nobody sets: a batch must not wait for an hour because that one was set back. */
  readonly since: number
  readonly timer: NodeJS.Timeout
  /** As they were told to `onRead`. */
  records: number
  readonly marks: Map<number, PartitionMark>
}

/** Together under the ten seconds that a stop may take (decision 28). */
const DRAIN_MS = 3500
const CLOSE_MS = 1500

/** At most one micro-batch is written while the next one fills; after that the source waits. */
export function openStreamSession(options: SessionOptions): StreamSession {
  const { source, writer, committer, limits, turns, now } = options
  /** Next offset to read, of the partitions that were assigned. */
  const next = new Map<number, bigint>()
  /** Next offset once the micro-batch in flight is committed; if it is not, this session ends. */
  const handed = new Map(committer.positions)
  /** The last end offsets that the source was asked for. */
  const ends = new Map(options.ranges.map(({ partition, high }) => [partition, high]))
  /** End offsets that came with the last records. */
  const fetchedEnds = new Map<number, bigint>()
  let owned: ReadonlySet<number> = new Set()
  let filling: Filling | null = null
  let inFlight: Promise<void> = Promise.resolve()
  let busy = false
  let intake = true
  let lost = false
  let wasFull = false
  let end: SessionEnd | null = null
  let subscription: Subscription | null = null
  let stopping: Promise<void> | null = null
  let resolveEnd: (value: SessionEnd) => void = () => undefined
  const ended = new Promise<SessionEnd>((resolve) => {
    resolveEnd = resolve
  })

  const listener: SourceListener = {
    assigned(partitions) {
      // What was buffered may belong to others now: it is read again from where the table stands.
      dropFilling()
      owned = new Set(partitions)
      const positions = new Map(partitions.map((partition) => [partition, handed.get(partition) ?? 0n]))
      for (const [partition, offset] of positions) next.set(partition, offset)
      options.onAssigned(new Map(partitions.map((partition) => [partition, committer.positions.get(partition) ?? 0n])))
      return positions
    },
    async records(batch) {
      if (!intake) return
      try {
        append(batch)
      } catch (error) {
        // A builder that took only a part of it must not be written: the whole would come again.
        finish(endOf(error))
        return
      }
      while (decide() === 'full' && busy) await inFlight
      if (decide() !== 'wait') flushWhenIdle()
    },
    connection(state) {
      options.onConnection(state)
      if (!state.connected) lost = true
      else if (lost) finishAfterDrain({ kind: 'check', reason: 'The source is back.' })
    },
    endOffsets(ranges) {
      options.onRanges(ranges)
      for (const { partition, high } of ranges) {
        const before = ends.get(partition) ?? 0n
        ends.set(partition, high)
        // An end never goes back but for a topic that was cut or made anew.
        if (high < before && high < (next.get(partition) ?? 0n) && owned.has(partition)) {
          finishAfterDrain({ kind: 'check', reason: `Partition ${partition} ends at ${high}, after ${before} before.` })
        }
      }
    },
    failed(error) {
      finishAfterDrain({ kind: 'failed', error })
    },
  }

  function append(batch: RecordBatch): void {
    if (!owned.has(batch.partition)) return
    const wanted = next.get(batch.partition) ?? 0n
    const known = (batch.records[0]?.offset ?? 0n) < wanted
    const records = known ? batch.records.filter((record) => record.offset >= wanted) : batch.records
    const first = records[0]
    const last = records.at(-1)
    if (first === undefined || last === undefined) return
    filling ??= {
      builder: writer.begin(options.root),
      startedAt: now(),
      since: performance.now(),
      timer: setTimeout(flushWhenIdle, limits.intervalMs),
      records: 0,
      marks: new Map(),
    }
    filling.builder.append({ ...batch, records })
    filling.marks.set(batch.partition, {
      first: filling.marks.get(batch.partition)?.first ?? first.offset,
      last: last.offset,
      fingerprint: fingerprintOf(last),
      timestamp: last.timestamp,
    })
    next.set(batch.partition, last.offset + 1n)
    fetchedEnds.set(batch.partition, batch.endOffset)
    filling.records += records.length
    options.onRead(batch.partition, { records: records.length, endOffset: batch.endOffset })
  }

  function decide(): FlushDecision {
    if (filling === null) return 'wait'
    const { records, bytes } = filling.builder
    const ageMs = performance.now() - filling.since
    return decideFlush({ records, bytes, ageMs, endsBacklog: wasFull && isCaughtUp() }, limits)
  }

  function isCaughtUp(): boolean {
    return [...owned].every((partition) => {
      const position = next.get(partition) ?? 0n
      return position >= (ends.get(partition) ?? 0n) && position >= (fetchedEnds.get(partition) ?? 0n)
    })
  }

  /** What is due while a micro-batch is written goes on filling and is taken right after it. */
  function flushWhenIdle(): void {
    if (!busy) flush()
  }

  function takeFilling(): Filling | null {
    const taken = filling
    filling = null
    if (taken !== null) clearTimeout(taken.timer)
    return taken
  }

  function dropFilling(): void {
    const dropped = takeFilling()
    if (dropped === null) return
    options.onDropped(dropped.records)
    dropped.builder.discard()
  }

  function flush(): void {
    const isFull = decide() === 'full'
    const taken = takeFilling()
    if (taken === null) return
    wasFull = isFull
    for (const [partition, { last }] of taken.marks) handed.set(partition, last + 1n)
    busy = true
    inFlight = write(taken)
  }

  async function write(taken: Filling): Promise<void> {
    try {
      await turns.take((processingTime) => commit(taken, processingTime))
    } catch (error) {
      options.onDropped(taken.records)
      options.onWriteFailed(error instanceof Error ? error : new Error(String(error)))
      finish(endOf(error))
    } finally {
      busy = false
      // The timer of what filled meanwhile may have passed, a hair before its age shows it.
      if (decide() !== 'wait' || isOverdue()) flush()
    }
  }

  function isOverdue(): boolean {
    return filling !== null && performance.now() - filling.since >= limits.intervalMs - TIMER_SLACK_MS
  }

  async function commit({ builder, startedAt, since, marks }: Filling, processingTime: number): Promise<void> {
    const begun = performance.now()
    options.onWriting(startedAt)
    const decoded = await builder.finish(processingTime)
    const written = performance.now()
    const version = await committer.commit(decoded, marks, processingTime)
    const commitMs = performance.now() - written
    void subscription?.commit(new Map([...marks].map(([partition, { last }]) => [partition, last + 1n])))
    await options.onCommitted({
      version,
      processingTime,
      files: decoded.files,
      marks,
      records: decoded.rows + decoded.rejected.length,
      rows: decoded.rows,
      rejected: decoded.rejected,
      unknownKeys: decoded.unknownKeys,
      newestEvent: newestEventOf(decoded.files),
      fetchMs: Math.round(begun - since),
      decodeMs: decoded.decodeMs,
      writeMs: decoded.writeMs,
      commitMs,
      totalMs: performance.now() - begun,
    })
  }

  async function drain(): Promise<void> {
    intake = false
    while (busy || filling !== null) {
      flushWhenIdle()
      await inFlight
    }
  }

  /** What was read is good, and may not be there to be read again. */
  function finishAfterDrain(value: SessionEnd): void {
    if (end === null && intake) void drain().then(() => finish(value))
  }

  function finish(value: SessionEnd): void {
    if (end !== null) return
    end = value
    intake = false
    dropFilling()
    // Not from inside a call of the source, which may be the very one that is to be closed.
    setImmediate(() => void close(value))
  }

  async function close(value: SessionEnd): Promise<void> {
    await withinTime(
      subscribed.then(() => subscription?.close()),
      CLOSE_MS,
    )
    // A write that hangs is given up: should it end after all, its txn keeps it from counting twice.
    await withinTime(inFlight, DRAIN_MS)
    resolveEnd(value)
  }

  async function stop(): Promise<void> {
    await withinTime(drain(), DRAIN_MS)
    finish({ kind: 'stopped' })
    await ended
  }

  const subscribed = source.subscribe(listener).then(
    (opened) => {
      subscription = opened
    },
    (error: unknown) => finish(endOf(error)),
  )

  return {
    ended,
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

const TIMER_SLACK_MS = 2
