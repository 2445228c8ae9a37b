import { z } from 'zod'
import { IsoTime } from './scalars'
import { TRANSACTION_FIELDS, type TransactionColumn } from './transaction'

/** Columns whose nulls are counted: what messages bring. Those that are required have none. */
export const QUALITY_COLUMNS: readonly TransactionColumn[] = TRANSACTION_FIELDS.filter(
  (field) => field.origin === 'message',
).map((field) => field.name)

/** A micro-batch's history is kept this long. */
export const QUALITY_DAYS = 30

const counts = {
  rows: z.int(),
  deadLetters: z.int(),
  deadLetterShare: z.number().describe('Dead letters of all messages, 0..1.'),
  amountMismatches: z
    .int()
    .describe('Rows whose total_amount is over a cent away from quantity x unit_price x (1 - discount_percent / 100).'),
  futureEvents: z.int().describe('Rows whose event_timestamp is after their processing_timestamp.'),
  repeatedIds: z
    .int()
    .describe(
      'Rows whose transaction_id stands before them in the micro-batch or among the last 100,000 rows at least.',
    ),
}

const nullShare = z.record(z.string(), z.number()).describe('Nulls of all rows by column, 0..1.')

export const QualityCounts = z.object(counts)
export type QualityCounts = z.infer<typeof QualityCounts>

export const QualityBatch = z.object({
  version: z.int().describe('Of stream/transactions.'),
  at: IsoTime.describe('processing_timestamp of its rows.'),
  topic: z.string(),
  ...counts,
  nullShare,
})
export type QualityBatch = z.infer<typeof QualityBatch>

export const QualityHistory = z
  .object({
    summary: z.object({ microBatches: z.int(), ...counts, nullShare }).describe('Of all micro-batches of the range.'),
    page: z.object({ limit: z.int(), returned: z.int(), hasMore: z.boolean() }),
    data: z.array(QualityBatch).describe(`Newest first; ${QUALITY_DAYS} days are kept.`),
  })
  .meta({ id: 'QualityHistory' })
export type QualityHistory = z.infer<typeof QualityHistory>

export interface QualityQuery {
  readonly limit: number
  /** Epoch ms, on `at`; both ends count. */
  readonly from?: number
  readonly to?: number
}

/** Of the micro-batches of an answer. */
export const QUALITY_LIMIT = { default: 100, max: 10_000 } as const

/** 0..1; of nothing it is 0. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
