import type { KafkaTest, KafkaTestStage } from '../../../../shared/kafka'
import { text } from '../../strings/text'
import { formatDuration } from '../../ui/format'
import { Mark } from '../../ui/mark'
import { Message } from '../../ui/states'
import { Null } from '../../ui/time'
import './connections.css'

const words = text.connections.test

export interface TestResultProps {
  readonly test: KafkaTest
  /** Something was changed since. */
  readonly stale: boolean
}

/** How far a connection test came, stage by stage, and what to do where it ended. */
export function TestResult({ test, stale }: TestResultProps) {
  return (
    <>
      <p className="small strong">{noteOf(test)}</p>
      {stale ? <Message kind="info" title={words.stale} /> : null}
      <ul className="stages" aria-label={words.list}>
        {test.stages.map((stage) => (
          <Stage key={stage.stage} stage={stage} />
        ))}
      </ul>
    </>
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
