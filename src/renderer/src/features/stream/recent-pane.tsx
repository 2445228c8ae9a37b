import { useMemo } from 'react'
import type { MicroBatch } from '../../../../shared/stream'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { formatCount, formatDecimal } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { EmptyState } from '../../ui/states'
import { Null, Time } from '../../ui/time'

const words = text.stream.recent
const phases = text.stream.charts.phases

/** The table twin of the duration chart: every recent micro-batch with its phases. */
export function RecentPane() {
  const recent = useLive((live) => live.status?.recentBatches)
  const rows = useMemo(() => [...(recent ?? [])].reverse(), [recent])
  return (
    <Pane title={words.title} note={rows.length === 0 ? undefined : words.note(rows.length)} fill>
      <DataTable
        label={words.title}
        columns={COLUMNS}
        rows={rows}
        rowKey={({ at, version }) => `${at} ${version ?? ''}`}
        empty={<EmptyState title={words.none}>{words.noneWhy}</EmptyState>}
      />
    </Pane>
  )
}

const COLUMNS: readonly Column<MicroBatch>[] = [
  { id: 'at', header: words.at, cell: ({ at }) => <Time at={at} show="clock" milliseconds />, sortBy: ({ at }) => at },
  {
    id: 'version',
    header: words.version,
    align: 'right',
    cell: ({ version }) => (version === null ? <Null /> : text.shell.live.version(version)),
    sortBy: ({ version }) => version,
  },
  { id: 'rows', header: words.rows, align: 'right', cell: ({ rows }) => formatCount(rows), sortBy: ({ rows }) => rows },
  {
    id: 'dead',
    header: words.dead,
    align: 'right',
    optional: true,
    cell: ({ deadLetters }) => formatCount(deadLetters),
    sortBy: ({ deadLetters }) => deadLetters,
  },
  ...(['fetch', 'decode', 'write', 'commit'] as const).map((phase): Column<MicroBatch> => ({
    id: phase,
    header: phases[phase],
    ...(phase === 'fetch' ? { title: words.fetchTitle } : {}),
    align: 'right',
    cell: (batch) => formatDecimal(batch[`${phase}Ms`], 1),
    sortBy: (batch) => batch[`${phase}Ms`],
  })),
  {
    id: 'total',
    header: words.total,
    align: 'right',
    cell: ({ totalMs }) => formatDecimal(totalMs, 1),
    sortBy: ({ totalMs }) => totalMs,
  },
]
