import { randomUUID } from 'node:crypto'
import { assertNever, messageOf, MillraceError } from '../../shared/errors'
import type { StreamState, StreamStatus } from '../../shared/stream'
import type { Snapshot } from '../lake/ports'
import type { Logger } from '../log/logger'
import { createCommitter, tableGone } from './committer'
import type { DashboardFollower } from './dashboard-follower'
import { watchDisk } from './disk'
import { backOffMs, BROKER_FIX, endOf, fixOf, type SessionEnd } from './faults'
import { judgeHealth } from './health'
import type { BatchLimits } from './micro-batch'
import { fingerprintsOf, positionsOf, type StreamIdentity } from './offsets'
import type { MicroBatchWriter, PartitionRange, Source } from './ports'
import { findRecreated } from './recreated'
import { openStreamSession, type StreamSession } from './session'
import { describeGaps, planStart, unreadableGap, type OffsetGap } from './start-plan'
import { skipGaps } from './starting'
import type { StreamFigures } from './status'
import type { StreamTables } from './tables'
import { unlessAborted, wait, withinTime } from './wait'

export interface RunOptions {
  readonly source: Source
  readonly identity: StreamIdentity
  readonly failOnDataLoss: boolean
  readonly tables: StreamTables
  readonly writer: MicroBatchWriter
  readonly limits: BatchLimits
  readonly figures: StreamFigures
  readonly follower: DashboardFollower
  readonly log: Logger
  /** Something in the status changed. */
  readonly onChange: () => void
  /** The run is over, stopped or failed. */
  readonly onEnd: () => void
  readonly now: () => number
}

/** What a run adds to the status beside its figures. */
export type RunView = Pick<
  StreamStatus,
  'active' | 'queries' | 'state' | 'since' | 'reason' | 'fix' | 'retryAt' | 'source' | 'topic' | 'group' | 'health'
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
  const { source, identity, tables, limits, figures, follower, log, now } = options
  const ids = [randomUUID(), randomUUID()] as const
  const stopped = new AbortController()
  const disk = watchDisk(tables.transactions.root, now)
  let session: StreamSession | null = null
  let state: StreamState = 'STARTING'
  let since = now()
  let reason: string | null = null
  let fix: string | null = null
  let retryAt: number | null = null
  let failures = 0
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
      await withinTime(follower.idle(), DASHBOARD_MS)
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
        setState('FAILED', messageOf(end.error), fixOf(end.error))
        log.error({ topic: source.topic, err: end.error }, 'stream failed')
        return false
      case 'restart': {
        failures++
        const waitMs = backOffMs(end.error, failures)
        if (waitMs === 0) return true
        setState('RECONNECTING', messageOf(end.error), fixOf(end.error), now() + waitMs)
        log.warn({ topic: source.topic, err: end.error }, 'stream interrupted; it goes on by itself')
        await wait(waitMs, stopped.signal)
        return true
      }
      default:
        return assertNever(end)
    }
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
    const next = positionsOf(await tables.find(), identity).get(gap.partition) ?? 0n
    if (gap.to < next) return false
    await recordGaps([gap], new Map([[gap.partition, gap.to + 1n]]))
    return true
  }

  async function runSession(): Promise<SessionEnd> {
    const ranges = await waitForTopic()
    if (ranges === null) return { kind: 'stopped' }
    const snapshot = await checkForLoss(ranges)
    if (snapshot === null) return { kind: 'stopped' }
    figures.assign(planStart(positionsOf(snapshot, identity), ranges).positions)
    figures.setRanges(ranges)
    follower.reopen()
    setState(figures.caughtUp ? 'RUNNING' : 'CATCHING_UP', null, null)
    const opened = openStreamSession({
      source,
      root: tables.transactions.root,
      writer: options.writer,
      committer: createCommitter({ identity, tables, writer: options.writer, snapshot }),
      limits,
      onAssigned(positions) {
        figures.assign(positions)
        figures.setRanges(ranges)
        options.onChange()
      },
      onRead: (partition, read) => figures.read(partition, read),
      onDropped: (records) => figures.dropped(records),
      onRanges(newest) {
        figures.setRanges(newest)
        settle()
      },
      onConnection({ connected, reason: why, retryAt: at }) {
        if (connected) settle(true)
        else setState('RECONNECTING', why ?? `${SOURCE_WORDS[source.kind]} cannot be reached.`, BROKER_FIX, at ?? null)
      },
      onCommitted(batch) {
        failures = 0
        for (const file of batch.files) disk.wrote(file.size)
        const entry = figures.committed(batch)
        settle()
        log.info({ ...entry, topic: source.topic }, 'micro-batch committed')
        return follower.follow(batch)
      },
      now,
    })
    session = opened
    if (isStopped()) await opened.stop()
    const end = await opened.ended
    session = null
    return end
  }

  /** Null where the stream was stopped meanwhile. Asking never creates the topic (decision 7). */
  async function waitForTopic(): Promise<readonly PartitionRange[] | null> {
    while (!isStopped()) {
      const known = positionsOf(await tables.find(), identity)
      const ranges = await unlessAborted(source.ranges(known), stopped.signal)
      if (isStopped()) return null
      if (ranges !== null && ranges.length > 0) return ranges
      setState(
        'WAITING_FOR_TOPIC',
        `Topic ${source.topic} does not exist yet.`,
        'Create it, or start the generator: the stream begins at offset 0 as soon as the topic appears.',
      )
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
    if (options.failOnDataLoss) throw new MillraceError('DATA_LOSS', describeGaps(source.topic, gaps))
    await recordGaps(gaps, positions)
    return tables.find()
  }

  async function recordGaps(gaps: readonly OffsetGap[], positions: ReadonlyMap<number, bigint>): Promise<void> {
    const description = describeGaps(source.topic, gaps)
    await skipGaps(tables, identity, positions, gaps, description)
    log.warn({ topic: source.topic, gaps: gaps.length }, description)
  }

  /** What the figures say, unless something else is the matter. */
  function settle(reconnected = false): void {
    const readable =
      state === 'RUNNING' ||
      state === 'CATCHING_UP' ||
      state === 'STARTING' ||
      (reconnected && state === 'RECONNECTING')
    if (readable) setState(figures.caughtUp ? 'RUNNING' : 'CATCHING_UP', null, null)
    else options.onChange()
  }

  function setState(next: StreamState, why: string | null, remedy: string | null, at: number | null = null): void {
    // Once it is stopping or has failed, what a source still has to say changes nothing.
    if (state === 'FAILED' || (state === 'STOPPING' && next !== 'FAILED')) return
    if (state !== next) since = now()
    state = next
    reason = why
    fix = remedy
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
