import type {
  AddFile,
  CommitInfo,
  FileStats,
  Metadata,
  Protocol,
  RemoveFile,
  SchemaField,
  StatValue,
  Tags,
  SetTransaction,
} from './actions'
import type { Pins } from './pins'

/**
 * A `txn` action as a compare-and-set: the commit is refused (`same_transaction`) unless the table's
 * value is still `previous`, so two writers of one stream can never both commit an offset.
 */
export interface SetTransactionUpdate extends SetTransaction {
  readonly previous: bigint | null
}

/** What the lake needs of a Parquet engine; `duckdb/` implements it. */
export interface ParquetPort {
  /**
   * The rows of checkpoint files as objects shaped like log actions (`{add: {...}}`, `{txn: {...}}`),
   * in any order, 64-bit integers as bigint. Columns that are not asked for or not there are absent.
   */
  readCheckpoint(files: readonly string[]): Promise<readonly Record<string, unknown>[]>
  /**
   * Writes newline-delimited JSON actions (`source`, a file of ours) as one checkpoint Parquet file
   * with the protocol's column types, fsynced.
   */
  writeCheckpoint(source: string, target: string): Promise<void>
  /** Row counts of data files, in their order, from their footers. Throws TABLE_CORRUPT where one is missing or damaged, IO_ERROR. */
  countRows(files: readonly string[]): Promise<readonly number[]>
  /** Reads every page of a data file. Throws as `countRows`. */
  readPages(file: string): Promise<void>
  /** Of each file the names of its columns by `field_id`; columns without one are left out. */
  fieldNames(files: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<number, string>>>
}

/**
 * What reading and committing need of a table's log: `log-files.ts` has it on disk, tests have it in memory. Each
 * may reject IO_ERROR or DISK_FULL.
 */
export interface LogStore {
  /** Absolute folder of the table. */
  readonly root: string
  /** Names in the log; empty where there is none. */
  listNames(): Promise<readonly string[]>
  /** The text of a commit, or null where that version does not exist. */
  readCommitText(version: number): Promise<string | null>
  /** When a file of the log was written, epoch milliseconds. */
  fileTime(name: string): Promise<number>
  /** Changes when the table was dropped and made anew under the same path; null where that version does not exist. */
  commitIdentity(version: number): Promise<string | null>
  /** Makes room for a log, durable when it resolves. There may be one already. */
  create(): Promise<void>
  /**
   * Puts a commit in place if its version is free, durable when it resolves.
   * False: another writer has that version, nothing was written.
   *
   * @throws IO_ERROR after a failed fsync of the folder, when the commit may or may not survive a
   * power cut: the caller must reread the log, never write the same again unread (rule 2)
   */
  putCommit(version: number, content: string): Promise<boolean>
}

/** One ANDed condition of a scan. Values as in `StatValue`; null never matches. */
export interface Condition {
  readonly column: string
  readonly op: '=' | '<' | '<=' | '>' | '>='
  readonly value: StatValue
}

/** An immutable view of a table at one version. */
export interface Snapshot {
  /** Absolute folder of the table. */
  readonly root: string
  readonly version: number
  /** Commit time of `version`, epoch milliseconds. */
  readonly timestamp: number
  readonly protocol: Protocol
  readonly metadata: Metadata
  readonly schema: readonly SchemaField[]
  /** Live files in log order. */
  readonly files: readonly AddFile[]
  readonly setTransactions: ReadonlyMap<string, bigint>
  /** Removes that the log still tells, expired ones too. */
  readonly tombstones: readonly RemoveFile[]
}

/** What a writer wants to add. `path` is absolute inside the table or relative to it. */
export interface NewFile {
  readonly path: string
  readonly partitionValues: Readonly<Record<string, string | null>>
  readonly size: number
  readonly modificationTime: number
  readonly stats: FileStats | null
  readonly tags?: Tags
}

export interface CommitRequest {
  /** For example `STREAMING UPDATE`, `WRITE`, `OPTIMIZE`. */
  readonly operation: string
  readonly add?: readonly NewFile[]
  readonly remove?: readonly AddFile[]
  /** False for compaction: no row changes. True by default. */
  readonly dataChange?: boolean
  readonly setTransactions?: readonly SetTransactionUpdate[]
  /** Columns to add at the end; those whose name the table has are passed over. */
  readonly addColumns?: readonly SchemaField[]
  readonly operationParameters?: Readonly<Record<string, string>>
  readonly operationMetrics?: Readonly<Record<string, string>>
  readonly userMetadata?: string
}

/** Expected outcomes are values. After `conflict` nothing was committed and the files still exist. */
export type CommitOutcome =
  | {
      readonly kind: 'committed'
      readonly version: number
      /** Its commit time, epoch ms. */
      readonly timestamp: number
      /** The newest after it: another writer may have gone on. */
      readonly snapshot: Snapshot
    }
  | {
      readonly kind: 'conflict'
      readonly reason: 'metadata_changed' | 'protocol_changed' | 'same_transaction' | 'file_removed' | 'table_deleted'
      readonly version: number
      readonly detail: string
    }

export interface CreateTableRequest {
  readonly columns: readonly SchemaField[]
  readonly partitionColumns: readonly string[]
  /**
   * The columns whose bounds its files have in the log. Without a word of it a reader may take a column that has
   * none for null in every row, and skip the file: delta-rs 1.6 does.
   */
  readonly boundedColumns?: readonly string[]
  readonly configuration?: Readonly<Record<string, string>>
  readonly name?: string
}

/** One Delta table on disk. Every method may throw MillraceError with a TABLE_... code, UNSUPPORTED_PROTOCOL, IO_ERROR or DISK_FULL. */
export interface LakeTable {
  /** Absolute folder. */
  readonly root: string
  /** Files that this process reads and that vacuum must leave, absolute. */
  readonly pins: Pins
  /** The newest snapshot, or the one at `version` (VERSION_NOT_FOUND), or null where there is no table yet. */
  snapshot(version?: number): Promise<Snapshot | null>
  /** The newest version committed at or before this time (epoch ms), or null. */
  versionAt(time: number): Promise<number | null>
  /** Creates the table (version 0) unless it is there; either way the newest snapshot. */
  ensure(request: CreateTableRequest): Promise<Snapshot>
  /**
   * Appends one commit. Blind appends and compactions retry over commits of others;
   * returns only after log file and folder are fsynced. Data files must be durable already: their writer fsyncs them.
   */
  commit(request: CommitRequest): Promise<CommitOutcome>
  /** What came after a version, in order; null where the log no longer has it all. */
  changes(after: number): Promise<readonly TableChange[] | null>
  /** Newest first. */
  history(limit?: number): Promise<readonly HistoryEntry[]>
}

/** What one version brought to its readers: files of a compaction bring nothing. */
export interface TableChange {
  readonly version: number
  readonly added: readonly AddFile[]
  readonly setTransactions: ReadonlyMap<string, bigint>
}

export interface HistoryEntry {
  readonly version: number
  /** Epoch milliseconds. */
  readonly timestamp: number
  readonly info: CommitInfo | null
  readonly filesAdded: number
  readonly filesRemoved: number
  /** Null where a file has no statistics. */
  readonly rowsAdded: number | null
  readonly bytesAdded: number
}

export interface Lake {
  /** `root` must be absolute. The same root gives the same table object, so its cached snapshot is shared. */
  table(root: string): LakeTable
  /** The same for one look, of which nothing stays in memory; not to commit by. */
  glance(root: string): LakeTable
  /** Waits for checkpoints that are being written. */
  close(): Promise<void>
}
