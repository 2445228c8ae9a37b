import { RELATIVE_DATES, type ReportDefinition } from '../../../../shared/report'
import { text } from '../../strings/text'
import { formatDates } from '../../ui/format'

const words = text.reports

/** What can be chosen: named dates, some numbers of days, any number of days, or the dates of the form. */
export const MOVING_DATES = [...RELATIVE_DATES, 'last_7_days', 'last_30_days', 'last_90_days', 'days'] as const
const DATE_CHOICES = [...MOVING_DATES, 'fixed'] as const
export type DateChoice = (typeof DATE_CHOICES)[number]

/** Whether it is a choice that the form offers. */
export function isDateChoice(value: string): value is DateChoice {
  return DATE_CHOICES.some((choice) => choice === value)
}

/** The choice that stands for saved dates, and the days of it. */
export function choiceOf(dates: ReportDefinition['dates']): { readonly choice: DateChoice; readonly days: string } {
  if (typeof dates !== 'string') return { choice: 'fixed', days: '' }
  if (isDateChoice(dates)) return { choice: dates, days: '' }
  return { choice: 'days', days: /\d+/.exec(dates)?.[0] ?? '' }
}

/** In the few words of a column. */
export function datesText(dates: ReportDefinition['dates']): string {
  if (typeof dates !== 'string') return formatDates(dates.startDate, dates.endDate)
  const days = /^last_(\d+)_days$/.exec(dates)?.[1]
  if (days !== undefined) return words.lastDays(days)
  return dates === 'last_week' ? words.lastWeek : words.dates[RELATIVE_DATES.find((name) => name === dates) ?? 'today']
}
