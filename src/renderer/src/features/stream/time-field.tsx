import type { UseFormRegisterReturn } from 'react-hook-form'
import { text } from '../../strings/text'
import { Field, TextInput } from '../../ui/field'

const words = text.stream.dialog

export interface TimeFieldProps {
  readonly registered: UseFormRegisterReturn
  readonly error: string | undefined
}

/** The first message to read, by its time. */
export function TimeField({ registered, error }: TimeFieldProps) {
  return (
    <Field label={words.time} help={words.timeHelp} error={error}>
      {(parts) => <TextInput {...parts} mono {...registered} />}
    </Field>
  )
}
