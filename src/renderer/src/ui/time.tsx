import { text } from '../strings/text'
import { formatClock, formatLocal, formatThisYear, formatTimestamp, NULL_TEXT } from './format'

export interface TimeProps {
  /** ISO 8601 or epoch ms. */
  readonly at: string | number | null | undefined
  /** `short` leaves out the year of today. */
  readonly show?: 'timestamp' | 'short' | 'clock'
  readonly milliseconds?: boolean
}

/** A moment in UTC; local time on hover (design, promise 4). */
export function Time({ at, show = 'timestamp', milliseconds = false }: TimeProps) {
  if (at === null || at === undefined) return <Null />
  const shown =
    show === 'clock'
      ? formatClock(at, milliseconds ? 'milliseconds' : 'seconds')
      : (show === 'short' ? formatThisYear : formatTimestamp)(at, milliseconds)
  return (
    <time dateTime={new Date(at).toISOString()} title={text.common.local(formatLocal(at))}>
      {shown}
    </time>
  )
}

/** Null or unknown: never blank, never 0. */
export function Null() {
  return (
    <span className="null muted">
      <span aria-hidden="true">{NULL_TEXT}</span>
      <span className="sr">{text.common.null}</span>
    </span>
  )
}
