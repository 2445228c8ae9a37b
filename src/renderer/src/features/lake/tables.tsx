import type { TableSummary } from '../../../../shared/table'
import { goTo } from '../../route'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { formatBytes, formatCount, formatDates } from '../../ui/format'
import { State } from '../../ui/mark'
import { Null, Time } from '../../ui/time'

const words = text.lake.columns

const COLUMNS: readonly Column<TableSummary>[] = [
  {
    id: 'table',
    header: words.table,
    cell: ({ name, path }) => (
      <span className="accent" title={path}>
        {name}
      </span>
    ),
    sortBy: ({ name }) => name,
  },
  {
    id: 'version',
    header: words.version,
    align: 'right',
    cell: ({ version }) => `v${version}`,
    sortBy: ({ version }) => version,
  },
  { id: 'rows', header: words.rows, align: 'right', cell: ({ rows }) => formatCount(rows), sortBy: ({ rows }) => rows },
  {
    id: 'files',
    header: words.files,
    align: 'right',
    cell: ({ files }) => formatCount(files),
    sortBy: ({ files }) => files,
  },
  {
    id: 'small',
    header: words.small,
    title: words.smallTitle,
    align: 'right',
    cell: ({ smallFiles, compactableFiles }) =>
      compactableFiles > 0 ? (
        <span title={text.lake.compactable(compactableFiles)}>
          <State kind="degraded" word={formatCount(smallFiles)} />
        </span>
      ) : (
        formatCount(smallFiles)
      ),
    sortBy: ({ smallFiles }) => smallFiles,
  },
  {
    id: 'size',
    header: words.size,
    align: 'right',
    cell: ({ bytes }) => formatBytes(bytes),
    sortBy: ({ bytes }) => bytes,
  },
  {
    id: 'dates',
    header: words.dates,
    cell: ({ dates }) => (dates === null ? <Null /> : formatDates(dates.from, dates.to)),
    sortBy: ({ dates }) => dates?.to ?? null,
    optional: true,
  },
  {
    id: 'committed',
    header: words.committed,
    align: 'right',
    cell: ({ committedAt }) => <Time at={committedAt} />,
    sortBy: ({ committedAt }) => committedAt,
  },
]

export interface TablesProps {
  readonly tables: readonly TableSummary[]
  readonly selected: string
}

/** All tables, with versions, rows and files. */
export function Tables({ tables, selected }: TablesProps) {
  return (
    <DataTable
      label={text.lake.tables}
      columns={COLUMNS}
      rows={tables}
      rowKey={({ name }) => name}
      selected={selected}
      onOpen={({ name }) => goTo('lake', [name])}
    />
  )
}
