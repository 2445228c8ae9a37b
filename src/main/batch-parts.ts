import { availableParallelism } from 'node:os'
import type { Config } from '../shared/config'
import { openBatchManager, type BatchManager, type BatchManagerOptions } from './batch/manager'
import type { BatchEngine, RemoteEngine } from './batch/ports'
import { openReports, type Reports, type ReportsOptions } from './batch/reports'
import { createReportStore } from './duckdb/report-store'
import type { Session } from './duckdb/session'
import { createRegistry } from './duckdb/state-registry'
import { startBatchWorker, type BatchWorker } from './duckdb/worker-client'
import { forkWorker } from './duckdb/worker-process'
import { tableFolders, type LakeParts, type TablesOptions } from './lake-parts'
import { streamTables } from './tables/catalog'

export interface WorkerOptions extends Omit<TablesOptions, 'auditStream'> {
  /** The process ended by itself; it is started again. */
  readonly onDied: (reason: string) => void
}

/** The process that batches run in. */
export function startWorker({ config, log, workerScript, launchWorker, onDied }: WorkerOptions): BatchWorker {
  const { batch, delta, engine } = config
  return startBatchWorker({
    onDied,
    script: workerScript,
    launch: launchWorker ?? forkWorker,
    jobs: batch.threadPoolSize,
    setup: {
      threads: engine.threads ?? availableParallelism(),
      memoryLimit: engine.memoryLimit,
      tempDir: engine.tempDir,
      tempLimit: engine.tempLimit,
      folders: [
        delta.basePath,
        batch.sourcePath,
        delta.batchBasePath,
        ...streamTables(tableFolders(delta)).values(),
        engine.tempDir,
      ],
    },
    log,
  })
}

export interface BatchesOptions extends Pick<BatchManagerOptions, 'now' | 'onPhase' | 'onChange' | 'log'> {
  readonly config: Config
  readonly parts: LakeParts
  /** Of the state folder, for the registry. */
  readonly state: Session
  readonly engine: BatchEngine
  readonly remote: RemoteEngine | null
  readonly isStreaming: () => boolean
}

/** Queue, results and history of batches. What an earlier process left unfinished is FAILED. */
export async function openBatches(options: BatchesOptions): Promise<BatchManager> {
  const { config, parts, state, isStreaming, ...rest } = options
  const { batch, delta, engine: settings } = config
  const cores = availableParallelism()
  return openBatchManager({
    ...rest,
    lake: parts.lake,
    parquet: parts.parquet,
    sourcePath: batch.sourcePath,
    batchBasePath: delta.batchBasePath,
    lakeFolders: lakeFolders(config),
    tempDir: settings.tempDir,
    engineKind: settings.kind,
    registry: await createRegistry(state),
    threadPoolSize: batch.threadPoolSize,
    retention: { days: batch.retentionDays, bytes: batch.retentionBytes },
    memoryLimit: settings.memoryLimit,
    // While a stream runs it keeps a core for itself.
    threads: () => settings.threads ?? Math.max(1, isStreaming() ? cores - 1 : cores),
  })
}

export interface SavedReportsOptions extends Pick<ReportsOptions, 'scheduling' | 'log'> {
  /** Of the state folder. */
  readonly state: Session
  readonly batch: BatchManager
  /** What somebody should know, in sentences. */
  readonly onNotice: (text: string) => void
}

/** Saved reports, whose runs are batches. */
export async function openSavedReports(options: SavedReportsOptions): Promise<Reports> {
  const { state, batch, onNotice, log, ...rest } = options
  return openReports({
    ...rest,
    store: await createReportStore(state, (id, why) => {
      log.warn({ id, why }, 'a saved report cannot be read')
      onNotice(
        `The saved report ${id} cannot be read and is left out. It stays in the state file for the version that wrote it; save it again here under another name.`,
      )
    }),
    submit: (request) => batch.submit(request),
    estimate: (request) => batch.estimate(request),
    onNotice,
    log,
  })
}

/** Where files of tables that batches read may be. */
export function lakeFolders({ delta, batch }: Config): readonly string[] {
  return [delta.basePath, batch.sourcePath]
}
