import type { DeadLetter, DeadLetterCode, DeadLetterPage, DeadLetterQuery } from '../../../shared/stream'
import type { FieldKind } from '../../../shared/transaction'
import type { NewFile } from '../../lake/ports'

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
  readonly deadLetters: readonly DeadLetterKey[]
}

/** Columns of `stream/dead_letters` whose bounds are kept in the log, with their kinds. */
export const BOUNDED_DEAD_LETTER_COLUMNS: readonly (readonly [string, FieldKind])[] = [
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
  /** The dead letters at these places, redriven ones too. */
  find(
    files: readonly string[],
    places: readonly Pick<DeadLetterKey, 'partition' | 'offset'>[],
  ): Promise<readonly StoredDeadLetter[]>
  /** Dead letters of a code that are not redriven, oldest first; `total` counts those beyond `limit` too. */
  live(
    files: readonly string[],
    code: DeadLetterCode,
    limit: number,
  ): Promise<{ readonly deadLetters: readonly StoredDeadLetter[]; readonly total: number }>
  /** The stored bytes of dead letters; null for a tombstone. */
  values<K extends DeadLetterKey>(
    files: readonly string[],
    deadLetters: readonly K[],
  ): Promise<ReadonlyMap<K, Uint8Array | null>>
  /** Writes those files that hold dead letters of this redrive anew, with them marked; fsynced, not yet committed. */
  mark(
    root: string,
    files: readonly string[],
    redrive: CommittedRedrive,
  ): Promise<{ readonly replaced: readonly string[]; readonly written: readonly NewFile[] }>
}
