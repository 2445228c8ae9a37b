import type { KafkaGroup } from '../../../../shared/kafka'
import { call } from '../../api/call'
import { goTo } from '../../route'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { Pane } from '../../ui/layout'
import { State, type MarkKind } from '../../ui/mark'
import { EmptyState } from '../../ui/states'
import { GroupDetail } from './group-detail'
import { Asked, Count, numberOf, Untold } from './parts'
import { useKafka } from './use-kafka'

const words = text.kafka.groups
/** Kafka's own words for the state of a group. */
const MARKS: Readonly<Record<string, MarkKind>> = {
  Stable: 'ok',
  Empty: 'stopped',
  PreparingRebalance: 'waiting',
  CompletingRebalance: 'waiting',
  Dead: 'failed',
}

/** `#/stream/groups/ID`: every consumer group, and one in full; ours where none is named. */
export function GroupsPart({ id }: { readonly id: string | undefined }) {
  const answer = useKafka(['groups'], (signal) => call('kafkaGroups', {}, signal))
  return (
    <Asked answer={answer} failed={text.kafka.failed.groups} columns={5}>
      {({ groups, notes }) => {
        const chosen = id ?? groups[0]?.id
        return (
          <>
            <div className="kafka-list">
              <Pane fill title={words.title} note={words.note(groups.length)}>
                <DataTable
                  label={words.title}
                  columns={COLUMNS}
                  rows={groups}
                  rowKey={(group) => group.id}
                  selected={chosen ?? null}
                  onOpen={(group) => goTo('stream', ['groups', group.id])}
                  empty={<EmptyState title={words.none}>{words.noneWhy}</EmptyState>}
                />
              </Pane>
            </div>
            {chosen === undefined ? null : <GroupDetail key={chosen} id={chosen} said={notes} />}
          </>
        )
      }}
    </Asked>
  )
}

const COLUMNS: readonly Column<KafkaGroup>[] = [
  {
    id: 'id',
    header: words.columns.id,
    cell: ({ id, ours }) => (
      <>
        <span className="mono">{id}</span>{' '}
        {ours ? (
          <span className="muted" title={words.oursWhy}>
            {text.kafka.ours}
          </span>
        ) : null}
      </>
    ),
    sortBy: ({ id }) => id,
  },
  {
    id: 'state',
    header: words.columns.state,
    cell: ({ state }) => (state === null ? <Untold /> : <State kind={MARKS[state] ?? 'waiting'} word={state} />),
    sortBy: ({ state }) => state,
  },
  {
    id: 'members',
    header: words.columns.members,
    align: 'right',
    cell: ({ members }) => members ?? <Untold />,
    sortBy: ({ members }) => members,
  },
  {
    id: 'lag',
    header: words.columns.lag,
    align: 'right',
    cell: ({ lag }) => <Count value={lag} />,
    sortBy: ({ lag }) => numberOf(lag),
  },
  {
    id: 'topics',
    header: words.columns.topics,
    cell: ({ topics }) => <span className="mono">{topics.join(', ')}</span>,
  },
  {
    id: 'protocol',
    header: words.columns.protocol,
    optional: true,
    cell: ({ protocolType }) => (protocolType === '' ? <Untold /> : protocolType),
  },
]
