import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement } from 'react'

export interface MenuItem {
  readonly label: string
  readonly onSelect: () => void
  readonly danger?: boolean
  readonly disabled?: boolean
}

/** A button that opens a list of actions. `trigger` is a `<Button>`. */
export function Menu({ trigger, items }: { readonly trigger: ReactElement; readonly items: readonly MenuItem[] }) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="over" sideOffset={4} align="end">
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
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
