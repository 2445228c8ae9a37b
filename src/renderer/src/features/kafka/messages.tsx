import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { MillraceError } from '../../../../shared/errors'
import type { KafkaMessage, KafkaMessages } from '../../../../shared/kafka'
import type { Query } from '../../api/call'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { useRoute } from '../../route'
import { useOffline } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { DataTable } from '../../ui/data-table'
import { EmptyState } from '../../ui/states'
import { MESSAGE_COLUMNS, NARROW_COLUMNS } from './message-columns'
import { MessageBar } from './message-bar'
import { MessagePanel } from './message-panel'
import { changeView, matches, olderThan, placeOf, queryOf, viewOf, type MessagesView } from './messages-view'
import { Asked } from './parts'

const words = text.kafka.messages
/** A live tail asks again this often. */
const FOLLOW_MS = 2000

/** `#/stream/messages?topic=T&from=offset&partition=0&offset=17`: messages as they are, and what they decode to. */
export function MessagesPart() {
  const view = viewOf(useRoute().query)
  const topics = useQuery({
    queryKey: keys.kafka('topics'),
    queryFn: ({ signal }) => call('kafkaTopics', {}, signal),
    retry: false,
  })
  const known = topics.data?.topics ?? []
  const topic = view.topic === '' ? (known.find(({ ours }) => ours) ?? known[0])?.name : view.topic
  if (topic === undefined)
    return (
      <Asked answer={topics} failed={text.kafka.failed.topics} columns={5}>
        {() => <EmptyState title={text.kafka.topics.none}>{text.kafka.topics.noneWhy}</EmptyState>}
      </Asked>
    )
  return (
    <Browser
      // What is typed belongs to its topic.
      key={topic}
      view={view}
      topic={topic}
      topics={known.map(({ name }) => name)}
      partitions={known.find(({ name }) => name === topic)?.partitions ?? null}
    />
  )
}

interface BrowserProps {
  readonly view: MessagesView
  readonly topic: string
  readonly topics: readonly string[]
  readonly partitions: number | null
}

function Browser({ view, topic, topics, partitions }: BrowserProps) {
  const [following, setFollowing] = useState(false)
  const [scrolled, setScrolled] = useState(false)
  const [filter, setFilter] = useState('')
  const canFollow = view.from === 'newest' && view.cursor === ''
  const answer = useMessages(topic, queryOf(view), canFollow && following && !scrolled)
  const wanted = filter.trim().toLowerCase()
  const shown = (answer.data?.messages ?? []).filter((message) => wanted === '' || matches(message, wanted))
  const open = useOpenMessage(view.open, answer.data?.messages ?? [])

  return (
    <div className={`cols fill${open === null ? '' : ' with-panel'}`}>
      <div className="pane">
        <MessageBar
          view={view}
          topic={topic}
          topics={topics}
          partitions={partitions}
          filter={filter}
          onFilter={setFilter}
          following={canFollow ? following : null}
          onFollow={setFollowing}
        />
        {answer.isEnabled ? (
          <Asked answer={answer} failed={text.kafka.failed.messages} columns={5}>
            {(page) => (
              <div
                className="pane fill message-list"
                onScrollCapture={(event) => setScrolled(isScrolled(event.target))}
              >
                {shown.length === 0 ? (
                  <Nothing view={view} filtered={page.messages.length > 0} onClear={() => setFilter('')} />
                ) : (
                  <DataTable
                    label={words.title}
                    compact
                    columns={open === null ? MESSAGE_COLUMNS : NARROW_COLUMNS}
                    rows={shown}
                    rowKey={placeOf}
                    selected={view.open}
                    onOpen={(message) => changeView({ open: placeOf(message) })}
                  />
                )}
                <Foot
                  view={view}
                  page={page}
                  shown={shown.length}
                  followed={canFollow && following ? (scrolled ? words.paused : words.following) : null}
                />
              </div>
            )}
          </Asked>
        ) : (
          <EmptyState title={words.notYet} />
        )}
      </div>
      {open === null ? null : (
        <MessagePanel key={placeOf(open)} topic={topic} message={open} onClose={() => changeView({ open: '' })} />
      )}
    </div>
  )
}

function useMessages(topic: string, query: Query | null, follow: boolean) {
  const offline = useOffline()
  return useQuery({
    queryKey: keys.kafka('messages', topic, query),
    queryFn: ({ signal }) => call('kafkaMessages', { params: { name: topic }, query: query ?? {} }, signal),
    enabled: query !== null,
    // Those of another topic must not stand under this one's name.
    placeholderData: (before) => (before?.topic === topic ? before : undefined),
    refetchInterval: follow && !offline ? FOLLOW_MS : false,
    staleTime: 0,
    retry: (count, error) => count < 1 && error instanceof MillraceError && error.code === 'TOO_MANY_REQUESTS',
  })
}

/** A message stays open although newer ones pushed it out of the page. */
function useOpenMessage(open: string, page: readonly KafkaMessage[]): KafkaMessage | null {
  const [kept, setKept] = useState<KafkaMessage | null>(null)
  if (open === '') return null
  const listed = page.find((one) => placeOf(one) === open)
  if (listed !== undefined && listed !== kept) setKept(listed)
  if (listed !== undefined) return listed
  return kept !== null && placeOf(kept) === open ? kept : null
}

interface NothingProps {
  readonly view: MessagesView
  readonly filtered: boolean
  readonly onClear: () => void
}

function Nothing({ view, filtered, onClear }: NothingProps) {
  if (filtered)
    return <EmptyState title={words.noMatch} action={<Button onClick={onClear}>{words.clearFilter}</Button>} />
  return (
    <EmptyState
      title={words.none}
      action={
        view.from === 'offset' || view.from === 'time' || view.cursor !== '' ? (
          <Button onClick={() => changeView({ from: 'oldest' })}>{words.readOldest}</Button>
        ) : undefined
      }
    >
      {words.noneWhy[view.from]}
    </EmptyState>
  )
}

interface FootProps {
  readonly view: MessagesView
  readonly page: KafkaMessages
  readonly shown: number
  readonly followed: string | null
}

function Foot({ view, page, shown, followed }: FootProps) {
  const older = olderThan(view, page)
  const forward = page.order === 'oldest-first'
  return (
    <nav className="grid-foot" aria-label={words.pages}>
      <span>
        {words.shown(shown, page.messages.length)}
        <span className="muted">, {words.ended[page.ended]}</span>
      </span>
      {followed === null ? null : <span className="muted">{followed}</span>}
      {view.partition === '' && !forward && page.ended !== 'end' ? (
        <span className="muted drop-1180">{words.olderWhy}</span>
      ) : null}
      <span className="row push">
        {view.cursor === '' ? null : (
          <Button small kind="quiet" onClick={() => changeView({})}>
            {words.back}
          </Button>
        )}
        <Button
          small
          kind="quiet"
          disabled={older === null}
          onClick={() => {
            if (older !== null) changeView(older)
          }}
        >
          {words.older}
        </Button>
        <Button
          small
          kind="quiet"
          disabled={!forward || page.ended === 'end'}
          onClick={() => changeView({ cursor: page.cursor })}
        >
          {words.next}
        </Button>
      </span>
    </nav>
  )
}

function isScrolled(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.scrollTop > 0
}
