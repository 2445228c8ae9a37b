import { useMutation, useQuery } from '@tanstack/react-query'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { goTo, hrefTo } from '../../route'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { utcDateAgo } from '../../ui/dates'
import { Facts } from '../../ui/layout'
import { ErrorState } from '../../ui/states'

const words = text.overview.firstRun
const DAYS = 90

/** An empty lake: two ways to fill it, each one click away. */
export function FirstRun() {
  const explore = useMutation({
    mutationFn: async () => {
      await call('seedSample', {})
      await call('startStream', { body: { source: 'sample' } })
    },
  })
  const settings = useQuery({ queryKey: keys.settings, queryFn: ({ signal }) => call('settings', {}, signal) })
  const folder = settings.data?.settings.find(({ key }) => key === 'pipeline.delta.base-path')?.value
  return (
    <div className="first-run">
      <h1>{words.title}</h1>
      <p className="muted">{words.sub}</p>
      <div className="cols first-run-ways">
        <section aria-labelledby="first-run-sample">
          <h2 id="first-run-sample">{words.sample}</h2>
          <p className="small muted">{words.sampleWhat}</p>
          <Facts items={words.sampleFacts(utcDateAgo(DAYS), utcDateAgo(1))} />
          <Button
            kind="primary"
            icon="play"
            autoFocus
            busy={explore.isPending && words.exploring}
            onClick={() => explore.mutate()}
          >
            {words.explore}
          </Button>
        </section>
        <section aria-labelledby="first-run-kafka">
          <h2 id="first-run-kafka">{words.kafka}</h2>
          <p className="small muted">{words.kafkaWhat}</p>
          <Facts items={words.kafkaFacts} />
          <Button icon="stream" onClick={() => goTo('stream', ['start'], { source: 'kafka' })}>
            {words.connect}
          </Button>
        </section>
      </div>
      {explore.isError ? <ErrorState title={words.failed} error={explore.error} /> : null}
      <p className="row small muted wrap first-run-foot">
        <span className="grow">
          {words.lake} <span className="mono">{folder === undefined ? '' : String(folder)}</span>{' '}
          <a href={hrefTo('settings')}>{words.change}</a>
        </span>
        <span>
          <kbd>?</kbd> {words.shortcuts}
        </span>
      </p>
    </div>
  )
}
