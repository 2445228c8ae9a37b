import type { KafkaTest } from '../../../../shared/kafka'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { Pane } from '../../ui/layout'
import { ErrorState, Message } from '../../ui/states'
import { TestResult } from './test-result'

const words = text.connections.test

export interface TestPaneProps {
  readonly test: KafkaTest | undefined
  readonly error: Error | null
  readonly busy: boolean
  /** Fields that are wrong, so that nothing was tried. */
  readonly wrong: number
  /** Something was changed since. */
  readonly stale: boolean
  readonly onTest: () => void
}

/** Goes the way to the broker stage by stage, and says what to do where it ends. */
export function TestPane({ test, error, busy, wrong, stale, onTest }: TestPaneProps) {
  return (
    <Pane
      title={words.title}
      actions={
        <Button small busy={busy && words.busy} onClick={onTest}>
          {words.act}
        </Button>
      }
    >
      <div className="body scroll fill" aria-live="polite" aria-busy={busy}>
        {wrong > 0 ? <Message kind="warn" title={words.wrongFields(wrong)} /> : null}
        {error === null ? null : <ErrorState title={words.failed} error={error} />}
        {test === undefined ? <p className="small muted">{words.before}</p> : <TestResult test={test} stale={stale} />}
        <p className="help">{words.help}</p>
      </div>
    </Pane>
  )
}
