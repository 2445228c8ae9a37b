import { toPage } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import type { StreamOperations } from '../../shared/engine'
import type { EngineEvent } from '../../shared/events'
import type {
  SourceKind,
  StreamStarted,
  StreamStartRequest,
  StreamState,
  StreamStatus,
  StreamStopped,
} from '../../shared/stream'
import type { Snapshot } from '../lake/ports'
import { plainFiles } from '../lake/scan'
import { askTopic } from './audit/ask-topic'
import { auditStream } from './audit/audit'
import { coalesce } from '../../shared/coalesce'
import { createDashboardFollower, type DashboardFollower } from './dashboard/dashboard-follower'
import { describeCondition } from './status/describe-condition'
import { fixOf } from './faults'
import { describeStop, judgeHealth, type Stop } from './status/health'
import {
  answerFromTable,
  countsOf,
  createLiveDashboard,
  recordDashboardStart,
  type DashboardCounts,
} from './dashboard/live-dashboard'
import type { StreamIdentity } from './progress/offsets'
import type { StreamParts } from './parts'
import type { Source } from './ports'
import { createQualityRecorder, type QualityRecorder } from './quality/quality'
import { createRedriver } from './dead-letters/redrive'
import { startRun, type StreamRun } from './run'
import { recordStart } from './progress/starting'
import { StreamFigures } from './status/status'
import { isActive, next, reasonOf, type StreamCondition } from './status/stream-state'
import { createStreamTables, type StreamTablesOptions } from './tables'
import { TrailRecorder } from './status/trail'
import { createTurns } from './turns'
import { withinTime } from '../wait'
import { standingAt, watermarkOf } from './dashboard/watermark'

export interface StreamManagerOptions extends StreamTablesOptions, Omit<StreamParts, 'tables' | 'turns' | 'now'> {
  /** Absolute. */
  readonly sparkCheckpointDir: string
  readonly openSource: (kind: SourceKind, topic: string | null, rate: number | null) => Source
  /** The status after changes, at most ten times a second; at once when the state changes. */
  readonly publish?: (event: Extract<EngineEvent, { type: 'status' }>) => void
  /** Epoch ms. */
  readonly now?: () => number
}

export interface StreamManager extends StreamOperations {
  readonly running: boolean
  /** Finishes what an earlier process was killed in. Never throws: a later redrive tries it again. */
  recover(): Promise<void>
  /** Stops the stream; the number of queries that were stopped. */
  close(): Promise<number>
}

const STATUS_SPAN_MS = 100
/** A run that has failed closes its source; the next one waits this long for it. */
const LEFTOVER_MS = 5000
/** A redrive that is cut off is finished at the next start. */
const REDRIVE_MS = 2000

/** One stream at a time, its figures, its dashboard and its dead letters. */
export function openStreamManager(options: StreamManagerOptions): StreamManager {
  const { log } = options
  const now = options.now ?? Date.now
  const parts: StreamParts = {
    ...options,
    tables: createStreamTables(options),
    turns: createTurns(now),
    now,
  }
  const { tables, reader } = parts
  const news = coalesce(() => options.publish?.({ type: 'status', status: status() }), STATUS_SPAN_MS)
  /** The running or failed stream; null before the first start and after a stop. */
  let current: StreamRun | null = null
  const trail = new TrailRecorder(now)
  /** Of the newest run, also after it was stopped: its dashboard can still be looked at. */
  let figures = new StreamFigures(now)
  let follower: DashboardFollower | null = null
  let quality: QualityRecorder | null = null
  let starting: Promise<StreamStarted> | null = null
  /** While there is no stream: stopped, or a start that nobody waited for was refused. */
  let idle: StreamCondition = { state: 'STOPPED', since: null }
  /** What that start asked for. */
  let refused: StreamStartRequest | null = null
  const redriver = createRedriver({ parts, onCommitted: async (input) => follower?.follow(input) })
  let toldState: StreamState = 'STOPPED'
  let reached: Reached = { counts: countsOf(new Map()), watermark: null, version: null }
  /** Of the newest run of this process; null while none was stopped. */
  let stopped: Stop | null = null

  function setReached(snapshot: Snapshot | null): void {
    if (snapshot === null) return
    const watermark = standingAt(watermarkOf(snapshot), snapshot, now())
    reached = {
      counts: countsOf(snapshot.setTransactions),
      watermark: watermark === null ? null : Number(watermark),
      version: snapshot.version,
    }
  }

  async function begin(request: StreamStartRequest): Promise<StreamStarted> {
    if (current !== null) await withinTime(current.done, LEFTOVER_MS)
    const source = options.openSource(request.source ?? 'kafka', request.topic ?? null, request.rate ?? null)
    try {
      const { kind, topic } = source
      const identity: StreamIdentity = { kind, topic, identity: source.identity }
      const { sparkCheckpointDir } = options
      const answer = await recordStart({ tables, source, identity, request, sparkCheckpointDir, now })
      await recordDashboardStart(tables.transactions, tables.aggregations)
      setReached(await tables.find())
      const run = launch(source, identity, request.failOnDataLoss ?? true)
      log.info({ topic, source: kind, resumed: answer.resumedFrom !== undefined }, 'stream started')
      return { status: 'started', queryIds: [...run.ids], topic, ...answer }
    } catch (error) {
      await withinTime(source.close(), LEFTOVER_MS)
      throw error
    }
  }

  function launch(source: Source, identity: StreamIdentity, failOnDataLoss: boolean): StreamRun {
    const counted = new StreamFigures(now, trail, options.limits.intervalMs)
    const followed = createDashboardFollower({
      open: () =>
        createLiveDashboard({
          transactions: tables.transactions,
          aggregations: tables.aggregations,
          reader,
          now,
        }),
      log,
    })
    const recorder = createQualityRecorder({ ...options.quality, log })
    figures = counted
    follower = followed
    quality = recorder
    current = startRun({
      parts,
      source,
      identity,
      failOnDataLoss,
      condition: next(idle, { kind: 'start' }, now()),
      figures: counted,
      follower: followed,
      quality: recorder,
      emit(event) {
        if (event.kind === 'table') setReached(event.snapshot)
        else tell()
      },
    })
    return current
  }

  async function stop(): Promise<StreamStopped> {
    // A start that is under way is stopped too, not overtaken.
    if (starting !== null) await starting.catch(() => undefined)
    forgetRefusal()
    const run = current
    if (run === null) {
      tell()
      return { status: 'stopped', queriesStopped: 0, message: 'No active streaming queries.' }
    }
    const { kind, topic } = run.source
    if (isActive(run.condition)) await run.stop()
    if (current === run) {
      current = null
      const waits = kind === 'kafka' && figures.hasLooked
      stopped = { at: now(), waiting: waits ? { topic, messages: figures.lag } : null }
      idle = next(run.condition, { kind: 'stopped' }, stopped.at)
      reached = { ...reached, version: newestOf(reached.version, figures.newestVersion) }
    }
    tell()
    return { status: 'stopped', queriesStopped: run.ids.length }
  }

  function tell(): void {
    const { state } = condition()
    if (state === toldState) {
      news.poke()
      return
    }
    toldState = state
    news.now()
  }

  function condition(): StreamCondition {
    return current?.condition ?? idle
  }

  /** What was refused before is over. */
  function forgetRefusal(): void {
    refused = null
    if (idle.state === 'FAILED') idle = { state: 'STOPPED', since: stopped?.at ?? null }
  }

  function status(): StreamStatus {
    const { intervalMs } = options.limits
    const shown = current === null ? new StreamFigures(now) : figures
    const live = follower?.current ?? null
    if (live !== null) reached = { ...reached, counts: live.counts, watermark: live.watermark }
    const { state } = condition()
    return {
      ...describeCondition(condition(), current?.ids ?? []),
      ...describeSource(),
      health: judgeHealth({
        state,
        reason: reasonOf(condition()) ?? (state === 'STOPPED' ? describeStop(stopped, reached.version) : null),
        intervalMs,
        disk: current?.disk ?? null,
        ...shown.healthFacts(),
      }),
      trigger: { intervalMs },
      ...shown.snapshot(reached.counts),
      leftUnread: current === null ? (stopped?.waiting?.messages ?? null) : null,
      version: newestOf(reached.version, shown.newestVersion),
      watermark: reached.watermark === null ? null : new Date(reached.watermark).toISOString(),
      dashboard: (current === null ? null : live)?.size ?? { rows: 0, bytes: 0 },
      quality: current === null ? null : (quality?.sinceStart ?? null),
    }
  }

  function describeSource(): Pick<StreamStatus, 'source' | 'topic' | 'group'> {
    if (current !== null)
      return { source: current.source.kind, topic: current.source.topic, group: current.source.group }
    const source = refused === null ? null : (refused.source ?? 'kafka')
    return { source, topic: refused?.topic ?? null, group: null }
  }

  async function start(request: StreamStartRequest): Promise<StreamStarted> {
    if (starting !== null || running()) {
      throw new MillraceError('STREAM_ALREADY_RUNNING', 'Streaming queries are already active. Stop them first.')
    }
    forgetRefusal()
    starting = begin(request)
    try {
      return await starting
    } finally {
      starting = null
      // What was refused before is over, also where this start failed.
      tell()
    }
  }

  function running(): boolean {
    return isActive(condition())
  }

  return {
    start,
    async resume(request) {
      try {
        await start(request)
      } catch (error) {
        if (error instanceof MillraceError && error.code === 'STREAM_ALREADY_RUNNING') return
        const known = error instanceof Error ? error : new Error(String(error))
        const fix = fixOf(known) ?? 'Start the stream once the cause is mended.'
        idle = next(idle, { kind: 'failed', error: known, fix }, now())
        refused = request
        log.error({ err: error }, 'the stream could not be started')
        tell()
      }
    },
    stop,
    status,
    trail: () => trail.trail,
    get running() {
      return running()
    },
    async dashboard(query) {
      const live = running() ? await follower?.ready() : follower?.current
      if (live) return live.answer(query)
      return answerFromTable(await tables.transactions.snapshot(), await tables.findWindows(), reader, query, now())
    },
    async deadLetters(query) {
      const snapshot = await tables.findDeadLetters()
      const files = snapshot === null ? [] : plainFiles(snapshot)
      const { data, ...counts } = await options.deadLetters.page(files, query)
      return { ...counts, page: toPage(query, data.length, counts.total), data: [...data] }
    },
    redrive: (request) => redriver.redrive(request),
    quality: (query) => options.quality.store.history(query),
    async audit() {
      const { transactions, deadLetters } = tables
      const ask = (topic: string) => askTopic(options.openSource('kafka', topic, null))
      return auditStream({ transactions, deadLetters, parquet: options.parquet, reader: options.audit, ask })
    },
    async recover() {
      setReached(await tables.find().catch(() => null))
      await redriver.finish().catch((error: unknown) => {
        log.warn({ err: error }, 'a redrive that was cut off could not be finished yet')
      })
    },
    async close() {
      const { queriesStopped } = await stop()
      await withinTime(redriver.idle(), REDRIVE_MS)
      news.close()
      return queriesStopped
    },
  }
}

function newestOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other)
}

/** What dashboard and table have come to, also while no stream runs. */
interface Reached {
  readonly counts: DashboardCounts
  readonly watermark: number | null
  /** As of the start of Millrace, of a stream, or of its stop; null where there is no table. */
  readonly version: number | null
}
