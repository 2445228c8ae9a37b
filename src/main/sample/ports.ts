import type { NewFile } from '../lake/ports'

/** One chunk of seeded rows on its way to the table. */
export interface SeedChunk {
  /** @param json the event; @param micros its time, epoch microseconds */
  append(json: string, micros: number): void
  /** One Parquet file a date, sorted by time, durable. */
  finish(): Promise<readonly NewFile[]>
  /** In place of `finish`. */
  discard(): Promise<void>
}

/** What the seeder needs of a Parquet engine; `duckdb/` implements it. */
export interface SeedWriter {
  begin(root: string): SeedChunk
  summarize(files: readonly string[]): Promise<SeedSummary>
}

/** What the seeder prints at the end, over the whole table. */
export interface SeedSummary {
  readonly rows: number
  readonly categories: readonly { readonly category: string | null; readonly rows: number }[]
  /** ISO 8601 UTC; null for an empty table. */
  readonly firstEvent: string | null
  readonly lastEvent: string | null
  readonly averageTotalAmount: number | null
  readonly fraudRate: number | null
}

/** Where generated events go; `kafka/` implements it. */
export interface EventProducer {
  /** Acknowledged by the broker when it resolves. Timestamps are epoch ms. */
  send(events: readonly { readonly key: string; readonly value: string; readonly timestamp: number }[]): Promise<void>
  close(): Promise<void>
}
