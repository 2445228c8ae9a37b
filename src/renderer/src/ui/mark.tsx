import type { BatchState } from '../../../shared/batch'
import { text } from '../strings/text'

/** State is shape, word and colour together, never colour alone (design, 3). */
const MARKS = {
  ok: { path: 'M5 1a4 4 0 1 1 0 8 4 4 0 0 1 0-8z', tone: 'ok' },
  'catching-up': { path: 'M5 1l4 4.5H6.6V9H3.4V5.5H1z', tone: 'warn' },
  degraded: { path: 'M5 .8 9.6 9H.4z', tone: 'warn' },
  stopped: { path: 'M1.2 1.2h7.6v7.6H1.2z', tone: 'muted' },
  failed: { path: 'M2 .6 5 3.6 8 .6 9.4 2l-3 3 3 3L8 9.4l-3-3-3 3L.6 8l3-3-3-3z', tone: 'danger' },
  waiting: {
    path: 'M5 .8a4.2 4.2 0 1 0 0 8.4A4.2 4.2 0 0 0 5 .8zm0 1.4a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z',
    tone: 'muted',
  },
  running: { path: 'M5 .8a4.2 4.2 0 1 0 0 8.4A4.2 4.2 0 0 0 5 .8zm0 1.4v5.6a2.8 2.8 0 0 1 0-5.6z', tone: 'accent' },
} as const
export type MarkKind = keyof typeof MARKS

/** The shape of a state; its word stands beside it. */
export function Mark({ kind }: { readonly kind: MarkKind }) {
  const { path, tone } = MARKS[kind]
  return (
    <svg className={`mark ${tone}`} viewBox="0 0 10 10" aria-hidden="true">
      <path d={path} fillRule="evenodd" />
    </svg>
  )
}

/** A mark with its word. */
export function State({ kind, word }: { readonly kind: MarkKind; readonly word: string }) {
  return (
    <span className="state">
      <Mark kind={kind} />
      {word}
    </span>
  )
}

const BATCH_MARKS: Readonly<Record<BatchState, MarkKind>> = {
  PENDING: 'waiting',
  RUNNING: 'running',
  COMPLETED: 'ok',
  FAILED: 'failed',
  CANCELLED: 'stopped',
}

/** The state of a batch. */
export function BatchStateMark({ state }: { readonly state: BatchState }) {
  return <State kind={BATCH_MARKS[state]} word={text.common.states[state]} />
}
