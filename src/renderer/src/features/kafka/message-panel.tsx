import type { KafkaBytes, KafkaMessage } from '../../../../shared/kafka'
import { text } from '../../strings/text'
import { CopyButton } from '../../ui/copy-button'
import { formatBytes, formatOffset } from '../../ui/format'
import { Headers, ShortBytes } from '../../ui/headers'
import { Facts } from '../../ui/layout'
import { SidePanel } from '../../ui/side-panel'
import { Message } from '../../ui/states'
import { Null, Time } from '../../ui/time'
import { ValueView } from '../../ui/value-view'

const words = text.kafka.messages.panel

export interface MessagePanelProps {
  readonly topic: string
  readonly message: KafkaMessage
  readonly onClose: () => void
}

/** One message as it is, and what the stream would make of it. */
export function MessagePanel({ topic, message, onClose }: MessagePanelProps) {
  const { partition, offset, timestamp, key, value, headers, verdict } = message
  const whole = value?.text ?? value?.base64 ?? null
  return (
    <SidePanel
      title={words.title(formatOffset(partition, offset))}
      actions={
        <CopyButton small value={whole}>
          {words.copy}
        </CopyButton>
      }
      onClose={onClose}
    >
      <div className="body scroll fill message-panel">
        {verdict.kind === 'row' ? (
          <Message kind="ok" title={words.row(verdict.unknownKeys)} />
        ) : (
          <Message kind="warn" title={verdict.reason}>
            {words.dead(verdict.code, verdict.field)}
          </Message>
        )}
        <Facts
          items={[
            [words.topic, <span className="mono">{topic}</span>],
            [words.time, <Time at={timestamp} milliseconds />],
            [words.key, bytes(key)],
            [
              words.headers,
              <Headers headers={headers.map(({ key: name, value: given }) => ({ key: name, shown: bytes(given) }))} />,
            ],
            [words.size, value === null ? <Null /> : formatBytes(value.bytes)],
          ]}
        />
        <ValueView
          value={value?.text ?? null}
          base64={value?.base64 ?? null}
          field={verdict.kind === 'dead' ? verdict.field : null}
        />
      </div>
    </SidePanel>
  )
}

function bytes(given: KafkaBytes | null) {
  return <ShortBytes text={given?.text ?? null} base64={given?.base64 ?? null} />
}
