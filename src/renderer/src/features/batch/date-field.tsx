import { Popover } from '@base-ui/react/popover'
import { useRef, useState, type ReactNode } from 'react'
import { text } from '../../strings/text'
import { IconButton } from '../../ui/button'
import { Field, TextInput } from '../../ui/field'
import { useLandmark } from '../../ui/landmark'
import { Calendar } from './calendar'
import { chooseDate, dateProblem, today, type DateEnd } from './dates'
import { useTableDates } from './estimate'
import { changeValues, showProblem, useBatchForm } from './values'

const WORDS = {
  startDate: { label: text.batch.firstDate, choose: text.batch.chooseFirst },
  endDate: { label: text.batch.lastDate, choose: text.batch.chooseLast },
} as const

/** One end of the dates: the typed text is the truth, the calendar writes it. */
export function DateField({ end, error }: { readonly end: DateEnd; readonly error: ReactNode }) {
  const value = useBatchForm(({ values }) => values[end])
  return (
    <Field label={WORDS[end].label} error={error}>
      {(parts) => (
        <span className="date-in">
          <TextInput
            {...parts}
            name={end}
            inputMode="numeric"
            placeholder="YYYY-MM-DD"
            value={value}
            onChange={(event) => changeValues({ [end]: event.target.value.trim() })}
            onBlur={() => showProblem(end)}
          />
          <CalendarButton end={end} />
        </span>
      )}
    </Field>
  )
}

/** Opens a month beside the field, with the focus on its date; Esc and a choice give the focus back. */
function CalendarButton({ end }: { readonly end: DateEnd }) {
  const { startDate, endDate } = useBatchForm(({ values }) => values)
  const [open, setOpen] = useState(false)
  const [home, findHome] = useLandmark()
  const popup = useRef<HTMLDivElement>(null)
  const table = useTableDates()
  const typed = end === 'startDate' ? startDate : endDate
  const start = dateProblem(typed) === null ? typed : today()
  const isRange = dateProblem(startDate) === null && dateProblem(endDate) === null && startDate <= endDate

  function choose(date: string): void {
    changeValues(chooseDate(end, date, { startDate, endDate }))
    setOpen(false)
  }

  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger ref={findHome} render={<IconButton small icon="calendar" label={WORDS[end].choose} />} />
      <Popover.Portal container={home}>
        <Popover.Positioner className="over" sideOffset={4} align="end" positionMethod="fixed">
          <Popover.Popup
            ref={popup}
            className="pop calendar-pop"
            aria-label={WORDS[end].choose}
            initialFocus={() => popup.current?.querySelector<HTMLElement>(`[data-day="${start}"] button`) ?? true}
          >
            <Calendar range={isRange ? [startDate, endDate] : null} start={start} table={table} onChoose={choose} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
