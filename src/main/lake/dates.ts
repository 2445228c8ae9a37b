import { daysFromCivil, daysInMonth } from '../../shared/calendar'

/**
 * Spark writes years past 9999 with a plus and years before 0 with a minus: milliseconds as seconds end in 57385. A
 * sign before any other year is no date, as DuckDB reads none.
 */
const DATE = /^(?!-?0000)(\d{4}|\+[1-9]\d{4,6}|-\d{4,7})-(\d{2})-(\d{2})$/

/** Days since 1970-01-01 of a date as Delta writes it; null for a text that is none. */
export function parseDate(text: string): number | null {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return null
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
  return daysFromCivil(year, month, day)
}

/** By time; none comes last, and so does a text that is no date. */
export function compareDates(left: string | null, right: string | null): number {
  const days = (date: string | null) => (date === null ? null : parseDate(date)) ?? Number.MAX_SAFE_INTEGER
  return days(left) - days(right)
}
