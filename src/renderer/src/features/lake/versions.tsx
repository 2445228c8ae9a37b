import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { TableHistoryEntry, TableSummary } from '../../../../shared/table'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { hrefTo } from '../../route'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { DataTable, type Column } from '../../ui/data-table'
import { formatBytes, formatCount } from '../../ui/format'
import { ErrorState, LoadingRows } from '../../ui/states'
import { Null, Time } from '../../ui/time'
import { TRANSACTIONS } from './route'

const words = text.lake.versions
const STEP = 100

const COLUMNS: readonly Column<TableHistoryEntry>[] = [
  { id: 'version', header: words.columns.version, align: 'right', cell: ({ version }) => `v${version}` },
  { id: 'time', header: words.columns.time, cell: ({ timestamp }) => <Time at={timestamp} /> },
  {
    id: 'operation',
    header: words.columns.operation,
    cell: ({ operation, parameters }) => (
      <span
        title={Object.entries(parameters)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n')}
      >
        {operation}
      </span>
    ),
  },
  { id: 'rows', header: words.columns.rows, align: 'right', cell: ({ rowsAdded }) => formatCount(rowsAdded) },
  {
    id: 'files',
    header: words.columns.files,
    align: 'right',
    cell: ({ filesAdded, filesRemoved }) => `${formatCount(filesAdded)} / ${formatCount(filesRemoved)}`,
  },
  {
    id: 'size',
    header: words.columns.size,
    align: 'right',
    cell: ({ bytesAdded }) => formatBytes(bytesAdded),
    optional: true,
  },
  { id: 'engine', header: words.columns.engine, cell: ({ engineInfo }) => engineInfo ?? <Null />, optional: true },
]
/** A batch reads the transactions table, at any version. */
const BROWSE: Column<TableHistoryEntry> = {
  id: 'browse',
  header: words.columns.browse,
  cell: ({ version }) => (
    <a href={hrefTo('batch', [], { version: String(version) })} aria-label={words.browseOf(version)}>
      {words.browse}
    </a>
  ),
}

/** The history of a table. */
export function Versions({ table }: { readonly table: TableSummary }) {
  const [limit, setLimit] = useState(STEP)
  const input = { params: { name: table.name }, query: { limit } }
  const { data, error, refetch } = useQuery({
    // With the version: a commit makes another answer.
    queryKey: [...keys.table(table.name), 'history', limit, table.version],
    queryFn: ({ signal }) => call('tableHistory', input, signal),
    placeholderData: keepPreviousData,
  })
  const columns = useMemo(() => (table.name === TRANSACTIONS ? [...COLUMNS, BROWSE] : COLUMNS), [table.name])
  if (data === undefined)
    return error === null ? (
      <LoadingRows rows={8} columns={6} />
    ) : (
      <ErrorState title={words.failed} error={error} onRetry={() => void refetch()} />
    )
  const total = table.version + 1
  return (
    <>
      <DataTable label={words.table} columns={columns} rows={data} rowKey={({ version }) => String(version)} />
      <div className="grid-foot">
        <span>{words.shown(data.length, total)}</span>
        {data.length < limit && data.length < total ? <span className="muted">{words.cleaned}</span> : null}
        {data.length < limit || data.length >= total ? null : (
          <Button small kind="quiet" onClick={() => setLimit(limit + STEP)}>
            {text.lake.more}
          </Button>
        )}
        <span className="push">
          <CopyAs recipe={{ curl: () => toCurl({ operation: 'tableHistory', input }) }} />
        </span>
      </div>
    </>
  )
}
