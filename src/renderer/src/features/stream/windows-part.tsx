import { useMemo } from 'react'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { formatCount, formatMoney } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { State, type MarkKind } from '../../ui/mark'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { Null } from '../../ui/time'
import { useRecentWindows } from '../overview/use-recent-windows'
import type { WindowTotal } from '../overview/windows'

const words = text.stream.windows

interface Row extends WindowTotal {
  readonly phase: 'filling' | 'provisional' | 'final'
}

const MARKS: Readonly<Record<Row['phase'], MarkKind>> = { filling: 'running', provisional: 'waiting', final: 'ok' }

/** `#/stream/windows`: the windows of the live dashboard, all categories together, and which of them still change. */
export function WindowsPart() {
  const { query, totals } = useRecentWindows()
  const status = useLive((live) => live.status)
  const rows = useMemo(
    () => totals.map((total) => ({ ...total, phase: phaseOf(total, query.dataUpdatedAt) })).reverse(),
    [totals, query.dataUpdatedAt],
  )
  return (
    <Pane title={words.title} note={words.note(status?.watermark ?? null, status?.totals.lateRows ?? 0)} fill>
      {query.isPending ? (
        <LoadingRows rows={10} columns={5} />
      ) : query.isError ? (
        <ErrorState title={text.common.failed(words.title)} error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <DataTable
          label={words.title}
          columns={COLUMNS}
          rows={rows}
          rowKey={({ end }) => end}
          empty={<EmptyState title={text.overview.live.none}>{text.overview.live.noneWhy}</EmptyState>}
        />
      )}
    </Pane>
  )
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'window',
    header: words.window,
    cell: ({ start, end }) => words.span(start, end),
    sortBy: ({ end }) => end,
  },
  {
    id: 'phase',
    header: words.phase,
    cell: ({ phase }) => <State kind={MARKS[phase]} word={words.phases[phase]} />,
    sortBy: ({ phase }) => phase,
  },
  {
    id: 'txn_count',
    header: 'txn_count',
    align: 'right',
    cell: ({ count }) => formatCount(count),
    sortBy: ({ count }) => count,
  },
  {
    id: 'window_revenue',
    header: 'window_revenue',
    align: 'right',
    cell: ({ revenue }) => formatMoney(revenue),
    sortBy: ({ revenue }) => revenue,
  },
  {
    id: 'avg_order_value',
    header: 'avg_order_value',
    align: 'right',
    optional: true,
    cell: ({ count, revenue }) => (count === 0 ? <Null /> : formatMoney(revenue / count)),
    sortBy: ({ count, revenue }) => (count === 0 ? null : revenue / count),
  },
  {
    id: 'fraud_alerts',
    header: 'fraud_alerts',
    align: 'right',
    cell: ({ fraud }) => formatCount(fraud),
    sortBy: ({ fraud }) => fraud,
  },
]

function phaseOf({ end, rows }: WindowTotal, now: number): Row['phase'] {
  if (rows.every(({ final }) => final)) return 'final'
  return Date.parse(end) > now ? 'filling' : 'provisional'
}
