import { useEffect, useState, type ReactNode } from 'react'
import { causesOf, codeOf, messageOf } from '../../../shared/errors'
import { text } from '../strings/text'
import { Button } from './button'
import { CopyButton } from './copy-button'

/** Nothing for 150 ms, then still bars in the rows of what will come; no shimmer (design, states). */
export function LoadingRows({ rows = 6, columns = 3 }: { readonly rows?: number; readonly columns?: number }) {
  const shown = useDelayed(150)
  if (!shown) return <div className="loading" aria-busy="true" />
  return (
    <div className="loading" role="status" aria-label={text.common.loading}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="loading-row">
          {Array.from({ length: columns }, (_, column) => (
            <i key={column} style={{ width: `${40 + ((row * 7 + column * 13) % 5) * 9}%` }} />
          ))}
        </div>
      ))}
    </div>
  )
}

export interface EmptyStateProps {
  /** A sentence. */
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}

/** Says why there is nothing, and what to do. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="empty">
      <p className="strong">{title}</p>
      {children === undefined ? null : <p className="small muted">{children}</p>}
      {action === undefined ? null : <div className="row">{action}</div>}
    </div>
  )
}

export interface MessageProps {
  readonly kind: 'ok' | 'info' | 'warn' | 'danger'
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** Fact, cause, fix, next to where it happened. */
export function Message({ kind, title, children, actions }: MessageProps) {
  return (
    <div>
      <div className={`msg ${kind}`} role={kind === 'danger' ? 'alert' : undefined}>
        <p className="t">{title}</p>
        {children === undefined ? null : <div>{children}</div>}
      </div>
      {actions === undefined ? null : <div className="row msg-acts">{actions}</div>}
    </div>
  )
}

export interface ErrorStateProps {
  /** What could not be done: a sentence. */
  readonly title: string
  readonly error: unknown
  readonly onRetry?: (() => void) | undefined
  /** Beside the retry. */
  readonly actions?: ReactNode
}

/** Any failure: what, why in the engine's words, what to do, and a way to try again. */
export function ErrorState({ title, error, onRetry, actions }: ErrorStateProps) {
  const code = codeOf(error)
  // Where the engine's own words have the cause already, it is not said twice.
  const causes = [...new Set(causesOf(error))].filter((cause) => !messageOf(error).includes(cause))
  // What is not asked again by itself has only the engine's words.
  const isLeft = code === 'SERVICE_UNAVAILABLE' && onRetry === undefined
  const fix = isLeft ? undefined : fixOf(error)
  return (
    <div className="error-state">
      <Message
        kind="danger"
        title={title}
        actions={
          <>
            {onRetry === undefined ? null : (
              <Button icon="retry" onClick={onRetry}>
                {text.common.retry}
              </Button>
            )}
            {actions}
            <CopyButton value={[`${code}: ${messageOf(error)}`, ...causesOf(error)].join('\n')}>
              {text.common.copyDetails}
            </CopyButton>
          </>
        }
      >
        <p>{messageOf(error)}</p>
        {causes.length === 0 ? null : <p className="small muted">{text.common.causedBy(causes.join('; '))}</p>}
        {fix === undefined ? null : <p>{fix}</p>}
      </Message>
    </div>
  )
}

/** What to do about an error, where the engine's own words do not say it. */
export function fixOf(error: unknown): string | undefined {
  const code = codeOf(error)
  return Object.entries(text.common.fixes).find(([known]) => known === code)?.[1]
}

/** True once `milliseconds` have passed since the component appeared. */
function useDelayed(milliseconds: number): boolean {
  const [passed, setPassed] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), milliseconds)
    return () => clearTimeout(timer)
  }, [milliseconds])
  return passed
}
