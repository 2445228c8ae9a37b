import type { KafkaTest, KafkaTestStage } from '../../../../shared/kafka'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { formatDuration } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { Mark } from '../../ui/mark'
import { ErrorState, Message } from '../../ui/states'
import { Null } from '../../ui/time'

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
        {test === undefined ? (
          <p className="small muted">{words.before}</p>
        ) : (
          <>
            <p className="small strong">{noteOf(test)}</p>
            {stale ? <Message kind="info" title={words.stale} /> : null}
            <ul className="stages" aria-label={words.list}>
              {test.stages.map((stage) => (
                <Stage key={stage.stage} stage={stage} />
              ))}
            </ul>
          </>
        )}
        <p className="help">{words.help}</p>
      </div>
    </Pane>
  )
}

function Stage({ stage: { stage, ok, message, fix, ms } }: { readonly stage: KafkaTestStage }) {
  const result = ok === null ? words.results.none : ok ? words.results.ok : words.results.failed
  return (
    <li className="stage">
      <span className="stage-mark">
        <Mark kind={ok === null ? 'waiting' : ok ? 'ok' : 'failed'} />
      </span>
      <span className="strong">
        {words.stage[stage]} <span className="sr">{result}</span>
      </span>
      <span className={ok === false ? 'strong danger' : ok === null ? 'muted' : ''}>{message}</span>
      <span className="num muted">{ok === null ? <Null /> : formatDuration(ms)}</span>
      {fix === null ? null : (
        <p className="stage-fix">
          <span className="muted">{words.fix}</span> {fix}
        </p>
      )}
    </li>
  )
}

function noteOf(test: KafkaTest): string {
  const broken = test.stages.findIndex(({ ok }) => ok === false)
  return broken === -1 ? words.passed : words.stopped(broken + 1)
}
