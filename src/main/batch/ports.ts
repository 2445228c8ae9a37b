import type { AnalysisName, BatchListQuery, BatchRecord, ExportFormat } from '../../shared/batch'
import type { BatchFigures, OperatorFigures } from '../../shared/explore'
import type { ProcessFigures } from '../../shared/activity'
import type { SavedReport } from '../../shared/report'
import type { Row } from '../../shared/scalars'
import type { FieldKind } from '../../shared/transaction'
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
  /** Rows that the engine elsewhere sent: a table while the statement runs. */
  readonly rows?: ArrowRows
}

export interface ArrowRows {
  /** Name of the table in `select`. */
  readonly table: string
  /** Of Arrow streams with their lengths. */
  readonly file: string
  readonly columns: readonly ArrowColumn[]
}

export interface ArrowColumn {
  readonly name: string
  readonly kind: FieldKind | 'string_list'
}

export interface WorkerJob {
  readonly threads: number
  readonly statements: readonly WorkerStatement[]
}

/** One entry a statement: its files, durable; none where it had no rows. */
export interface WorkerOutput {
  readonly files: readonly NewFile[]
  readonly elapsedMs: number
  /** Null where the engine did not tell. */
  readonly profile: WorkerProfile | null
}

export interface WorkerProfile {
  readonly operators: readonly OperatorFigures[]
  /** Bytes. */
  readonly peakMemory: number
  readonly peakSpill: number
}

/** The plans of a query, as text. */
export interface QueryPlans {
  readonly logical: string
  readonly optimized: string
  readonly physical: string
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
  /** How a query would be run; runs nothing. */
  explain(sql: BoundSql): Promise<QueryPlans>
  /** Makes a table of ours in the worker's memory, with a unique index where asked; gone when the worker dies. */
  createTable(name: string, select: BoundSql, uniqueColumn: string | null): Promise<void>
  dropTable(name: string): Promise<void>
  /** Goes up with each worker process: tables belong to one generation. */
  readonly generation: number
  /** Of the process itself, for people who look at it. */
  figures(): Promise<ProcessFigures>
  readonly alive: boolean
  close(): Promise<void>
}

/** One analysis for an engine elsewhere. */
export interface RemoteQuery {
  readonly analysis: AnalysisName
  readonly sql: BoundSql
  /** Absolute; where its rows go, as Arrow streams with their lengths. Must not exist. */
  readonly target: string
}

export interface RemoteJob {
  readonly batchId: string
  readonly queries: readonly RemoteQuery[]
}

/** What one query left. */
export interface RemoteOutput {
  readonly rows: number
  readonly elapsedMs: number
}

/** How the engine elsewhere was when it was last spoken to. */
export interface RemoteStatus {
  /** Its address, secrets as `***`. */
  readonly remote: string
  readonly state: 'unknown' | 'reachable' | 'unreachable'
  readonly version: string | null
}

/** An engine that computes where the table lies, and keeps nothing: its rows come back to us. */
export interface RemoteEngine {
  /**
   * Runs the queries, one after another; once more from the start where the server lost them. When it has settled,
   * nothing of the batch runs there any more.
   * @throws ENGINE_UNREACHABLE, ENGINE_FAILED, OUT_OF_MEMORY, DISK_FULL, BATCH_CANCELLED
   */
  run(
    job: RemoteJob,
    onProgress: (progress: WorkerProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly RemoteOutput[]>
  /** The plans as text, as the engine makes them. */
  explain(queries: readonly BoundSql[]): Promise<readonly QueryPlans[]>
  /** Ends what a process of ours that is gone may have left running. Never throws. */
  abandon(batchIds: readonly string[]): Promise<void>
  readonly status: RemoteStatus
  close(): Promise<void>
}

/** A batch as the registry keeps it: all but what only lives while it runs. */
export type StoredBatch = Omit<BatchRecord, 'queuePosition' | 'progress'>

/** Every change is durable when the call resolves. */
export interface RegistryStore {
  put(record: StoredBatch): Promise<void>
  /** Of a batch that ran before figures lay beside its tables. */
  oldFigures(batchId: string): Promise<BatchFigures | null>
  get(batchId: string): Promise<StoredBatch | null>
  remove(batchId: string): Promise<void>
  list(query: BatchListQuery): Promise<{ readonly total: number; readonly records: readonly StoredBatch[] }>
  /** How many batches are in each state; none where there are none. */
  countByState(): Promise<ReadonlyMap<string, number>>
  /** Batches in these states, oldest first. */
  inStates(states: readonly string[]): Promise<readonly StoredBatch[]>
  /** Of batches in these states, oldest first. */
  ends(states: readonly string[]): Promise<readonly BatchEnd[]>
}

/** What retention looks at. */
export type BatchEnd = Pick<StoredBatch, 'batchId' | 'status' | 'analysisType' | 'submitTime' | 'endTime'>

/** A report as it is kept. */
export type StoredReport = Omit<SavedReport, 'nextRun'> & {
  /** Scheduled times up to this one are done with: run, or counted as missed. ISO 8601 UTC. */
  readonly scheduledFrom: string
}

/** Every change is durable when the call resolves. */
export interface ReportStore {
  all(): Promise<readonly StoredReport[]>
  put(report: StoredReport): Promise<void>
  remove(id: string): Promise<void>
}
