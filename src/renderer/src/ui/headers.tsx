import type { ReactNode } from 'react'
import { text } from '../strings/text'
import { Null } from './time'

const words = text.common.value

/** Headers of a message, one a line. */
export function Headers({
  headers,
}: {
  readonly headers: readonly { readonly key: string; readonly shown: ReactNode }[]
}) {
  if (headers.length === 0) return <span className="muted">{words.noHeaders}</span>
  return (
    <ul>
      {headers.map(({ key, shown }, index) => (
        <li key={index}>
          <span className="mono">{key}</span>: {shown}
        </li>
      ))}
    </ul>
  )
}

/** Text of a few bytes, or their base64 where they are none; `null` where neither is. */
export function ShortBytes({ text: shown, base64 }: { readonly text: string | null; readonly base64: string | null }) {
  if (shown === null && base64 === null) return <Null />
  return <span className="mono">{shown ?? words.inBase64(base64 ?? '')}</span>
}
