import type { Activity, ProcessFigures } from '../../../../shared/activity'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { formatBytes, formatDecimal, formatPercent } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { Null } from '../../ui/time'

const words = text.activity.processes
type Process = Activity['processes'][number]

/** What each of the two processes says of itself. */
export function Processes({ processes }: { readonly processes: readonly Process[] }) {
  return (
    <Pane title={words.title} note={words.note}>
      <DataTable label={words.title} compact columns={COLUMNS} rows={processes} rowKey={({ name }) => name} />
    </Pane>
  )
}

const COLUMNS: readonly Column<Process>[] = [
  {
    id: 'name',
    header: words.columns.name,
    cell: ({ name, figures }) => (
      <>
        {words.names[name]} {figures === null ? <span className="warn">{words.silent}</span> : null}
      </>
    ),
  },
  { id: 'pool', header: words.columns.pool, cell: ({ pool }) => <span className="mono">{pool}</span> },
  figure('pid', words.columns.pid, ({ pid }) => pid, true),
  figure('cpu', words.columns.cpu, ({ cpuPercent }) => formatPercent(cpuPercent, 1)),
  figure('rss', words.columns.rss, ({ rssBytes }) => formatBytes(rssBytes)),
  figure('duckdb', words.columns.duckdb, ({ duckdbMemoryBytes }) => formatBytes(duckdbMemoryBytes)),
  figure('spill', words.columns.spill, ({ spillBytes }) => formatBytes(spillBytes)),
  ...(['mean', 'p99', 'max'] as const).map((which): Column<Process> => ({
    ...figure(
      which,
      words.columns[which],
      ({ eventLoopDelayMs: delay }) => (delay === null ? <Null /> : `${formatDecimal(delay[which], 1)} ms`),
      which === 'mean',
    ),
    title: words.columns.delayTitle,
  })),
]

/** A process that does not answer has none. */
function figure(
  id: string,
  header: string,
  cell: (figures: ProcessFigures) => React.ReactNode,
  optional = false,
): Column<Process> {
  return { id, header, align: 'right', optional, cell: ({ figures }) => (figures === null ? <Null /> : cell(figures)) }
}
