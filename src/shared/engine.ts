import type { Activity, ActivityQuery } from './activity'
import type {
  AggregatedData,
  AnalysisName,
  BatchAccepted,
  BatchCancelled,
  BatchData,
  BatchList,
  BatchListQuery,
  BatchRecord,
  BatchRequest,
  ExportFormat,
  FullReportData,
  RetentionPreview,
  RetentionQuery,
} from './batch'
import type { EngineStatus, Setting } from './system'
import type { StreamAudit } from './audit'
import type { QualityHistory, QualityQuery } from './quality'
import type { RedriveRequest, RedriveResult } from './redrive'
import type {
  BatchEstimate,
  BatchExplanation,
  ColumnAnswer,
  ColumnsAnswer,
  Comparison,
  DrillDown,
  ExploreQuery,
} from './explore'
import type {
  KafkaBrokers,
  KafkaGroupDetail,
  KafkaGroups,
  KafkaMessages,
  KafkaMessagesQuery,
  KafkaTest,
  KafkaTestRequest,
  KafkaTopicDetail,
  KafkaTopics,
} from './kafka'
import type { KafkaProfile, KafkaProfileInput, KafkaProfiles, ProfileTestRequest } from './kafka-profiles'
import type { EventListener, SubscribeOptions } from './events'
import type { MetricFamily } from './metrics'
import type { ReportDefinition, ReportPreview, ReportPreviewRequest, ReportRun, SavedReport } from './report'
import type { SampleSeedRequest, SampleState } from './sample'
import type {
  Dashboard,
  DashboardQuery,
  DeadLetterPage,
  DeadLetterQuery,
  StreamStarted,
  StreamStartRequest,
  StreamStatus,
  StreamStopped,
  StreamTrail,
} from './stream'
import type {
  CompactReport,
  TableFiles,
  TableHistoryEntry,
  TableInfo,
  TableList,
  TableValues,
  TableValuesQuery,
  VacuumReport,
  VacuumRequest,
  VerifyReport,
} from './table'

/** Pages as the doors ask for them; they keep `limit` within `Engine.paging`. */
export interface PageRequest {
  readonly limit: number
  readonly offset: number
}

/** A page of a stored result, sorted, filtered and searched. */
export interface ExploreRequest extends PageRequest, ExploreQuery {}

/** A stored result to take away, narrowed and sorted as it is looked at where that is asked for. */
export interface ExportRequest extends ExploreQuery {
  readonly format: ExportFormat
  /** CSV alone: a text that a spreadsheet would take for a formula gets an apostrophe before it. */
  readonly guardFormulas?: boolean
}

/** A stored result on its way out: chunks with back-pressure; cancelling the iteration stops the work. */
export interface ExportStream {
  readonly fileName: string
  readonly contentType: string
  /** How many it holds, all sheets together. */
  readonly rows: number
  readonly chunks: AsyncIterable<Uint8Array>
}

export interface StreamOperations {
  start(request: StreamStartRequest): Promise<StreamStarted>
  /** A start that nobody waits for: where it is refused, the status says FAILED and why, until the next start or stop. */
  resume(request: StreamStartRequest): Promise<void>
  stop(): Promise<StreamStopped>
  status(): StreamStatus
  dashboard(query: DashboardQuery): Promise<Dashboard>
  deadLetters(query: DeadLetterQuery): Promise<DeadLetterPage>
  /** 404 and 409 by place, before anything is done. */
  redrive(request: RedriveRequest): Promise<RedriveResult>
  audit(): Promise<StreamAudit>
  quality(query: QualityQuery): Promise<QualityHistory>
  trail(): StreamTrail
}

export interface BatchOperations {
  submit(request: BatchRequest): Promise<BatchAccepted>
  record(batchId: string): Promise<BatchRecord>
  /** The record once it has ended; as it is then, where `waitMs` runs out or the signal comes first. */
  wait(batchId: string, waitMs: number, signal?: AbortSignal): Promise<BatchRecord>
  list(query: BatchListQuery): Promise<BatchList>
  /** 409 BATCH_FINISHED on an ended one. */
  cancel(batchId: string): Promise<BatchCancelled>
  /** Record and files; 409 BATCH_RUNNING. */
  remove(batchId: string): Promise<void>
  /** What retention would delete now with these limits, whether it is on or not. Deletes nothing. */
  retention(query: RetentionQuery, signal?: AbortSignal): Promise<RetentionPreview>
  /** From statistics alone: reads no data file. */
  estimate(request: BatchRequest): Promise<BatchEstimate>
  raw(batchId: string, page: ExploreRequest, signal?: AbortSignal): Promise<BatchData>
  aggregated(
    batchId: string,
    analysis: AnalysisName | null,
    page: ExploreRequest,
    signal?: AbortSignal,
  ): Promise<AggregatedData | FullReportData>
  /** Statistics of all columns of the raw rows. */
  rawColumns(batchId: string, query: ExploreQuery, signal?: AbortSignal): Promise<ColumnsAnswer>
  /** @throws INVALID_REQUEST for a column that is none */
  rawColumn(batchId: string, column: string, query: ExploreQuery, signal?: AbortSignal): Promise<ColumnAnswer>
  aggregatedColumns(
    batchId: string,
    analysis: AnalysisName | null,
    query: ExploreQuery,
    signal?: AbortSignal,
  ): Promise<ColumnsAnswer>
  aggregatedColumn(
    batchId: string,
    analysis: AnalysisName | null,
    column: string,
    query: ExploreQuery,
    signal?: AbortSignal,
  ): Promise<ColumnAnswer>
  /** The raw rows behind one row of a result; `row` counts from 0 in the order of the analysis. */
  drillDown(
    batchId: string,
    analysis: AnalysisName | null,
    row: number,
    page: ExploreRequest,
    signal?: AbortSignal,
  ): Promise<DrillDown>
  /** Two results of one analysis, group by group. */
  compare(
    leftId: string,
    rightId: string,
    analysis: AnalysisName | null,
    page: ExploreRequest,
    signal?: AbortSignal,
  ): Promise<Comparison>
  explain(batchId: string): Promise<BatchExplanation>
  exportRaw(batchId: string, request: ExportRequest, signal?: AbortSignal): Promise<ExportStream>
  /** Without an analysis all of a full report, as a workbook. */
  exportAggregated(
    batchId: string,
    analysis: AnalysisName | null,
    request: ExportRequest,
    signal?: AbortSignal,
  ): Promise<ExportStream>
}

/** Looks at the Kafka cluster, and changes nothing in it. Each throws BROKER_UNREACHABLE within ten seconds. */
export interface KafkaOperations {
  topics(): Promise<KafkaTopics>
  /** Throws TOPIC_NOT_FOUND, TOPIC_FORBIDDEN. */
  topic(name: string): Promise<KafkaTopicDetail>
  messages(name: string, query: KafkaMessagesQuery, signal?: AbortSignal): Promise<KafkaMessages>
  groups(): Promise<KafkaGroups>
  /** Throws GROUP_NOT_FOUND. */
  group(id: string): Promise<KafkaGroupDetail>
  brokers(): Promise<KafkaBrokers>
  /** Stage by stage; what fails there is in the answer. Throws for settings that cannot be tried, SECRET_UNAVAILABLE. */
  test(request: KafkaTestRequest, signal?: AbortSignal): Promise<KafkaTest>
  readonly profiles: KafkaProfileOperations
}

/** Saved connections: secrets go in and never come out. Each throws PROFILE_NOT_FOUND for an unknown id. */
interface KafkaProfileOperations {
  list(): Promise<KafkaProfiles>
  /** 409 PROFILE_EXISTS; 409 SECRET_UNAVAILABLE where no keychain is and plain text was not agreed to. */
  create(input: KafkaProfileInput): Promise<KafkaProfile>
  replace(id: string, input: KafkaProfileInput): Promise<KafkaProfile>
  /** 409 PROFILE_IN_USE */
  remove(id: string): Promise<void>
  /** Null: the connection of the configuration. 409 STREAM_ALREADY_RUNNING */
  use(id: string | null): Promise<KafkaProfiles>
  /** With what is typed but not saved, where there is some. */
  test(id: string, request: ProfileTestRequest, signal?: AbortSignal): Promise<KafkaTest>
}

export interface ActivityOperations {
  activity(query: ActivityQuery): Promise<Activity>
}

/** Reports by id or by exact name. */
export interface ReportOperations {
  list(): Promise<readonly SavedReport[]>
  create(definition: ReportDefinition): Promise<SavedReport>
  get(key: string): Promise<SavedReport>
  replace(key: string, definition: ReportDefinition): Promise<SavedReport>
  remove(key: string): Promise<void>
  /** What dates mean now and at the next runs of a schedule; only reads. */
  preview(request: ReportPreviewRequest): Promise<ReportPreview>
  /** Submits its batch with the dates of now. 400 where they hold no row. */
  run(key: string): Promise<ReportRun>
}

export interface VerifyOptions {
  /** Read every byte of every file, not only its end: by its checksum, or page by page where it has none. */
  readonly pages?: boolean
  readonly onProgress?: (done: number, total: number) => void
}

export interface LakeOperations {
  list(page: PageRequest): Promise<TableList>
  info(table: string): Promise<TableInfo>
  history(table: string, limit: number): Promise<readonly TableHistoryEntry[]>
  /** The live files of `version` (the newest by default) with the SQL that reads their rows; VERSION_NOT_FOUND. */
  files(table: string, version?: number): Promise<TableFiles>
  /** Rewrites small files into large ones; resolves when it is done. */
  compact(table: string): Promise<CompactReport>
  /** Deletes files that no version within the retention needs. */
  vacuum(table: string, request: VacuumRequest): Promise<VacuumReport>
  verify(table: string, options?: VerifyOptions): Promise<VerifyReport>
}

/** What reads rows of tables, for which there must be an engine. */
export interface TableRowsOperations {
  /**
   * The values of a column with their counts.
   * @throws INVALID_REQUEST for a column that is none, TABLE_NOT_FOUND, VERSION_NOT_FOUND
   */
  values(table: string, column: string, query: TableValuesQuery, signal?: AbortSignal): Promise<TableValues>
}

export interface SampleOperations {
  readonly state: SampleState
  /** @throws UNSUPPORTED_PROTOCOL or TABLE_INVALID where the table takes no rows of ours */
  start(request: SampleSeedRequest): Promise<SampleState>
  /** Gives up what is not committed, and tells once that has ended; where nothing is written, how it stands. */
  cancel(): Promise<SampleState>
}

/** The one thing that doors (REST, windows, command line) know of the engine. */
export interface Engine {
  readonly stream: StreamOperations
  readonly batch: BatchOperations
  readonly reports: ReportOperations
  readonly lake: LakeOperations & TableRowsOperations
  readonly kafka: KafkaOperations
  /**
   * Calls `listener` with every event until the returned function is called; at first with hello and the present
   * state, then with what it missed since `after`, where that is still known.
   */
  subscribe(listener: EventListener, options?: SubscribeOptions): () => void
  readonly activity: ActivityOperations
  /** Figures for a monitor: what is counted anyway, so asking costs next to nothing. */
  metrics(): Promise<readonly MetricFamily[]>
  readonly sample: SampleOperations
  readonly settings: readonly Setting[]
  readonly paging: { readonly defaultSize: number; readonly maxSize: number }
  /** False while the batch worker is down or the engine is stopping. */
  healthy(): boolean
  /** What may run batches, and what has run how many since the start. */
  engines(): EngineStatus
  /** Epoch ms. */
  readonly startedAt: number
  /** Refuses new work from now on, so that doors answer 503. */
  readonly stopping: boolean
  close(): Promise<{ readonly queriesStopped: number }>
}
