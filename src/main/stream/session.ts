import type { NewFile } from '../lake/ports'
import type { Committed, Committer, Marks, PartitionMark } from './committer'
import { endOf, type SessionEnd } from './faults'
import { countFitting, decideFlush, type FlushDecision } from './micro-batch'
import { fingerprintOf } from './progress/offsets'
import type { StreamParts } from './parts'
import type {
  MicroBatchBuilder,
  PartitionRange,
  RecordBatch,
  NewDeadLetter,
  RowPlace,
  Source,
  SourceListener,
  Subscription,
} from './ports'
import type { JudgedRows } from './dashboard/ports'
import type { TopicEnds } from './progress/topic-ends'
import { withinTime } from '../wait'

/** One stretch of reading: from a subscription to its end. The run starts another after a fault that passes. */
export interface SessionOptions {
  readonly parts: Pick<StreamParts, 'writer' | 'limits' | 'turns' | 'now'>
  readonly source: Source
  /** The folder of the transactions table. */
  readonly root: string
  readonly committer: Committer
  /** What the topic held when the session began. */
  readonly ranges: readonly PartitionRange[]
  readonly ends: TopicEnds
  /** Must not throw. After a commit the next micro-batch is written once this resolves. */
  readonly emit: (event: SessionEvent) => void | Promise<void>
}

/** What a session tells its run, in the order in which it happens. */
export type SessionEvent =
  /** The partitions that are read from now on. */
  | { readonly kind: 'assigned'; readonly partitions: readonly number[] }
  | ({ readonly kind: 'read'; readonly partition: number } & ReadProgress)
  /** A write begins. `startedAt`: when its first record was read, epoch ms. */
  | { readonly kind: 'writing'; readonly startedAt: number }
  | { readonly kind: 'write-failed'; readonly error: Error }
  /** Records that were read and are not committed: they will be read again. */
  | { readonly kind: 'dropped'; readonly records: number }
  | { readonly kind: 'ranges'; readonly ranges: readonly PartitionRange[] }
  | { readonly kind: 'members'; readonly members: Parameters<SourceListener['members']>[0] }
  | { readonly kind: 'connection'; readonly connection: Parameters<SourceListener['connection']>[0] }
  | { readonly kind: 'committed'; readonly batch: CommittedMicroBatch }
  /** The watermark alone was committed, or was found to stay. */
  | { readonly kind: 'watermark'; readonly committed: Committed | null }

export interface ReadProgress {
  readonly records: number
  readonly endOffset: bigint
}

export interface CommittedMicroBatch extends Committed {
  /** Of its rows, epoch ms. */
  readonly processingTime: number
  readonly files: readonly NewFile[]
  /** What it took of each partition. */
  readonly marks: Marks
  readonly records: number
  readonly rows: number
  readonly deadLetters: readonly NewDeadLetter[]
  readonly unknownKeys: number
  readonly judged: JudgedRows
  /** Its newest messages in the order in which they were read, at most `RECENT_MESSAGES`. */
  readonly newest: readonly RowPlace[]
  readonly fetchMs: number
  readonly decodeMs: number
  readonly writeMs: number
  readonly commitMs: number
  readonly totalMs: number
}

export interface StreamSession {
  readonly ended: Promise<SessionEnd>
  /** Something that the watermark waits for may have changed: it is looked at within a trigger, unless rows follow. */
  moveWatermarkSoon(): void
  /** Stops reading, commits what was read, closes; each step within its time. */
  stop(): Promise<void>
}

interface Filling {
  readonly builder: MicroBatchBuilder
  /** Epoch ms, to be told. */
  readonly startedAt: number
  /** By a clock that nobody sets: a batch must not wait for an hour because that one was set back. */
  readonly since: number
  readonly timer: NodeJS.Timeout
  /** As they were told by `read`. */
  records: number
  readonly marks: Map<number, PartitionMark>
  newest: readonly RowPlace[]
  /** The next message did not fit. */
  isCut: boolean
}

/** Health speaks of the last thousand (decision 26). */
export const RECENT_MESSAGES = 1000
const EMPTY = { records: 0, bytes: 0 }
/** A timer may pass so long before the clock of ages shows it. */
const TIMER_SLACK_MS = 2

/** Together under the ten seconds that a stop may take (decision 28). */
const DRAIN_MS = 3500
const CLOSE_MS = 1500

/** At most one micro-batch is written while the next one fills; after that the source waits. */
export function openStreamSession(options: SessionOptions): StreamSession {
  const { source, committer, ends, emit } = options
  const { writer, limits, turns, now } = options.parts
  /** Next offset to read, of the partitions that were assigned. */
  const next = new Map<number, bigint>()
  /** Next offset once the micro-batch in flight is committed; if it is not, this session ends. */
  const handed = new Map(committer.positions)
  /** The last end offsets that the source was asked for. */
  const told = new Map(options.ranges.map(({ partition, high }) => [partition, high]))
  let owned: ReadonlySet<number> = new Set()
  let assignments = 0
  let filling: Filling | null = null
  let inFlight: Promise<void> = Promise.resolve()
  /** What the source has handed over and is not all in a micro-batch yet. */
  let taking: Promise<void> | null = null
  let busy = false
  let intake = true
  let lost = false
  /** More was there when the last micro-batch was cut, or when the partitions came: its rest is not kept waiting. */
  let isBehind = false
  let end: SessionEnd | null = null
  let subscription: Subscription | null = null
  let stopping: Promise<void> | null = null
  let movingSoon: NodeJS.Timeout | null = null
  let resolveEnd: (value: SessionEnd) => void = () => undefined
  const ended = new Promise<SessionEnd>((resolve) => {
    resolveEnd = resolve
  })

  let tellOver: () => void = () => undefined
  const over = new Promise<void>((resolve) => {
    tellOver = resolve
  })

  const listener: SourceListener = {
    assigned(partitions) {
      // What was buffered may belong to others now: it is read again from where the table stands.
      dropFilling()
      ends.dropped()
      assignments++
      owned = new Set(partitions)
      const positions = new Map(partitions.map((partition) => [partition, handed.get(partition) ?? 0n]))
      for (const [partition, offset] of positions) next.set(partition, offset)
      isBehind ||= !isCaughtUp()
      void emit({ kind: 'assigned', partitions })
      return positions
    },
    records(batch) {
      // Nobody takes it any more, and a source that may go on at once would make as much again as it can.
      if (!intake) return over
      taking = take(batch).finally(() => {
        taking = null
      })
      return taking
    },
    connection(connection) {
      void emit({ kind: 'connection', connection })
      if (!connection.connected) lost = true
      else if (lost) finishAfterDrain({ kind: 'check', reason: 'The source is back.' })
    },
    endOffsets(ranges) {
      ends.set(ranges)
      void emit({ kind: 'ranges', ranges })
      moveWatermarkSoon()
      for (const { partition, high } of ranges) {
        const before = told.get(partition) ?? 0n
        told.set(partition, high)
        // An end never goes back but for a topic that was cut or made anew.
        if (high < before && high < (next.get(partition) ?? 0n) && owned.has(partition)) {
          finishAfterDrain({ kind: 'check', reason: `Partition ${partition} ends at ${high}, after ${before} before.` })
        }
      }
    },
    members: (members) => void emit({ kind: 'members', members }),
    failed(error) {
      finishAfterDrain({ kind: 'failed', error })
    },
  }

  /** As much as fits into the micro-batch that fills, the rest into those after it. */
  async function take(batch: RecordBatch): Promise<void> {
    const assignment = assignments
    // What waits here while the partitions are shared out anew is read again from where the table stands.
    for (let rest = batch.records; rest.length > 0 && end === null && assignment === assignments;) {
      const count = countFitting(filling?.builder ?? EMPTY, sizesOf(rest), limits)
      try {
        if (count > 0) append({ ...batch, records: rest.slice(0, count) })
      } catch (error) {
        // A builder that took only a part of it must not be written: the whole would come again.
        finish(endOf(error))
        return
      }
      rest = rest.slice(count)
      if (rest.length > 0 && filling !== null) filling.isCut = true
      while (decide() === 'full' && busy) await inFlight
      if (decide() !== 'wait') flushWhenIdle()
    }
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
      newest: [],
      isCut: false,
    }
    filling.builder.append({ ...batch, records })
    const before = filling.marks.get(batch.partition)
    filling.marks.set(batch.partition, {
      first: before?.first ?? first.offset,
      last: last.offset,
      records: (before?.records ?? 0) + records.length,
      fingerprint: fingerprintOf(last),
      timestamp: last.timestamp,
    })
    next.set(batch.partition, last.offset + 1n)
    ends.fetched(batch.partition, batch.endOffset, last.offset + 1n)
    filling.records += records.length
    const places = records.slice(-RECENT_MESSAGES).map(({ offset }) => ({ partition: batch.partition, offset }))
    filling.newest = [...filling.newest, ...places].slice(-RECENT_MESSAGES)
    const { partition, endOffset } = batch
    void emit({ kind: 'read', partition, records: records.length, endOffset })
  }

  function decide(): FlushDecision {
    if (filling === null) return 'wait'
    const { records, bytes } = filling.builder
    const ageMs = performance.now() - filling.since
    const { isCut } = filling
    return decideFlush({ records, bytes, ageMs, isCut, endsBacklog: isBehind && isCaughtUp() }, limits)
  }

  function isCaughtUp(): boolean {
    return [...owned].every((partition) => ends.unread(partition, next.get(partition) ?? 0n) === false)
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
    void emit({ kind: 'dropped', records: dropped.records })
    dropped.builder.discard()
  }

  function flush(): void {
    const isFull = decide() === 'full'
    const taken = takeFilling()
    if (taken === null) return
    isBehind = isFull || (isBehind && !isCaughtUp())
    for (const [partition, { last }] of taken.marks) handed.set(partition, last + 1n)
    busy = true
    inFlight = write(taken)
  }

  async function write(taken: Filling): Promise<void> {
    try {
      await turns.take((processingTime) => commit(taken, processingTime))
    } catch (error) {
      void emit({ kind: 'dropped', records: taken.records })
      void emit({ kind: 'write-failed', error: error instanceof Error ? error : new Error(String(error)) })
      finish(endOf(error))
    } finally {
      flushWhatFilled()
      if (!busy) moveWatermarkSoon()
    }
  }

  /** The timer of what filled meanwhile may have passed, a hair before its age shows it. */
  function flushWhatFilled(): void {
    busy = false
    if (decide() !== 'wait' || isOverdue()) flush()
  }

  /** One look within a trigger, however often it is asked for; a commit of rows looks itself. */
  function moveWatermarkSoon(): void {
    if (end === null && intake) movingSoon ??= setTimeout(moveWatermarkNow, limits.intervalMs)
  }

  function moveWatermarkNow(): void {
    movingSoon = null
    if (end !== null || !intake || busy || filling !== null) return
    busy = true
    inFlight = moveWatermark().finally(flushWhatFilled)
  }

  async function moveWatermark(): Promise<void> {
    try {
      await emit({ kind: 'watermark', committed: await committer.moveWatermark(now()) })
    } catch (error) {
      finish(endOf(error))
    }
  }

  function isOverdue(): boolean {
    return filling !== null && performance.now() - filling.since >= limits.intervalMs - TIMER_SLACK_MS
  }

  async function commit({ builder, startedAt, since, marks, newest }: Filling, processingTime: number): Promise<void> {
    const begun = performance.now()
    void emit({ kind: 'writing', startedAt })
    const decoded = await builder.finish(processingTime)
    const judged = await committer.judge(decoded.files)
    const written = performance.now()
    const committed = await committer.commit(decoded, judged, marks, processingTime)
    const commitMs = performance.now() - written
    void subscription?.commit(new Map([...marks].map(([partition, { last }]) => [partition, last + 1n])))
    const batch = {
      ...committed,
      processingTime,
      files: decoded.files,
      marks,
      records: decoded.rows + decoded.deadLetters.length,
      rows: decoded.rows,
      deadLetters: decoded.deadLetters,
      unknownKeys: decoded.unknownKeys,
      judged,
      newest,
      fetchMs: Math.round(begun - since),
      decodeMs: decoded.decodeMs,
      writeMs: written - begun,
      commitMs,
      totalMs: performance.now() - begun,
    }
    await emit({ kind: 'committed', batch })
  }

  async function drain(): Promise<void> {
    intake = false
    while (busy || filling !== null || taking !== null) {
      flushWhenIdle()
      await inFlight
      if (!busy && filling === null) await taking
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
    tellOver()
    if (movingSoon !== null) clearTimeout(movingSoon)
    dropFilling()
    // Not from inside a call of the source, which may be the very one that is to be closed.
    setImmediate(() => void close(value))
  }

  async function close(value: SessionEnd): Promise<void> {
    await withinTime(
      subscribed.then(() => subscription?.close()),
      CLOSE_MS,
    )
    // A write that hangs is given up, at a stop after the drain has waited for it: should it end after all, its txn keeps
    // it from counting twice.
    if (value.kind !== 'stopped') await withinTime(inFlight, DRAIN_MS)
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

  moveWatermarkSoon()
  return {
    ended,
    moveWatermarkSoon,
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

function* sizesOf(records: RecordBatch['records']): Generator<number> {
  for (const { value } of records) yield value?.length ?? 0
}
