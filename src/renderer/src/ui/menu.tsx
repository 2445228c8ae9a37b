import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement } from 'react'
import { useLandmark } from './landmark'

export interface MenuItem {
  readonly label: string
  readonly onSelect: () => void
  readonly danger?: boolean
  readonly disabled?: boolean
}

/** A button that opens a list of actions. `trigger` is a `<Button>`. */
export function Menu({ trigger, items }: { readonly trigger: ReactElement; readonly items: readonly MenuItem[] }) {
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
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
