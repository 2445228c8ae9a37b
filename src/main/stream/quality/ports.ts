import type { QualityHistory, QualityQuery } from '../../../shared/quality'

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
