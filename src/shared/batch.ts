import { z } from 'zod'
import { CalendarDate, IsoTime, Moment, Row } from './scalars'

export const ANALYSIS_NAMES = [
  'revenue_by_category',
  'revenue_by_region',
  'payment_analysis',
  'customer_segmentation',
  'fraud_analysis',
  'hourly_trends',
  'channel_performance',
  'inventory_velocity',
] as const
export type AnalysisName = (typeof ANALYSIS_NAMES)[number]

/** What `analysisType` may be: one of the analyses, or all of them. */
export const ANALYSIS_TYPES = [...ANALYSIS_NAMES, 'full_report'] as const
export const AnalysisType = z.enum(ANALYSIS_TYPES)
export type AnalysisType = z.infer<typeof AnalysisType>

/** What runs an analysis: the worker on this machine, or a Spark cluster. */
export const ENGINE_KINDS = ['duckdb', 'spark'] as const
export const EngineKind = z.enum(ENGINE_KINDS)
export type EngineKind = z.infer<typeof EngineKind>

export const BATCH_STATES = ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const
export const BatchState = z.enum(BATCH_STATES)
export type BatchState = z.infer<typeof BatchState>

/**
 * Column name to exact value; every value is a JSON string (decision 10). Rows without a value cannot be asked for.
 * Records that are kept may have longer values than a request may.
 */
export const BatchFilters = z.record(z.string(), z.string())

/** Characters of a filter's value: each list and each event of its batch tells it again. */
const FILTER_VALUE_LENGTH = 10_000

/**
 * Filters as somebody asks for them. A record passes the key `__proto__` over in silence, and without it there would be
 * rows that were not asked for.
 */
export const RequestFilters = z.preprocess(
  (filters, context) => {
    if (Object.hasOwn(Object(filters) as object, '__proto__'))
      context.addIssue({ code: 'custom', path: ['__proto__'], message: 'there is no such column' })
    return filters
  },
  z.record(z.string(), z.string().max(FILTER_VALUE_LENGTH)),
)

/** Tells the document of filters that somebody asks for. */
export const FILTERS_META = {
  type: 'object',
  additionalProperties: { type: 'string', maxLength: FILTER_VALUE_LENGTH },
} as const

interface DateRange {
  readonly startDate: string
  readonly endDate: string
}

/** Dates that hold nothing: the first is after the last. */
export function areReversed({ startDate, endDate }: DateRange): boolean {
  return startDate > endDate
}

/** What is wrong with such dates, as a sentence; null where nothing is. */
export function reversedWords(range: DateRange): string | null {
  return areReversed(range) ? `startDate ${range.startDate} is after endDate ${range.endDate}.` : null
}

export const BatchRequest = z
  .object({
    startDate: CalendarDate.describe('First event_date, inclusive.'),
    endDate: CalendarDate.describe('Last event_date, inclusive.'),
    analysisType: AnalysisType,
    filters: RequestFilters.optional().meta({
      ...FILTERS_META,
      description: 'ANDed; exact values as JSON strings, by column name.',
    }),
    tableVersion: z.int().min(0).optional().describe('Run at this version of the table instead of the newest.'),
    asOf: Moment.optional().describe('Run at the newest version committed at or before this time.'),
    engine: EngineKind.optional().describe('What runs the analysis; pipeline.engine.kind where it is not said.'),
  })
  .check(({ value, issues }) => {
    const both = value.tableVersion !== undefined && value.asOf !== undefined
    for (const message of [reversedWords(value), both ? 'Give tableVersion or asOf, not both.' : null])
      if (message !== null) issues.push({ code: 'custom', message, path: [], input: value })
  })
  .meta({ id: 'BatchRequest' })
export type BatchRequest = z.infer<typeof BatchRequest>

/** What a cancelled batch is by now: CANCELLED, or how it ended just before. */
export const BatchCancelled = z.object({ batchId: z.string(), status: BatchState }).meta({ id: 'BatchCancelled' })
export type BatchCancelled = z.infer<typeof BatchCancelled>

export const BatchAccepted = z
  .object({ batchId: z.string(), status: BatchState, tableVersion: z.int().optional() })
  .meta({ id: 'BatchAccepted' })
export type BatchAccepted = z.infer<typeof BatchAccepted>

/** Phases in order; `fraction` is of the whole job, 0..1, or absent where it is not known. */
export const BatchProgress = z.object({
  phase: z.enum(['plan', 'snapshot', 'analysis', 'commit']),
  fraction: z.number().min(0).max(1).optional(),
  analysis: z.enum(ANALYSIS_NAMES).optional(),
})
export type BatchProgress = z.infer<typeof BatchProgress>

/** A batch as the API tells it. Absent optionals are omitted, not null (decision 13). */
export const BatchRecord = z
  .object({
    batchId: z.string(),
    status: BatchState,
    analysisType: AnalysisType,
    engine: EngineKind.optional().describe('What runs it; absent on batches of older versions, which ran on duckdb.'),
    sourcePath: z.string(),
    startDate: z.string(),
    endDate: z.string(),
    filters: BatchFilters.optional(),
    tableVersion: z
      .int()
      .optional()
      .describe('The pinned version of the table that batches read; absent where there is no table.'),
    submitTime: IsoTime,
    startTime: IsoTime.optional(),
    endTime: IsoTime.optional(),
    rowCount: z.int().optional().describe('Rows in the filtered snapshot, every status.'),
    bytes: z
      .int()
      .optional()
      .describe('Of the files of its tables, by their logs; absent on batches of older versions.'),
    deltaRawPath: z.string().optional(),
    deltaAggPath: z.string().optional(),
    errorMessage: z.string().optional(),
    queuePosition: z.int().min(1).optional().describe('1 is next; only while PENDING.'),
    progress: BatchProgress.optional().describe('Only while RUNNING.'),
  })
  .meta({ id: 'BatchRecord' })
export type BatchRecord = z.infer<typeof BatchRecord>

/** Of a page of batches. */
export const BATCH_LIMIT = { default: 20, max: 1000 } as const

/** Of `Prefer: wait=N`; longer waits are cut: common HTTP clients give up after five minutes. */
export const MAX_WAIT_SECONDS = 120

/** The form of a batch's id. */
export const BATCH_ID = /^batch-\d{8}-[0-9a-f]{8}$/

export interface BatchListQuery {
  readonly status?: string
  readonly analysisType?: string
  /** On submitTime, both inclusive, epoch milliseconds. */
  readonly from?: number
  readonly to?: number
  readonly q?: string
  readonly limit: number
  readonly offset: number
}

export const BatchList = z
  .object({ total: z.int(), returned: z.int(), batches: z.array(BatchRecord) })
  .meta({ id: 'BatchList' })
export type BatchList = z.infer<typeof BatchList>

/** Which limit a batch is beyond: the one of days, or the one of bytes. */
export const RetentionReason = z.enum(['days', 'bytes'])
export type RetentionReason = z.infer<typeof RetentionReason>

/** What retention would delete now. */
export const RetentionPreview = z
  .object({
    days: z.int().nullable().describe('The limit of age that was applied; null is none.'),
    bytes: z.int().nullable().describe('The limit of size that was applied; null is none.'),
    total: z.object({ batches: z.int(), bytes: z.int() }).describe('Of all batches that would go.'),
    returned: z.int(),
    batches: z
      .array(
        z.object({
          batchId: z.string(),
          status: BatchState,
          analysisType: AnalysisType,
          endTime: IsoTime,
          bytes: z.int().describe('Of the files of its tables; a file counts in full, whoever else links it.'),
          reason: RetentionReason.describe('The limit that it is beyond.'),
        }),
      )
      .describe('The oldest end first.'),
  })
  .meta({ id: 'RetentionPreview' })
export type RetentionPreview = z.infer<typeof RetentionPreview>

/** Limits to try; one that is absent is as it is configured. */
export interface RetentionQuery {
  readonly days?: number
  readonly bytes?: number
  readonly limit: number
  readonly offset: number
}

export const Page = z
  .object({
    limit: z.int(),
    offset: z.int(),
    returned: z.int(),
    hasMore: z.boolean(),
    total: z.int().describe('All rows there are to page through, after where and search: exact.'),
  })
  .meta({ id: 'Page' })
export type Page = z.infer<typeof Page>

/** What a page tells of itself. @param total rows there are; a page of large rows may end below its limit */
export function toPage(
  { limit, offset }: { readonly limit: number; readonly offset: number },
  returned: number,
  total: number,
): Page {
  return { limit, offset, returned, hasMore: offset + returned < total, total }
}

export const BatchData = z
  .object({ batchId: z.string(), status: z.literal('COMPLETED'), rowCount: z.int(), page: Page, data: z.array(Row) })
  .meta({ id: 'BatchData' })
export type BatchData = z.infer<typeof BatchData>

export const AggregatedData = z
  .object({ batchId: z.string(), analysisType: z.enum(ANALYSIS_NAMES), page: Page, data: z.array(Row) })
  .meta({ id: 'AggregatedData' })
export type AggregatedData = z.infer<typeof AggregatedData>

export const FullReportData = z
  .object({
    batchId: z.string(),
    analysisType: z.literal('full_report'),
    analyses: z.partialRecord(z.enum(ANALYSIS_NAMES), z.object({ page: Page, data: z.array(Row) })),
  })
  .meta({ id: 'FullReportData' })
export type FullReportData = z.infer<typeof FullReportData>

/** How a text begins that a spreadsheet takes for a formula; read by RE2 as well. */
export const FORMULA_START = /^[=+\-@\t\r\n]/

export const EXPORT_FORMATS = ['csv', 'parquet', 'json', 'jsonl', 'xlsx'] as const
export const ExportFormat = z.enum(EXPORT_FORMATS)
export type ExportFormat = z.infer<typeof ExportFormat>

export const EXPORT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
