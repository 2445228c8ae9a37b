import { assertNever } from '../../shared/errors'
import { RELATIVE_DATES, type NamedDates, type ReportDefinition } from '../../shared/report'

const DAY = 86_400_000

/** The dates, both inclusive, that a report means at `now` (epoch milliseconds), in UTC. */
export function resolveDates(dates: ReportDefinition['dates'], now: number): { startDate: string; endDate: string } {
  if (typeof dates !== 'string') return dates
  const today = Math.floor(now / DAY)
  const count = /^last_(\d+)_days$/.exec(dates)?.[1]
  if (count !== undefined) return range(today - Number(count), today - 1)
  return named(RELATIVE_DATES.find((name) => name === dates) ?? 'today', today)
}

function named(name: NamedDates, today: number): { startDate: string; endDate: string } {
  const date = new Date(today * DAY)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  const monday = today - ((date.getUTCDay() + 6) % 7)
  switch (name) {
    case 'today':
      return range(today, today)
    case 'yesterday':
      return range(today - 1, today - 1)
    case 'week_to_date':
      return range(monday, today)
    case 'last_week':
      return range(monday - 7, monday - 1)
    case 'month_to_date':
      return range(dayOf(year, month), today)
    case 'last_month':
      return range(dayOf(year, month - 1), dayOf(year, month) - 1)
    case 'year_to_date':
      return range(dayOf(year, 0), today)
    default:
      return assertNever(name)
  }
}

/** Days since 1970 of the first of a month. */
function dayOf(year: number, month: number): number {
  return Date.UTC(year, month, 1) / DAY
}

function range(from: number, to: number): { startDate: string; endDate: string } {
  return { startDate: dateText(from), endDate: dateText(to) }
}

function dateText(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}
