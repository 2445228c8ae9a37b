import type { ReactNode } from 'react'
import { goTo } from '../../route'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { formatBytes, formatClock, formatCount } from '../../ui/format'
import type { Int64 } from '../../../../shared/scalars'
import { ErrorState, LoadingRows, Message } from '../../ui/states'
import { messageOf } from '../../../../shared/errors'
import { NULL_TEXT } from '../../ui/format'

const words = text.kafka

/** Null: the broker did not tell, as the notes say. */
export function Untold() {
  return (
    <span className="null muted" title={words.notTold}>
      <span aria-hidden="true">{NULL_TEXT}</span>
      <span className="sr">{words.notTold}</span>
    </span>
  )
}

/** A number that may not be known. */
export function Count({ value }: { readonly value: Int64 | null }) {
  return value === null ? <Untold /> : formatCount(value)
}

/** Bytes that may not be known. */
export function Bytes({ value }: { readonly value: Int64 | null }) {
  return value === null ? <Untold /> : formatBytes(value)
}

/** For sorting; what is not told goes last. */
export function numberOf(value: Int64 | null): number | null {
  return value === null ? null : Number(value)
}

interface Answer<T> {
  readonly data: T | undefined
  readonly error: Error | null
  readonly dataUpdatedAt: number
  readonly refetch: () => unknown
}

export interface AskedProps<T extends { readonly notes: readonly string[] }> {
  readonly answer: Answer<T>
  readonly failed: string
  readonly columns: number
  /** Notes that stand on the screen already. */
  readonly said?: readonly string[]
  readonly children: (data: T) => ReactNode
}

/** What the cluster answered, what it did not tell, and what to do where it does not answer at all. */
export function Asked<T extends { readonly notes: readonly string[] }>(props: AskedProps<T>) {
  const { answer, failed, columns, said = [], children } = props
  const { data, error, dataUpdatedAt } = answer
  const retry = (): void => void answer.refetch()
  if (data === undefined)
    return error === null ? (
      <LoadingRows rows={8} columns={columns} />
    ) : (
      <ErrorState title={failed} error={error} onRetry={retry} actions={<TestButton />} />
    )
  return (
    <>
      {error === null ? null : (
        <div className="notice">
          <Message kind="warn" title={words.stale(formatClock(dataUpdatedAt))} actions={<TestButton />}>
            {messageOf(error)}
          </Message>
        </div>
      )}
      <KafkaNotes notes={data.notes.filter((note) => !said.includes(note))} />
      {children(data)}
    </>
  )
}

/** What could not be asked, and why. */
function KafkaNotes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <div className="notice">
      <Message kind="info" title={words.notes}>
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </Message>
    </div>
  )
}

/** To the test of the connection. */
function TestButton() {
  return <Button onClick={() => goTo('stream', ['connections'])}>{words.test}</Button>
}
