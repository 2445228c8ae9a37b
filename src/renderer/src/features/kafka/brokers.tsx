import type { KafkaBroker } from '../../../../shared/kafka'
import { call } from '../../api/call'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { formatBytes } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { Null } from '../../ui/time'
import { Asked, Bytes, numberOf, Untold } from './parts'
import { useKafka } from './use-kafka'

const words = text.kafka.brokers

type Folder = NonNullable<KafkaBroker['logFolders']>[number] & { readonly broker: number }

/** `#/stream/brokers` */
export function BrokersPart() {
  const answer = useKafka(['brokers'], (signal) => call('kafkaBrokers', {}, signal))
  return (
    <Asked answer={answer} failed={text.kafka.failed.brokers} columns={7}>
      {({ brokers, clusterId }) => {
        const folders = brokers.flatMap(({ id, logFolders }) =>
          (logFolders ?? []).map((folder) => ({ ...folder, broker: id })),
        )
        return (
          <div className="pane fill">
            <Pane title={words.title} note={words.note(brokers.length, clusterId)}>
              <DataTable label={words.title} columns={COLUMNS} rows={brokers} rowKey={({ id }) => String(id)} />
            </Pane>
            {folders.length === 0 ? null : (
              <Pane rule fill title={words.folders}>
                <DataTable
                  label={words.folders}
                  columns={FOLDER_COLUMNS}
                  rows={folders}
                  rowKey={({ broker, path }) => `${broker} ${path}`}
                />
              </Pane>
            )}
          </div>
        )
      }}
    </Asked>
  )
}

const COLUMNS: readonly Column<KafkaBroker>[] = [
  { id: 'id', header: words.columns.id, cell: ({ id }) => id, sortBy: ({ id }) => id },
  {
    id: 'address',
    header: words.columns.address,
    cell: ({ host, port }) => <span className="mono">{`${host}:${port}`}</span>,
    sortBy: ({ host, port }) => `${host}:${port}`,
  },
  { id: 'rack', header: words.columns.rack, optional: true, cell: ({ rack }) => rack ?? <Null /> },
  {
    id: 'controller',
    header: words.columns.controller,
    cell: ({ controller }) => (controller === null ? <Untold /> : controller ? text.kafka.yes : ''),
    sortBy: ({ controller }) => controller,
  },
  {
    id: 'leaders',
    header: words.columns.leaders,
    title: words.columns.leadersTitle,
    align: 'right',
    cell: ({ leaders }) => leaders,
    sortBy: ({ leaders }) => leaders,
  },
  {
    id: 'replicas',
    header: words.columns.replicas,
    title: words.columns.replicasTitle,
    align: 'right',
    cell: ({ replicas }) => replicas,
    sortBy: ({ replicas }) => replicas,
  },
  {
    id: 'size',
    header: words.columns.size,
    align: 'right',
    cell: ({ logSizeBytes }) => <Bytes value={logSizeBytes} />,
    sortBy: ({ logSizeBytes }) => numberOf(logSizeBytes),
  },
]

const FOLDER_COLUMNS: readonly Column<Folder>[] = [
  { id: 'broker', header: words.folderColumns.broker, cell: ({ broker }) => broker, sortBy: ({ broker }) => broker },
  { id: 'path', header: words.folderColumns.path, cell: ({ path }) => <span className="mono">{path}</span> },
  {
    id: 'size',
    header: words.folderColumns.size,
    align: 'right',
    cell: ({ sizeBytes }) => formatBytes(sizeBytes),
    sortBy: ({ sizeBytes }) => numberOf(sizeBytes),
  },
  {
    id: 'error',
    header: words.folderColumns.error,
    cell: ({ error }) => (error === null ? <Null /> : <span className="danger">{error}</span>),
  },
]
