import { useState } from 'react'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { Field, Segmented, Select, TextInput } from '../../ui/field'
import { changeView, LIMITS, PLACES, problemsOf, type MessagesView } from './messages-view'

const words = text.kafka.messages

export interface MessageBarProps {
  readonly view: MessagesView
  readonly topic: string
  readonly topics: readonly string[]
  /** Null: not known. */
  readonly partitions: number | null
  readonly filter: string
  readonly onFilter: (filter: string) => void
  /** Null: there is nothing to follow here. */
  readonly following: boolean | null
  readonly onFollow: (following: boolean) => void
}

/** Which messages: of which topic, from where on, and with which text. */
export function MessageBar(props: MessageBarProps) {
  const { view, topic, topics, partitions, filter, onFilter, following, onFollow } = props
  const problems = problemsOf(view)
  const numbers = Array.from({ length: partitions ?? Number(view.partition) + 1 }, (_, number) => String(number))
  return (
    <div className="row message-bar">
      <div className="topic">
        <Field label={words.topic}>
          {(parts) => (
            <Select
              {...parts}
              value={topic}
              options={(topics.includes(topic) ? topics : [topic, ...topics]).map((name) => ({
                value: name,
                label: name,
              }))}
              onChange={(event) => changeView({ topic: event.target.value, partition: '' })}
            />
          )}
        </Field>
      </div>
      <div className="field">
        <span className="label">{words.from}</span>
        <Segmented
          label={words.from}
          value={view.from}
          options={PLACES.map((value) => ({ value, label: words.places[value] }))}
          onChange={(from) => changeView({ from })}
        />
      </div>
      <div className={problems.partition === undefined ? 'narrow' : 'typed'}>
        <Field label={words.partition} error={problems.partition}>
          {(parts) => (
            <Select
              {...parts}
              value={view.partition}
              options={[{ value: '', label: words.everyPartition }, ...numbers.map((n) => ({ value: n, label: n }))]}
              onChange={(event) => changeView({ partition: event.target.value })}
            />
          )}
        </Field>
      </div>
      {view.from === 'offset' ? (
        <Typed
          key={view.offset}
          label={words.offset}
          value={view.offset}
          problem={problems.offset}
          onDone={(offset) => changeView({ offset })}
        />
      ) : null}
      {view.from === 'time' ? (
        <Typed
          key={view.time}
          label={words.time}
          value={view.time}
          problem={problems.time}
          onDone={(time) => changeView({ time })}
        />
      ) : null}
      <div className="narrow">
        <Field label={words.limit}>
          {(parts) => (
            <Select
              {...parts}
              value={view.limit}
              options={LIMITS.map((value) => ({ value, label: value }))}
              onChange={(event) => changeView({ limit: event.target.value })}
            />
          )}
        </Field>
      </div>
      <div className="wide">
        <Field label={words.filter}>
          {(parts) => (
            <TextInput
              {...parts}
              type="search"
              placeholder={words.filterHint}
              value={filter}
              onChange={(event) => onFilter(event.target.value)}
            />
          )}
        </Field>
      </div>
      {following === null ? null : (
        <div className="field push">
          <span className="label" aria-hidden="true">
            &nbsp;
          </span>
          <Button icon={following ? 'check' : 'play'} aria-pressed={following} onClick={() => onFollow(!following)}>
            {words.follow}
          </Button>
        </div>
      )}
    </div>
  )
}

interface TypedProps {
  readonly label: string
  readonly value: string
  readonly problem: string | undefined
  readonly onDone: (value: string) => void
}

/** Takes effect on Enter or on leaving; nothing is said of a field that nobody has typed into. */
function Typed({ label, value, problem, onDone }: TypedProps) {
  const [typed, setTyped] = useState(value)
  const done = (): void => {
    if (typed.trim() !== value) onDone(typed.trim())
  }
  return (
    <div className="typed">
      <Field label={label} error={value === '' ? undefined : problem}>
        {(parts) => (
          <TextInput
            {...parts}
            mono
            value={typed}
            autoFocus={value === ''}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={done}
            onKeyDown={(event) => {
              if (event.key === 'Enter') done()
            }}
          />
        )}
      </Field>
    </div>
  )
}
