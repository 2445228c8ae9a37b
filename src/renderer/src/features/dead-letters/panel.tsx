import type { DeadLetter } from '../../../../shared/stream'
import { text } from '../../strings/text'
import { CopyButton } from '../../ui/copy-button'
import { formatCount } from '../../ui/format'
import { Headers, ShortBytes } from '../../ui/headers'
import { Facts } from '../../ui/layout'
import { SidePanel } from '../../ui/side-panel'
import { Message } from '../../ui/states'
import { Null, Time } from '../../ui/time'
import { bytesOf, textOf } from '../../ui/bytes'
import { RedriveForm } from './redrive-form'
import { ValueView } from '../../ui/value-view'

const words = text.deadLetters.panel

export interface LetterPanelProps {
  readonly letter: DeadLetter
  readonly onClose: () => void
}

/** One letter: why it is none of the rows, its bytes, and the way into the table. */
export function LetterPanel({ letter, onClose }: LetterPanelProps) {
  const { value, field } = letter
  return (
    <SidePanel
      title={words.title(letter.kafka_partition, formatCount(letter.kafka_offset))}
      actions={
        <CopyButton small value={value}>
          {words.copyBytes}
        </CopyButton>
      }
      onClose={onClose}
    >
      <div className="body scroll fill letter-panel">
        {letter.redriven_at === null ? (
          <Message kind="warn" title={letter.reason}>
            {value === null ? words.fixEmpty : field === null ? words.fixMessage : words.fixField(field)}
          </Message>
        ) : (
          <Message kind="ok" title={words.redriven(letter.redriven_version)}>
            {letter.reason} {words.redrivenAt}
          </Message>
        )}
        <Facts
          items={[
            [words.code, <span className="mono">{letter.code}</span>],
            [words.field, field === null ? <Null /> : <span className="mono">{field}</span>],
            [words.topic, <span className="mono">{letter.topic}</span>],
            [words.key, bytes(letter.key)],
            [words.kafkaTime, <Time at={letter.kafka_timestamp} milliseconds />],
            [words.deadAt, <Time at={letter.dead_at} milliseconds />],
            [words.size, value === null ? <Null /> : words.bytes(bytesOf(value).length)],
            [
              words.headers,
              <Headers headers={letter.headers.map(({ key, value: given }) => ({ key, shown: bytes(given) }))} />,
            ],
          ]}
        />
        <ValueView value={letter.valueText} base64={value} field={field} />
        <RedriveForm letter={letter} />
      </div>
    </SidePanel>
  )
}

function bytes(base64: string | null) {
  return <ShortBytes text={base64 === null ? null : textOf(base64)} base64={base64} />
}
