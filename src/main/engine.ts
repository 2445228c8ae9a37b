import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { accessSync, constants, existsSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config, EffectiveSetting } from '../shared/config'
import { MillraceError } from '../shared/errors'
import type { SourceKind } from '../shared/stream'
import { openBatchManager } from './batch/manager'
import { createOffsetAudit } from './duckdb/offset-audit'
import { openIngestWriter } from './duckdb/ingest-writer'
import { createParquetPort } from './duckdb/parquet'
import { openSession, type Session } from './duckdb/session'
import { openRegistry } from './duckdb/state-registry'
import { createStreamReader } from './duckdb/stream-reader'
import { startBatchWorker } from './duckdb/worker-client'
import { UNKNOWN_COLUMN } from './duckdb/event-lines'
import type { Engine } from './engine-port'
import { createLakeDoor } from './lake/lake-door'
import { openLake } from './lake/lake'
import type { Lake, ParquetPort } from './lake/ports'
import { deltaSchemaOf } from './lake/schema'
import type { Logger } from './log/logger'
import { openSampleSource } from './sample/sample-source'
import { createWorld } from './sample/world'
import { openStateFolder } from './state-folder'
import { createStreamManager } from './stream/manager'
import type { Source } from './stream/ports'

export interface EngineOptions {
  readonly config: Config
  readonly settings: readonly EffectiveSetting[]
  readonly version: string
  readonly log: Logger
  /** The built `batch-worker.cjs`. */
  readonly workerScript: string
}

/** An engine and what only its owner may do. */
export interface OwnedEngine extends Engine {
  /** Tells the command line and a second instance where this one is. */
  announce(address: string): Promise<void>
}

/** DuckDB of the main process: one thread for ingest (architecture.md, Processes). */
const MAIN_MEMORY = 512 * 2 ** 20
const SAMPLE_RATE = 10
const BATCH_GRACE_MS = 4000

/** The parts that read and write tables without owning a state folder: what `seed` and `lake` need too. */
export interface LakeParts {
  readonly session: Session
  readonly parquet: ParquetPort
  readonly lake: Lake
  /** For files of lines that DuckDB reads; gone when the parts are closed. */
  readonly lineFolder: string
  close(): Promise<void>
}

export async function openLakeParts(config: Config, version: string, log: Logger): Promise<LakeParts> {
  const lineFolder = await mkdtemp(join(memoryFolder() ?? tmpdir(), 'millrace-'))
  const { delta } = config
  const session = await openSession({
    threads: 1,
    memoryLimit: MAIN_MEMORY,
    tempDir: join(lineFolder, 'spill'),
    folders: [
      delta.basePath,
      delta.streamTransactionsPath,
      delta.streamAggregationsPath,
      delta.deadLettersPath,
      delta.batchBasePath,
      delta.seedPath,
      config.batch.sourcePath,
      lineFolder,
    ],
  })
  const parquet = createParquetPort(session)
  const lake = openLake({
    parquet,
    engineInfo: `Millrace/${version}`,
    onCheckpointFailed: (root, err) => log.warn({ err, root }, 'a checkpoint could not be written'),
  })
  return {
    session,
    parquet,
    lake,
    lineFolder,
    async close() {
      await lake.close()
      session.close()
      await rm(lineFolder, { recursive: true, force: true })
    },
  }
}

/**
 * Opens lake, batches and stream, in this order; `close` ends them in reverse, each within its time.
 * @throws OWNED_BY_ANOTHER where another instance has the state folder
 */
export async function openEngine(options: EngineOptions): Promise<OwnedEngine> {
  const { config, log, version } = options
  const { delta } = config
  await mkdir(config.engine.stateDir, { recursive: true })
  const state = await openStateFolder(config.engine.stateDir)
  const parts = await openLakeParts(config, version, log)
  const cores = availableParallelism()
  let streaming = false
  const worker = startBatchWorker({
    script: options.workerScript,
    jobs: config.batch.threadPoolSize,
    setup: {
      threads: config.engine.threads ?? cores,
      memoryLimit: config.engine.memoryLimit,
      tempDir: config.engine.tempDir,
      tempLimit: config.engine.tempLimit,
      folders: [delta.basePath, config.batch.sourcePath, delta.batchBasePath, config.engine.tempDir],
    },
    log,
  })
  const batch = await openBatchManager({
    lake: parts.lake,
    parquet: parts.parquet,
    sourcePath: config.batch.sourcePath,
    batchBasePath: delta.batchBasePath,
    tempDir: config.engine.tempDir,
    worker,
    registry: await openRegistry(state.state),
    threadPoolSize: config.batch.threadPoolSize,
    maxPageSize: config.batch.maxPageSize,
    // While a stream runs it keeps a core for itself.
    threads: () => config.engine.threads ?? Math.max(1, streaming ? cores - 1 : cores),
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
    openSource: (kind, topic, rate) => openSource(kind, topic, rate, options),
    log,
    onActivity(running) {
      streaming = running
    },
  })
  const lakeDoor = createLakeDoor({
    lake: parts.lake,
    parquet: parts.parquet,
    audit: createOffsetAudit(parts.session),
    transactionsPath: delta.streamTransactionsPath,
    deadLettersPath: delta.deadLettersPath,
    aggregationsPath: delta.streamAggregationsPath,
    batchBasePath: delta.batchBasePath,
  })
  if (config.stream.autoStart) {
    await stream.start({}).catch((error: unknown) => log.error({ err: error }, 'the stream could not be started'))
  }
  let stopping = false
  let closing: Promise<{ queriesStopped: number }> | null = null

  async function close(): Promise<{ queriesStopped: number }> {
    stopping = true
    const queriesStopped = await stream.close()
    await batch.close(BATCH_GRACE_MS)
    await worker.close()
    await parts.close()
    await state.close()
    return { queriesStopped }
  }

  return {
    stream,
    batch,
    lake: lakeDoor,
    settings: options.settings,
    paging: { defaultSize: config.batch.defaultPageSize, maxSize: config.batch.maxPageSize },
    healthy: () => worker.alive && !stopping,
    startedAt: Date.now(),
    get stopping() {
      return stopping
    },
    announce: (address) => state.announce(address),
    close() {
      closing ??= close()
      return closing
    },
  }
}

function openSource(
  kind: SourceKind,
  topic: string | null,
  rate: number | null,
  { config, log }: EngineOptions,
): Source {
  if (kind === 'sample') {
    return openSampleSource({ world: createWorld(), rate: rate ?? SAMPLE_RATE, ...(topic === null ? {} : { topic }) })
  }
  if (rate !== null) throw new MillraceError('INVALID_REQUEST', 'rate: only the sample source has a rate.')
  return openLazyKafka(topic ?? config.kafka.streamTopic, config, log)
}

/** kafkajs is loaded when the first stream needs it: a start without one is the quicker for it. */
function openLazyKafka(topic: string, config: Config, log: Logger): Source {
  const group = config.kafka.consumerGroup
  const opened = import('./kafka/source').then(({ openKafkaSource }) =>
    openKafkaSource({ bootstrapServers: config.kafka.bootstrapServers, topic, group, log }),
  )
  opened.catch(() => undefined)
  return {
    kind: 'kafka',
    topic,
    group,
    identity: '',
    ranges: async (known) => (await opened).ranges(known),
    resolve: async (at, ranges) => (await opened).resolve(at, ranges),
    readAt: async (partition, offset) => (await opened).readAt(partition, offset),
    subscribe: async (listener) => (await opened).subscribe(listener),
    close: async () => (await opened).close(),
  }
}

/** A folder in memory, where the system has one that we may use. */
function memoryFolder(): string | null {
  try {
    if (!existsSync('/dev/shm')) return null
    accessSync('/dev/shm', constants.W_OK | constants.X_OK)
    return '/dev/shm'
  } catch {
    return null
  }
}
