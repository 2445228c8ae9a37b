import type { DeletionVector } from './deletion-vector'

/**
 * The actions of a Delta log (PROTOCOL.md of delta-io/delta, "Actions"), as we hold them in memory.
 * Times are epoch milliseconds, sizes bytes. Paths are decoded from the log's percent-encoding and
 * relative to the table unless absolute.
 */
export interface Protocol {
  readonly minReaderVersion: number
  readonly minWriterVersion: number
  readonly readerFeatures?: readonly string[]
  readonly writerFeatures?: readonly string[]
}

export interface Metadata {
  readonly id: string
  readonly name?: string
  readonly description?: string
  readonly format: { readonly provider: string; readonly options: Readonly<Record<string, string>> }
  readonly schemaString: string
  readonly partitionColumns: readonly string[]
  readonly configuration: Readonly<Record<string, string>>
  readonly createdTime?: number
}

/** A value that a statistic or a predicate carries. Timestamps are epoch microseconds, dates `YYYY-MM-DD`. */
export type StatValue = string | number | bigint | boolean

/**
 * Statistics of one file; a column without an entry is unknown. They speak of all rows that the file holds,
 * also of those that its deletion vector takes away.
 */
export interface FileStats {
  readonly numRecords: number
  readonly minValues: Readonly<Record<string, StatValue>>
  readonly maxValues: Readonly<Record<string, StatValue>>
  readonly nullCount: Readonly<Record<string, number>>
}

export interface AddFile {
  readonly path: string
  /** Strings as the log has them; null is null. */
  readonly partitionValues: Readonly<Record<string, string | null>>
  readonly size: number
  readonly modificationTime: number
  readonly dataChange: boolean
  /** Null where the writer gave none or they cannot be read. */
  readonly stats: FileStats | null
  /** The statistics as the log has them, so that a checkpoint hands them on untouched. */
  readonly statsText: string | null
  /** Rows of the file that are deleted. */
  readonly deletionVector?: DeletionVector
  /** What its writer says of the file beyond the protocol; checkpoints keep it. */
  readonly tags?: Tags
}

export type Tags = Readonly<Record<string, string>>

/** Rows that a reader sees of a file; null where the log does not say. */
export function liveRows({ stats, deletionVector }: Pick<AddFile, 'stats' | 'deletionVector'>): number | null {
  return stats === null ? null : Math.max(0, stats.numRecords - (deletionVector?.cardinality ?? 0))
}

export interface RemoveFile {
  readonly path: string
  readonly deletionTimestamp: number
  readonly dataChange: boolean
  readonly partitionValues?: Readonly<Record<string, string | null>>
  readonly size?: number
}

/** `version` may be an offset of whatever was written from, so it is 64 bits wide. */
export interface SetTransaction {
  readonly appId: string
  readonly version: bigint
}

export interface CommitInfo {
  readonly timestamp: number
  readonly operation: string
  readonly operationParameters: Readonly<Record<string, string>>
  readonly operationMetrics: Readonly<Record<string, string>>
  readonly engineInfo: string
  /** Free JSON text; ours carries gaps that were skipped on purpose, and the like. */
  readonly userMetadata?: string
}

/** One field of a Delta schema; `type` is a primitive name or a nested type object as in the log. */
export interface SchemaField {
  readonly name: string
  readonly type: string | Readonly<Record<string, unknown>>
  readonly nullable: boolean
  readonly metadata: Readonly<Record<string, unknown>>
}
