import { z } from 'zod'
import { AnalysisType, BatchFilters, BatchState, FILTERS_META, RequestFilters, reversedWords } from './batch'
import { CalendarDate, GivenName, IsoTime } from './scalars'

export const RELATIVE_DATES = [
  'today',
  'yesterday',
  'week_to_date',
  'last_week',
  'month_to_date',
  'last_month',
  'year_to_date',
] as const
export type NamedDates = (typeof RELATIVE_DATES)[number]

const DATES_WORDS = `must be last_N_days, one of ${RELATIVE_DATES.join(', ')}, or {startDate, endDate}`

/** Dates that mean something else each day. Weeks begin on Monday; `last_N_days` ends yesterday. */
const RelativeDates = z
  .union([z.enum(RELATIVE_DATES), z.string().regex(/^last_[1-9]\d{0,3}_days$/, { error: DATES_WORDS })], {
    error: DATES_WORDS,
  })
  .describe(
    `In UTC, when the report runs: ${RELATIVE_DATES.join(', ')}, or last_N_days: the N complete days before today. Weeks begin on Monday.`,
  )

const ReportFields = z.object({
  name: GivenName,
  analysisType: AnalysisType,
  dates: z.union([RelativeDates, z.object({ startDate: CalendarDate, endDate: CalendarDate }).strict()], {
    error: DATES_WORDS,
  }),
  filters: RequestFilters.optional().meta(FILTERS_META),
  schedule: z
    .string()
    .max(200)
    .optional()
    .describe('Cron expression of five parts, UTC, for example 0 6 * * 1-5: runs while Millrace runs.'),
})

type Dates = z.infer<typeof ReportFields>['dates']

function checkOrder({ value, issues }: z.core.ParsePayload<{ dates: Dates }>): void {
  const message = typeof value.dates === 'string' ? null : reversedWords(value.dates)
  if (message !== null) issues.push({ code: 'custom', message, path: [], input: value })
}

/** What a person saves. */
export const ReportDefinition = ReportFields.check(checkOrder).meta({ id: 'ReportDefinition' })
export type ReportDefinition = z.infer<typeof ReportDefinition>

/** What is known of a report before it is saved: when it reads which dates. */
export const ReportPreviewRequest = ReportFields.pick({ dates: true, schedule: true })
  .check(checkOrder)
  .meta({ id: 'ReportPreviewRequest' })
export type ReportPreviewRequest = z.infer<typeof ReportPreviewRequest>

/** Runs that a preview tells of. */
export const PREVIEWED_RUNS = 5

const DatesRead = z.object({ startDate: CalendarDate, endDate: CalendarDate })

export const ReportPreview = DatesRead.extend({
  runs: z
    .array(DatesRead.extend({ at: IsoTime }))
    .describe(`The next ${PREVIEWED_RUNS} scheduled runs and the dates that each reads; none without a schedule.`),
})
  .describe('The dates, both inclusive, that a run now would read, and those of the next scheduled runs.')
  .meta({ id: 'ReportPreview' })
export type ReportPreview = z.infer<typeof ReportPreview>

export const SavedReport = ReportFields.extend({
  filters: BatchFilters.optional(),
  id: z.string(),
  createdAt: IsoTime,
  updatedAt: IsoTime,
  lastRun: z
    .object({ batchId: z.string(), at: IsoTime, by: z.enum(['request', 'schedule']) })
    .optional()
    .describe('Its newest batch; it may have been deleted since.'),
  lastError: z
    .object({ at: IsoTime, message: z.string() })
    .optional()
    .describe('A scheduled run that could not start.'),
  nextRun: IsoTime.optional(),
  lastMissed: IsoTime.optional().describe(
    'The newest scheduled time at which no run started: Millrace was closed, or the machine slept.',
  ),
  missedRuns: z.int().describe('Such times since the schedule was set.'),
}).meta({ id: 'SavedReport' })
export type SavedReport = z.infer<typeof SavedReport>

export const ReportRun = z
  .object({
    reportId: z.string(),
    batchId: z.string(),
    status: BatchState,
    startDate: z.string(),
    endDate: z.string(),
    tableVersion: z.int().optional(),
  })
  .meta({ id: 'ReportRun' })
export type ReportRun = z.infer<typeof ReportRun>
