import { DayPicker, type ChevronProps, type CustomComponents, type Labels, type Matcher } from 'react-day-picker'
import { text } from '../../strings/text'
import { Icon } from '../../ui/icon'
import { fromUtc, toUtc } from './dates'

export interface CalendarProps {
  /** The dates of the form, both included; null where they are no range. */
  readonly range: readonly [string, string] | null
  /** Its month is shown at first. */
  readonly start: string
  /** First and last date of the table; those outside can be chosen, and are muted. */
  readonly table: readonly [string, string] | null
  readonly onChoose: (date: string) => void
}

/** A month of UTC dates, wherever the reader is; what is chosen is told as `YYYY-MM-DD`. */
export function Calendar({ range, start, table, onChoose }: CalendarProps) {
  const empty: Matcher[] = table === null ? [] : [{ before: toUtc(table[0]) }, { after: toUtc(table[1]) }]
  return (
    <DayPicker
      className="calendar"
      mode="range"
      timeZone="UTC"
      weekStartsOn={1}
      showOutsideDays
      fixedWeeks
      defaultMonth={toUtc(start)}
      selected={range === null ? undefined : { from: toUtc(range[0]), to: toUtc(range[1]) }}
      onSelect={(_, chosen) => onChoose(fromUtc(chosen))}
      modifiers={{ empty }}
      modifiersClassNames={{ empty: 'empty-date' }}
      labels={LABELS}
      components={COMPONENTS}
    />
  )
}

const LABELS: Partial<Labels> = {
  labelNav: () => text.batch.calendar.months,
  labelPrevious: () => text.batch.calendar.previous,
  labelNext: () => text.batch.calendar.next,
  labelDayButton: (date, { today, selected, empty }) =>
    text.batch.calendar.day(date, { today: today === true, selected: selected === true, empty: empty === true }),
}
const COMPONENTS: Partial<CustomComponents> = { Chevron }

function Chevron({ orientation }: ChevronProps) {
  return <Icon name={orientation === 'left' ? 'earlier' : 'later'} />
}
