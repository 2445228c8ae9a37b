import { isCalendarDate } from '../../../shared/scalars'

const DAY_MS = 86_400_000

/** The UTC date so many days ago, `YYYY-MM-DD`. */
export function utcDateAgo(days: number, now: number = Date.now()): string {
  return new Date(now - days * DAY_MS).toISOString().slice(0, 10)
}

/** `2026-11-23`, `2026-11-23 14:30` or an ISO time, UTC; a date alone is its first or its last millisecond. */
export function toIso(value: string, end: 'first' | 'last'): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(?::(\d{2}(?:\.\d{1,3})?))?Z?)?$/.exec(value.trim())
  const [, date = '', minutes, seconds] = match ?? []
  if (!isCalendarDate(date)) return null
  const [first, last] = ['00:00:00.000', '23:59:59.999']
  const clock = minutes === undefined ? (end === 'first' ? first : last) : `${minutes}:${seconds ?? '00'}`
  const time = Date.parse(`${date}T${clock}Z`)
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}
