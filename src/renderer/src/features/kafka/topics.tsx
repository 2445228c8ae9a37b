import { useState } from 'react'
import type { KafkaTopic } from '../../../../shared/kafka'
import { call } from '../../api/call'
import { goTo } from '../../route'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { Checkbox } from '../../ui/field'
import { formatBytes, formatRate } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { State } from '../../ui/mark'
import { EmptyState } from '../../ui/states'
import { Asked, Bytes, Count, numberOf, Untold } from './parts'
import { TopicDetail } from './topic-detail'
import { useKafka } from './use-kafka'

const words = text.kafka.topics

/** `#/stream/topics/NAME`: every topic of the cluster, and one in full; ours where none is named. */
export function TopicsPart({ name }: { readonly name: string | undefined }) {
  const answer = useKafka(['topics'], (signal) => call('kafkaTopics', {}, signal))
  const [internal, setInternal] = useState(false)
  return (
    <Asked answer={answer} failed={text.kafka.failed.topics} columns={8}>
      {({ topics, notes }) => {
        const shown = topics.filter((topic) => internal || !topic.internal || topic.name === name)
        const chosen = name ?? (shown.find(({ ours }) => ours) ?? shown[0])?.name
        return (
          <>
            <div className="kafka-list">
              <Pane
                fill
                title={words.title}
                note={words.note(topics.length)}
                actions={
                  topics.some((topic) => topic.internal) ? (
                    <Checkbox
                      label={words.internal}
                      checked={internal}
                      onChange={(event) => setInternal(event.target.checked)}
                    />
                  ) : undefined
                }
              >
                <DataTable
                  label={words.title}
                  columns={COLUMNS}
                  rows={shown}
                  rowKey={(topic) => topic.name}
                  selected={chosen ?? null}
                  onOpen={(topic) => goTo('stream', ['topics', topic.name])}
                  empty={<EmptyState title={words.none}>{words.noneWhy}</EmptyState>}
                />
              </Pane>
            </div>
            {chosen === undefined ? null : <TopicDetail key={chosen} name={chosen} said={notes} />}
          </>
        )
      }}
    </Asked>
  )
}

const COLUMNS: readonly Column<KafkaTopic>[] = [
  {
    id: 'name',
    header: words.columns.name,
    cell: ({ name, ours }) => (
      <>
        <span className="mono">{name}</span> {ours ? <span className="muted">{text.kafka.ours}</span> : null}
      </>
    ),
    sortBy: ({ name }) => name,
  },
  { id: 'state', header: words.columns.state, cell: (topic) => <TopicState topic={topic} />, sortBy: stateOrder },
  {
    id: 'partitions',
    header: words.columns.partitions,
    align: 'right',
    cell: ({ partitions }) => partitions,
    sortBy: ({ partitions }) => partitions,
  },
  {
    id: 'replication',
    header: words.columns.replication,
    align: 'right',
    cell: ({ replication }) => replication,
    sortBy: ({ replication }) => replication,
  },
  {
    id: 'messages',
    header: words.columns.messages,
    align: 'right',
    cell: ({ messages }) => <Count value={messages} />,
    sortBy: ({ messages }) => numberOf(messages),
  },
  {
    id: 'rate',
    header: words.columns.rate,
    title: words.columns.rateTitle,
    align: 'right',
    cell: ({ messagesPerSecond: rate }) => (rate === null ? <Untold /> : formatRate(rate)),
    sortBy: ({ messagesPerSecond }) => messagesPerSecond,
  },
  {
    id: 'size',
    header: words.columns.size,
    align: 'right',
    cell: ({ sizeBytes }) => <Bytes value={sizeBytes} />,
    sortBy: ({ sizeBytes }) => numberOf(sizeBytes),
  },
  { id: 'retention', header: words.columns.retention, align: 'right', cell: retentionTime },
  {
    id: 'retention-size',
    header: words.columns.retentionSize,
    title: words.columns.retentionSizeTitle,
    align: 'right',
    optional: true,
    cell: ({ retention }) =>
      retention === null ? (
        <Untold />
      ) : retention.bytes === null ? (
        <span className="muted">{text.kafka.unbounded}</span>
      ) : (
        formatBytes(retention.bytes)
      ),
  },
  {
    id: 'compression',
    header: words.columns.compression,
    cell: ({ compression }) => compression ?? <Untold />,
    sortBy: ({ compression }) => compression,
  },
  {
    id: 'largest',
    header: words.columns.largest,
    align: 'right',
    cell: ({ maxMessageBytes }) => <Bytes value={maxMessageBytes} />,
    sortBy: ({ maxMessageBytes }) => maxMessageBytes,
  },
]

function TopicState({ topic: { offline, underReplicated } }: { readonly topic: KafkaTopic }) {
  if (offline > 0) return <State kind="failed" word={words.offline(offline)} />
  if (underReplicated > 0) return <State kind="degraded" word={words.underReplicated(underReplicated)} />
  return <State kind="ok" word={words.healthy} />
}

function stateOrder({ offline, underReplicated }: KafkaTopic): number {
  return offline * 1e6 + underReplicated
}

/** A compacted topic keeps the newest of each key, however old. */
function retentionTime({ retention, cleanupPolicy }: KafkaTopic) {
  if (cleanupPolicy === 'compact') return <span className="muted">{words.compacted}</span>
  if (retention === null) return <Untold />
  if (retention.ms === null) return <span className="muted">{text.kafka.forEver}</span>
  return words.retention(Number(retention.ms))
}
