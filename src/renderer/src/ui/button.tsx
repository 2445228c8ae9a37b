import type { ComponentProps, ReactNode } from 'react'
import { Icon, type IconName } from './icon'
import { Keys } from './keys'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  readonly kind?: 'primary' | 'default' | 'quiet' | 'danger' | 'danger-solid'
  readonly small?: boolean
  readonly icon?: IconName
  /** Shown as a key cap; the shortcut itself is an action (state/actions.ts). */
  readonly keys?: string
  /** Says what is going on in place of the label, at the same width. */
  readonly busy?: string | false
  readonly children: ReactNode
}

/** At most one primary button a screen. An ellipsis at the end of the label means that a dialog follows. */
export function Button({ kind = 'default', small = false, icon, keys, busy = false, children, ...rest }: ButtonProps) {
  const look = kind === 'danger-solid' ? 'danger solid' : kind === 'default' ? '' : kind
  return (
    <button
      type="button"
      {...rest}
      className={['b', look, small ? 'small' : ''].filter(Boolean).join(' ')}
      aria-disabled={busy !== false || rest['aria-disabled']}
      onClick={busy === false ? rest.onClick : undefined}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      <span className="swap">
        <span className={busy === false ? '' : 'hide'}>{children}</span>
        {busy === false ? null : <span>{busy}</span>}
      </span>
      {keys === undefined ? null : <Keys keys={keys} />}
    </button>
  )
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'children'> {
  readonly icon: IconName
  /** The accessible name, and the tooltip. */
  readonly label: string
  readonly small?: boolean
}

/** A button without text; its label is told. */
export function IconButton({ icon, label, small = false, ...rest }: IconButtonProps) {
  return (
    <button type="button" {...rest} className={`b icon quiet${small ? ' small' : ''}`} aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  )
}
