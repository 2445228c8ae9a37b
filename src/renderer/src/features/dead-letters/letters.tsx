import type { DeadLetter, DeadLetterPage } from '../../../../shared/stream'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { DataTable, type Column } from '../../ui/data-table'
import { formatCount } from '../../ui/format'
import { Null, Time } from '../../ui/time'
import { letterKey } from './letter-key'

const words = text.deadLetters

const COLUMNS: readonly Column<DeadLetter>[] = [
  {
    id: 'time',
    header: words.columns.time,
    cell: ({ dead_at: at }) => <Time at={at} milliseconds />,
  },
  {
    id: 'partition',
    header: words.columns.partition,
    align: 'right',
    cell: ({ kafka_partition: partition }) => String(partition),
  },
  {
    id: 'offset',
    header: words.columns.offset,
    align: 'right',
    cell: ({ kafka_offset: offset }) => formatCount(offset),
  },
  { id: 'code', header: words.columns.code, cell: ({ code }) => <span className="mono">{code}</span> },
  { id: 'reason', header: words.columns.reason, cell: ({ reason }) => <span title={reason}>{reason}</span> },
]
const REDRIVEN: Column<DeadLetter> = {
  id: 'redriven',
  header: words.columns.redriven,
  align: 'right',
  cell: ({ redriven_version: version }) => (version === null ? <Null /> : `v${version}`),
}

export interface LettersProps {
  readonly page: DeadLetterPage
  readonly withRedriven: boolean
  readonly selected: string | null
  readonly onOpen: (letter: DeadLetter) => void
  readonly onPage: (offset: number) => void
}

/** One page of letters. */
export function Letters({ page: answer, withRedriven, selected, onOpen, onPage }: LettersProps) {
  const { data, page, total } = answer
  return (
    <div className="pane fill letter-list">
      <DataTable
        label={words.list}
        columns={withRedriven ? [...COLUMNS, REDRIVEN] : COLUMNS}
        rows={data}
        rowKey={letterKey}
        selected={selected}
        onOpen={onOpen}
      />
      <div className="grid-foot">
        <span>{text.common.rowsShown(page.offset + 1, page.offset + page.returned, total)}</span>
        <span className="row push">
          <Button
            small
            kind="quiet"
            disabled={page.offset === 0}
            onClick={() => onPage(Math.max(0, page.offset - page.limit))}
          >
            {words.previous}
          </Button>
          <Button small kind="quiet" disabled={!page.hasMore} onClick={() => onPage(page.offset + page.returned)}>
            {words.next}
          </Button>
        </span>
      </div>
    </div>
  )
}
