import type { AnalysisName } from '../../shared/batch'
import type { Cell, Row } from '../../shared/scalars'
import type { NewFile } from '../lake/ports'

/** SQL with its bound values; `?` placeholders in order. Never built from text of a user. */
export interface BoundSql {
  readonly text: string
  readonly values: readonly (string | number | bigint | boolean | null)[]
}

/** A Parquet file of a Delta table with the constants that the log holds for it. */
export interface ScanFile {
  /** Absolute. */
  readonly path: string
  /** Partition values by column, as the log has them. */
  readonly constants: Readonly<Record<string, string | null>>
}

export interface WorkerProgress {
  readonly jobId: string
  readonly phase: 'snapshot' | 'analysis'
  readonly analysis?: AnalysisName
  /** 0..1 of the phase, or -1 where DuckDB cannot tell. */
  readonly fraction: number
}

/** What the worker did with one statement, for `explain`. */
export interface PhaseFigures {
  readonly name: string
  readonly elapsedMs: number
  readonly rows: number
}

/** The batch worker process, seen from the main process. It respawns by itself after a death. */
export interface BatchWorker {
  /** Threads for jobs that start from now on. */
  setThreads(threads: number): void
  /** Runs COPY statements in order, as one job; files are durable when it resolves. Rejects BATCH_CANCELLED, WORKER_DIED, OUT_OF_MEMORY, DISK_FULL. */
  run(job: WorkerJob, onProgress: (progress: WorkerProgress) => void, signal: AbortSignal): Promise<WorkerResult>
  /** Small reads of stored results: rows as API cells. Abortable; never waits for jobs. */
  query(sql: BoundSql, signal?: AbortSignal): Promise<readonly Row[]>
  close(): Promise<void>
}

export interface WorkerJob {
  readonly jobId: string
  readonly statements: readonly WorkerStatement[]
}

/** One `COPY (select) TO target`; `target` is an absolute file, its folder exists. */
export interface WorkerStatement {
  readonly name: string
  readonly phase: 'snapshot' | 'analysis'
  readonly analysis?: AnalysisName
  readonly select: BoundSql
  readonly target: string
}

export interface WorkerResult {
  readonly outputs: readonly {
    readonly name: string
    readonly file: NewFile | null
    readonly rows: number
    readonly elapsedMs: number
  }[]
}

export type { Cell, Row }
