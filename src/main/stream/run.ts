import { randomUUID } from 'node:crypto'
import { assertNever, isRefusal, MillraceError } from '../../shared/errors'
import type { Snapshot } from '../lake/ports'
import { unlessAborted, wait, withinTime } from '../wait'
import { createCommitter, tableGone } from './committer'
import type { DashboardFollower } from './dashboard/dashboard-follower'
import { watchDisk, type DiskFacts } from './disk'
import { backOffMs, endOf, fixOf, type SessionEnd } from './faults'
import { fingerprintsOf, positionsOf, type Positions, type StreamIdentity } from './progress/offsets'
import type { StreamParts } from './parts'
import { MAX_REFUSALS, type PartitionRange, type Source } from './ports'
import { createProof } from './progress/proof'
import type { QualityRecorder } from './quality/quality'
import { findRecreated } from './progress/recreated'
import { openStreamSession, type StreamSession } from './session'
import { createSessionListener } from './session-events'
import { describeGaps, lossOf, planStart, unreadableGap, type OffsetGap } from './progress/start-plan'
import { skipGaps } from './progress/starting'
import type { StreamFigures } from './status/status'
import { next, type StreamCondition, type StreamTurn } from './status/stream-state'
import { TopicEnds } from './progress/topic-ends'

export interface RunOptions {
  readonly parts: StreamParts
  readonly source: Source
  readonly identity: StreamIdentity
  readonly failOnDataLoss: boolean
  /** In which it begins. */
  readonly condition: StreamCondition
  readonly figures: StreamFigures
  readonly follower: DashboardFollower
  readonly quality: QualityRecorder
  readonly emit: (event: RunEvent) => void
}

/** What a run tells its manager. */
type RunEvent =
  /** The table as a session of the run finds it. */
  | { readonly kind: 'table'; readonly snapshot: Snapshot }
  /** Something in the status changed. */
  | { readonly kind: 'changed' }
  /** Stopped or failed, and everything is closed. */
  | { readonly kind: 'ended' }

/** A stream from its start to its stop, over as many sessions as faults make of it. */
export interface StreamRun {
  /** Of the two queries: transactions and dashboard. */
  readonly ids: readonly [string, string]
  readonly source: Pick<Source, 'kind' | 'topic' | 'group'>
  readonly condition: StreamCondition
  readonly disk: DiskFacts
  readonly done: Promise<void>
  stop(): Promise<void>
}

const TOPIC_POLL_MS = 1000
const CLOSE_MS = 1500
const DASHBOARD_MS = 1500
/** For what a broker knows of a stretch of offsets. */
const ASK_MS = 4000

/** Begins to read; what comes of it is told by `emit`. */
export function startRun(options: RunOptions): StreamRun {
  const { parts, source, identity, figures, follower, quality, emit } = options
  const { tables, log, now } = parts
  const ids = [randomUUID(), randomUUID()] as const
  const stopped = new AbortController()
  const disk = watchDisk(tables.transactions.root)
  let session: StreamSession | null = null
  let { condition } = options
  let failures = 0
  let refusals = 0
  /** And the log has it: each further try that fails is the same interruption. */
  let isInterrupted = false
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
      emit({ kind: 'ended' })
    }
  }

  async function goOn(end: SessionEnd): Promise<boolean> {
    switch (end.kind) {
      case 'stopped':
        return false
      case 'check':
        log.info({ topic: source.topic }, end.reason)
        return true
      case 'failed': {
        // What keeps the gap from being recorded is a fault of its own, which may pass.
        const skipped = await skip(end.error).catch(endOf)
        if (typeof skipped !== 'boolean') return goOn(skipped)
        if (!skipped) await fail(end.error)
        return skipped
      }
      case 'restart': {
        failures++
        refusals = isRefusal(end.error) ? refusals + 1 : 0
        if (refusals >= MAX_REFUSALS) return goOn({ kind: 'failed', error: end.error })
        const waitMs = backOffMs(end.error, failures)
        if (waitMs === 0) return true
        const { error } = end
        turn({ kind: 'interrupted', error, fix: fixOf(error), retryAt: now() + waitMs })
        await wait(waitMs, stopped.signal)
        return true
      }
      default:
        return assertNever(end)
    }
  }

  async function fail(error: Error): Promise<void> {
    const known = await describeLoss(error)
    turn({ kind: 'failed', error: known, fix: fixOf(known) })
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
    /** By another session; should it find nothing new, this must not spin. */
    const lookAgain = async () => {
      await wait(backOffMs(error, ++failures), stopped.signal)
      return true
    }
    // The next session finds the gap and records it.
    if (error.code === 'DATA_LOSS') return lookAgain()
    const gap = unreadableGap(error)
    if (gap === null) return false
    const known = positionsOf(await tables.find(), identity)
    const next = known.get(gap.partition) ?? 0n
    // Another member has gone past it; or what lies before it was dropped unread, and is to be read first.
    if (gap.to < next || (await source.emptyUpTo(gap.partition, next, gap.from, ASK_MS)) < gap.from) return lookAgain()
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
    emit({ kind: 'table', snapshot })
    follower.reopen()
    const prove = createProof(source, ends)
    const committer = createCommitter({ parts, identity, ends, snapshot })
    turn({ kind: 'session', caughtUp: figures.caughtUp })
    const listener = createSessionListener({
      parts,
      source,
      committer,
      figures,
      follower,
      quality,
      disk,
      turn,
      changed: () => emit({ kind: 'changed' }),
      look: () => void look(),
    })
    const opened = openStreamSession({
      parts,
      source,
      root: tables.transactions.root,
      committer,
      ranges,
      ends,
      emit(event) {
        // A session of which there was a commit has left its faults behind.
        if (event.kind === 'committed') {
          failures = refusals = 0
          isInterrupted = false
        }
        return listener(event)
      },
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
      turn({ kind: 'progress', caughtUp: figures.caughtUp })
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
      turn({ kind: 'topic-missing', ...missingTopic(source.topic, known.size > 0) })
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
    await skipGaps({ tables, identity, known, positions, gaps, note: description, at: now() })
    log.warn({ topic: source.topic, gaps: gaps.length }, description)
  }

  function turn(turned: StreamTurn): void {
    if (turned.kind === 'connected') isInterrupted = false
    if (turned.kind === 'disconnected' || turned.kind === 'interrupted') tellInterruption(turned)
    condition = next(condition, turned, now())
    emit({ kind: 'changed' })
  }

  function tellInterruption(turned: Extract<StreamTurn, { kind: 'disconnected' | 'interrupted' }>): void {
    if (isInterrupted) return
    isInterrupted = true
    const why = turned.kind === 'interrupted' ? { err: turned.error } : { reason: turned.reason }
    log.warn({ topic: source.topic, ...why }, 'stream interrupted; it goes on by itself')
  }

  async function stop(): Promise<void> {
    turn({ kind: 'stop' })
    stopped.abort()
    await session?.stop()
    await done
    log.info({ topic: source.topic }, 'stream stopped')
  }

  const done = drive()
  return {
    ids,
    source,
    get condition() {
      return condition
    },
    get disk() {
      return disk.facts
    },
    done,
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

/** A topic that was read is gone, and one that is made anew does not go on where it ended. */
function missingTopic(topic: string, wasRead: boolean): { readonly reason: string; readonly fix: string } {
  return wasRead
    ? {
        reason: `Topic ${topic} does not exist any more.`,
        fix: 'The table has offsets of it. A topic that is made anew is another one: the stream then stops, and goes on with {"failOnDataLoss": false}.',
      }
    : {
        reason: `Topic ${topic} does not exist yet.`,
        fix: 'Create it, or start the generator: the stream begins at offset 0 as soon as the topic appears.',
      }
}
