import { join } from 'node:path'
import type { Setting } from '../shared/system'
import type { Engine } from '../shared/engine'
import type { Notice } from '../shared/events'
import { TRANSACTION_FIELDS } from '../shared/transaction'
import { createActivity } from './activity/activity'
import { createActivityRecorder } from './activity/recorder'
import { lakeFolders, openBatches, openSavedReports, startWorker } from './batch-parts'
import { createTableRows } from './batch/table-values'
import { closingOnFailure, type CloseStack } from './close-stack'
import { openCommitNews } from './commit-news'
import { memoryOf } from './duckdb/memory'
import { createBatchEngine } from './duckdb/batch/batch-engine'
import { createSeedWriter } from './duckdb/seed-writer'
import { openEventHub, greet } from './event-hub'
import { freeBytesOf } from './free-space'
import { openKafkaOperations } from './kafka/kafka-operations'
import { CONNECTIONS_FILE } from './kafka/profiles'
import { NO_KEYCHAIN, type SecretBox } from './kafka/secret-box'
import { openLakeParts, openTables, tableFolders, type TablesOptions } from './lake-parts'
import { deltaSchemaOf } from './lake/schema'
import { createEngineMeter } from './metrics/engine-meter'
import { readMetrics } from './metrics/metrics'
import { allWatchers } from './metrics/watchers'
import { nameOf, streamTables } from './tables/catalog'
import { openProcessMeter } from './process-meter'
import { openSampleData } from './sample/sample-data'
import { openLazySpark } from './spark/lazy'
import { openStateFolder, type Endpoint } from './state-folder'
import { judgeValue, openStream } from './stream-parts'

export interface EngineOptions extends Omit<TablesOptions, 'auditStream'> {
  readonly settings: readonly Setting[]
  readonly version: string
  /** The batch worker ended by itself; it is started again. */
  readonly onWorkerDied?: (reason: string) => void
  /** The operating system's keychain, where the process has one. */
  readonly secretBox?: SecretBox
  /** Runs the schedules of reports: only in a process that stays. */
  readonly scheduling?: boolean
  /** Epoch ms; by which batches are dated, and grow old. */
  readonly now?: () => number
}

/** An engine and what only its owner may do. */
export interface OwnedEngine extends Engine {
  /** `startedAt` of the state folder's owner: which run this is. */
  readonly run: string
  /** Tells the command line and a second instance where this one is. */
  announce(endpoint: Endpoint): Promise<void>
  /** The end was asked for: `stopping` from now on, so that nothing new begins while the stream drains. */
  refuse(): void
  /** Of saved connections, to be taken out of what leaves the program; no door tells them. */
  secrets(): Promise<readonly string[]>
}

/** What running batches may take of the ten seconds of a stop (decision 28), and when they end at the latest after it was asked for. */
const BATCH_GRACE_MS = 4000
const BATCH_END_MS = 6000
const TICK_MS = 1000
/** Of the worker's memory, for copies of results that are explored; they spill when batches need the room. */
const EXPLORE_SHARE = 0.4

/**
 * Opens lake, batches and stream, in this order; `close` ends them in reverse, each within its time. What was opened
 * before something failed is closed in the same way, so that it may be tried again.
 * @throws OWNED_BY_ANOTHER where another instance has the state folder
 */
export function openEngine(options: EngineOptions): Promise<OwnedEngine> {
  return closingOnFailure(options.log, (closing) => openAll(options, closing))
}

async function openAll(options: EngineOptions, closing: CloseStack): Promise<OwnedEngine> {
  const { config, log, version } = options
  const { delta } = config
  /** When the end was asked for first, as `performance.now()`. */
  let asked: number | null = null
  let streaming = false
  /** Counted once after a change, however often somebody asks. */
  let batchStates: Promise<ReadonlyMap<string, number>> | null = null
  let queriesStopped = 0
  const events = openEventHub(Date.now().toString(36))
  const news = openCommitNews((event) => events.publish(event))
  const recorder = createActivityRecorder()
  const counters = createEngineMeter()
  const meter = openProcessMeter()
  closing.push('process meter', () => meter.close())

  /** Something that happened by itself, for who looks on. */
  function notice(level: Notice['level'], text: string): void {
    events.publish({ type: 'notice', notice: { at: new Date().toISOString(), level, text } })
  }

  /** When the end was asked for first, which is now if nobody did before. */
  function stopAsked(): number {
    if (asked === null)
      notice('info', 'Millrace is stopping: what was read is committed, and running batches have a moment to end.')
    asked ??= performance.now()
    return asked
  }

  function countBatches(): Promise<ReadonlyMap<string, number>> {
    batchStates ??= batch.countByState().catch((error: unknown) => {
      batchStates = null
      throw error
    })
    return batchStates
  }

  const state = await openStateFolder(config.engine.stateDir)
  closing.push('state folder', () => state.close())
  const folders = tableFolders(delta)
  const parts = await openLakeParts(config, version, log, (root, committed) => {
    const name = nameOf(root, folders)
    if (name !== null) news.table(name, committed)
  })
  closing.push('lake', () => parts.close())
  const kafka = await openKafkaOperations({
    kafka: config.kafka,
    path: join(state.path, CONNECTIONS_FILE),
    box: options.secretBox ?? NO_KEYCHAIN,
    isStreaming: () => stream.running,
    judge: judgeValue,
    log,
  })
  closing.push('kafka', () => kafka.close())
  const remote = config.engine.remote === null ? null : openLazySpark(config.engine.remote, log)
  closing.push('spark', () => remote?.close())
  const worker = startWorker({
    ...options,
    onDied(reason) {
      notice(
        'warning',
        `The batch worker process ended (${reason}) and is started again. Batches that ran in it have failed; run them again.`,
      )
      options.onWorkerDied?.(reason)
    },
  })
  closing.push('batch worker', () => worker.close())
  const engine = createBatchEngine(worker, Math.floor(config.engine.memoryLimit * EXPLORE_SHARE))
  // They are told until the last batch has ended; who listens does not wait for what closes after that.
  closing.push('events', () => events.close())
  closing.push('news of commits', () => news.close())
  const batch = await openBatches({
    config,
    parts,
    state: state.state,
    engine,
    remote,
    isStreaming: () => streaming,
    ...(options.now === undefined ? {} : { now: options.now }),
    onPhase: (batchId, progress) => recorder.batchPhase(batchId, progress),
    log,
    onChange(batchId, batch) {
      batchStates = null
      if (batch !== null) counters.batch(batch)
      events.publish(batch === null ? { type: 'batch-removed', batchId } : { type: 'batch', batch })
    },
  })
  closing.push('batches', () => {
    // A stream that took long to drain leaves them less.
    const left = BATCH_END_MS - (performance.now() - stopAsked())
    return batch.close(Math.max(0, Math.min(BATCH_GRACE_MS, left)))
  })
  const sample = openSampleData({
    lake: parts.lake,
    writer: createSeedWriter(parts.session, parts.lineFolder),
    root: delta.streamTransactionsPath,
    columns: deltaSchemaOf(TRANSACTION_FIELDS),
    records: config.sample.records,
    onChange(state) {
      if (state.state === 'failed') log.error({ reason: state.message }, 'sample rows could not be written')
      events.publish({ type: 'sample', sample: state })
    },
  })
  closing.push('sample rows', () => sample.close())
  const tables = openTables(parts, { ...options, auditStream: () => stream.audit() })
  closing.push('tables', () => tables.close())
  const watched = new Map([...streamTables(folders)].map(([name, root]) => [name, parts.lake.table(root)]))
  tables.care.watch(watched, delta.autoCompact)
  const reports = await openSavedReports({
    state: state.state,
    batch,
    scheduling: options.scheduling ?? false,
    onNotice: (text) => notice('warning', text),
    log,
  })
  closing.push('reports', () => reports.close())
  const stream = await openStream({
    config,
    parts,
    state: state.state,
    kafka,
    watcher: allWatchers([recorder, counters, { committed: (outcome) => news.microBatch(outcome) }]),
    log,
    publish(event) {
      streaming = event.status.active
      events.publish(event)
    },
  })
  closing.push('stream', async () => {
    queriesStopped = await stream.close()
  })
  // Told before, so that they end while the stream drains.
  closing.push('writing of sample rows', () => void sample.close())
  // Lag in seconds and rates change without a commit: while it runs and somebody looks, once a second.
  const ticker = setInterval(() => {
    if (stream.running && events.listeners > 0) events.publish({ type: 'status', status: stream.status() })
  }, TICK_MS)
  ticker.unref()
  closing.push('ticker', () => clearInterval(ticker))
  const recovered = stream.recover()
  closing.push('recovery of the stream', () => recovered)
  if (config.stream.autoStart) {
    await stream.resume({})
  }
  const activity = createActivity({
    recorder,
    batch,
    async filesOf({ deltaRawPath }) {
      const snapshot = deltaRawPath === undefined ? null : await parts.lake.table(deltaRawPath).snapshot()
      if (snapshot === null) return null
      return { bytes: snapshot.files.reduce((sum, { size }) => sum + size, 0), files: snapshot.files.length }
    },
    main: async () => ({ ...meter.read(), ...(await memoryOf(parts.session)) }),
    worker: () => worker.figures(),
  })
  const rows = createTableRows({
    lake: parts.lake,
    parquet: parts.parquet,
    lakeFolders: lakeFolders(config),
    engine,
    ...folders,
  })
  const startedAt = Date.now()
  const healthy = () => worker.alive && asked === null

  return {
    stream,
    batch,
    reports,
    lake: batch.holdTables({ ...tables.operations, ...rows }),
    kafka: kafka.operations,
    sample,
    subscribe: (listener, subscribing) =>
      greet(events, listener, subscribing, (resumed) => [
        { type: 'hello', version, startedAt: new Date(startedAt).toISOString(), resumed },
        { type: 'status', status: stream.status() },
        { type: 'sample', sample: sample.state },
      ]),
    activity,
    metrics: () =>
      readMetrics({
        meter: counters,
        version,
        startedAt,
        healthy,
        status: () => stream.status(),
        batchStates: countBatches,
        processes: () => activity.processes(),
        workerStarts: () => worker.generation,
        diskFreeBytes: () => freeBytesOf(delta.basePath),
      }),
    settings: options.settings,
    paging: { defaultSize: config.batch.defaultPageSize, maxSize: config.batch.maxPageSize },
    healthy,
    engines: () => ({
      default: config.engine.kind,
      batches: batch.completed,
      remote: remote?.status.remote ?? null,
      remoteState: remote?.status.state ?? null,
      remoteVersion: remote?.status.version ?? null,
    }),
    startedAt,
    get stopping() {
      return asked !== null
    },
    run: state.startedAt,
    announce: (endpoint) => state.announce(endpoint),
    refuse() {
      stopAsked()
    },
    secrets: () => kafka.secrets(),
    async close() {
      stopAsked()
      await closing.close()
      return { queriesStopped }
    },
  }
}
