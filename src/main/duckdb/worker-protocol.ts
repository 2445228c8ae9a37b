import type { ErrorCode } from '../../shared/errors'
import type { ExportFormat } from '../../shared/batch'
import type { Row } from '../../shared/scalars'
import type { BoundSql, WorkerJob, WorkerOutput, WorkerProgress } from '../batch/ports'

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
  /** Cancels the request of this id. */
  | { readonly id: number; readonly kind: 'cancel' }

export type WorkerAnswer =
  | { readonly id: number; readonly kind: 'progress'; readonly progress: WorkerProgress }
  | { readonly id: number; readonly kind: 'outputs'; readonly outputs: readonly WorkerOutput[] }
  | { readonly id: number; readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly id: number; readonly kind: 'done' }
  | { readonly id: number; readonly kind: 'error'; readonly code: ErrorCode; readonly message: string }

/** Passed as the worker's only argument, JSON. Sizes in bytes. */
export interface WorkerSetup {
  readonly threads: number
  readonly memoryLimit: number
  readonly tempDir: string
  readonly tempLimit: number
  readonly folders: readonly string[]
}
