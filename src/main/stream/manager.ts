import { codeOf, messageOf, MillraceError } from '../../shared/errors'
import type { SourceKind, StreamStarted, StreamStartRequest, StreamStatus, StreamStopped } from '../../shared/stream'
import type { StreamDoor } from '../../shared/engine'
import type { SchemaField } from '../lake/actions'
import type { Lake, Snapshot } from '../lake/ports'
import { plainFiles } from '../lake/scan'
import type { Logger } from '../log/logger'
import { askTopic } from './audit/ask-topic'
import { auditStream } from './audit/audit'
import { coalesce } from './status/coalesce'
import { createDashboardFollower, type DashboardFollower } from './dashboard/dashboard-follower'
import { fixOf } from './faults'
import { describeStop, judgeHealth, type Stop } from './status/health'
import {
  answerFromTable,
  countsOf,
  openLiveDashboard,
  recordDashboardStart,
  type DashboardCounts,
} from './dashboard/live-dashboard'
import type { BatchLimits } from './micro-batch'
import type { StreamIdentity } from './progress/offsets'
import type {
  AuditReader,
  LetterStore,
  MicroBatchWatcher,
  MicroBatchWriter,
  QualityReader,
  QualityStore,
  Source,
  StreamReader,
} from './ports'
import { createQualityRecorder, type QualityRecorder } from './quality'
import { createRedriver } from './dead-letters/redrive'
import { startRun, type StreamRun } from './run'
import { recordStart } from './progress/starting'
import { StreamFigures } from './status/status'
import { openStreamTables } from './tables'
import { TrailRecorder } from './status/trail'
import { createTurns } from './turns'
import { withinTime } from '../wait'
import { standingAt, watermarkOf } from './dashboard/watermark'

export interface StreamManagerOptions {
  readonly lake: Lake
  /** Absolute folders. */
  readonly transactionsPath: string
  readonly deadLettersPath: string
  readonly aggregationsPath: string
  readonly originalCheckpointDir: string
  readonly limits: BatchLimits
  /** Extra columns of the transactions table (`pipeline.stream.keep-unknown`). */
  readonly extraColumns: readonly SchemaField[]
  readonly writer: MicroBatchWriter
  readonly reader: StreamReader
  readonly letters: LetterStore
  readonly audit: AuditReader
  readonly watcher: MicroBatchWatcher
  readonly quality: { readonly reader: QualityReader; readonly store: QualityStore }
  readonly openSource: (kind: SourceKind, topic: string | null, rate: number | null) => Source
  readonly log: Logger
  /** A stream started or ended: the batch worker's share of the cores follows. */
  readonly onActivity: (running: boolean) => void
  /** After changes, at most ten times a second (architecture.md, the way of a message, 5); at once when the state changes. */
  readonly onStatus?: (status: StreamStatus) => void
  readonly now?: () => number
}

export interface StreamManager extends StreamDoor {
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
export function createStreamManager(options: StreamManagerOptions): StreamManager {
  const { lake, log, reader } = options
  const now = options.now ?? Date.now
  const tables = openStreamTables({
    lake,
    transactionsPath: options.transactionsPath,
    deadLettersPath: options.deadLettersPath,
    aggregationsPath: options.aggregationsPath,
    extraColumns: options.extraColumns,
  })
  const events = coalesce(() => options.onStatus?.(status()), STATUS_SPAN_MS)
  /** The running or failed stream; null before the first start and after a stop. */
  let current: StreamRun | null = null
  const trail = new TrailRecorder(now)
  /** Of the newest run, also after it was stopped: its dashboard can still be looked at. */
  let figures = new StreamFigures(now)
  let follower: DashboardFollower | null = null
  let quality: QualityRecorder | null = null
  let starting: Promise<StreamStarted> | null = null
  let refused: Refused | null = null
  const turns = createTurns(now)
  const redriver = createRedriver({
    tables,
    writer: options.writer,
    store: options.letters,
    reader,
    turns,
    onCommitted: async (input) => follower?.follow(input),
    log,
  })
  let toldState = 'STOPPED'
  let reached: Reached = { counts: countsOf(new Map()), watermark: null, version: null }
  /** Of the newest run of this process; null while none was stopped. */
  let stopped: Stop | null = null

  function setReached(snapshot: Snapshot | null): void {
    if (snapshot === null) return
    const watermark = standingAt(watermarkOf(snapshot), snapshot, now())
    reached = {
      counts: countsOf(snapshot.transactions),
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
      const { originalCheckpointDir } = options
      const answer = await recordStart({ tables, source, identity, request, originalCheckpointDir, now })
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
        openLiveDashboard({
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
    options.onActivity(true)
    current = startRun({
      source,
      identity,
      failOnDataLoss,
      tables,
      writer: options.writer,
      reader,
      limits: options.limits,
      turns,
      onTable: setReached,
      figures: counted,
      follower: followed,
      watcher: options.watcher,
      quality: recorder,
      log,
      onChange: tell,
      onEnd() {
        options.onActivity(false)
        tell()
      },
      now,
    })
    return current
  }

  async function stop(): Promise<StreamStopped> {
    // A start that is under way is stopped too, not overtaken.
    if (starting !== null) await starting.catch(() => undefined)
    refused = null
    const run = current
    if (run === null) {
      tell()
      return { status: 'stopped', queriesStopped: 0, message: 'No active streaming queries.' }
    }
    const { source, topic } = run.view
    if (run.active) await run.stop()
    if (current === run) {
      current = null
      const waits = source === 'kafka' && topic !== null && figures.hasLooked
      stopped = { at: now(), waiting: waits ? { topic, messages: figures.lag } : null }
      reached = { ...reached, version: newestOf(reached.version, figures.newestVersion) }
    }
    tell()
    return { status: 'stopped', queriesStopped: run.ids.length }
  }

  function tell(): void {
    const state = current?.view.state ?? (refused === null ? 'STOPPED' : 'FAILED')
    if (state === toldState) {
      events.poke()
      return
    }
    toldState = state
    events.now()
  }

  function status(): StreamStatus {
    const { intervalMs } = options.limits
    const shown = current === null ? new StreamFigures(now) : figures
    const live = follower?.current ?? null
    if (live !== null) reached = { ...reached, counts: live.counts, watermark: live.watermark }
    return {
      ...(current?.view ?? idleView({ figures: shown, intervalMs, refused, stopped, version: reached.version })),
      trigger: { intervalMs },
      ...shown.snapshot(reached.counts),
      leftUnread: current === null ? (stopped?.waiting?.messages ?? null) : null,
      version: newestOf(reached.version, shown.newestVersion),
      watermark: reached.watermark === null ? null : new Date(reached.watermark).toISOString(),
      dashboard: (current === null ? null : live)?.size ?? { rows: 0, bytes: 0 },
      quality: current === null ? null : (quality?.sinceStart ?? null),
    }
  }

  async function start(request: StreamStartRequest): Promise<StreamStarted> {
    if (starting !== null || current?.active === true) {
      throw new MillraceError('STREAM_ALREADY_RUNNING', 'Streaming queries are already active. Stop them first.')
    }
    refused = null
    starting = begin(request)
    try {
      return await starting
    } finally {
      starting = null
      // What was refused before is over, also where this start failed.
      tell()
    }
  }

  return {
    start,
    async resume(request) {
      try {
        await start(request)
      } catch (error) {
        if (error instanceof MillraceError && error.code === 'STREAM_ALREADY_RUNNING') return
        refused = { error: error instanceof Error ? error : new Error(String(error)), at: now(), request }
        log.error({ err: error }, 'the stream could not be started')
        tell()
      }
    },
    stop,
    status,
    trail: () => trail.trail,
    get running() {
      return current?.active === true
    },
    async dashboard(query) {
      const live = current?.active === true ? await follower?.ready() : follower?.current
      if (live) return live.answer(query)
      return answerFromTable(await tables.transactions.snapshot(), await tables.findWindows(), reader, query, now())
    },
    async deadLetters(query) {
      const snapshot = await tables.findDeadLetters()
      const files = snapshot === null ? [] : plainFiles(snapshot)
      const { data, ...counts } = await options.letters.page(files, query)
      const { limit, offset } = query
      const hasMore = offset + data.length < counts.total
      return { ...counts, page: { limit, offset, returned: data.length, hasMore }, data: [...data] }
    },
    redrive: (request) => redriver.redrive(request),
    quality: (query) => options.quality.store.history(query),
    async audit() {
      const { transactions, deadLetters } = tables
      const ask = (topic: string) => askTopic(options.openSource('kafka', topic, null))
      return auditStream({ transactions, deadLetters, reader: options.audit, ask })
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
      events.close()
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

/** A start that nobody waited for. */
interface Refused {
  readonly error: Error
  /** Epoch ms. */
  readonly at: number
  readonly request: StreamStartRequest
}

interface Idle {
  readonly figures: StreamFigures
  readonly intervalMs: number
  readonly refused: Refused | null
  readonly stopped: Stop | null
  readonly version: number | null
}

/** No stream was started, or it was stopped, or could not be started by itself. */
function idleView({ figures, intervalMs, refused, stopped, version }: Idle) {
  const state = refused === null ? 'STOPPED' : 'FAILED'
  const reason = refused === null ? null : messageOf(refused.error)
  const since = refused?.at ?? stopped?.at ?? null
  return {
    active: false,
    queries: [],
    state,
    since: since === null ? null : new Date(since).toISOString(),
    reason,
    error: refused === null ? null : codeOf(refused.error),
    lostOffsets: null,
    fix: refused === null ? null : (fixOf(refused.error) ?? 'Start the stream once the cause is mended.'),
    retryAt: null,
    source: refused === null ? null : (refused.request.source ?? 'kafka'),
    topic: refused?.request.topic ?? null,
    group: null,
    health: judgeHealth({
      state,
      reason: reason ?? describeStop(stopped, version),
      intervalMs,
      disk: null,
      ...figures.healthFacts(),
    }),
  } satisfies Partial<StreamStatus>
}
