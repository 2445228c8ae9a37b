import type { KafkaBytes, KafkaMessage } from '../../../../shared/kafka'
import { text } from '../../strings/text'
import type { Column } from '../../ui/data-table'
import { formatBytes, formatCount } from '../../ui/format'
import { State } from '../../ui/mark'
import { Null, Time } from '../../ui/time'

const words = text.kafka.messages
/** A cell shows a line; the panel shows all. */
const CELL_TEXT = 240

export const MESSAGE_COLUMNS: readonly Column<KafkaMessage>[] = [
  {
    id: 'time',
    header: words.columns.time,
    cell: ({ timestamp }) => <Time at={timestamp} milliseconds />,
  },
  { id: 'partition', header: words.columns.partition, align: 'right', cell: ({ partition }) => partition },
  { id: 'offset', header: words.columns.offset, align: 'right', cell: ({ offset }) => formatCount(offset) },
  {
    id: 'verdict',
    header: words.columns.verdict,
    cell: ({ verdict }) =>
      verdict.kind === 'row' ? <State kind="ok" word={words.row} /> : <State kind="degraded" word={verdict.code} />,
  },
  { id: 'key', header: words.columns.key, optional: true, cell: ({ key }) => <OneLine bytes={key} none={null} /> },
  { id: 'value', header: words.columns.value, cell: ({ value }) => <OneLine bytes={value} none={words.tombstone} /> },
  {
    id: 'size',
    header: words.columns.size,
    align: 'right',
    optional: true,
    cell: ({ value }) => formatBytes(value?.bytes),
  },
]

/** Beside a panel, which shows the key. */
export const NARROW_COLUMNS = MESSAGE_COLUMNS.filter(({ id }) => id !== 'key')

function OneLine({ bytes, none }: { readonly bytes: KafkaBytes | null; readonly none: string | null }) {
  if (bytes === null) return none === null ? <Null /> : <span className="muted">{none}</span>
  if (bytes.text === null) return <span className="muted">{words.binary(bytes.bytes)}</span>
  return <span className="mono">{bytes.text.slice(0, CELL_TEXT)}</span>
}
