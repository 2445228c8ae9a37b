import type {
  AggregatedData,
  AnalysisName,
  BatchAccepted,
  BatchData,
  BatchList,
  BatchListQuery,
  BatchRecord,
  BatchRequest,
  ExportFormat,
  FullReportData,
} from '../shared/batch'
import type { EffectiveSetting } from '../shared/config'
import type {
  Dashboard,
  DashboardQuery,
  DeadLetterPage,
  DeadLetterQuery,
  StreamStarted,
  StreamStartRequest,
  StreamStatus,
  StreamStopped,
} from '../shared/stream'
import type { TableHistoryEntry, TableInfo, VerifyReport } from '../shared/table'

/** Pages as the doors ask for them; the engine clamps `limit`. */
export interface PageRequest {
  readonly limit: number
  readonly offset: number
}

/** A stored result on its way out: chunks with back-pressure; cancelling the iteration stops the work. */
export interface ExportStream {
  readonly fileName: string
  readonly contentType: string
  /** Known before the first byte only where the export is one finished file. */
  readonly bytes: number | null
  readonly chunks: AsyncIterable<Uint8Array>
}

export interface StreamDoor {
  start(request: StreamStartRequest): Promise<StreamStarted>
  stop(): Promise<StreamStopped>
  status(): StreamStatus
  dashboard(query: DashboardQuery): Promise<Dashboard>
  deadLetters(query: DeadLetterQuery): Promise<DeadLetterPage>
}

export interface BatchDoor {
  submit(request: BatchRequest): Promise<BatchAccepted>
  record(batchId: string): Promise<BatchRecord>
  list(query: BatchListQuery): Promise<BatchList>
  /** 409 BATCH_FINISHED on an ended one. */
  cancel(batchId: string): Promise<BatchAccepted>
  /** Record and files; 409 BATCH_RUNNING. */
  remove(batchId: string): Promise<void>
  raw(batchId: string, page: PageRequest, signal?: AbortSignal): Promise<BatchData>
  aggregated(
    batchId: string,
    analysis: AnalysisName | null,
    page: PageRequest,
    signal?: AbortSignal,
  ): Promise<AggregatedData | FullReportData>
  exportRaw(batchId: string, format: ExportFormat, signal?: AbortSignal): Promise<ExportStream>
  exportAggregated(
    batchId: string,
    analysis: AnalysisName | null,
    format: ExportFormat,
    signal?: AbortSignal,
  ): Promise<ExportStream>
}

export interface LakeDoor {
  info(table: string): Promise<TableInfo>
  history(table: string, limit: number): Promise<readonly TableHistoryEntry[]>
  verify(table: string, onProgress?: (done: number, total: number) => void): Promise<VerifyReport>
}

/** The one thing that doors (REST, windows, command line) know of the engine. */
export interface Engine {
  readonly stream: StreamDoor
  readonly batch: BatchDoor
  readonly lake: LakeDoor
  readonly settings: readonly EffectiveSetting[]
  readonly paging: { readonly defaultSize: number; readonly maxSize: number }
  /** False while the batch worker is down or the engine is stopping. */
  healthy(): boolean
  /** Epoch ms. */
  readonly startedAt: number
  /** Refuses new work from now on, so that doors answer 503. */
  readonly stopping: boolean
  close(): Promise<{ readonly queriesStopped: number }>
}
