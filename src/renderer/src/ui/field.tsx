import { useId, type ComponentProps, type ReactNode } from 'react'

export interface FieldParts {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

export interface FieldProps {
  readonly label: string
  /** Below the control, muted. */
  readonly help?: ReactNode
  /** Replaces the help, in the same place, with the fix in it. */
  readonly error?: ReactNode
  /** The control takes these properties: `{(parts) => <TextInput {...parts} />}`. */
  readonly children: (parts: FieldParts) => ReactNode
}

/** Label above, help or error below (design, 5). */
export function Field({ label, help, error, children }: FieldProps) {
  const id = useId()
  const note = error ?? help
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': note === undefined || note === null ? undefined : `${id}-note`,
        'aria-invalid': error === undefined || error === null ? undefined : true,
      })}
      {note === undefined || note === null ? null : (
        <p
          id={`${id}-note`}
          className={error === undefined || error === null ? 'help' : 'help danger'}
          aria-live="polite"
        >
          {note}
        </p>
      )}
    </div>
  )
}

export interface TextInputProps extends Omit<ComponentProps<'input'>, 'className'> {
  readonly mono?: boolean
}

/** A field of one line. */
export function TextInput({ mono = false, ...rest }: TextInputProps) {
  return <input type="text" spellCheck={false} autoComplete="off" {...rest} className={`in${mono ? ' mono' : ''}`} />
}

export interface SelectProps extends Omit<ComponentProps<'select'>, 'className' | 'children'> {
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

/** The system's own list: complete for keyboard and screen readers. */
export function Select({ options, ...rest }: SelectProps) {
  return (
    <select {...rest} className="in">
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}

export interface CheckboxProps extends Omit<ComponentProps<'input'>, 'className' | 'type'> {
  readonly label: ReactNode
}

/** A box with its label. */
export function Checkbox({ label, ...rest }: CheckboxProps) {
  return (
    <label className="tickline">
      <input type="checkbox" {...rest} />
      <span>{label}</span>
    </label>
  )
}

export interface SegmentedProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly onChange: (value: T) => void
  /** The id of its help or error. */
  readonly describedBy?: string
  readonly invalid?: boolean
}

/** A few choices side by side, as one radio group. */
export function Segmented<T extends string>(props: SegmentedProps<T>) {
  const { label, value, options, onChange, describedBy, invalid = false } = props
  const name = useId()
  return (
    <div
      className="seg"
      role="radiogroup"
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={invalid ? true : undefined}
    >
      {options.map((option) => (
        <label key={option.value} data-on={option.value === value}>
          <input
            type="radio"
            className="sr"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  )
}
