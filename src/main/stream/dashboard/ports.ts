import type { DashboardQuery } from '../../../shared/stream'
import type { FieldKind } from '../../../shared/transaction'
import type { NewFile } from '../../lake/ports'
import type { RowPlace } from '../ports'

/** Files with rows of one stream, absolute. */
export interface StreamFiles {
  /** Its name; null where the files do not tell it. */
  readonly stream: string | null
  /** When its topic was found to be made anew, epoch ms: from then on offsets begin again. 0: never. */
  readonly born: number
  /** Its rows stand at offsets that the stream has long passed: they are judged there, and move no watermark. */
  readonly redriven: boolean
  readonly files: readonly string[]
}

export const MINUTE_MS = 60_000
export const WINDOW_MINUTES = 5
/** How late an event may be (decision 9). */
export const WATERMARK_DELAY_MS = 10 * MINUTE_MS
/** An event that is further ahead of its commit is a future row: no clock is set by it (decision 9 (f)). */
export const FUTURE_MS = 10 * MINUTE_MS

/** What a commit brought to one minute and category; rows that are completed or pending only. */
export interface MinuteInput {
  /** Start of the minute, epoch ms. */
  readonly minute: number
  readonly category: string | null
  /** For how many of its five windows, the first ones, it was late by its own partition (decision 9 (b)). */
  readonly late: number
  readonly rows: number
  readonly revenue: number
  readonly fraud: number
  /** 52-bit hashes of the customers seen. */
  readonly customers: readonly number[]
}

/** The columns of `stream/stream_aggregations`; times epoch ms. */
export interface WindowRow {
  readonly start: number
  readonly end: number
  readonly category: string | null
  readonly rows: number
  readonly revenue: number
  readonly fraud: number
  readonly customers: number
}

/** Columns of `stream/stream_aggregations` whose bounds are kept in the log, with their kinds. */
export const BOUNDED_WINDOW_COLUMNS: readonly (readonly [string, FieldKind])[] = [
  ['window_start', 'timestamp'],
  ['window_end', 'timestamp'],
  ['category', 'string'],
]

/** What rows are to the dashboard (decision 9). */
export interface JudgedRows {
  /** The newest event of each partition, future rows apart, epoch ms. */
  readonly newest: ReadonlyMap<number, number>
  /** The rows whose event is more than ten minutes past their commit. */
  readonly future: readonly RowPlace[]
  readonly minutes: readonly MinuteInput[]
}

/** Reads and writes of the stream's own tables; `duckdb/` implements it. Files are absolute. */
export interface StreamReader {
  /**
   * The rows of one commit of a stream.
   * @param watermarks of its partitions before it, epoch ms
   */
  judge(files: readonly string[], watermarks: ReadonlyMap<number, bigint>): Promise<JudgedRows>
  /** Redriven rows, each judged by the rows of its stream at lower offsets; `among` need not hold all of them. */
  judgeRedriven(redriven: readonly StreamFiles[], among: readonly StreamFiles[]): Promise<JudgedRows>
  /** Rows of a table with events from `from` (epoch ms) on, whole minutes at a time, so that few are in memory at once. */
  rebuild(tables: readonly StreamFiles[], from: number, take: (minutes: readonly MinuteInput[]) => void): Promise<void>
  /** The end of the newest window that ends at or below `limit`; epoch ms. */
  newestEnd(files: readonly string[], limit: number): Promise<number | null>
  /** Final windows as Parquet files of `stream/stream_aggregations`, fsynced. */
  writeWindows(root: string, rows: readonly WindowRow[]): Promise<readonly NewFile[]>
  windows(files: readonly string[], query: DashboardQuery): Promise<readonly WindowRow[]>
}
