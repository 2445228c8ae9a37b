import { daysFromCivil, daysInMonth } from '../../../../shared/calendar'
import { text } from '../../strings/text'

/** Dates of the form: `YYYY-MM-DD` in UTC, both ends included. */
export type Preset = keyof typeof text.batch.presets

const DAY_MS = 86_400_000
const MONTHS = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** Today's date in UTC. */
export function today(now: number = Date.now()): string {
  return new Date(now).toISOString().slice(0, 10)
}

/** The dates of a preset that ends today; 30 days are 30 dates. Null for `all`, which the table knows. */
export function presetDates(preset: Preset, now: number = Date.now()): readonly [string, string] | null {
  if (preset === 'all') return null
  const days = preset === 'today' ? 1 : Number(preset)
  return [today(now - (days - 1) * DAY_MS), today(now)]
}

/** What is wrong with a date, in words that say how to mend it; null for a real one. */
export function dateProblem(value: string): string | null {
  if (value.trim() === '') return text.batch.noDate
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value)
  if (match === null) return text.batch.notADate(value)
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (year < 1 || month < 1 || month > 12 || day < 1) return text.batch.notADate(value)
  const last = daysInMonth(year, month)
  return day > last ? text.batch.noSuchDay(value, MONTHS.format(Date.UTC(year, month - 1, 1)), last) : null
}

/** Dates from `first` through `last`; both must be real dates. */
export function countDates(first: string, last: string): number {
  return dayNumber(last) - dayNumber(first) + 1
}

export type DateEnd = 'startDate' | 'endDate'

/** One end is chosen; the other follows where it would come to lie on the wrong side. */
export function chooseDate(
  end: DateEnd,
  date: string,
  dates: Readonly<Record<DateEnd, string>>,
): Readonly<Record<DateEnd, string>> {
  const startDate = end === 'startDate' ? date : dates.startDate
  const endDate = end === 'endDate' ? date : dates.endDate
  return startDate > endDate ? { startDate: date, endDate: date } : { startDate, endDate }
}

/** Midnight UTC of a date, for what takes only moments; the date must be a real one. */
export function toUtc(date: string): Date {
  return new Date(`${date}T00:00:00Z`)
}

/** The UTC date of a moment. A zoned date of the calendar is one too, whatever its own text says. */
export function fromUtc(moment: Date): string {
  return new Date(moment.getTime()).toISOString().slice(0, 10)
}

function dayNumber(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return daysFromCivil(year, month, day)
}
