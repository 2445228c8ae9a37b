import type { AnalysisName, ExportFormat } from '../../shared/batch'
import type { ColumnStatistics, ConditionOperator, OperatorFigures } from '../../shared/explore'
import type { Row } from '../../shared/scalars'
import type { TableValues, TableValuesQuery } from '../../shared/table'
import { PARTITION_COLUMN, TRANSACTION_FIELDS, type FieldKind } from '../../shared/transaction'
import type { SchemaField, StatValue } from '../lake/actions'
import type { NewFile, Snapshot } from '../lake/ports'
import type { Scan } from '../lake/scan'
import type { Analysis, ResultColumn, SortKey } from './analyses/analysis'

/** A value of a request, converted exactly (decision 10). */
export interface TypedValue {
  readonly kind: FieldKind
  readonly value: StatValue
}

/** Rows whose column has this very value. */
export interface Filter extends TypedValue {
  readonly column: string
}

export interface EngineProgress {
  readonly phase: 'snapshot' | 'analysis'
  readonly analysis?: AnalysisName
  /** 0..1 of the whole job; absent where the engine cannot tell. */
  readonly fraction?: number
}

/** The rows of a table that go into a raw snapshot. */
interface MaterializeJob {
  /** How many threads it may take. */
  readonly threads: number
  /** One after another; each is written by dates at a time. */
  readonly scans: readonly Scan[]
  /** All of them hold for every row that is kept. */
  readonly filters: readonly Filter[]
  /** Absolute; the folder of the raw snapshot, with a folder a date in it. */
  readonly target: string
}

interface AnalyzeJob {
  readonly threads: number
  readonly results: readonly AnalysisTarget[]
}

export interface AnalysisTarget {
  readonly analysis: Analysis
  /** The files of a raw snapshot; or what another engine computed, an Arrow file as `RemoteQuery.target`. */
  readonly source: { readonly files: readonly string[] } | { readonly arrow: string }
  /** Absolute; the file of its result, in the order of the analysis. */
  readonly target: string
}

/** One entry a scan or analysis: its files, durable; none where it had no rows. */
export interface EngineOutput {
  readonly files: readonly NewFile[]
  readonly elapsedMs: number
  /** Null where the engine did not tell. */
  readonly profile: EngineProfile | null
}

export interface EngineProfile {
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

/** A file of a raw snapshot. */
export interface RawFile {
  /** Absolute. */
  readonly path: string
  readonly eventDate: string | null
  readonly rows: number
  /** Bounds of event_timestamp, epoch microseconds; null where unknown. */
  readonly min: bigint | null
  readonly max: bigint | null
}

/** The columns of a raw snapshot that its log holds instead of its files: the batch's constants win over the file. */
export const RAW_PARTITIONS: readonly string[] = ['batch_id', 'processing_timestamp', PARTITION_COLUMN]

/** The columns that raw files hold themselves. */
export const RAW_FILE_COLUMNS: readonly string[] = TRANSACTION_FIELDS.map((field) => field.name).filter(
  (name) => !RAW_PARTITIONS.includes(name),
)

export interface RawConstants {
  readonly batchId: string
  /** ISO 8601. */
  readonly processingTimestamp: string
}

export interface RawRows {
  readonly files: readonly RawFile[]
  readonly constants: RawConstants
}

/** Rows of some files by equal-width spans of time. */
export interface TimeSlice {
  /** Bounds in epoch microseconds, [from, to); null: the rows without a time. */
  readonly from: bigint | null
  readonly to: bigint | null
  readonly rows: number
}

export interface Range {
  readonly offset: number
  readonly limit: number
}

/** Stored rows as something to query: fixed columns, a total order. */
export type Relation = RawRelation | ResultRelation | ComparedRelation

interface RelationFacts {
  /** Unique for the rows behind it, which never change; begins with the id of each batch and a slash. */
  readonly key: string
  readonly columns: readonly ResultColumn[]
  readonly rows: number
}

export interface RawRelation extends RelationFacts, RawRows {
  readonly kind: 'raw'
}

export interface ResultRelation extends RelationFacts {
  readonly kind: 'result'
  readonly analysis: AnalysisName
  /** In the order of its analysis; null where it has no rows. */
  readonly path: string | null
}

/** Two results of one analysis side by side, joined by their groups, null being a group as any other. */
export interface ComparedRelation extends RelationFacts {
  readonly kind: 'comparison'
  readonly analysis: Analysis
  readonly left: ResultRelation
  readonly right: ResultRelation
}

/** What is asked of one column of a relation. */
export type Condition = { readonly column: ResultColumn } & (
  | { readonly op: 'is null' | 'is not null' }
  | {
      readonly op: 'contains' | 'starts with'
      /** In lower or upper case. */
      readonly text: string
    }
  | { readonly op: 'in'; readonly values: readonly TypedValue[] }
  | {
      readonly op: 'between'
      /** Both included. */
      readonly from: TypedValue
      readonly to: TypedValue
    }
  | {
      readonly op: Extract<ConditionOperator, '=' | '!=' | '<' | '<=' | '>' | '>='>
      readonly value: TypedValue
    }
)

/** What a caller asks of a relation. */
export interface ParsedQuery {
  /** All of them hold. */
  readonly where: readonly Condition[]
  /** In lower or upper case; matched against the text columns. */
  readonly search: string | null
  readonly sort: readonly SortKey[]
}

/** The rows that went into one row of an analysis: its own predicate and keys, null being a group as any other. */
export interface Group {
  readonly analysis: Analysis
  /** By the order of its keys. */
  readonly values: readonly (TypedValue | null)[]
}

interface ExploredPage {
  readonly rows: readonly Row[]
  /** After every condition. */
  readonly total: number
}

/** Rows of a relation on their way out: those that a query chooses, in its order. */
export interface ExportRows {
  readonly relation: RawRelation | ResultRelation
  readonly query: ParsedQuery
  /** Of a result, the row numbers [from, to) in its file; null: all. */
  readonly part: { readonly from: number; readonly to: number } | null
}

interface ExportTarget {
  /** Absolute; must not exist. */
  readonly path: string
  readonly format: ExportFormat
  /** False leaves out the header of CSV. */
  readonly header: boolean
  /** CSV alone: a text that a spreadsheet would take for a formula gets an apostrophe before it. */
  readonly guardFormulas: boolean
}

/** A column of a table whose values are counted. */
export interface ColumnScan {
  /** Has this column alone. */
  readonly scan: Scan
  readonly field: SchemaField
  readonly kind: FieldKind
}

/**
 * What runs batches and reads what they stored; `duckdb/` implements it. Every call rejects with WORKER_DIED where its
 * process ended, and BATCH_CANCELLED where it was given up.
 */
export interface BatchEngine {
  /** @throws OUT_OF_MEMORY, DISK_FULL */
  materialize(
    job: MaterializeJob,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly EngineOutput[]>
  /** @throws OUT_OF_MEMORY, DISK_FULL */
  analyze(
    job: AnalyzeJob,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly EngineOutput[]>
  /** How an analysis over such files would be run; runs nothing. */
  explain(analysis: Analysis, files: readonly string[]): Promise<QueryPlans>
  /** Rows in the order of raw pages (decision 16), of one slice where one is given. Never waits for jobs. */
  rawRows(rows: RawRows, slice: TimeSlice | null, range: Range, signal?: AbortSignal): Promise<readonly Row[]>
  /** Rows of such files by about so many spans of time, in order; equal times are always in one. */
  timeSlices(files: readonly RawFile[], count: number): Promise<readonly TimeSlice[]>
  /** Rows of a result file in its order. */
  resultRows(path: string, analysis: Analysis, range: Range, signal?: AbortSignal): Promise<readonly Row[]>
  /** Sorted, filtered, searched rows of a relation; `group` narrows raw rows to those behind a row of a result. */
  page(
    relation: Relation,
    query: ParsedQuery,
    group: Group | null,
    range: Range,
    signal?: AbortSignal,
  ): Promise<ExploredPage>
  /** How many rows of a relation a query chooses, without a copy that later questions would be answered from. */
  count(relation: Relation, query: ParsedQuery, signal?: AbortSignal): Promise<number>
  /** Statistics of columns (null: all) over the rows of a query. */
  columns(
    relation: Relation,
    query: ParsedQuery,
    names: readonly string[] | null,
    signal?: AbortSignal,
  ): Promise<{ readonly rows: number; readonly columns: ColumnStatistics[] }>
  /** The values of a column with their counts; only `asked` where that is given. */
  columnValues(
    column: ColumnScan,
    query: TableValuesQuery,
    asked: TypedValue | null,
    signal?: AbortSignal,
  ): Promise<Pick<TableValues, 'rows' | 'nulls' | 'distinct' | 'values'>>
  /** Writes rows as one file in an export format; as XLSX the `<row>` elements of a worksheet, one a line. */
  exportRows(rows: ExportRows, target: ExportTarget, signal?: AbortSignal): Promise<void>
  /** Lets go of what is kept of a batch to answer faster. */
  forget(batchId: string): void
}

/** A table at a batch's version, and what of it the batch is about. */
export interface RemoteSource {
  readonly table: Pick<Snapshot, 'root' | 'version' | 'schema'>
  /** `YYYY-MM-DD`, both included. */
  readonly startDate: string
  readonly endDate: string
  readonly filters: readonly Filter[]
}

/** One analysis for an engine elsewhere. */
interface RemoteQuery {
  readonly analysis: Analysis
  /** Absolute; where its rows go, as Arrow streams with their lengths, in any order. Must not exist. */
  readonly target: string
}

export interface RemoteJob {
  readonly batchId: string
  readonly source: RemoteSource
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
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly RemoteOutput[]>
  /** The plans as text, as the engine makes them. */
  explain(source: RemoteSource, analyses: readonly Analysis[]): Promise<readonly QueryPlans[]>
  /** Ends what a process of ours that is gone may have left running. Never throws. */
  abandon(batchIds: readonly string[]): Promise<void>
  readonly status: RemoteStatus
  close(): Promise<void>
}
