import type { ActivityEntry } from '../../../../shared/activity'
import { hrefTo } from '../../route'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { formatBytes, formatCount, formatDuration } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { BatchStateMark } from '../../ui/mark'
import { EmptyState } from '../../ui/states'
import { Null, Time } from '../../ui/time'
import { phaseText } from './timeline'

const words = text.activity.entries

/** Activities, newest first, with the time of their phases. */
export function Entries({ entries }: { readonly entries: readonly ActivityEntry[] }) {
  return (
    <Pane rule fill title={words.title} note={words.note(entries.length)}>
      <div className="pane fill activity-entries">
        <DataTable
          label={words.title}
          compact
          columns={COLUMNS}
          rows={entries}
          rowKey={({ id }) => id}
          empty={<EmptyState title={words.none}>{words.noneWhy}</EmptyState>}
        />
      </div>
    </Pane>
  )
}

const COLUMNS: readonly Column<ActivityEntry>[] = [
  {
    id: 'started',
    header: words.columns.started,
    cell: ({ startedAt }) => <Time at={startedAt} show="clock" milliseconds />,
    sortBy: ({ startedAt }) => startedAt,
  },
  {
    id: 'pool',
    header: words.columns.pool,
    cell: ({ pool }) => <span className="mono">{pool}</span>,
    sortBy: ({ pool }) => pool,
  },
  {
    id: 'name',
    header: words.columns.name,
    cell: ({ kind, id, name }) =>
      kind === 'batch' ? (
        <a href={hrefTo('results', [id])} title={id}>
          {name}
        </a>
      ) : (
        words.micro(name)
      ),
    sortBy: ({ name }) => name,
  },
  {
    id: 'state',
    header: words.columns.state,
    cell: ({ state, error }) => (
      <span title={error ?? undefined}>
        <BatchStateMark state={state} />
      </span>
    ),
    sortBy: ({ state }) => state,
  },
  {
    id: 'ms',
    header: words.columns.ms,
    align: 'right',
    cell: ({ ms }) => formatDuration(ms),
    sortBy: ({ ms }) => ms,
  },
  {
    id: 'phases',
    header: words.columns.phases,
    optional: true,
    cell: ({ phases }) => {
      const shown = phaseText(phases)
      return <span title={shown}>{shown}</span>
    },
  },
  {
    id: 'rows',
    header: words.columns.rows,
    align: 'right',
    cell: ({ rows, deadLetters }) =>
      rows === null ? (
        <Null />
      ) : (
        <span title={deadLetters === null ? undefined : words.dead(deadLetters)}>{formatCount(rows)}</span>
      ),
    sortBy: ({ rows }) => rows,
  },
  {
    id: 'bytes',
    header: words.columns.bytes,
    align: 'right',
    cell: ({ bytes }) => (bytes === null ? <Null /> : formatBytes(bytes)),
    sortBy: ({ bytes }) => (bytes === null ? null : Number(bytes)),
  },
  {
    id: 'files',
    header: words.columns.files,
    align: 'right',
    cell: ({ files }) => (files === null ? <Null /> : formatCount(files)),
    sortBy: ({ files }) => files,
  },
  {
    id: 'version',
    header: words.columns.version,
    align: 'right',
    cell: ({ version }) => (version === null ? <Null /> : text.shell.live.version(version)),
    sortBy: ({ version }) => version,
  },
]
