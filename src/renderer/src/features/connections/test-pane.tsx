import type { KafkaTest } from '../../../../shared/kafka'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, type Recipe } from '../../ui/copy-as'
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
  /** The test as a script would ask for it; null while a field is wrong. */
  readonly recipe: Recipe | null
}

/** Goes the way to the broker stage by stage, and says what to do where it ends. */
export function TestPane({ test, error, busy, wrong, stale, onTest, recipe }: TestPaneProps) {
  return (
    <Pane
      title={words.title}
      actions={
        <>
          {recipe === null ? null : <CopyAs recipe={recipe} />}
          <Button small busy={busy && words.busy} onClick={onTest}>
            {words.act}
          </Button>
        </>
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
