import type {
  DashboardQuery,
  DeadLetter,
  DeadLetterCode,
  DeadLetterPage,
  DeadLetterQuery,
  SourceKind,
  StartingOffsets,
} from '../../shared/stream'
import type { QualityHistory, QualityQuery } from '../../shared/quality'
import type { FieldKind } from '../../shared/transaction'
import type { NewFile } from '../lake/ports'
import type { TableFiles } from '../lake/scan'

/** One record as the broker holds it. `value` null is a tombstone. */
export interface SourceRecord {
  readonly offset: bigint
  /** Epoch milliseconds up to the year 9999; null where the source has none such. */
  readonly timestamp: number | null
  /** What stands there instead, in digits. */
  readonly oddTimestamp?: string
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly { readonly key: string; readonly value: Uint8Array | null }[]
}

/** Records of one partition in rising offset order, as they were fetched together. */
export interface RecordBatch {
  readonly partition: number
  readonly records: readonly SourceRecord[]
  /** The partition's end offset (next to be written) when this was fetched. */
  readonly endOffset: bigint
}

export interface PartitionRange {
  readonly partition: number
  /** First offset still held. */
  readonly low: bigint
  /** Next offset to be written. */
  readonly high: bigint
}

/** What a source tells its pipeline. Calls come one at a time. */
export interface SourceListener {
  /**
   * Partitions are ours from now on (start, group join, partitions added). Must answer, without
   * awaiting, where each begins; buffers of partitions that are no longer listed are dropped.
   */
  assigned(partitions: readonly number[]): ReadonlyMap<number, bigint>
  /** The source awaits this: a pending promise is the back-pressure. */
  records(batch: RecordBatch): Promise<void>
  /** Connection lost or back; `retryAt` epoch ms. The source goes on by itself. */
  connection(state: {
    readonly connected: boolean
    readonly reason?: string
    readonly fix?: string
    readonly retryAt?: number
  }): void
  /** New end offsets (also of partitions with no new records). */
  endOffsets(ranges: readonly PartitionRange[]): void
  /** Which members of the group hold partitions that are not ours; those that nobody holds are missing. */
  members(members: ReadonlyMap<number, string>): void
  /**
   * For good: data loss, unreadable batch. The source has stopped reading. An UNREADABLE_BATCH that names its
   * place in `details` (`partition`, and `from` and `to`, first and last offset) can be skipped on purpose.
   */
  failed(error: Error): void
}

/** A running subscription. */
export interface Subscription {
  /** Courtesy commit of next offsets to the consumer group; never throws. */
  commit(offsets: ReadonlyMap<number, bigint>): Promise<void>
  close(): Promise<void>
}

/** A micro-batch that is being written. */
export interface MicroBatchTrace {
  readonly topic: string
  /** When its first record was read, epoch ms. */
  readonly startedAt: number
}

/** A committed micro-batch, for the activity. */
export interface MicroBatchOutcome {
  readonly version: number
  readonly rows: number
  readonly deadLetters: number
  readonly deadLettersByCode: ReadonlyMap<DeadLetterCode, number>
  /** Of the files of rows. */
  readonly bytes: number
  readonly files: number
  readonly phases: readonly { readonly name: 'fetch' | 'decode' | 'write' | 'commit'; readonly ms: number }[]
  /** Without the fetch. */
  readonly totalMs: number
}

/** Is told how micro-batches go, one after another. Must not throw. */
export interface MicroBatchWatcher {
  writing(batch: MicroBatchTrace): void
  committed(outcome: MicroBatchOutcome): void
  failed(error: Error): void
}

/** Where events come from: Kafka or the sample world. */
export interface Source {
  readonly kind: SourceKind
  readonly topic: string
  readonly group: string | null
  /** A stable identity beyond the name where the source has one (part of the Delta appId). */
  readonly identity: string
  /**
   * Null: the topic does not exist (asking never creates it). Throws BROKER_UNREACHABLE within 10 s.
   * @param known next offsets of the table, for a source that has no memory of its own
   */
  ranges(known: ReadonlyMap<number, bigint>): Promise<readonly PartitionRange[] | null>
  /** First offsets for a start without our txn. */
  resolve(at: StartingOffsets, ranges: readonly PartitionRange[]): Promise<ReadonlyMap<number, bigint>>
  /** One record, joining no group; null where it is not held any more. */
  readAt(partition: number, offset: bigint): Promise<SourceRecord | null>
  /** How far [from, to) is proved to hold no message, in about so long at the most; joins no group. */
  emptyUpTo(partition: number, from: bigint, to: bigint, limitMs: number): Promise<bigint>
  subscribe(listener: SourceListener): Promise<Subscription>
  close(): Promise<void>
}

/** A message that is not a row, with its bytes untouched. */
export interface NewDeadLetter {
  readonly partition: number
  readonly record: SourceRecord
  readonly code: DeadLetterCode
  readonly field: string | null
  readonly reason: string
}

/** What the decoder made of one micro-batch: files already on disk and fsynced, not yet committed. */
export interface DecodedMicroBatch {
  readonly rows: number
  readonly files: readonly NewFile[]
  readonly deadLetters: readonly NewDeadLetter[]
  readonly unknownKeys: number
  readonly decodeMs: number
}

/** One micro-batch while it fills: records are decoded as they come, so that writing can start at once. */
export interface MicroBatchBuilder {
  /** Records of one partition, offsets rising, none seen before. Their bytes are copied. */
  append(batch: RecordBatch): void
  /** Rows and dead letters so far. */
  readonly records: number
  readonly bytes: number
  /**
   * Writes the rows as Parquet files under the table's folder, fsynced.
   * @param processingTime epoch ms, the same for every row
   */
  finish(processingTime: number): Promise<DecodedMicroBatch>
  /** Drops everything that was appended. */
  discard(): void
}

/** Turns raw messages into Parquet files under a table's folder; `decode/` makes one of a `LineWriter`. */
export interface MicroBatchWriter extends DeadLetterWriter {
  begin(root: string): MicroBatchBuilder
}

/**
 * Where decoded messages are written, each as one line with its newline:
 *
 *     {"p":3,"o":17,"v":EVENT,"u":"TEXT","t":MICROS}
 *
 * `p` and `o` are its partition and offset, missing in rows that did not come from a topic. `EVENT` must be proved
 * clean: who reads the lines coerces, so nothing may be left to coerce. `u` is the JSON of its unknown members, only
 * where it has some and they are kept. `t` is its `event_timestamp`, epoch µs. Lines are written in place, since a
 * call or a copy for each part of each message would be dear.
 */
interface Lines {
  /** The piece being filled; write at `used`. */
  readonly buffer: Buffer
  readonly used: number
  readonly rows: number
  /** Makes room for `bytes` more behind `used`, which moves, and may change `buffer`. */
  reserve(bytes: number): void
  /**
   * A line stands between `used` and `end`, where `used` is from now on.
   * @param micros its `t`; one that is not a safe integer may be rounded
   */
  endLine(end: number, micros: number): void
}

/** Lines of one micro-batch, from the first to their files. */
interface MicroBatchLines {
  readonly lines: Lines
  /**
   * Writes the lines as Parquet files, fsynced; none where there are no lines.
   * @param processingTime epoch ms, the same for every row
   */
  finish(processingTime: number): Promise<readonly NewFile[]>
  /** In place of `finish`. */
  discard(): void
}

/** Lines to Parquet files under a table's folder; `duckdb/` implements it. */
export interface LineWriter extends DeadLetterWriter {
  /** Whether lines may have `u`. */
  readonly keepUnknown: boolean
  begin(root: string): MicroBatchLines
}

interface DeadLetterWriter {
  /** Dead letters as Parquet files of `stream/dead_letters`, fsynced. */
  writeDeadLetters(
    root: string,
    topic: string,
    deadLetters: readonly NewDeadLetter[],
    deadAt: number,
  ): Promise<readonly NewFile[]>
}

/** A row's place in its topic. */
export interface RowPlace {
  readonly partition: number
  readonly offset: bigint
}

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
  /** Rows of a table with events from `from` (epoch ms) on, minute by minute, so that few are in memory at once. */
  rebuild(tables: readonly StreamFiles[], from: number, take: (minutes: readonly MinuteInput[]) => void): Promise<void>
  /** The end of the newest window that ends at or below `limit`; epoch ms. */
  newestEnd(files: readonly string[], limit: number): Promise<number | null>
  /** Final windows as Parquet files of `stream/stream_aggregations`, fsynced. */
  writeWindows(root: string, rows: readonly WindowRow[]): Promise<readonly NewFile[]>
  windows(files: readonly string[], query: DashboardQuery): Promise<readonly WindowRow[]>
}

/** One dead letter among all: a topic that was made anew brings the same offsets again. */
export interface DeadLetterKey {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** Epoch microseconds. */
  readonly deadAt: bigint
}

/** A redrive whose rows are in `transactions`. */
export interface CommittedRedrive {
  readonly sequence: bigint
  /** Of `transactions`. */
  readonly version: number
  /** When its rows were committed, epoch ms. */
  readonly at: number
  readonly letters: readonly DeadLetterKey[]
}

/** Columns of `stream/dead_letters` whose bounds are kept in the log, with their kinds. */
export const BOUNDED_LETTER_COLUMNS: readonly (readonly [string, FieldKind])[] = [
  ['kafka_partition', 'int32'],
  ['kafka_offset', 'int64'],
  ['code', 'string'],
  ['field', 'string'],
  ['dead_at', 'timestamp'],
  ['redriven_at', 'timestamp'],
]

/** A dead letter as the table has it, without its bytes. */
export interface StoredDeadLetter extends DeadLetterKey {
  readonly redriven: boolean
  /** Of its value. */
  readonly bytes: number
}

export type FoundDeadLetters = Pick<DeadLetterPage, 'total' | 'live' | 'redriven' | 'byCode' | 'byField'> & {
  readonly data: readonly DeadLetter[]
}

/** What lists and redrives read and write of `stream/dead_letters`; `duckdb/` implements it. Files are absolute. */
export interface DeadLetterStore {
  /** Newest first, with their bytes: at most `limit`, and fewer where they are large. */
  page(files: readonly string[], query: DeadLetterQuery): Promise<FoundDeadLetters>
  /** The letters at these places, redriven ones too. */
  find(
    files: readonly string[],
    places: readonly Pick<DeadLetterKey, 'partition' | 'offset'>[],
  ): Promise<readonly StoredDeadLetter[]>
  /** Letters of a code that are not redriven, oldest first; `total` counts those beyond `limit` too. */
  live(
    files: readonly string[],
    code: DeadLetterCode,
    limit: number,
  ): Promise<{ readonly letters: readonly StoredDeadLetter[]; readonly total: number }>
  /** The stored bytes of letters; null for a tombstone. */
  values<K extends DeadLetterKey>(
    files: readonly string[],
    letters: readonly K[],
  ): Promise<ReadonlyMap<K, Uint8Array | null>>
  /** Writes those files that hold letters of this redrive anew, with them marked; fsynced, not yet committed. */
  mark(
    root: string,
    files: readonly string[],
    redrive: CommittedRedrive,
  ): Promise<{ readonly replaced: readonly string[]; readonly written: readonly NewFile[] }>
}

/** Which rows and letters of a table's files an audit counts; `duckdb/` reads them. Null: no table yet. */
export interface AuditedFiles {
  readonly rows: TableFiles | null
  /** Those of one topic; null: no table yet, or rows alone are counted. */
  readonly letters: (TableFiles & { readonly topic: string }) | null
  /** Letters redriven in a later version of `transactions` are live at this one. */
  readonly version: number
  /** Letters of redrives whose rows are there, though they are not marked yet. */
  readonly unmarked: readonly DeadLetterKey[]
  /** Letters of micro-batches whose rows are not committed do not count: those from `from` up to below `to`. */
  readonly unfinished: readonly {
    readonly topic: string
    readonly partition: number
    readonly from: bigint
    readonly to: bigint
  }[]
}

export interface PartitionCounts {
  readonly partition: number
  readonly rows: number
  readonly deadLetters: number
  readonly redriven: number
  /** Of rows and live letters. */
  readonly first: bigint | null
  readonly last: bigint | null
  /** Different offsets of rows and live letters. */
  readonly distinct: number
}

export interface OffsetRange {
  readonly from: bigint
  readonly to: bigint
}

/** Reads lineage of `stream/transactions` and `stream/dead_letters` together. */
export interface AuditReader {
  count(files: AuditedFiles): Promise<readonly PartitionCounts[]>
  /** Offsets of rows and live letters within a range, repeats too. */
  within(files: AuditedFiles, partition: number, range: OffsetRange): Promise<number>
  /** Ranges between the first and the last offset that neither has; at most a hundred. */
  missing(files: AuditedFiles, partition: number): Promise<readonly OffsetRange[]>
  /** Offsets that stand there more than once; at most a hundred. */
  repeated(
    files: AuditedFiles,
    partition: number,
  ): Promise<readonly { readonly offset: bigint; readonly rows: number; readonly letters: number }[]>
}

/** What the rows of one micro-batch show. */
export interface RowQuality {
  readonly amountMismatches: number
  readonly futureEvents: number
  readonly repeatedIds: number
  /** Nulls by column of `QUALITY_COLUMNS`. */
  readonly nulls: readonly number[]
}

/** Reads files that were just written; `duckdb/` implements it. */
export interface QualityReader {
  /** @param files absolute, of one micro-batch; batches come in their order */
  measure(files: readonly string[]): Promise<RowQuality>
}

/** One micro-batch of the history. */
export interface QualityRecord extends RowQuality {
  readonly version: number
  /** Epoch ms. */
  readonly at: number
  readonly topic: string
  readonly rows: number
  readonly deadLetters: number
}

/** The history in the state folder: bounded by age and by number. */
export interface QualityStore {
  add(record: QualityRecord): Promise<void>
  history(query: QualityQuery): Promise<QualityHistory>
}
