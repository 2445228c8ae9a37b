import { useMemo, useState } from 'react'
import { text } from '../strings/text'
import { base64Of, bytesOf, hexDump } from './bytes'
import { Segmented } from './field'

const words = text.common.value
const VIEWS = ['text', 'hex', 'base64'] as const
type View = (typeof VIEWS)[number]
/** Of one view; a message may have megabytes. */
const SHOWN_TEXT = 200_000
const SHOWN_BYTES = 16_384

export interface ValueViewProps {
  /** Where it is UTF-8. */
  readonly value: string | null
  /** Where it is not; may be left out where it is. Both null: a tombstone. */
  readonly base64: string | null
  /** The wrong field, to be marked. */
  readonly field: string | null
}

/** A message as it arrived: text with the wrong field marked, or its bytes. */
export function ValueView({ value, base64, field }: ValueViewProps) {
  const [view, setView] = useState<View>(value === null ? 'hex' : 'text')
  return (
    <div>
      <div className="row value-head">
        <h3>{words.title}</h3>
        <span className="push">
          <Segmented
            label={words.view}
            value={view}
            options={VIEWS.map((one) => ({ value: one, label: words.views[one] }))}
            onChange={setView}
          />
        </span>
      </div>
      {value === null && base64 === null ? (
        <p className="small muted">{words.none}</p>
      ) : view === 'text' && value === null ? (
        <p className="small muted">{words.noText}</p>
      ) : (
        <Shown value={value} base64={base64} field={field} view={view} />
      )}
    </div>
  )
}

function Shown({ value, base64, field, view }: ValueViewProps & { readonly view: View }) {
  const bytes = useMemo(
    () => (base64 === null ? new TextEncoder().encode(value ?? '') : bytesOf(base64)),
    [value, base64],
  )
  const whole = view === 'text' ? (value ?? '') : view === 'base64' ? (base64 ?? base64Of(bytes)) : null
  const [shown, total] =
    whole === null
      ? [Math.min(bytes.length, SHOWN_BYTES), bytes.length]
      : [Math.min(whole.length, SHOWN_TEXT), whole.length]
  return (
    <>
      <pre className={`code value-text ${view}`} tabIndex={0} role="region" aria-label={words.title}>
        {whole === null ? (
          hexDump(bytes.subarray(0, SHOWN_BYTES))
        ) : view === 'text' ? (
          <Marked value={whole.slice(0, SHOWN_TEXT)} field={field} />
        ) : (
          whole.slice(0, SHOWN_TEXT)
        )}
      </pre>
      {shown < total ? <p className="small muted">{words.cut(shown, total)}</p> : null}
    </>
  )
}

/** The last occurrence of the field's name counts, as it does for the decoder. */
function Marked({ value, field }: { readonly value: string; readonly field: string | null }) {
  const start = field === null ? -1 : value.lastIndexOf(`"${field}"`)
  if (start === -1) return value
  const rest = /^"[^"]*"\s*:\s*("(?:[^"\\]|\\.)*"|[^,}\]]*)/.exec(value.slice(start))?.[0] ?? ''
  return (
    <>
      {value.slice(0, start)}
      <mark>{rest}</mark>
      {value.slice(start + rest.length)}
    </>
  )
}
