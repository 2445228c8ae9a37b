import { Dialog as Base } from '@base-ui/react/dialog'
import { useRef, type ReactNode } from 'react'
import { Button } from './button'

export interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly children: ReactNode
  /** Of the buttons, right. */
  readonly actions?: ReactNode
  readonly wide?: boolean
}

/** Holds the focus while it is open and gives it back. Esc and a click outside close it. */
export function Dialog({ open, onClose, title, children, actions, wide = false }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className={`pop dialog${wide ? ' wide' : ''}`}>
          <Base.Title className="dialog-title">{title}</Base.Title>
          <div className="dialog-body">{children}</div>
          {actions === undefined ? null : <div className="dialog-acts">{actions}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

export interface ConfirmProps {
  readonly open: boolean
  readonly title: string
  /** What will happen, with its numbers. */
  readonly children: ReactNode
  /** The safe choice; it has the focus. */
  readonly keep: string
  /** The choice that cannot be undone. */
  readonly act: string
  readonly busy?: string | false
  readonly onKeep: () => void
  readonly onAct: () => void
}

/** Asks before what cannot be undone, and only then (design, 6). */
export function ConfirmDialog({ open, title, children, keep, act, busy = false, onKeep, onAct }: ConfirmProps) {
  const safe = useRef<HTMLButtonElement>(null)
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onKeep())}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className="pop dialog" role="alertdialog" initialFocus={safe}>
          <Base.Title className="dialog-title">{title}</Base.Title>
          <Base.Description className="dialog-body" render={<div />}>
            {children}
          </Base.Description>
          <div className="dialog-acts">
            <Button ref={safe} onClick={onKeep}>
              {keep}
            </Button>
            <Button kind="danger-solid" busy={busy} onClick={onAct}>
              {act}
            </Button>
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
