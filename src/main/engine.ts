import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { EffectiveSetting } from '../shared/config'
import { MillraceError } from '../shared/errors'
import type { Notice } from '../shared/events'
import type { DecodeVerdict } from '../shared/kafka'
import { createActivity } from './activity/activity'
import { createActivityRecorder } from './activity/recorder'
import { createEngineMeter } from './metrics/engine-meter'
import { readMetrics } from './metrics/metrics'
import { allWatchers } from './metrics/watchers'
import { TRANSACTION_FIELDS } from '../shared/transaction'
import { openBatchManager } from './batch/manager'
import { createAuditReader } from './duckdb/audit-reader'
import { openReports } from './batch/reports'
import { createTableRows } from './batch/table-values'
import { openIngestWriter } from './duckdb/ingest-writer'
import { memoryOf } from './duckdb/memory'
import { openQualityReader } from './duckdb/quality-reader'
import { openReportStore } from './duckdb/report-store'
import { openQualityStore } from './duckdb/state-quality'
import { createLetterStore } from './duckdb/letter-store'
import { openRegistry } from './duckdb/state-registry'
import { openSeedWriter } from './duckdb/seed-writer'
import { createStreamReader } from './duckdb/stream-reader'
import { createBatchEngine } from './duckdb/batch/batch-engine'
import { startBatchWorker } from './duckdb/worker-client'
import { forkWorker } from './duckdb/worker-process'
import { UNKNOWN_COLUMN } from './duckdb/event-lines'
import type { Engine } from '../shared/engine'
import { createCommitNews } from './commit-news'
import { createEventHub } from './event-hub'
import { freeBytesOf } from './free-space'
import { openLazyInspector, openLazyKafka, type KafkaAccess } from './kafka/lazy'
import { CONNECTIONS_FILE, openProfiles } from './kafka/profiles'
import { NO_KEYCHAIN, type SecretBox } from './kafka/secret-box'
import { tokenCommand } from './kafka/token-command'
import { openLakeParts, openTables, tableFolders, type TablesOptions } from './lake-parts'
import { deltaSchemaOf } from './lake/schema'
import { nameOf, streamTables } from './tables/catalog'
import { createProcessMeter } from './process-meter'
import { createSampleData } from './sample/sample-data'
import { openSampleSource } from './sample/sample-source'
import { createWorld } from './sample/world'
import { openLazySpark } from './spark/lazy'
import { openStateFolder, type Endpoint } from './state-folder'
import { createStreamManager } from './stream/manager'
import type { Source } from './stream/ports'
import { decodeStrict } from './stream/strict-decoder'

export interface EngineOptions extends Omit<TablesOptions, 'auditStream'> {
  readonly settings: readonly EffectiveSetting[]
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

/** Of the worker's memory, for copies of results that are explored; they spill when batches need the room. */
const EXPLORE_SHARE = 0.4
const SAMPLE_RATE = 10
/** What running batches may take of the ten seconds of a stop (decision 28), and when they end at the latest after it was asked for. */
const BATCH_GRACE_MS = 4000
const BATCH_END_MS = 6000
const TICK_MS = 1000

/**
 * Opens lake, batches and stream, in this order; `close` ends them in reverse, each within its time. What was opened
 * before something failed is closed, so that it may be tried again.
 * @throws OWNED_BY_ANOTHER where another instance has the state folder
 */
export async function openEngine(options: EngineOptions): Promise<OwnedEngine> {
  const opened: (() => Promise<void>)[] = []
  try {
    return await openAll(options, opened)
  } catch (error) {
    for (const close of opened.reverse())
      await close().catch((err: unknown) => options.log.warn({ err }, 'a part of an engine that failed stays open'))
    throw error
  }
}

async function openAll(options: EngineOptions, opened: (() => Promise<void>)[]): Promise<OwnedEngine> {
  const { config, log, version } = options
  const { delta } = config
  const state = await openStateFolder(config.engine.stateDir)
  opened.push(() => state.close())
  const profiles = await openProfiles({
    path: join(state.path, CONNECTIONS_FILE),
    box: options.secretBox ?? NO_KEYCHAIN,
    checkTokens: (servers) => void tokenCommand(servers, config.kafka.tokens),
    checkIdle() {
      if (stream.running)
        throw new MillraceError('STREAM_ALREADY_RUNNING', 'Stop the stream first: it reads from this connection.')
    },
  })
  const access: KafkaAccess = { kafka: config.kafka, log, saved: () => profiles.connection() }
  const topicInUse = () => profiles.topicOf() ?? config.kafka.streamTopic
  const events = createEventHub(Date.now().toString(36))
  const news = createCommitNews((event) => events.publish(event))

  /** Something that happened by itself, for who looks on. */
  function notice(level: Notice['level'], text: string): void {
    events.publish({ type: 'notice', notice: { at: new Date().toISOString(), level, text } })
  }

  const folders = tableFolders(delta)
  const parts = await openLakeParts(config, version, log, (root, committed) => {
    const name = nameOf(root, folders)
    if (name !== null) news.table(name, committed)
  })
  opened.push(() => parts.close())
  const cores = availableParallelism()
  let streaming = false
  const recorder = createActivityRecorder()
  const counters = createEngineMeter()
  /** Counted once after a change, however often somebody asks. */
  let batchStates: Promise<ReadonlyMap<string, number>> | null = null
  const meter = createProcessMeter()
  const worker = startBatchWorker({
    onDied(reason) {
      notice(
        'warning',
        `The batch worker process ended (${reason}) and is started again. Batches that ran in it have failed; run them again.`,
      )
      options.onWorkerDied?.(reason)
    },
    script: options.workerScript,
    launch: options.launchWorker ?? forkWorker,
    jobs: config.batch.threadPoolSize,
    setup: {
      threads: config.engine.threads ?? cores,
      memoryLimit: config.engine.memoryLimit,
      tempDir: config.engine.tempDir,
      tempLimit: config.engine.tempLimit,
      folders: [
        delta.basePath,
        config.batch.sourcePath,
        delta.batchBasePath,
        ...streamTables(folders).values(),
        config.engine.tempDir,
      ],
    },
    log,
  })
  opened.push(() => worker.close())
  const batchEngine = createBatchEngine(worker, Math.floor(config.engine.memoryLimit * EXPLORE_SHARE))
  const lakeFolders = [delta.basePath, config.batch.sourcePath]
  const remote = config.engine.remote === null ? null : openLazySpark(config.engine.remote, log)
  const batch = await openBatchManager({
    lake: parts.lake,
    parquet: parts.parquet,
    sourcePath: config.batch.sourcePath,
    batchBasePath: delta.batchBasePath,
    lakeFolders,
    tempDir: config.engine.tempDir,
    engine: batchEngine,
    remote,
    engineKind: config.engine.kind,
    registry: await openRegistry(state.state),
    threadPoolSize: config.batch.threadPoolSize,
    retention: { days: config.batch.retentionDays, bytes: config.batch.retentionBytes },
    ...(options.now === undefined ? {} : { now: options.now }),
    maxPageSize: config.batch.maxPageSize,
    memoryLimit: config.engine.memoryLimit,
    // While a stream runs it keeps a core for itself.
    threads: () => config.engine.threads ?? Math.max(1, streaming ? cores - 1 : cores),
    onPhase: (batchId, progress) => recorder.batchPhase(batchId, progress),
    log,
    onChange(batchId, batch) {
      batchStates = null
      if (batch !== null) counters.batch(batch)
      events.publish(batch === null ? { type: 'batch-removed', batchId } : { type: 'batch', batch })
    },
  })
  const reports = await openReports({
    store: await openReportStore(state.state, (id, why) => {
      log.warn({ id, why }, 'a saved report cannot be read')
      notice(
        'warning',
        `The saved report ${id} cannot be read and is left out. It stays in the state file for the version that wrote it; save it again here under another name.`,
      )
    }),
    submit: (request) => batch.submit(request),
    check: async (request) => {
      await batch.estimate(request)
    },
    scheduling: options.scheduling ?? false,
    onNotice: (text) => notice('warning', text),
    log,
  })
  const stream = createStreamManager({
    lake: parts.lake,
    transactionsPath: delta.streamTransactionsPath,
    deadLettersPath: delta.deadLettersPath,
    aggregationsPath: delta.streamAggregationsPath,
    originalCheckpointDir: config.originalCheckpointDir,
    limits: {
      intervalMs: config.stream.triggerIntervalMs,
      maxRows: config.stream.maxBatchRows,
      maxBytes: config.stream.maxBatchBytes,
    },
    extraColumns: config.stream.keepUnknown ? deltaSchemaOf([{ name: UNKNOWN_COLUMN, kind: 'string' }]) : [],
    writer: openIngestWriter({
      session: parts.session,
      lineFolder: parts.lineFolder,
      keepUnknown: config.stream.keepUnknown,
    }),
    reader: createStreamReader(parts.session),
    letters: createLetterStore(parts.session),
    audit: createAuditReader(parts.session),
    watcher: allWatchers([recorder, counters, { committed: (outcome) => news.microBatch(outcome) }]),
    quality: { reader: await openQualityReader(parts.session), store: await openQualityStore(state.state) },
    openSource: (kind, topic, rate) =>
      kind === 'sample' ? openSample(topic, rate) : openKafka(topic ?? topicInUse(), rate, access),
    log,
    onActivity(running) {
      streaming = running
    },
    onStatus: (status) => events.publish({ type: 'status', status }),
  })
  // Lag in seconds and rates change without a commit: while it runs and somebody looks, once a second.
  const ticker = setInterval(() => {
    if (stream.running && events.listeners > 0) events.publish({ type: 'status', status: stream.status() })
  }, TICK_MS)
  ticker.unref()
  const tables = openTables(parts, { ...options, auditStream: () => stream.audit() })
  const watched = new Map([...streamTables(folders)].map(([name, root]) => [name, parts.lake.table(root)]))
  tables.care.watch(watched, delta.autoCompact)
  const sample = createSampleData({
    lake: parts.lake,
    writer: openSeedWriter(parts.session, parts.lineFolder),
    root: delta.streamTransactionsPath,
    columns: deltaSchemaOf(TRANSACTION_FIELDS),
    records: config.sample.records,
    onChange(state) {
      if (state.state === 'failed') log.error({ reason: state.message }, 'sample rows could not be written')
      events.publish({ type: 'sample', sample: state })
    },
  })
  const kafka = openLazyInspector(access, topicInUse, judgeValue)
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
  const recovered = stream.recover()
  if (config.stream.autoStart) {
    await stream.resume({})
  }
  const startedAt = Date.now()
  /** When the end was asked for first, as `performance.now()`. */
  let asked: number | null = null
  const healthy = () => worker.alive && asked === null
  let closing: Promise<{ queriesStopped: number }> | null = null

  function countBatches(): Promise<ReadonlyMap<string, number>> {
    batchStates ??= batch.countByState().catch((error: unknown) => {
      batchStates = null
      throw error
    })
    return batchStates
  }

  /** When the end was asked for first, which is now if nobody did before. */
  function stopAsked(): number {
    if (asked === null)
      notice('info', 'Millrace is stopping: what was read is committed, and running batches have a moment to end.')
    asked ??= performance.now()
    return asked
  }

  async function close(): Promise<{ queriesStopped: number }> {
    stopAsked()
    await recovered
    clearInterval(ticker)
    const sampling = sample.close()
    const queriesStopped = await stream.close()
    await reports.close()
    await tables.close()
    await sampling
    // A stream that took long to drain leaves them less.
    const left = BATCH_END_MS - (performance.now() - stopAsked())
    await batch.close(Math.max(0, Math.min(BATCH_GRACE_MS, left)))
    news.close()
    events.close()
    await worker.close()
    await remote?.close()
    await kafka.close()
    await parts.close()
    await state.close()
    return { queriesStopped }
  }

  return {
    stream,
    batch,
    reports,
    lake: {
      ...tables.door,
      ...createTableRows({ lake: parts.lake, parquet: parts.parquet, lakeFolders, engine: batchEngine, ...folders }),
    },
    kafka: {
      ...kafka,
      profiles: {
        list: () => profiles.list(),
        create: (input) => profiles.create(input),
        async replace(id, input) {
          const replaced = await profiles.replace(id, input)
          if (replaced.inUse) kafka.reconnect()
          return replaced
        },
        remove: (id) => profiles.remove(id),
        async use(id) {
          const used = await profiles.use(id)
          kafka.reconnect()
          return used
        },
        async test(id, { connection: draft }, signal) {
          const connection = draft === undefined ? await profiles.connection(id) : await profiles.drafted(id, draft)
          const topic = (draft === undefined ? profiles.topicOf(id) : draft.topic) ?? config.kafka.streamTopic
          return kafka.test({ topic, ...(connection === null ? {} : { connection }) }, signal)
        },
      },
    },
    sample,
    subscribe(listener, { after = null, onClose = () => undefined } = {}) {
      const missed = after === null ? null : events.since(after)
      const resumed = missed !== null
      listener(
        { type: 'hello', version, startedAt: new Date(startedAt).toISOString(), resumed },
        resumed ? null : events.newest,
      )
      listener({ type: 'status', status: stream.status() }, null)
      listener({ type: 'sample', sample: sample.state }, null)
      for (const { event, id } of missed ?? []) listener(event, id)
      return events.subscribe(listener, onClose)
    },
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
    secrets: () => profiles.secrets(),
    close() {
      closing ??= close()
      return closing
    },
  }
}

function openSample(topic: string | null, rate: number | null): Source {
  return openSampleSource({ world: createWorld(), rate: rate ?? SAMPLE_RATE, ...(topic === null ? {} : { topic }) })
}

function openKafka(topic: string, rate: number | null, access: KafkaAccess): Source {
  if (rate !== null) throw new MillraceError('INVALID_REQUEST', 'rate: only the sample source has a rate.')
  return openLazyKafka(topic, access)
}

function judgeValue(value: Uint8Array | null): DecodeVerdict {
  const decoded = decodeStrict(value)
  if (decoded.kind === 'row') return { kind: 'row', unknownKeys: decoded.unknownKeys }
  return { kind: 'dead', code: decoded.code, field: decoded.field, reason: decoded.reason }
}
