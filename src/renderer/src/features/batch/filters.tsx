import { useId } from 'react'
import { TRANSACTION_COLUMNS } from '../../../../shared/transaction'
import { text } from '../../strings/text'
import { Button, IconButton } from '../../ui/button'
import { Select } from '../../ui/field'
import { useValueCounts } from './column-values'
import { useSettled } from './settled'
import { ValueInput } from './value-input'
import { changeFilter, changeValues, fieldOf, newFilter, showProblem, useBatchForm } from './values'

const COLUMNS = TRANSACTION_COLUMNS.map((column) => ({ value: column, label: column }))
const LIKELY = ['category', 'region', 'channel', 'payment_method', 'customer_tier', 'transaction_status']

export interface FilterFieldsProps {
  readonly problems: readonly (string | null)[]
  readonly isShown: (field: string) => boolean
}

/** ANDed exact values: known ones are offered, any other text can be typed. */
export function FilterFields({ problems, isShown }: FilterFieldsProps) {
  const filters = useBatchForm(({ values }) => values.filters)
  const settled = useSettled(filters)
  const counts = useValueCounts(settled)
  const id = useId()

  function add(): void {
    const column = LIKELY.find((name) => !filters.some((filter) => filter.column === name)) ?? 'category'
    changeValues({ filters: [...filters, newFilter(column)] })
  }

  return (
    <fieldset className="field">
      <legend className="label">{text.batch.filters}</legend>
      {filters.map(({ id: filterId, column, value }, index) => {
        const field = fieldOf(filterId)
        const problem = isShown(field) ? (problems[index] ?? null) : null
        const isSettled = settled[index]?.column === column && settled[index].value === value
        const counted = isSettled ? counts[index] : null
        const note = problem ?? (counted?.count === 0 ? text.batch.noRow(counted.version) : null)
        return (
          <div key={filterId} className="batch-filter">
            <Select
              aria-label={text.batch.column}
              options={COLUMNS}
              value={column}
              onChange={(event) => changeFilter(filterId, { column: event.target.value })}
            />
            <span className="muted" aria-hidden="true">
              =
            </span>
            <ValueInput
              column={column}
              value={value}
              invalid={problem !== null}
              describedBy={note === null ? undefined : `${id}-${index}`}
              onChange={(next) => changeFilter(filterId, { value: next })}
              onBlur={() => showProblem(field)}
            />
            <IconButton
              icon="close"
              label={text.batch.removeFilter(column)}
              onClick={() => changeValues({ filters: filters.filter((one) => one.id !== filterId) })}
            />
            {note === null ? null : (
              <p id={`${id}-${index}`} className={problem === null ? 'help' : 'help danger'} aria-live="polite">
                {note}
              </p>
            )}
          </div>
        )
      })}
      <Button small kind="quiet" icon="plus" onClick={add}>
        {text.batch.addFilter}
      </Button>
    </fieldset>
  )
}
