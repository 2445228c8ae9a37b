import { Component, type ReactNode } from 'react'
import { messageOf } from '../../../shared/errors'
import { text } from '../strings/text'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { Message } from '../ui/states'

interface State {
  readonly error: unknown
  readonly failed: boolean
}

export interface ErrorBoundaryProps {
  readonly children: ReactNode
  /** Tells what is wrong in place of the words here. */
  readonly onFailed?: (error: unknown) => void
}

/** A screen that throws is one screen less, not an empty window. Give it the screen as `key`. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { error: null, failed: false }

  static getDerivedStateFromError(error: unknown): State {
    return { error, failed: true }
  }

  override componentDidCatch(error: unknown): void {
    this.props.onFailed?.(error)
  }

  override render(): ReactNode {
    const { error, failed } = this.state
    if (!failed) return this.props.children
    if (this.props.onFailed !== undefined) return null
    const words = text.shell.crash
    const details = error instanceof Error ? (error.stack ?? error.message) : messageOf(error)
    return (
      <div className="error-state">
        <h1 className="sr">{words.title}</h1>
        <Message
          kind="danger"
          title={words.title}
          actions={
            <>
              <Button icon="retry" onClick={() => this.setState({ error: null, failed: false })}>
                {words.again}
              </Button>
              <CopyButton value={details}>{words.copy}</CopyButton>
            </>
          }
        >
          <p>{words.cause(messageOf(error))}</p>
          <p>{words.fix}</p>
        </Message>
      </div>
    )
  }
}
