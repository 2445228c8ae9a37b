import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { DataTable } from '../../ui/data-table'
import { Facts } from '../../ui/layout'
import { ErrorState, LoadingRows } from '../../ui/states'
import { Null } from '../../ui/time'

const words = text.lake.schema

/** Columns, and what a reader or writer of the table must know. */
export function Schema({ name }: { readonly name: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: keys.table(name),
    queryFn: ({ signal }) => call('table', { params: { name } }, signal),
  })
  if (data === undefined)
    return error === null ? (
      <LoadingRows rows={8} columns={3} />
    ) : (
      <ErrorState title={words.failed} error={error} onRetry={() => void refetch()} />
    )
  const partitions = new Set(data.partitionColumns)
  return (
    <>
      <div className="body">
        <div className="row">
          <span className="push">
            <CopyAs recipe={{ curl: () => toCurl({ operation: 'table', input: { params: { name } } }) }} />
          </span>
        </div>
        <Facts
          items={[
            [words.path, <span className="mono">{data.path}</span>],
            [words.protocol, words.protocolValue(data.minReaderVersion, data.minWriterVersion)],
            [words.checkpoint, data.lastCheckpoint === null ? <Null /> : `v${data.lastCheckpoint}`],
            [words.owner, data.millraceOwned ? words.own : words.foreign],
          ]}
        />
      </div>
      <DataTable
        label={words.table}
        rows={data.columns}
        rowKey={(column) => column.name}
        columns={[
          { id: 'name', header: words.column, cell: (column) => <span className="mono">{column.name}</span> },
          { id: 'type', header: words.type, cell: (column) => column.type },
          {
            id: 'partition',
            header: words.partition,
            cell: (column) => (partitions.has(column.name) ? words.yes : <span className="muted">{words.no}</span>),
          },
        ]}
      />
    </>
  )
}
