import type { AnalysisName, BatchListQuery, BatchRecord, ExportFormat } from '../../shared/batch'
import type { Row } from '../../shared/scalars'
import type { NewFile } from '../lake/ports'

export type SqlValue = string | number | bigint | boolean | null

/** SQL with its bound values; `?` placeholders in order. Never built from text of a user. */
export interface BoundSql {
  readonly text: string
  readonly values: readonly SqlValue[]
}

export interface WorkerProgress {
  readonly phase: 'snapshot' | 'analysis'
  readonly analysis?: AnalysisName
  /** 0..1 of the whole job; absent where DuckDB cannot tell. */
  readonly fraction?: number
}

/** One `COPY (select) TO target`; `target` is an absolute file, its folder exists. */
export interface WorkerStatement {
  readonly phase: 'snapshot' | 'analysis'
  readonly analysis?: AnalysisName
  readonly select: BoundSql
  readonly target: string
  /** Folders by this column under `target` instead of one file. */
  readonly partitionBy?: string
}

export interface WorkerJob {
  readonly threads: number
  readonly statements: readonly WorkerStatement[]
}

/** One entry a statement: its files, durable; none where it had no rows. */
export interface WorkerOutput {
  readonly files: readonly NewFile[]
  readonly elapsedMs: number
}

/** The batch worker process, seen from the main process. It comes back by itself after a death. */
export interface BatchWorker {
  /** Rejects BATCH_CANCELLED, WORKER_DIED, OUT_OF_MEMORY, DISK_FULL. */
  run(
    job: WorkerJob,
    onProgress: (progress: WorkerProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly WorkerOutput[]>
  /** Small reads of stored results as API rows. Never waits for jobs. */
  query(sql: BoundSql, signal?: AbortSignal): Promise<readonly Row[]>
  /** Writes rows as one file in an export format; `header` false leaves out the CSV header. */
  exportFile(sql: BoundSql, target: string, format: ExportFormat, header: boolean, signal?: AbortSignal): Promise<void>
  readonly alive: boolean
  close(): Promise<void>
}

/** A batch as the registry keeps it: all but what only lives while it runs. */
export type StoredBatch = Omit<BatchRecord, 'queuePosition' | 'progress'>

/** Every change is durable when the call resolves. */
export interface RegistryStore {
  put(record: StoredBatch): Promise<void>
  get(batchId: string): Promise<StoredBatch | null>
  remove(batchId: string): Promise<void>
  list(query: BatchListQuery): Promise<{ readonly total: number; readonly records: readonly StoredBatch[] }>
  /** Batches in these states, oldest first. */
  inStates(states: readonly string[]): Promise<readonly StoredBatch[]>
}
