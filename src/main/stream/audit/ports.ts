import type { Scan } from '../../lake/scan'
import type { DeadLetterKey } from '../dead-letters/ports'

/** Which rows and dead letters an audit counts; `duckdb/` reads them. Null: no table yet. */
export interface AuditedRows {
  /** `kafka_partition` and `kafka_offset`. */
  readonly rows: Scan | null
  /** Those of one topic, all their columns; null also where rows alone are counted. */
  readonly deadLetters: { readonly scan: Scan; readonly topic: string } | null
  /** Dead letters redriven in a later version of `transactions` are live at this one. */
  readonly version: number
  /** Dead letters of redrives whose rows are there, though they are not marked yet. */
  readonly unmarked: readonly DeadLetterKey[]
  /** Dead letters of micro-batches whose rows are not committed do not count: those from `from` up to below `to`. */
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
  /** Of rows and live dead letters. */
  readonly first: bigint | null
  readonly last: bigint | null
  /** Different offsets of rows and live dead letters. */
  readonly distinct: number
}

/** Ranges and offsets that are named of a partition at most. */
export const MOST_NAMED = 100

export interface OffsetRange {
  readonly from: bigint
  readonly to: bigint
}

/** Reads lineage of `stream/transactions` and `stream/dead_letters` together. */
export interface AuditReader {
  count(audited: AuditedRows): Promise<readonly PartitionCounts[]>
  /** Offsets of rows and live dead letters within a range, repeats too. */
  within(audited: AuditedRows, partition: number, range: OffsetRange): Promise<number>
  /** Ranges between the first and the last offset that neither has; at most `MOST_NAMED`. */
  missing(audited: AuditedRows, partition: number): Promise<readonly OffsetRange[]>
  /** Offsets that stand there more than once; at most `MOST_NAMED`. */
  repeated(
    audited: AuditedRows,
    partition: number,
  ): Promise<readonly { readonly offset: bigint; readonly rows: number; readonly deadLetters: number }[]>
}
