import { goTo, hrefTo } from '../../route'
import { useActions, type Action } from '../../state/actions'
import { useSettingText } from '../../state/setting-text'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs } from '../../ui/copy-as'
import { utcDateAgo } from '../../ui/dates'
import { Facts } from '../../ui/layout'
import { ErrorState } from '../../ui/states'
import { exploreAsCurl, SAMPLE_DAYS, useExplore } from './explore'
import { useStreamTables } from './use-stream-tables'

const words = text.overview.firstRun
const ROWS = 1_000_000

const ACTIONS: readonly Action[] = [
  { id: 'connect-kafka', group: 'act', title: words.connect, keys: 'k', run: connect },
]

function connect(): void {
  goTo('stream', ['start'], { source: 'kafka' })
}

/** An empty lake: two ways to fill it, each one click away. */
export function FirstRun() {
  const explore = useExplore()
  useActions(ACTIONS)
  const setting = useSettingText()
  const free = useStreamTables().data?.freeBytes ?? null
  const rows = Number(setting('pipeline.sample.records')) || ROWS
  return (
    <div className="first-run">
      <h1>{words.title}</h1>
      <p className="muted">{words.sub}</p>
      <div className="cols first-run-ways">
        <section aria-labelledby="first-run-sample">
          <h2 id="first-run-sample">{words.sample}</h2>
          <p className="small muted">{words.sampleWhat}</p>
          <Facts items={words.sampleFacts(rows, utcDateAgo(SAMPLE_DAYS), utcDateAgo(1), free)} />
          <div className="row">
            <Button
              kind="primary"
              icon="play"
              keys="enter"
              autoFocus
              busy={explore.isPending && words.exploring}
              onClick={() => explore.mutate()}
            >
              {words.explore}
            </Button>
            <CopyAs recipe={{ curl: exploreAsCurl }} />
          </div>
        </section>
        <section aria-labelledby="first-run-kafka">
          <h2 id="first-run-kafka">{words.kafka}</h2>
          <p className="small muted">{words.kafkaWhat}</p>
          <Facts items={words.kafkaFacts} />
          <Button icon="stream" keys="k" onClick={connect}>
            {words.connect}
          </Button>
        </section>
      </div>
      {explore.isError ? <ErrorState title={words.failed} error={explore.error} /> : null}
      <p className="row small muted wrap first-run-foot">
        <span className="grow">
          {words.lake} <span className="mono">{setting('pipeline.delta.base-path')}</span>{' '}
          <a href={hrefTo('settings')}>{words.change}</a>
        </span>
        <span>
          <kbd>?</kbd> {words.shortcuts}
        </span>
      </p>
    </div>
  )
}
