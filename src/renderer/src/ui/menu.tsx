import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement } from 'react'
import { useLandmark } from './landmark'

interface MenuItem {
  readonly label: string
  readonly onSelect: () => void
  readonly danger?: boolean
  readonly disabled?: boolean
}

/** One of several ways that the actions go; choosing one leaves the menu open. */
export interface MenuChoice {
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Something that the actions do besides, or not. */
export interface MenuToggle {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

interface MenuProps {
  /** A `<Button>`. */
  readonly trigger: ReactElement
  readonly choice?: MenuChoice | null
  readonly toggle?: MenuToggle | null
  readonly items: readonly MenuItem[]
}

/** A button that opens a list of actions, and below them how they go: the first key chooses the first action. */
export function Menu({ trigger, choice = null, toggle = null, items }: MenuProps) {
  const [home, findHome] = useLandmark()
  return (
    <Base.Root>
      <Base.Trigger render={trigger} ref={findHome} />
      <Base.Portal container={home}>
        <Base.Positioner className="over" sideOffset={4} align="end" positionMethod="fixed">
          <Base.Popup className="pop menu">
            {items.map(({ label, onSelect, danger = false, disabled = false }) => (
              <Base.Item
                key={label}
                className={danger ? 'menu-item danger' : 'menu-item'}
                disabled={disabled}
                onClick={onSelect}
              >
                {label}
              </Base.Item>
            ))}
            {choice === null ? null : (
              <Base.RadioGroup
                className="menu-part"
                aria-label={choice.label}
                value={choice.value}
                onValueChange={(value: string) => choice.onChange(value)}
              >
                {choice.options.map(({ value, label }) => (
                  <Base.RadioItem key={value} className="menu-item chosen" value={value} closeOnClick={false}>
                    {label}
                  </Base.RadioItem>
                ))}
              </Base.RadioGroup>
            )}
            {toggle === null ? null : (
              <div className="menu-part">
                <Base.CheckboxItem
                  className="menu-item chosen"
                  checked={toggle.checked}
                  onCheckedChange={toggle.onChange}
                  closeOnClick={false}
                >
                  {toggle.label}
                </Base.CheckboxItem>
              </div>
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
