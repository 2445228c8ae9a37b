import { useId, useState } from 'react'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { Segmented, Select, TextInput } from '../../ui/field'
import {
  changeView,
  clearFilters,
  codeOf,
  isFiltered,
  partitionProblem,
  STATES,
  timeProblem,
  type LetterView,
} from './filters'

const words = text.deadLetters.filter

export interface FilterBarProps {
  readonly view: LetterView
  readonly byCode: Readonly<Record<string, number>>
  readonly byField: Readonly<Record<string, number>>
}

/** Which dead letters are listed. */
export function FilterBar({ view, byCode, byField }: FilterBarProps) {
  return (
    <div className="row letter-filters" role="search">
      <Segmented
        label={words.state}
        value={view.state}
        options={STATES.map((state) => ({ value: state, label: words.states[state] }))}
        onChange={(state) => changeView({ state })}
      />
      <Choice
        label={words.code}
        any={words.anyCode}
        counts={byCode}
        value={view.code}
        onChange={(code) => changeView({ code: codeOf(code) })}
      />
      <Choice
        label={words.field}
        any={words.anyField}
        counts={byField}
        value={view.field}
        onChange={(field) => changeView({ field })}
      />
      <Typed
        key={`partition ${view.partition}`}
        label={words.partition}
        hint={words.partition}
        narrow
        value={view.partition}
        problemOf={partitionProblem}
        onChange={(partition) => changeView({ partition })}
      />
      <Typed
        key={`from ${view.from}`}
        label={words.from}
        hint={words.from}
        value={view.from}
        problemOf={timeProblem}
        onChange={(from) => changeView({ from })}
      />
      <Typed
        key={`to ${view.to}`}
        label={words.to}
        hint={words.to}
        value={view.to}
        problemOf={timeProblem}
        onChange={(to) => changeView({ to })}
      />
      {isFiltered(view) ? (
        <Button small kind="quiet" onClick={() => clearFilters()}>
          {words.clear}
        </Button>
      ) : null}
    </div>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly any: string
  readonly counts: Readonly<Record<string, number>>
  readonly value: string
  readonly onChange: (value: string) => void
}

function Choice({ label, any, counts, value, onChange }: ChoiceProps) {
  const names = Object.keys(counts)
  const known = value === '' || names.includes(value) ? names : [value, ...names]
  return (
    <span className="choice">
      <Select
        aria-label={label}
        value={value}
        options={[
          { value: '', label: any },
          ...known.map((name) => ({ value: name, label: words.counted(name, counts[name] ?? 0) })),
        ]}
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  )
}

interface TypedProps {
  readonly label: string
  readonly hint: string
  readonly narrow?: boolean
  readonly value: string
  readonly problemOf: (value: string) => string | null
  readonly onChange: (value: string) => void
}

/** Takes effect when it is left, or on Enter; what is wrong with it stays in the field and is said below. */
function Typed({ label, hint, narrow = false, value, problemOf, onChange }: TypedProps) {
  const [typed, setTyped] = useState(value)
  const [shown, setShown] = useState(value !== '')
  const id = useId()
  const problem = shown ? problemOf(typed) : null

  function settle(): void {
    setShown(true)
    if (typed.trim() !== value && problemOf(typed.trim()) === null) onChange(typed.trim())
  }

  return (
    <span className={narrow ? 'typed narrow' : 'typed'}>
      <TextInput
        aria-label={label}
        placeholder={hint}
        value={typed}
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={problem === null ? undefined : id}
        onChange={(event) => {
          setTyped(event.target.value)
          setShown(false)
        }}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Enter') settle()
        }}
      />
      {problem === null ? null : (
        <span id={id} className="help danger" aria-live="polite">
          {problem}
        </span>
      )}
    </span>
  )
}
