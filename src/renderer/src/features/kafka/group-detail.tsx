import { MillraceError } from '../../../../shared/errors'
import type { KafkaGroupDetail } from '../../../../shared/kafka'
import { call } from '../../api/call'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { Pane } from '../../ui/layout'
import { EmptyState } from '../../ui/states'
import { Null } from '../../ui/time'
import { Asked, Count, numberOf } from './parts'
import { useKafka } from './use-kafka'

const words = text.kafka.group
type Member = KafkaGroupDetail['members'][number]
type GroupPartition = KafkaGroupDetail['partitions'][number] & { readonly client: string | null }

/** One group: who is in it, and how far behind it is in each partition. */
export function GroupDetail({ id, said }: { readonly id: string; readonly said: readonly string[] }) {
  const answer = useKafka(['group', id], (signal) => call('kafkaGroup', { params: { id } }, signal))
  if (answer.error instanceof MillraceError && answer.error.code === 'GROUP_NOT_FOUND')
    return <EmptyState title={words.missing(id)} />
  return (
    <div className="pane fill rule">
      <Asked answer={answer} failed={text.kafka.failed.group(id)} columns={5} said={said}>
        {({ members, partitions, assignor, coordinator }) => (
          <div className="cols fill g-kafka-half">
            <Pane
              fill
              title={words.partitions}
              note={[...(assignor === null ? [] : [words.assignor(assignor)]), words.coordinator(coordinator)].join(
                ', ',
              )}
            >
              <DataTable
                label={words.partitions}
                compact
                columns={PARTITION_COLUMNS}
                rows={partitions.map((one) => ({
                  ...one,
                  client: members.find((member) => member.id === one.member)?.client ?? null,
                }))}
                rowKey={({ topic, partition }) => `${topic} ${partition}`}
                sort={{ column: 'lag', descending: true }}
                empty={<p className="body small muted">{words.noPartition}</p>}
              />
            </Pane>
            <Pane fill title={words.members(id)}>
              <DataTable
                label={words.members(id)}
                compact
                columns={MEMBER_COLUMNS}
                rows={members}
                rowKey={(member) => member.id}
                empty={<EmptyState title={words.noMember}>{words.noMemberWhy}</EmptyState>}
              />
            </Pane>
          </div>
        )}
      </Asked>
    </div>
  )
}

const MEMBER_COLUMNS: readonly Column<Member>[] = [
  {
    id: 'client',
    header: words.memberColumns.client,
    cell: ({ client, id }) => (
      <span className="mono" title={id}>
        {client}
      </span>
    ),
    sortBy: ({ client }) => client,
  },
  {
    id: 'host',
    header: words.memberColumns.host,
    cell: ({ host }) => <span className="mono">{host}</span>,
    sortBy: ({ host }) => host,
  },
  {
    id: 'partitions',
    header: words.memberColumns.partitions,
    cell: ({ assignments }) =>
      assignments.length === 0 ? (
        <Null />
      ) : (
        assignments.map(({ topic, partitions }) => (
          <span key={topic} className="kafka-assigned">
            <span className="mono">{topic}</span> {partitions.join(', ')}
          </span>
        ))
      ),
  },
]

const PARTITION_COLUMNS: readonly Column<GroupPartition>[] = [
  {
    id: 'topic',
    header: words.partitionColumns.topic,
    cell: ({ topic }) => <span className="mono">{topic}</span>,
    sortBy: ({ topic }) => topic,
  },
  {
    id: 'partition',
    header: words.partitionColumns.partition,
    align: 'right',
    cell: ({ partition }) => partition,
    sortBy: ({ partition }) => partition,
  },
  {
    id: 'committed',
    header: words.partitionColumns.committed,
    align: 'right',
    cell: ({ committedOffset }) => <Count value={committedOffset} />,
    sortBy: ({ committedOffset }) => numberOf(committedOffset),
  },
  {
    id: 'end',
    header: words.partitionColumns.end,
    align: 'right',
    cell: ({ endOffset }) => <Count value={endOffset} />,
    sortBy: ({ endOffset }) => numberOf(endOffset),
  },
  {
    id: 'lag',
    header: words.partitionColumns.lag,
    align: 'right',
    cell: ({ lag }) => <Count value={lag} />,
    sortBy: ({ lag }) => numberOf(lag),
  },
  {
    id: 'client',
    header: words.partitionColumns.client,
    optional: true,
    cell: ({ client, member }) => (member === null ? <Null /> : <span className="mono">{client ?? member}</span>),
    sortBy: ({ client }) => client,
  },
]
