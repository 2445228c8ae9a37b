import { accessSync, constants, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../shared/config'
import type { LakeOperations } from '../shared/engine'
import { closingOnFailure, createCloseStack } from './close-stack'
import { createParquetPort } from './duckdb/parquet'
import { scanSql } from './duckdb/scan-sql'
import { openFileRewriter } from './duckdb/rewriter'
import { openSession, type Session } from './duckdb/session'
import { forkWorker, type LaunchWorker } from './duckdb/worker-process'
import { openLake } from './lake/lake'
import type { Lake, ParquetPort } from './lake/ports'
import type { Logger } from './log/logger'
import { openLakeCare, type LakeCare } from './tables/care'
import { streamTables, type TableFolders } from './tables/catalog'
import { createLakeOperations, type LakeOperationsOptions } from './tables/lake-operations'

/** DuckDB of the main process: one thread for ingest, the other cores are for batches (docs/architecture.md). */
const MAIN_MEMORY = 512 * 2 ** 20

/** The parts that read and write tables without owning a state folder: what `seed` and `lake` need too. */
export interface LakeParts {
  readonly session: Session
  readonly parquet: ParquetPort
  readonly lake: Lake
  /** For files of lines that DuckDB reads; gone when the parts are closed. */
  readonly lineFolder: string
  close(): Promise<void>
}

/** @param onCommit after each commit of this process: the table's folder and its version */
export function openLakeParts(
  config: Config,
  version: string,
  log: Logger,
  onCommit?: (root: string, version: number) => void,
): Promise<LakeParts> {
  return closingOnFailure(log, async (closing) => {
    const lineFolder = await mkdtemp(join(memoryFolder() ?? tmpdir(), 'millrace-'))
    closing.push('folder of lines', () => rm(lineFolder, { recursive: true, force: true }))
    const { delta } = config
    const session = await openSession({
      threads: 1,
      memoryLimit: MAIN_MEMORY,
      memoryFix: 'Ask for less at a time; for the stream, lower pipeline.stream.max-batch-rows and max-batch-bytes.',
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
    closing.push('session', () => session.close())
    const parquet = createParquetPort(session)
    const lake = openLake({
      parquet,
      engineInfo: `Millrace/${version}`,
      retentionMs: delta.retentionMs,
      ...(onCommit === undefined ? {} : { onCommit }),
      onCheckpointFailed: (root, err) => log.warn({ err, root }, 'a checkpoint could not be written'),
    })
    closing.push('checkpoints', () => lake.close())
    return { session, parquet, lake, lineFolder, close: () => closing.close() }
  })
}

/** The tables by name, with what keeps them in shape. */
export interface Tables {
  readonly operations: LakeOperations
  readonly care: LakeCare
  close(): Promise<void>
}

export interface TablesOptions {
  readonly config: Config
  readonly log: Logger
  /** The built `batch-worker.cjs`. */
  readonly workerScript: string
  /** How processes are started here; by `fork` of Node where it is not said. */
  readonly launchWorker?: LaunchWorker
  readonly auditStream: LakeOperationsOptions['auditStream']
}

/** Opens nothing on disk by itself; its rewriter is a process that begins with the first rewrite. */
export function openTables(
  parts: LakeParts,
  { config, log, workerScript, launchWorker, auditStream }: TablesOptions,
): Tables {
  const folders = tableFolders(config.delta)
  const closing = createCloseStack(log)
  const rewriter = openFileRewriter({
    script: workerScript,
    launch: launchWorker ?? forkWorker,
    tempDir: config.engine.tempDir,
    tempLimit: config.engine.tempLimit,
    memoryLimit: config.engine.memoryLimit,
    folders: [config.delta.basePath, ...streamTables(folders).values()],
    log,
  })
  closing.push('rewriter', () => rewriter.close())
  const care = openLakeCare({ rewriter, parquet: parts.parquet, retentionMs: config.delta.retentionMs, log })
  closing.push('care', () => care.close())
  return {
    care,
    operations: createLakeOperations({
      lake: parts.lake,
      parquet: parts.parquet,
      scanSql,
      auditStream,
      care,
      ...folders,
    }),
    close: () => closing.close(),
  }
}

/** Where the configuration puts them. */
export function tableFolders(delta: Config['delta']): TableFolders {
  return {
    transactionsPath: delta.streamTransactionsPath,
    deadLettersPath: delta.deadLettersPath,
    aggregationsPath: delta.streamAggregationsPath,
    batchBasePath: delta.batchBasePath,
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
