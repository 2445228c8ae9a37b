import { z } from 'zod'
import { ACTIVITY_LIMIT } from '../activity'
import { ANALYSIS_NAMES, AnalysisType, BATCH_LIMIT, EXPORT_FORMATS } from '../batch'
import { ColumnCondition, CONDITION_OPERATORS, MAX_CONDITIONS } from '../explore'
import { jsonOrNull } from '../json'
import { KAFKA_MESSAGE_LIMIT } from '../kafka'
import { QUALITY_LIMIT } from '../quality'
import { Moment, momentOf, parseSize, TOPIC_NAME, TOPIC_NAME_WORDS } from '../scalars'
import { DEAD_LETTER_STATES, DeadLetterCode } from '../stream'
import { HISTORY_LIMIT, TABLE_LIMIT, VALUES_LIMIT } from '../table'

/** Query parameters come as text; an empty one counts as not given, as in the original. */
function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' ? undefined : value), schema.optional())
}

const digits = z.string().regex(/^\d+$/, { error: 'must be a whole number, 0 or more' })
/** A limit is clamped, however much it asks for. */
const most = digits.transform((text) => Math.min(Number(text), Number.MAX_SAFE_INTEGER))
/** What is beyond a number that JSON tells exactly would be another one. */
const count = digits.transform(Number).refine((number) => Number.isSafeInteger(number), {
  error: `must be at most ${Number.MAX_SAFE_INTEGER}`,
})
const partition = digits
  .transform(Number)
  .refine((number) => number < 2 ** 31, { error: 'must be a Kafka partition: at most 2147483647' })
const isOffset = (text: string) => BigInt(text) < 2n ** 63n
const time = Moment.transform(momentOf)

/** Tells the document of a whole number that comes as text. */
function whole<T extends z.ZodType>(schema: T, description: string, example = 10) {
  return schema.meta({ type: 'integer', minimum: 0, description, example })
}

function integer(description: string, example?: number) {
  return whole(optional(count), description, example)
}

/** How many: the usual number where none is given, and never more than the most. */
function limit(what: string, { default: usual, max }: { readonly default: number; readonly max: number }) {
  const cap = max === Number.MAX_SAFE_INTEGER ? '' : `, at most ${max}`
  return whole(
    optional(most).transform((given) => Math.min(given ?? usual, max)),
    `${what}, ${usual} by default${cap}.`,
  )
}

/** How many before the first. */
function offsetOf(description: string) {
  return whole(
    optional(count).transform((given) => given ?? 0),
    description,
  )
}

function moment(description: string) {
  return optional(time).meta({ type: 'string', format: 'date-time', description, example: '2026-01-31T00:00:00Z' })
}

export const BatchIdParameter = z.object({
  id: z.string().meta({
    description: 'Id of the batch.',
    example: 'batch-20260101-0a1b2c3d',
  }),
})

export const ReportParameter = z.object({
  id: z.string().meta({ description: 'Id or name.', example: 'report-0a1b2c3d' }),
})

export const ProfileParameter = z.object({
  id: z.string().meta({ description: 'Id of the connection.', example: 'profile-0a1b2c3d' }),
})

export const TableParameter = z.object({
  name: z.string().meta({
    description:
      'transactions, dead_letters, stream_aggregations, BATCHID/raw or BATCHID/aggregated (/ as it is, or as %2F).',
    example: 'transactions',
  }),
})

export const TableColumnParameter = TableParameter.extend({
  column: z.string().meta({ description: 'Column of the table.', example: 'category' }),
})

export const PreferHeader = z.object({
  Prefer: z.string().optional().meta({
    description: 'wait=N: whole seconds to wait for the end of the batch (RFC 7240).',
    example: 'wait=60',
  }),
})

export const IfNoneMatch = z.object({
  'If-None-Match': z.string().optional().meta({
    description: 'The ETag of an earlier answer; 304 where it is still right.',
    example: 'W/"2ho4Yv5W8kNnGq3DqJ0F1g"',
  }),
})

export const LastEventId = z.object({
  'Last-Event-ID': z.string().max(200).optional().meta({
    description: 'The last `id` of an earlier connection: what came since is told first, where it is still known.',
    example: 'mil1k2f0-17',
  }),
})

export const EventsQuery = z.object({
  notices: optional(z.enum(['true', 'false']))
    .transform((text) => text !== 'false')
    .meta({
      type: 'boolean',
      description:
        'false: for a line that shows them to nobody. Notices of a time when nobody read them are told to the first line that takes them, once.',
      example: true,
    }),
})

const PageQuery = z.object({
  limit: whole(optional(most), 'Rows of the page; clamped to pipeline.batch.max-page-size.'),
  offset: offsetOf('Rows before the page.'),
})

const sort = optional(z.string().max(2000)).meta({
  type: 'string',
  description:
    'Columns in order, each with asc (also without it) or desc; nulls first ascending, last descending. A list has no order.',
  example: 'total_revenue:desc,category:asc',
})
const where = optional(
  z
    .string()
    .max(100_000, { error: 'must be at most 100000 characters' })
    .transform(jsonOrNull)
    .pipe(
      z
        .array(ColumnCondition, { error: 'must be a JSON list of {column, op, value}' })
        .max(MAX_CONDITIONS, { error: `must be at most ${MAX_CONDITIONS} conditions` }),
    ),
).meta({
  type: 'string',
  contentMediaType: 'application/json',
  description: `A JSON list of {column, op, value}; all must hold. op: ${CONDITION_OPERATORS.join(', ')}. value: a text, a number, true or false; with between a list of two, both included; with in a list; none with is null and is not null. A number beyond 2^53 must be in quotes. != is met by null too; contains and starts with take text in any case.`,
  example:
    '[{"column":"category","op":"=","value":"books"},{"column":"total_revenue","op":"between","value":[1000,5000]}]',
})
const search = optional(z.string().max(1000)).meta({
  type: 'string',
  description: 'Text anywhere in a text column, in any case.',
  example: 'delhi',
})
function analysisOf(description: string) {
  return optional(z.enum(ANALYSIS_NAMES)).meta({
    type: 'string',
    enum: [...ANALYSIS_NAMES],
    description,
    example: 'revenue_by_category',
  })
}
const analysis = analysisOf('One analysis of a full report.')

export const ExploreQueryParameters = PageQuery.extend({ sort, where, search })

export const AggregatedQuery = ExploreQueryParameters.extend({ analysis })

export const CompareQuery = AggregatedQuery.extend({
  left: z.string().meta({ description: 'Id of the old batch.', example: 'batch-20260101-0a1b2c3d' }),
  right: z.string().meta({ description: 'Id of the new batch.', example: 'batch-20260201-4e5f6a7b' }),
  sort: optional(z.string().max(2000)).meta({
    type: 'string',
    description:
      'By group columns, missing (left, right or null) and COLUMN.left, .right, .difference, .percent, which where takes too; without it by the difference of the main measure, the largest rise first.',
    example: 'total_revenue.difference:desc,category',
  }),
})

export const ColumnsQuery = z.object({ where, search })

export const AggregatedColumnsQuery = ColumnsQuery.extend({ analysis })

export const ResultColumnParameter = BatchIdParameter.extend({
  column: z.string().meta({ description: 'Column of the rows.', example: 'total_amount' }),
})

export const ResultRowParameter = BatchIdParameter.extend({
  row: whole(count, 'Row of the result, from 0, in the order of its analysis.', 0),
})

export const TableListQuery = z.object({
  limit: limit('Tables of the page', TABLE_LIMIT),
  offset: offsetOf('Tables before the page.'),
})

export const FilesQuery = z.object({ version: integer('The newest by default.', 0) })

export const ValuesQuery = z.object({
  version: integer('The newest by default.', 0),
  contains: optional(z.string().max(1000)).meta({
    type: 'string',
    description: 'Only values with this text in them, in any case.',
    example: 'electr',
  }),
  value: optional(z.string().max(100_000)).meta({
    type: 'string',
    description: 'Only this value, as a filter takes it; its count is 0 where no row has it.',
    example: 'electronics',
  }),
  limit: limit('Values', VALUES_LIMIT),
})

export const HistoryQuery = z.object({ limit: limit('Commits', HISTORY_LIMIT) })

export const ExportQuery = z.object({
  format: z.enum(EXPORT_FORMATS).meta({ description: 'csv (RFC 4180), parquet, json, jsonl or xlsx.', example: 'csv' }),
  guardFormulas: optional(z.enum(['true', 'false']).transform((text) => text === 'true')).meta({
    type: 'boolean',
    description:
      'CSV alone: an apostrophe before each text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line break). Such texts are not what is stored any more.',
    example: true,
  }),
  sort,
  where,
  search,
})

export const AggregatedExportQuery = ExportQuery.extend({
  analysis: analysisOf(
    'One analysis of a full report; without it xlsx has a sheet for each, the other formats ask for it.',
  ),
})

export const ListQuery = z.object({
  status: optional(z.string()).meta({
    type: 'string',
    description: 'Exact state; an unknown one gives an empty list.',
    example: 'COMPLETED',
  }),
  limit: limit('Batches of the page', BATCH_LIMIT),
  offset: offsetOf('Batches before the page.'),
  analysisType: optional(AnalysisType).meta({
    type: 'string',
    enum: [...AnalysisType.options],
    description: 'Only batches of this type.',
    example: 'full_report',
  }),
  from: moment('Submitted at or after.'),
  to: moment('Submitted at or before.'),
  q: optional(z.string().max(1000)).meta({
    type: 'string',
    description: 'Text in id, state, analysis, dates, submit time, filters or error message, in any case.',
    example: 'electronics',
  }),
})

const AGE_WORDS = 'must be a whole number of days, 1 to 1000000000'
const age = z
  .string()
  .regex(/^\d+$/, { error: AGE_WORDS, abort: true })
  .transform(Number)
  .refine((days) => days >= 1 && days <= 1_000_000_000, { error: AGE_WORDS })
const size = z.string().transform((text, context) => {
  const bytes = parseSize(text)
  if (bytes !== null && bytes >= 1) return bytes
  context.addIssue({ code: 'custom', message: 'must be a size such as 10GB or 64MiB, or a number of bytes, 1 or more' })
  return z.NEVER
})

export const RetentionParameters = z.object({
  days: optional(age).meta({
    type: 'integer',
    minimum: 1,
    description: 'Batches that ended more than so many days ago; pipeline.batch.retention-days where it is not given.',
    example: 30,
  }),
  bytes: optional(size).meta({
    type: 'string',
    description:
      'What all results may take, as a size or in bytes; pipeline.batch.retention-bytes where it is not given.',
    example: '10GB',
  }),
  limit: limit('Batches of the page', BATCH_LIMIT),
  offset: offsetOf('Batches before the page.'),
})

export const DashboardQueryParameters = z.object({
  from: moment('Windows that end after.'),
  to: moment('Windows that start before.'),
  category: optional(z.string()).meta({
    type: 'string',
    description: 'Only windows of this category.',
    example: 'books',
  }),
})

export const DeadLetterQueryParameters = PageQuery.extend({
  code: optional(DeadLetterCode).meta({
    type: 'string',
    enum: [...DeadLetterCode.options],
    description: 'Why it is no row.',
    example: 'BAD_VALUE',
  }),
  field: optional(z.string()).meta({
    type: 'string',
    description: 'The field that it is about.',
    example: 'quantity',
  }),
  partition: whole(optional(partition), 'Kafka partition.', 3),
  state: optional(z.enum(DEAD_LETTER_STATES)).meta({
    type: 'string',
    enum: [...DEAD_LETTER_STATES],
    description: 'Both by default.',
    example: 'live',
  }),
  from: moment('Dead at or after.'),
  to: moment('Dead at or before.'),
})

export const TopicParameter = z.object({
  name: z
    .string()
    .regex(TOPIC_NAME, { error: TOPIC_NAME_WORDS })
    .meta({ description: 'Topic.', example: 'transactions-stream' }),
})

export const GroupParameter = z.object({
  id: z.string().meta({ description: 'Consumer group.', example: 'unified-pipeline-stream' }),
})

const OFFSET_WORDS = 'must be an offset (0 to 9223372036854775807), newest or oldest'
const offset = z
  .string()
  .regex(/^(newest|oldest|\d{1,19})$/, { error: OFFSET_WORDS, abort: true })
  .refine((text) => !/^\d/.test(text) || isOffset(text), { error: OFFSET_WORDS })
  .transform((text) => (text === 'newest' || text === 'oldest' ? text : BigInt(text)))

const CURSOR_WORDS = 'must be the cursor of an earlier answer'
const cursor = z
  .string()
  .regex(/^\d{1,9}:\d{1,19}(,\d{1,9}:\d{1,19})*$/, { error: CURSOR_WORDS, abort: true })
  .refine((text) => text.split(',').every((pair) => isOffset(pair.split(':')[1] ?? '0')), { error: CURSOR_WORDS })
  .transform(
    (text) =>
      new Map(
        text.split(',').map((pair) => {
          const [partition = '', next = '0'] = pair.split(':')
          return [Number(partition), BigInt(next)] as const
        }),
      ),
  )

export const MessagesQuery = z.object({
  partition: whole(optional(partition), 'One partition; all of them by default.'),
  offset: optional(offset).meta({
    type: 'string',
    description: 'Messages from this offset on (needs partition), or newest (default) or oldest.',
    example: 'oldest',
  }),
  timestamp: moment('Messages from the first one at or after this time on.'),
  cursor: optional(cursor).meta({
    type: 'string',
    description: 'Messages behind an earlier answer.',
    example: '0:10033,1:9987',
  }),
  limit: limit('Messages', KAFKA_MESSAGE_LIMIT),
})

export const ActivityParameters = z.object({
  limit: limit('Entries', ACTIVITY_LIMIT),
  from: moment('Running, or ended at or after.'),
})

export const QualityQueryParameters = z.object({
  from: moment('Micro-batches at or after.'),
  to: moment('Micro-batches at or before.'),
  limit: limit('Micro-batches of the answer', QUALITY_LIMIT),
})
