import { useRef, type ComponentProps } from 'react'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { notify } from '../../ui/toast'

const words = text.connections.fields

export interface PemInputProps extends Omit<ComponentProps<'textarea'>, 'className'> {
  readonly label: string
  /** Its characters are not shown. */
  readonly secret?: boolean
  readonly onFile: (content: string) => void
}

/** PEM text, pasted or read from a file of this computer. */
export function PemInput({ label, secret = false, onFile, ...rest }: PemInputProps) {
  const picker = useRef<HTMLInputElement>(null)

  async function take(file: File | undefined): Promise<void> {
    if (file === undefined) return
    try {
      onFile(await file.text())
    } catch {
      notify({ mark: 'failed', title: words.fileFailed(file.name) })
    }
    // The same file can be chosen again after it was mended.
    if (picker.current !== null) picker.current.value = ''
  }

  return (
    <div className="pem">
      <textarea
        spellCheck={false}
        autoComplete="off"
        rows={3}
        {...rest}
        className={`in mono${secret ? ' hidden-text' : ''}`}
      />
      <input
        ref={picker}
        type="file"
        hidden
        accept=".pem,.crt,.cer,.key,text/plain"
        onChange={(event) => void take(event.target.files?.[0])}
      />
      <Button small aria-label={words.chooseOf(label)} onClick={() => picker.current?.click()}>
        {words.choose}
      </Button>
    </div>
  )
}
