import { useState } from 'react'
import type { KafkaPartition, KafkaSetting } from '../../../../shared/kafka'
import { MillraceError } from '../../../../shared/errors'
import { call } from '../../api/call'
import { goTo } from '../../route'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { DataTable, type Column } from '../../ui/data-table'
import { TextInput } from '../../ui/field'
import { formatDecimal, formatPercent } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { EmptyState, Message } from '../../ui/states'
import { Asked, Bytes, Count, numberOf, Untold } from './parts'
import { useKafka } from './use-kafka'

const words = text.kafka.topic

/** One topic: its partitions, against an even spread, and its settings with who set them. */
export function TopicDetail({ name, said }: { readonly name: string; readonly said: readonly string[] }) {
  const answer = useKafka(['topic', name], (signal) => call('kafkaTopic', { params: { name } }, signal))
  if (answer.error instanceof MillraceError && answer.error.code === 'TOPIC_NOT_FOUND')
    return <EmptyState title={words.missing(name)} />
  return (
    <div className="pane fill rule">
      <Asked answer={answer} failed={text.kafka.failed.topic(name)} columns={6} said={said}>
        {({ partitions, settings }) => (
          <div className="cols fill g-kafka">
            <Pane
              fill
              title={words.partitions(name)}
              actions={
                <Button small onClick={() => goTo('stream', ['messages'], { topic: name })}>
                  {words.messages}
                </Button>
              }
            >
              <DataTable
                label={words.partitions(name)}
                compact
                columns={COLUMNS}
                rows={partitions}
                rowKey={({ partition }) => String(partition)}
              />
            </Pane>
            <TopicSettings settings={settings} />
          </div>
        )}
      </Asked>
    </div>
  )
}

const COLUMNS: readonly Column<KafkaPartition>[] = [
  {
    id: 'partition',
    header: words.columns.number,
    align: 'right',
    cell: ({ partition }) => partition,
    sortBy: ({ partition }) => partition,
  },
  {
    id: 'first',
    header: words.columns.first,
    align: 'right',
    cell: ({ firstOffset }) => <Count value={firstOffset} />,
    sortBy: ({ firstOffset }) => numberOf(firstOffset),
  },
  {
    id: 'end',
    header: words.columns.end,
    align: 'right',
    cell: ({ endOffset }) => <Count value={endOffset} />,
    sortBy: ({ endOffset }) => numberOf(endOffset),
  },
  {
    id: 'messages',
    header: words.columns.messages,
    align: 'right',
    cell: ({ messages }) => <Count value={messages} />,
    sortBy: ({ messages }) => numberOf(messages),
  },
  {
    id: 'share',
    header: words.columns.share,
    align: 'right',
    optional: true,
    cell: ({ share }) => (share === null ? <Untold /> : formatPercent(share * 100, 1)),
    sortBy: ({ share }) => share,
  },
  {
    id: 'even',
    header: words.columns.even,
    title: words.columns.evenTitle,
    align: 'right',
    cell: ({ shareOfEven }) => (shareOfEven === null ? <Untold /> : formatDecimal(shareOfEven, 2)),
    sortBy: ({ shareOfEven }) => shareOfEven,
  },
  {
    id: 'size',
    header: words.columns.size,
    align: 'right',
    cell: ({ sizeBytes }) => <Bytes value={sizeBytes} />,
    sortBy: ({ sizeBytes }) => numberOf(sizeBytes),
  },
  {
    id: 'leader',
    header: words.columns.leader,
    align: 'right',
    cell: ({ leader }) => leader ?? <span className="danger">{words.noLeader}</span>,
    sortBy: ({ leader }) => leader,
  },
  { id: 'replicas', header: words.columns.replicas, align: 'right', cell: ({ replicas }) => replicas.join(', ') },
  {
    id: 'in-sync',
    header: words.columns.inSync,
    align: 'right',
    cell: ({ inSync, replicas }) => (
      <span className={inSync.length < replicas.length ? 'warn' : undefined}>{inSync.join(', ')}</span>
    ),
    sortBy: ({ inSync }) => inSync.length,
  },
]

const SETTING_COLUMNS: readonly Column<KafkaSetting>[] = [
  {
    id: 'name',
    header: words.settingColumns.name,
    cell: ({ name }) => (
      <span className="mono" title={name}>
        {name}
      </span>
    ),
    sortBy: ({ name }) => name,
  },
  {
    id: 'value',
    header: words.settingColumns.value,
    cell: ({ value }) =>
      value === null ? (
        <span className="muted">{words.secret}</span>
      ) : (
        <span className="mono" title={value}>
          {value}
        </span>
      ),
  },
  {
    id: 'source',
    header: words.settingColumns.source,
    cell: ({ source }) => <span className={source === 'topic' ? 'strong' : 'muted'}>{words.source[source]}</span>,
    sortBy: ({ source }) => source,
  },
]

function TopicSettings({ settings }: { readonly settings: readonly KafkaSetting[] | null }) {
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const shown = (settings ?? [])
    .filter(({ name, value }) => [name, value ?? ''].some((one) => one.toLowerCase().includes(wanted)))
    // What somebody chose for this topic says most.
    .sort((left, right) => Number(right.source === 'topic') - Number(left.source === 'topic'))
  return (
    <Pane
      fill
      title={words.settings}
      note={
        settings === null
          ? undefined
          : words.settingsNote(settings.filter(({ source }) => source === 'topic').length, settings.length)
      }
      actions={
        settings === null ? undefined : (
          <span className="kafka-search">
            <TextInput
              type="search"
              aria-label={words.search}
              placeholder={words.searchHint}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </span>
        )
      }
    >
      {settings === null ? (
        <div className="body">
          <Message kind="info" title={words.settingsUntold} />
        </div>
      ) : (
        <div className="pane fill kafka-settings">
          <DataTable
            label={words.settings}
            compact
            columns={SETTING_COLUMNS}
            rows={shown}
            rowKey={({ name }) => name}
            empty={<p className="body small muted">{text.settings.effective.noMatch}</p>}
          />
        </div>
      )}
    </Pane>
  )
}
