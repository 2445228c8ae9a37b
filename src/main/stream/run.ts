import { randomUUID } from 'node:crypto'
import { assertNever, codeOf, messageOf, MillraceError } from '../../shared/errors'
import type { DeadLetterCode, MicroBatch, StreamState, StreamStatus } from '../../shared/stream'
import type { Snapshot } from '../lake/ports'
import type { Logger } from '../log/logger'
import { createCommitter, tableGone } from './committer'
import type { DashboardFollower } from './dashboard/dashboard-follower'
import { watchDisk } from './disk'
import { backOffMs, BROKER_FIX, endOf, fixOf, isRefusal, MAX_REFUSALS, type SessionEnd } from './faults'
import { judgeHealth } from './status/health'
import type { BatchLimits } from './micro-batch'
import { fingerprintsOf, positionsOf, type Positions, type StreamIdentity } from './progress/offsets'
import type {
  MicroBatchOutcome,
  MicroBatchWatcher,
  MicroBatchWriter,
  PartitionRange,
  Rejected,
  Source,
  StreamReader,
} from './ports'
import type { QualityRecorder } from './quality'
import { findRecreated } from './progress/recreated'
import { openStreamSession, type CommittedBatch, type StreamSession } from './session'
import { createProof } from './progress/proof'
import { describeGaps, lossOf, lostOffsetsOf, planStart, unreadableGap, type OffsetGap } from './progress/start-plan'
import { skipGaps } from './progress/starting'
import type { StreamFigures } from './status/status'
import type { StreamTables } from './tables'
import { TopicEnds } from './progress/topic-ends'
import type { CommitTurns } from './turns'
import { unlessAborted, wait, withinTime } from '../wait'

export interface RunOptions {
  readonly source: Source
  readonly identity: StreamIdentity
  readonly failOnDataLoss: boolean
  readonly tables: StreamTables
  readonly writer: MicroBatchWriter
  readonly reader: StreamReader
  readonly limits: BatchLimits
  readonly turns: CommitTurns
  readonly figures: StreamFigures
  readonly follower: DashboardFollower
  readonly watcher: MicroBatchWatcher
  readonly quality: QualityRecorder
  readonly log: Logger
  /** The table as a session of the run finds it. */
  readonly onTable: (snapshot: Snapshot) => void
  /** Something in the status changed. */
  readonly onChange: () => void
  /** The run is over, stopped or failed. */
  readonly onEnd: () => void
  readonly now: () => number
}

/** What a run adds to the status beside its figures. */
export type RunView = Pick<
  StreamStatus,
  | 'active'
  | 'queries'
  | 'state'
  | 'since'
  | 'reason'
  | 'fix'
  | 'error'
  | 'lostOffsets'
  | 'retryAt'
  | 'source'
  | 'topic'
  | 'group'
  | 'health'
>

/** A stream from its start to its stop, over as many sessions as faults make of it. */
export interface StreamRun {
  /** Of the two queries: transactions and dashboard. */
  readonly ids: readonly [string, string]
  readonly active: boolean
  readonly view: RunView
  readonly done: Promise<void>
  stop(): Promise<void>
}

const TOPIC_POLL_MS = 1000
const CLOSE_MS = 1500
const DASHBOARD_MS = 1500
const SOURCE_WORDS = { kafka: 'Kafka', sample: 'The sample source' } as const

export function startRun(options: RunOptions): StreamRun {
  const { source, identity, tables, limits, figures, follower, quality, log, now } = options
  const ids = [randomUUID(), randomUUID()] as const
  const stopped = new AbortController()
  const disk = watchDisk(tables.transactions.root)
  let session: StreamSession | null = null
  let state: StreamState = 'STARTING'
  let since = now()
  let reason: string | null = null
  let fix: string | null = null
  /** What failed, or is tried again. */
  let trouble: Error | null = null
  let retryAt: number | null = null
  let failures = 0
  let refusals = 0
  let stopping: Promise<void> | null = null

  function isStopped(): boolean {
    return stopped.signal.aborted
  }

  /** Sessions one after another until the stream is stopped or fails for good. */
  async function drive(): Promise<void> {
    try {
      while (!isStopped()) {
        const end = await runSession().catch(endOf)
        if (!(await goOn(end))) return
      }
    } finally {
      await withinTime(source.close(), CLOSE_MS)
      await withinTime(Promise.all([follower.idle(), quality.idle()]), DASHBOARD_MS)
      disk.close()
      options.onEnd()
    }
  }

  async function goOn(end: SessionEnd): Promise<boolean> {
    switch (end.kind) {
      case 'stopped':
        return false
      case 'check':
        log.info({ topic: source.topic }, end.reason)
        return true
      case 'failed':
        if (await skip(end.error)) return true
        await fail(end.error)
        return false
      case 'restart': {
        failures++
        refusals = isRefusal(end.error) ? refusals + 1 : 0
        if (refusals >= MAX_REFUSALS) return goOn({ kind: 'failed', error: end.error })
        const waitMs = backOffMs(end.error, failures)
        if (waitMs === 0) return true
        setState('RECONNECTING', messageOf(end.error), fixOf(end.error), { at: now() + waitMs, error: end.error })
        log.warn({ topic: source.topic, err: end.error }, 'stream interrupted; it goes on by itself')
        await wait(waitMs, stopped.signal)
        return true
      }
      default:
        return assertNever(end)
    }
  }

  async function fail(error: Error): Promise<void> {
    const known = await describeLoss(error)
    setState('FAILED', messageOf(known), fixOf(known), { error: known })
    log.error({ topic: source.topic, err: known }, 'stream failed')
  }

  /** A loss that the source met while running, with the exact range that the table tells (decision 6). */
  async function describeLoss(error: Error): Promise<Error> {
    if (!(error instanceof MillraceError) || error.code !== 'DATA_LOSS') return error
    try {
      const known = positionsOf(await tables.find(), identity)
      const ranges = await unlessAborted(source.ranges(known), stopped.signal)
      if (ranges !== null) await checkForLoss(ranges)
    } catch (found) {
      if (found instanceof MillraceError && found.code === 'DATA_LOSS') return found
    }
    return error
  }

  /** Whether a loss that was met while running is one the user agreed to (decision 6). */
  async function skip(error: Error): Promise<boolean> {
    if (options.failOnDataLoss || !(error instanceof MillraceError)) return false
    if (error.code === 'DATA_LOSS') {
      // The next session finds the gap and records it; should it find none, this must not spin.
      await wait(backOffMs(error, ++failures), stopped.signal)
      return true
    }
    const gap = unreadableGap(error)
    if (gap === null) return false
    const known = positionsOf(await tables.find(), identity)
    if (gap.to < (known.get(gap.partition) ?? 0n)) return false
    await recordGaps([gap], known, new Map([[gap.partition, gap.to + 1n]]))
    return true
  }

  async function runSession(): Promise<SessionEnd> {
    const ranges = await waitForTopic()
    if (ranges === null) return { kind: 'stopped' }
    const ends = new TopicEnds()
    ends.set(ranges)
    const snapshot = await checkForLoss(ranges)
    if (snapshot === null) return { kind: 'stopped' }
    figures.begin(ranges, planStart(positionsOf(snapshot, identity), ranges).positions)
    options.onTable(snapshot)
    follower.reopen()
    const prove = createProof(source, ends)
    const committer = createCommitter({
      identity,
      tables,
      writer: options.writer,
      reader: options.reader,
      ends,
      snapshot,
    })
    setState(figures.caughtUp ? 'RUNNING' : 'CATCHING_UP', null, null)
    const opened = openStreamSession({
      source,
      root: tables.transactions.root,
      writer: options.writer,
      committer,
      limits,
      ranges,
      ends,
      turns: options.turns,
      onAssigned(partitions) {
        figures.assign(partitions)
        updateState()
      },
      onRead: (partition, read) => figures.read(partition, read),
      onWriting: (startedAt) => options.watcher.writing({ topic: source.topic, startedAt }),
      onWriteFailed: (error) => options.watcher.failed(error),
      onDropped: (records) => figures.dropped(records),
      onRanges(newest) {
        figures.setRanges(newest)
        updateState()
        void look()
      },
      onMembers(members) {
        figures.setMembers(members)
        updateState()
      },
      onConnection({ connected, reason: why, fix: remedy = BROKER_FIX, retryAt: at }) {
        if (connected) {
          updateState(true)
          return
        }
        // Others may have them by now; a new session has them shared out again.
        figures.assign([])
        setState('RECONNECTING', why ?? `${SOURCE_WORDS[source.kind]} cannot be reached.`, remedy, { at: at ?? null })
      },
      async onCommitted(batch) {
        failures = 0
        for (const file of batch.files) disk.wrote(file.size)
        const entry = figures.committed(batch)
        options.watcher.committed(toActivity(batch, entry))
        updateState()
        log.info({ ...entry, topic: source.topic }, 'micro-batch committed')
        const { version, processingTime: at, rows, rejected } = batch
        const files = batch.files.map((file) => file.path)
        const counted = quality.record({ version, at, topic: source.topic, rows, deadLetters: rejected.length, files })
        figures.setWaitsFor(committer.waitsFor)
        const { judged, transactions } = batch
        await follower.follow({ version, minutes: judged.minutes, transactions })
        await counted
      },
      async onWatermark(committed) {
        if (committed !== null) figures.setVersion(committed.version)
        figures.setWaitsFor(committer.waitsFor)
        if (committed === null) follower.catchUp()
        else await follower.follow({ ...committed, minutes: [] })
        options.onChange()
      },
      now,
    })
    session = opened
    /** Where the table stands, whoever moved it there, and which offsets beyond it are empty (decision 26). */
    async function look(): Promise<void> {
      try {
        const positions = positionsOf(await tables.transactions.snapshot(), identity)
        tellPositions(positions)
        const proved = await prove(positions)
        if (session !== opened) return
        if (proved === true) opened.moveWatermarkSoon()
        if (proved !== null) figures.setKnown()
        tellPositions(positions)
      } catch (error) {
        log.debug({ topic: source.topic, err: error }, 'the positions of the table could not be looked at')
      }
    }
    function tellPositions(positions: Positions): void {
      if (session !== opened) return
      figures.setPositions(new Map(ends.partitions.map((one) => [one, ends.pastEmpty(one, positions.get(one) ?? 0n)])))
      updateState()
    }
    if (isStopped()) await opened.stop()
    const end = await opened.ended
    session = null
    figures.assign([])
    return end
  }

  /** Null where the stream was stopped meanwhile. Asking never creates the topic (decision 7). */
  async function waitForTopic(): Promise<readonly PartitionRange[] | null> {
    while (!isStopped()) {
      const known = positionsOf(await tables.find(), identity)
      const ranges = await unlessAborted(source.ranges(known), stopped.signal)
      if (isStopped()) return null
      if (ranges !== null && ranges.length > 0) return ranges
      setState('WAITING_FOR_TOPIC', ...missingTopic(source.topic, known.size > 0))
      await wait(TOPIC_POLL_MS, stopped.signal)
    }
    return null
  }

  /**
   * Decision 6: a gap stops the stream, or is recorded in the table's history where the user said so.
   * The snapshot that holds the positions to read from; null where the stream was stopped meanwhile.
   */
  async function checkForLoss(ranges: readonly PartitionRange[]): Promise<Snapshot | null> {
    const snapshot = await tables.find()
    if (snapshot === null) throw tableGone(tables.transactions.root)
    const known = positionsOf(snapshot, identity)
    const recreated = await unlessAborted(
      findRecreated(source, known, fingerprintsOf(snapshot, identity), ranges),
      stopped.signal,
    )
    if (recreated === null) return null
    const { positions, gaps } = planStart(known, ranges, recreated)
    if (gaps.length === 0) return snapshot
    if (options.failOnDataLoss) throw lossOf(source.topic, gaps)
    await recordGaps(gaps, known, positions)
    return tables.find()
  }

  async function recordGaps(gaps: readonly OffsetGap[], known: Positions, positions: Positions): Promise<void> {
    const description = describeGaps(source.topic, gaps)
    await skipGaps({ tables, identity, known, positions, gaps, note: description })
    log.warn({ topic: source.topic, gaps: gaps.length }, description)
  }

  /** What the figures say, unless something else is the matter. */
  function updateState(reconnected = false): void {
    const readable =
      state === 'RUNNING' ||
      state === 'CATCHING_UP' ||
      state === 'STARTING' ||
      (reconnected && state === 'RECONNECTING')
    if (readable) setState(figures.caughtUp ? 'RUNNING' : 'CATCHING_UP', null, null)
    else options.onChange()
  }

  function setState(
    next: StreamState,
    why: string | null,
    remedy: string | null,
    { at = null, error = null }: { readonly at?: number | null; readonly error?: Error | null } = {},
  ): void {
    // Once it is stopping or has failed, what a source still has to say changes nothing.
    if (state === 'FAILED' || (state === 'STOPPING' && next !== 'FAILED')) return
    if (state !== next) since = now()
    state = next
    reason = why
    fix = remedy
    trouble = error
    retryAt = at
    options.onChange()
  }

  async function stop(): Promise<void> {
    setState('STOPPING', 'Committing what was read.', null)
    stopped.abort()
    await session?.stop()
    await done
    log.info({ topic: source.topic }, 'stream stopped')
  }

  function describe(): RunView {
    const active = state !== 'FAILED' && state !== 'STOPPED'
    return {
      active,
      queries: ids.map((id, index) => ({ id, name: index === 0 ? 'transactions' : 'dashboard', isActive: active })),
      state,
      since: new Date(since).toISOString(),
      reason,
      fix,
      error: trouble === null ? null : codeOf(trouble),
      lostOffsets: trouble === null ? null : lostOffsetsOf(trouble),
      retryAt: retryAt === null ? null : new Date(retryAt).toISOString(),
      source: source.kind,
      topic: source.topic,
      group: source.group,
      health: judgeHealth({
        state,
        reason,
        intervalMs: limits.intervalMs,
        disk: disk.facts,
        ...figures.healthFacts(),
      }),
    }
  }

  const done = drive()
  return {
    ids,
    get active() {
      return state !== 'FAILED' && state !== 'STOPPED'
    },
    get view() {
      return describe()
    },
    done,
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

/** Reason and fix; a topic that was read is gone, and one that is made anew does not go on where it ended. */
function missingTopic(topic: string, wasRead: boolean): readonly [reason: string, fix: string] {
  return wasRead
    ? [
        `Topic ${topic} does not exist any more.`,
        'The table has offsets of it. A topic that is made anew is another one: the stream then stops, and goes on with {"failOnDataLoss": false}.',
      ]
    : [
        `Topic ${topic} does not exist yet.`,
        'Create it, or start the generator: the stream begins at offset 0 as soon as the topic appears.',
      ]
}

function toActivity(batch: CommittedBatch, { rows, deadLetters }: MicroBatch): MicroBatchOutcome {
  return {
    version: batch.version,
    rows,
    deadLetters,
    deadLettersByCode: countCodes(batch.rejected),
    bytes: batch.files.reduce((sum, file) => sum + file.size, 0),
    files: batch.files.length,
    phases: [
      { name: 'fetch', ms: batch.fetchMs },
      { name: 'decode', ms: batch.decodeMs },
      { name: 'write', ms: batch.writeMs },
      { name: 'commit', ms: batch.commitMs },
    ],
    totalMs: batch.totalMs,
  }
}

function countCodes(rejected: readonly Rejected[]): ReadonlyMap<DeadLetterCode, number> {
  const counts = new Map<DeadLetterCode, number>()
  for (const { code } of rejected) counts.set(code, (counts.get(code) ?? 0) + 1)
  return counts
}
