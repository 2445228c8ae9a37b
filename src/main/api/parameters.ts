import { z } from '@hono/zod-openapi'
import { AnalysisType, EXPORT_FORMATS, MAX_LIST_LIMIT } from '../../shared/batch'
import { ANALYSIS_NAMES } from '../../shared/batch'
import { DeadLetterCode } from '../../shared/stream'

/** Query parameters come as text; an empty one counts as not given, as in the original. */
function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' ? undefined : value), schema.optional())
}

const count = z
  .string()
  .regex(/^\d{1,15}$/, { error: 'must be a whole number, 0 or more' })
  .transform(Number)
const time = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 time such as 2026-01-31T00:00:00Z' })
  .transform((text) => Date.parse(text))

function integer(description: string) {
  return optional(count).openapi({ type: 'integer', minimum: 0, description })
}

function moment(description: string) {
  return optional(time).openapi({ type: 'string', format: 'date-time', description })
}

export const BatchIdParameter = z.object({
  id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'batch-20260101-0a1b2c3d' }),
})

export const TableParameter = z.object({
  name: z.string().openapi({ param: { name: 'name', in: 'path' }, example: 'transactions' }),
})

export const PageQuery = z.object({
  limit: integer('Rows of the page; clamped to pipeline.batch.max-page-size.'),
  offset: integer('Rows before the page.'),
})

export const HistoryQuery = z.object({ limit: integer('Commits, 100 by default.') })

export const AggregatedQuery = PageQuery.extend({
  analysis: optional(z.enum(ANALYSIS_NAMES)).openapi({
    type: 'string',
    enum: [...ANALYSIS_NAMES],
    description: 'One analysis of a full report.',
  }),
})

export const ExportQuery = z.object({
  format: z.enum(EXPORT_FORMATS).openapi({ description: 'csv, parquet, json or jsonl.' }),
})

export const AggregatedExportQuery = ExportQuery.extend({ analysis: AggregatedQuery.shape.analysis })

export const ListQuery = z.object({
  status: optional(z.string()).openapi({
    type: 'string',
    description: 'Exact state; an unknown one gives an empty list.',
  }),
  limit: integer(`Batches of the page, 20 by default, at most ${MAX_LIST_LIMIT}.`),
  offset: integer('Batches before the page.'),
  analysisType: optional(AnalysisType).openapi({ type: 'string', enum: [...AnalysisType.options] }),
  from: moment('Submitted at or after.'),
  to: moment('Submitted at or before.'),
  q: optional(z.string().max(1000)).openapi({ type: 'string', description: 'Text anywhere in the record.' }),
})

export const DashboardQueryParameters = z.object({
  from: moment('Windows that end after.'),
  to: moment('Windows that start before.'),
  category: optional(z.string()).openapi({ type: 'string' }),
})

export const DeadLetterQueryParameters = PageQuery.extend({
  code: optional(DeadLetterCode).openapi({ type: 'string', enum: [...DeadLetterCode.options] }),
  field: optional(z.string()).openapi({ type: 'string' }),
  partition: integer('Kafka partition.'),
  from: moment('Dead at or after.'),
  to: moment('Dead at or before.'),
})
