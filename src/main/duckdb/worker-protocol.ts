import type { ProcessFigures } from '../../shared/activity'
import type { AnalysisName, ExportFormat } from '../../shared/batch'
import type { ErrorCode } from '../../shared/errors'
import type { Row } from '../../shared/scalars'
import type { ResultColumn } from '../batch/analyses/analysis'
import type { EngineOutput, EngineProgress, QueryPlans } from '../batch/ports'
import type { NewFile } from '../lake/ports'
import type { BoundSql } from '../sql'
import type { RewriteJob } from './rewrite-sql'

/** One `COPY (select) TO target`; `target` is absolute: a file, or with `partitionBy` a folder; the worker makes what is missing. */
export interface WorkerStatement {
  readonly phase: EngineProgress['phase']
  readonly analysis?: AnalysisName
  readonly select: BoundSql
  readonly target: string
  /** Folders by this column under `target` instead of one file. */
  readonly partitionBy?: string
  /** Rows that an engine elsewhere sent: a table while the statement runs. */
  readonly rows?: ArrowRows
}

export interface ArrowRows {
  /** Name of the table in `select`. */
  readonly table: string
  /** Of Arrow streams with their lengths. */
  readonly file: string
  readonly columns: readonly ResultColumn[]
}

export interface WorkerJob {
  readonly threads: number
  readonly statements: readonly WorkerStatement[]
}

/** How the main process and the batch worker talk: one request, any progress, one answer. */
export type WorkerRequest =
  | { readonly id: number; readonly kind: 'run'; readonly job: WorkerJob }
  | { readonly id: number; readonly kind: 'query'; readonly sql: BoundSql }
  | {
      readonly id: number
      readonly kind: 'export'
      readonly sql: BoundSql
      readonly target: string
      readonly format: ExportFormat
      readonly header: boolean
    }
  | {
      readonly id: number
      readonly kind: 'create'
      readonly table: string
      readonly select: BoundSql
      readonly uniqueColumn: string | null
    }
  | { readonly id: number; readonly kind: 'explain'; readonly sql: BoundSql }
  | { readonly id: number; readonly kind: 'drop'; readonly table: string }
  | { readonly id: number; readonly kind: 'figures' }
  | { readonly id: number; readonly kind: 'rewrite'; readonly job: RewriteJob }
  /** Cancels the request of this id. */
  | { readonly id: number; readonly kind: 'cancel' }
  /** Is it still there? Answered at once, whatever runs. */
  | { readonly id: number; readonly kind: 'ping' }

export type WorkerAnswer =
  | { readonly id: number; readonly kind: 'progress'; readonly progress: EngineProgress }
  | { readonly id: number; readonly kind: 'outputs'; readonly outputs: readonly EngineOutput[] }
  | { readonly id: number; readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly id: number; readonly kind: 'plans'; readonly plans: QueryPlans }
  | { readonly id: number; readonly kind: 'figures'; readonly figures: ProcessFigures }
  | { readonly id: number; readonly kind: 'files'; readonly files: readonly NewFile[] }
  | { readonly id: number; readonly kind: 'done' }
  | { readonly id: number; readonly kind: 'pong' }
  | ({ readonly id: number; readonly kind: 'error' } & WorkerError)

/** As `MillraceError` has it. */
export interface WorkerError {
  readonly code: ErrorCode
  readonly message: string
  readonly canRetry: boolean
}

/** Passed as the worker's only argument, JSON. Sizes in bytes. */
export interface WorkerSetup {
  readonly threads: number
  readonly memoryLimit: number
  readonly tempDir: string
  readonly tempLimit: number
  readonly folders: readonly string[]
  /** Whatever else runs goes first. */
  readonly lowPriority?: boolean
}
