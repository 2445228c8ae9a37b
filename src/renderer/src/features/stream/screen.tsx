import { lazy, Suspense } from 'react'
import type { StreamState, StreamStatus } from '../../../../shared/stream'
import { goTo, hrefTo, useRoute } from '../../route'
import { useLive, useOffline } from '../../state/live'
import { NoStatus } from '../../shell/no-status'
import { text } from '../../strings/text'
import { CopyAs, toCurl, type Recipe } from '../../ui/copy-as'
import { formatCount, formatDuration } from '../../ui/format'
import { Button } from '../../ui/button'
import { AsOf, Head } from '../../ui/layout'
import { State, type MarkKind } from '../../ui/mark'
import { LoadingRows } from '../../ui/states'
import { TabNav } from '../../ui/tabs'
import { Time } from '../../ui/time'
import { StreamCharts } from './charts'
import { PartitionsPane } from './partitions-pane'
import { RecentPane } from './recent-pane'
import { SkipDialog } from './skip-dialog'
import { StartDialog } from './start-dialog'
import { StreamButton } from './stream-button'
import { StreamTrouble } from './trouble'
import { WindowsPart } from './windows-part'
import { kafkaRecipe } from '../kafka/recipe'
import { windowsRecipe } from '../overview/use-recent-windows'
import './stream.css'

const words = text.stream
const MARKS: Readonly<Record<StreamState, MarkKind>> = {
  STARTING: 'waiting',
  WAITING_FOR_TOPIC: 'waiting',
  CATCHING_UP: 'catching-up',
  RUNNING: 'ok',
  RECONNECTING: 'degraded',
  STOPPING: 'stopped',
  STOPPED: 'stopped',
  FAILED: 'failed',
}

/** Loaded when it is first looked at. */
const KafkaPart = lazy(async () => ({ default: (await import('../kafka/kafka-part')).KafkaPart }))
const ConnectionsPart = lazy(async () => ({
  default: (await import('../connections/connections-part')).ConnectionsPart,
}))
const TABS = ['live', 'windows', 'messages', 'topics', 'groups', 'brokers', 'connections'] as const

/** `#/stream`, `#/stream/windows`, `#/stream/messages`, `#/stream/topics/NAME`, `#/stream/groups/ID`, `#/stream/brokers`, `#/stream/connections/ID` */
export function StreamScreen() {
  const status = useLive((live) => live.status)
  const offline = useOffline()
  const { rest, query } = useRoute()
  if (status === null) return <NoStatus title={text.shell.screen.stream} />
  const { state, since, trigger } = status
  const tab = TABS.find((one) => one === rest[0]) ?? 'live'
  return (
    <>
      <Head
        title={text.shell.screen.stream}
        sub={
          offline ? (
            text.shell.asItWas
          ) : (
            <State
              kind={MARKS[state]}
              word={words.since(words.states[state], since, formatDuration(trigger.intervalMs))}
            />
          )
        }
        actions={
          <>
            <CopyAs recipe={recipeOf(tab, status.active, rest[1], query)} />
            {(state === 'RUNNING' || state === 'CATCHING_UP') && status.source === 'kafka' && status.topic !== null ? (
              <SkipButton topic={status.topic} />
            ) : null}
            <StreamButton />
          </>
        }
      />
      <AsOf facts={factsOf(status)} />
      <StreamTrouble />
      <TabNav
        label={text.kafka.tabs}
        tabs={TABS.map((one) => ({
          href: hrefTo('stream', one === 'live' ? [] : [one]),
          label: text.kafka.tab[one],
          current: one === tab,
        }))}
      />
      {tab === 'live' ? (
        <>
          <StreamCharts />
          <div className="cols fill rule g-stream">
            <PartitionsPane />
            <RecentPane />
          </div>
        </>
      ) : (
        <Suspense fallback={<LoadingRows rows={10} columns={6} />}>
          <div className={`pane fill${offline ? ' muted' : ''}`}>
            {tab === 'windows' ? (
              <WindowsPart />
            ) : tab === 'connections' ? (
              <ConnectionsPart id={rest[1]} />
            ) : (
              <KafkaPart tab={tab} name={rest[1]} />
            )}
          </div>
        </Suspense>
      )}
      {rest[0] === 'skip' && query['topic'] !== undefined ? (
        <SkipDialog topic={query['topic']} onClose={() => goTo('stream')} />
      ) : null}
      {rest[0] === 'start' && !status.active ? (
        <StartDialog source={query['source']} onClose={() => goTo('stream')} />
      ) : null}
    </>
  )
}

function SkipButton({ topic }: { readonly topic: string }) {
  // By its address, so that it stays while the stream stops and starts.
  return <Button onClick={() => goTo('stream', ['skip'], { topic })}>{words.skip.open}</Button>
}

function factsOf({ source, topic, group, totals, watermark, watermarkWaitsFor }: StreamStatus) {
  const { facts } = words
  return [
    <>
      {facts.topic} {topic === null ? facts.none : <span className="mono">{topic}</span>}
    </>,
    ...(source === null ? [] : [<>{`${facts.source} ${words.sources[source]}`}</>]),
    ...(group === null
      ? []
      : [
          <>
            {facts.group} <span className="mono">{group}</span>
          </>,
        ]),
    <>{`${facts.consumed} ${formatCount(totals.consumed)}`}</>,
    <>
      {facts.watermark} {watermark === null ? facts.none : <Time at={watermark} show="clock" />}
      {watermarkWaitsFor.length === 0 ? null : `, ${facts.waits(watermarkWaitsFor)}`}
    </>,
    <>{`${facts.late} ${formatCount(totals.lateRows)}`}</>,
    // Nearly always none, and then not worth a word.
    ...(totals.futureRows === 0 ? [] : [<>{`${facts.future} ${formatCount(totals.futureRows)}`}</>]),
    <>
      {facts.dead} <a href={hrefTo('dead-letters')}>{formatCount(totals.deadLetters)}</a>
    </>,
  ]
}

function recipeOf(
  tab: (typeof TABS)[number],
  active: boolean,
  name: string | undefined,
  query: Readonly<Record<string, string>>,
): Recipe {
  if (tab === 'live')
    return {
      curl: () => toCurl({ operation: 'streamStatus', input: {} }),
      ...(active
        ? { more: [{ name: words.copyStop, curl: () => toCurl({ operation: 'stopStream', input: {} }) }] }
        : {}),
    }
  if (tab === 'windows') return windowsRecipe
  // Without what is typed: a secret goes to no clipboard.
  if (tab === 'connections') return { curl: () => toCurl({ operation: 'kafkaProfiles', input: {} }) }
  return kafkaRecipe(tab, name, query)
}
