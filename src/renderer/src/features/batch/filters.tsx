import { useId } from 'react'
import { TRANSACTION_COLUMNS } from '../../../../shared/transaction'
import { text } from '../../strings/text'
import { Button, IconButton } from '../../ui/button'
import { Select, TextInput } from '../../ui/field'
import { KNOWN_VALUES } from './known-values'
import { changeValues, showProblem, useBatchForm, type FilterValues } from './values'

const COLUMNS = TRANSACTION_COLUMNS.map((column) => ({ value: column, label: column }))
const LIKELY = ['category', 'region', 'channel', 'payment_method', 'customer_tier', 'transaction_status']

export interface FilterFieldsProps {
  readonly problems: readonly (string | null)[]
  readonly isShown: (field: string) => boolean
}

/** ANDed exact values: known ones are offered, any other text can be typed. */
export function FilterFields({ problems, isShown }: FilterFieldsProps) {
  const filters = useBatchForm(({ values }) => values.filters)
  const id = useId()

  function change(index: number, next: Partial<FilterValues>): void {
    changeValues({ filters: filters.map((filter, at) => (at === index ? { ...filter, ...next } : filter)) })
  }

  function add(): void {
    const column = LIKELY.find((name) => !filters.some((filter) => filter.column === name)) ?? 'category'
    changeValues({ filters: [...filters, { column, value: '' }] })
  }

  return (
    <fieldset className="field">
      <legend className="label">{text.batch.filters}</legend>
      {filters.map(({ column, value }, index) => {
        const field = `filters.${index}`
        const problem = isShown(field) ? (problems[index] ?? null) : null
        return (
          <div key={index} className="batch-filter">
            <Select
              aria-label={text.batch.column}
              options={COLUMNS}
              value={column}
              onChange={(event) => change(index, { column: event.target.value })}
            />
            <span className="muted" aria-hidden="true">
              =
            </span>
            <TextInput
              aria-label={`${text.batch.value}, ${column}`}
              aria-invalid={problem === null ? undefined : true}
              aria-describedby={problem === null ? undefined : `${id}-${index}`}
              list={`${id}-${index}-known`}
              value={value}
              onChange={(event) => change(index, { value: event.target.value })}
              onBlur={() => showProblem(field)}
            />
            <datalist id={`${id}-${index}-known`}>
              {(KNOWN_VALUES[column] ?? []).map((known) => (
                <option key={known} value={known} />
              ))}
            </datalist>
            <IconButton
              icon="close"
              label={text.batch.removeFilter(column)}
              onClick={() => changeValues({ filters: filters.filter((_, at) => at !== index) })}
            />
            {problem === null ? null : (
              <p id={`${id}-${index}`} className="help danger" aria-live="polite">
                {problem}
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
