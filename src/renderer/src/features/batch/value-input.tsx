import { Autocomplete } from '@base-ui/react/autocomplete'
import { useState } from 'react'
import { text } from '../../strings/text'
import { formatCount } from '../../ui/format'
import { Icon } from '../../ui/icon'
import { useLandmark } from '../../ui/landmark'
import { useOfferedValues, type OfferedValue } from './column-values'

export interface ValueInputProps {
  readonly column: string
  readonly value: string
  readonly invalid: boolean
  /** The id of what is said below it. */
  readonly describedBy: string | undefined
  readonly onChange: (value: string) => void
  readonly onBlur: () => void
}

/**
 * The value of a filter: any text, with the known ones and their counts to choose from. The list has no `Popup` of the
 * library: that hides all of the screen from screen readers while it is open, the field's note and Run too.
 */
export function ValueInput({ column, value, invalid, describedBy, onChange, onBlur }: ValueInputProps) {
  const [home, findHome] = useLandmark()
  const [wanted, setWanted] = useState(false)
  const { offered, more } = useOfferedValues(column, value)
  const open = wanted && offered.length > 0
  return (
    <Autocomplete.Root
      // What goes with the typed text is chosen by useOfferedValues.
      mode="none"
      items={offered}
      itemToStringValue={({ value }: OfferedValue) => value}
      value={value}
      onValueChange={(next, details) => {
        // Esc closes the list, and takes nothing away that was typed.
        if (details.reason === 'escape-key') details.cancel()
        else onChange(next)
      }}
      open={open}
      onOpenChange={setWanted}
      openOnInputClick
    >
      <span className="value-in" ref={findHome}>
        <Autocomplete.Input
          className="in"
          aria-label={text.batch.valueOf(column)}
          aria-autocomplete="list"
          aria-invalid={invalid ? true : undefined}
          aria-describedby={describedBy}
          spellCheck={false}
          autoComplete="off"
          onBlur={() => {
            setWanted(false)
            onBlur()
          }}
        />
        <Autocomplete.Trigger
          className="b icon small quiet"
          aria-label={text.batch.showValues(column)}
          tabIndex={-1}
          onMouseDown={(event) => event.preventDefault()}
        >
          <Icon name="list" />
        </Autocomplete.Trigger>
      </span>
      {open ? (
        <Autocomplete.Portal container={home}>
          <Autocomplete.Positioner className="over" sideOffset={4} align="end" positionMethod="fixed">
            {/* The field keeps the focus, by which it stays open. */}
            <div className="pop menu values-pop" onMouseDown={(event) => event.preventDefault()}>
              <Autocomplete.List className="values-list" aria-label={text.batch.showValues(column)}>
                {(item: OfferedValue) => (
                  <Autocomplete.Item
                    key={item.value}
                    value={item}
                    className="menu-item"
                    onClick={() => onChange(item.value)}
                  >
                    <span className="cut">{item.value}</span>
                    {item.count === null ? null : <span className="muted push">{formatCount(item.count)}</span>}
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
              {more > 0 ? <p className="small muted values-more">{text.batch.moreValues(more)}</p> : null}
            </div>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      ) : null}
    </Autocomplete.Root>
  )
}
