import type { ReactNode } from 'react'
import { Button } from './button'
import { copyText } from './copy'

export interface CopyButtonProps {
  /** Null: there is nothing to copy, and no button. */
  readonly value: string | null
  readonly small?: boolean
  readonly children: ReactNode
}

/** Puts a text on the clipboard. */
export function CopyButton({ value, small = false, children }: CopyButtonProps) {
  if (value === null) return null
  return (
    <Button small={small} kind="quiet" icon="copy" onClick={() => void copyText(value)}>
      {children}
    </Button>
  )
}
