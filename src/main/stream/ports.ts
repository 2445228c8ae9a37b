import type { DeadLetterCode, SourceKind, StartingOffsets } from '../../shared/stream'
import type { NewFile } from '../lake/ports'

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

/**
 * A source fails with so many refusals in a row, and a run with so many sessions that were refused: a password that was
 * refused so often does not become right, and more tries could lock the user out.
 */
export const MAX_REFUSALS = 3

/** What a source tells its pipeline. `records` comes one call at a time; the others may come while it waits. */
export interface SourceListener {
  /**
   * Partitions are ours from now on (start, group join, partitions added). Must answer, without
   * awaiting, where each begins; whatever is buffered is dropped and read again.
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
export interface NewDeadLetter extends Refusal {
  readonly partition: number
  readonly record: SourceRecord
}

/** Why a message is no row. */
export interface Refusal {
  readonly code: DeadLetterCode
  /** Null where it is of the whole message. */
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
