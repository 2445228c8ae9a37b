import type { BatchRequest } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import type { BatchEstimate } from '../../shared/explore'
import {
  PREVIEWED_RUNS,
  type ReportDefinition,
  type ReportPreview,
  type ReportPreviewRequest,
} from '../../shared/report'
import { resolveDates } from './relative-dates'
import { checkSchedule } from './schedule'

/** An id is looked for before a name, so that a report of such a name may be another one's. */
const REPORT_ID = /^report-[0-9a-f]{8}$/

/** @throws INVALID_REQUEST of a name that may be the id of another report */
export function refuseIdAsName(name: string): void {
  if (!REPORT_ID.test(name)) return
  throw new MillraceError(
    'INVALID_REQUEST',
    `name: ${name} has the form of an id, and could mean another report. Choose another name.`,
  )
}

/**
 * What dates mean at `now` (epoch ms, UTC) and at the next runs of a schedule.
 * @throws INVALID_REQUEST of a schedule that is wrong or never fires
 */
export function previewReport({ dates, schedule }: ReportPreviewRequest, now: number): ReportPreview {
  const times = schedule === undefined ? [] : nextTimes(schedule, now)
  return {
    ...resolveDates(dates, now),
    runs: times.map((time) => ({ at: new Date(time).toISOString(), ...resolveDates(dates, time) })),
  }
}

function nextTimes(expression: string, now: number): readonly number[] {
  const schedule = checkSchedule(expression, now)
  const times: number[] = []
  for (let time = schedule.next(now); time !== null && times.length < PREVIEWED_RUNS; time = schedule.next(time))
    times.push(time)
  return times
}

/** The first and the last date that a table can have. */
const ALL_DATES = { startDate: '0001-01-01', endDate: '9999-12-31' } as const

/**
 * By statistics alone. Filters do not count: they may keep no row of dates that have some. A table that is not there
 * yet is left to who runs the batch.
 * @throws INVALID_REQUEST of dates that hold no row of the table as it is
 */
export async function refuseEmptyDates(
  dates: ReportDefinition['dates'],
  { analysisType, startDate, endDate }: BatchRequest,
  estimate: (request: BatchRequest) => Promise<BatchEstimate>,
): Promise<void> {
  const { tableVersion, rows, exact } = await estimate({ analysisType, startDate, endDate })
  if (tableVersion === undefined || !exact || rows > 0) return
  const { firstDate, lastDate } = await estimate({ analysisType, ...ALL_DATES, tableVersion })
  const range = `${startDate} to ${endDate}`
  const found =
    firstDate === null || lastDate === null
      ? 'the table is empty. Run it when there are rows.'
      : `the table covers ${firstDate} to ${lastDate}. Choose dates within, or run it when there are rows.`
  throw new MillraceError(
    'INVALID_REQUEST',
    `dates: ${typeof dates === 'string' ? `${dates} (${range})` : range} holds no rows at version ${tableVersion}; ${found}`,
    { canRetry: true },
  )
}
