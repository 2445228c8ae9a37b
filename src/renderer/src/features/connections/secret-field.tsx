import { useState } from 'react'
import type { SecretPlace } from '../../../../shared/kafka-profiles'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { Field, type FieldParts } from '../../ui/field'
import type { ReactNode } from 'react'

const words = text.connections.secret

export interface SecretFieldProps {
  readonly label: string
  readonly help?: ReactNode
  readonly error?: ReactNode
  /** Where the saved one is; it is never shown. */
  readonly stored: SecretPlace
  /** Something is typed that is not saved yet. */
  readonly typed: boolean
  /** Forgets what is typed. */
  readonly onKeep: () => void
  readonly children: (parts: FieldParts) => ReactNode
}

/** Write only: says that a secret is set, and takes one in its place. */
export function SecretField({ label, help, error, stored, typed, onKeep, children }: SecretFieldProps) {
  const [replacing, setReplacing] = useState(false)
  const open = stored === 'none' || replacing || typed || error !== undefined
  if (!open)
    return (
      <div className="field">
        <span className="label">{label}</span>
        <div className="row between">
          <span className="small">{words.set[stored]}</span>
          <Button small aria-label={words.replaceOf(label)} onClick={() => setReplacing(true)}>
            {words.replace}
          </Button>
        </div>
      </div>
    )
  return (
    <div className="field">
      <Field label={label} help={stored === 'none' ? help : words.replaceHelp} error={error}>
        {children}
      </Field>
      {stored === 'none' ? null : (
        <Button
          small
          kind="quiet"
          aria-label={words.keepOf(label)}
          onClick={() => {
            setReplacing(false)
            onKeep()
          }}
        >
          {words.keep}
        </Button>
      )}
    </div>
  )
}
