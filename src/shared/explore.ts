import { z } from 'zod'
import { ANALYSIS_NAMES, AnalysisType, BatchState, EngineKind, Page } from './batch'
import { Cell, Row } from './scalars'

/** What a batch would read, from statistics alone. */
export const BatchEstimate = z
  .object({
    tableVersion: z.int().optional().describe('The version that a run would pin now; absent where there is no table.'),
    rows: z.int().describe('Rows of the snapshot; with `exact` false at most so many, filters keep fewer.'),
    exact: z.boolean().describe('True where dates and statistics alone decide about every row.'),
    dates: z.int().describe('Dates in the range that have files.'),
    firstDate: z.string().nullable(),
    lastDate: z.string().nullable(),
    files: z.int().describe('Files that would be read.'),
    bytes: z.int().describe('Their size on disk.'),
    tableFiles: z.int().describe('Files of the whole table at that version.'),
    tableRows: z.int().nullable().describe('Its rows; null where a file has no statistics.'),
  })
  .meta({ id: 'BatchEstimate' })
export type BatchEstimate = z.infer<typeof BatchEstimate>

/** How a stored result is looked at: all three may be absent. */
export interface ExploreQuery {
  /** `total_revenue:desc,category:asc`: columns in order. */
  readonly sort?: string
  /** All of them hold. */
  readonly where?: readonly ColumnCondition[]
  /** Text anywhere in a text column, in any case. */
  readonly search?: string
}

/** How a column is compared. `between` includes both ends; `!=` is met by null, which no value equals. */
export const CONDITION_OPERATORS = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'between',
  'in',
  'contains',
  'starts with',
  'is null',
  'is not null',
] as const
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number]

/** Of the column's type; as text it is converted by the rules of a batch's filters, which is exact for any number. */
const ConditionValue = z.union([z.string(), z.number(), z.boolean()], {
  error: 'must be a text, a number, true or false',
})
export type ConditionValue = z.infer<typeof ConditionValue>

/** What is asked of one column. Which operator takes which value, `parseExploreQuery` says. */
export const ColumnCondition = z
  .strictObject({
    column: z.string(),
    op: z.enum(CONDITION_OPERATORS, { error: `must be one of ${CONDITION_OPERATORS.join(', ')}` }),
    value: z
      .union([ConditionValue, z.array(ConditionValue)], {
        error: 'must be a text, a number, true or false, or a list of these; null is asked for by is null',
      })
      .optional()
      .describe('None with is null and is not null, a list of two with between, a list with in.'),
  })
  .meta({ id: 'ColumnCondition' })
export type ColumnCondition = z.infer<typeof ColumnCondition>

export const MAX_CONDITIONS = 50

/** `total_revenue:desc,category` in its keys, a direction as it is written; none in an empty text. */
export function sortKeys(text: string): readonly { readonly column: string; readonly direction: string }[] {
  if (text === '') return []
  return text.split(',').map((key) => {
    const [column = '', direction = 'asc'] = key.split(/:(.*)/s, 2)
    return { column, direction }
  })
}

export const HistogramBin = z
  .object({
    from: Cell.describe('Lower bound, inclusive.'),
    to: Cell.describe('Upper bound, exclusive; inclusive in the last bin of doubles.'),
    count: z.int(),
  })
  .meta({ id: 'HistogramBin' })
export type HistogramBin = z.infer<typeof HistogramBin>
const TopValue = z.object({ value: Cell, count: z.int() }).meta({ id: 'TopValue' })

export const ColumnStatistics = z
  .object({
    name: z.string(),
    type: z.enum(['string', 'int32', 'int64', 'double', 'boolean', 'timestamp', 'date', 'string_list']),
    count: z.int().describe('Rows with a value.'),
    nulls: z.int(),
    distinct: z.int().describe('Different values, exact.'),
    min: Cell,
    max: Cell,
    mean: z.number().nullable().describe('Of finite numbers; null for other types.'),
    histogram: z
      .array(HistogramBin)
      .nullable()
      .describe('At most 14 bins of equal width over finite numbers, dates and times; null for other types.'),
    top: z
      .array(TopValue)
      .nullable()
      .describe('The 20 most frequent values of text, booleans and lists; null for others.'),
  })
  .meta({ id: 'ColumnStatistics' })
export type ColumnStatistics = z.infer<typeof ColumnStatistics>

export const ColumnsAnswer = z
  .object({
    batchId: z.string(),
    analysisType: z.enum(ANALYSIS_NAMES).optional().describe('Absent for raw rows.'),
    rows: z.int().describe('Rows that the statistics speak of, after where and search.'),
    columns: z.array(ColumnStatistics),
  })
  .meta({ id: 'ColumnsAnswer' })
export type ColumnsAnswer = z.infer<typeof ColumnsAnswer>

/** The same of one column. */
export const ColumnAnswer = ColumnsAnswer.omit({ columns: true })
  .extend(ColumnStatistics.shape)
  .meta({ id: 'ColumnAnswer' })
export type ColumnAnswer = z.infer<typeof ColumnAnswer>

/** The rows behind one row of a result: a raw page, with what it is the page of. */
export const DrillDown = z
  .object({
    batchId: z.string(),
    status: z.literal('COMPLETED'),
    analysisType: z.enum(ANALYSIS_NAMES),
    row: z.int(),
    group: Row.describe('The group columns of that row.'),
    aggregate: Row.describe('The whole row of the result.'),
    count: z.int().describe('Its count column: rows with a transaction_id.'),
    rowCount: z.int().describe('Rows behind it, before where and search.'),
    page: Page,
    data: z.array(Row),
  })
  .meta({ id: 'DrillDown' })
export type DrillDown = z.infer<typeof DrillDown>

const ComparedNumbers = z.record(z.string(), z.number().nullable())
const ComparedGroup = z
  .object({
    group: Row.describe('The group columns.'),
    left: Row.nullable().describe('The other columns of the left result; null where it lacks this group.'),
    right: Row.nullable().describe('The same of the right result.'),
    difference: ComparedNumbers.describe('right - left by column; null where one is missing or not a number.'),
    percent: ComparedNumbers.describe('The difference in percent of left; null where left is 0 or missing.'),
  })
  .meta({ id: 'ComparedGroup' })
const ComparedSide = z.object({
  batchId: z.string(),
  startDate: z.string(),
  endDate: z.string(),
  filters: z.record(z.string(), z.string()).optional(),
  tableVersion: z.int().optional(),
  rowCount: z.int().optional(),
})
export const Comparison = z
  .object({
    analysisType: z.enum(ANALYSIS_NAMES),
    left: ComparedSide,
    right: ComparedSide,
    groupColumns: z.array(z.string()),
    valueColumns: z.array(z.string()),
    onlyLeft: z.int().describe('Groups that right lacks.'),
    onlyRight: z.int().describe('Groups that left lacks.'),
    page: Page,
    data: z.array(ComparedGroup),
  })
  .meta({ id: 'Comparison' })
export type Comparison = z.infer<typeof Comparison>

export const OperatorFigures = z.object({
  name: z.string().describe("DuckDB's name of the operator, for example HASH_GROUP_BY."),
  depth: z.int().describe('0 is the root.'),
  rows: z.int(),
  timeMs: z.number().describe('Over all threads.'),
  detail: z.string(),
})
export type OperatorFigures = z.infer<typeof OperatorFigures>

/** One statement of a batch as the worker ran it. */
export const ExplainedStatement = z.object({
  phase: z.enum(['snapshot', 'analysis']),
  analysis: z.enum(ANALYSIS_NAMES).optional(),
  elapsedMs: z.number(),
  rows: z.int(),
  bytes: z.int(),
  peakMemoryBytes: z.int().nullable(),
  peakSpillBytes: z.int().nullable(),
  operators: z.array(OperatorFigures),
})
export type ExplainedStatement = z.infer<typeof ExplainedStatement>

/** What a batch did, kept with its record. */
export const BatchFigures = z.object({
  engine: EngineKind,
  threads: z.int(),
  filesRead: z.int(),
  filesOfTable: z.int(),
  datesRead: z.int(),
  datesOfTable: z.int(),
  bytesRead: z.int(),
  rowsRead: z.int().nullable().describe('Rows of the files that were read; null where a file has no statistics.'),
  linkedFiles: z.int().describe('Files of the snapshot that are links, not copies.'),
  PartitionFilters: z.array(z.string()).describe('Decided by the log alone: files of other dates are not opened.'),
  PushedFilters: z.array(z.string()).describe('Taken by the scan of the files, or decided by their statistics.'),
  FiltersAfterScan: z
    .array(z.string())
    .optional()
    .describe(
      'Applied to the rows that a scan gave; absent on Spark, whose plans tell, and on batches of older versions.',
    ),
  timeMs: z.object({
    queued: z.number(),
    plan: z.number(),
    snapshot: z.number(),
    analysis: z.number(),
    commit: z.number(),
    total: z.number().describe('From submit to the end.'),
  }),
  rawRows: z.int(),
  rawBytes: z.int(),
  resultRows: z.int(),
  resultBytes: z.int(),
  statements: z.array(ExplainedStatement),
})
export type BatchFigures = z.infer<typeof BatchFigures>

export const BatchExplanation = BatchFigures.extend({
  batchId: z.string(),
  status: BatchState,
  analysisType: AnalysisType,
  tableVersion: z.int().optional(),
  datesPruned: z.int(),
  filesPruned: z.int(),
  memory: z.object({
    peakBytes: z.int().nullable().describe('Highest of the statements; null where the engine did not tell.'),
    spilledBytes: z.int().nullable(),
    limitBytes: z.int(),
  }),
  plans: z
    .array(
      z.object({ analysis: z.enum(ANALYSIS_NAMES), logical: z.string(), optimized: z.string(), physical: z.string() }),
    )
    .describe('As the engine plans them now: DuckDB over the stored snapshot, Spark over the table at that version.'),
}).meta({ id: 'BatchExplanation' })
export type BatchExplanation = z.infer<typeof BatchExplanation>
