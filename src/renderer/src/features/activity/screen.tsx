import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ACTIVITY_LIMIT } from '../../../../shared/activity'
import { messageOf } from '../../../../shared/errors'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { goTo, useRoute } from '../../route'
import { useOffline } from '../../state/live'
import { text } from '../../strings/text'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { Segmented } from '../../ui/field'
import { formatClock } from '../../ui/format'
import { Head } from '../../ui/layout'
import { ErrorState, LoadingRows, Message } from '../../ui/states'
import './activity.css'
import { Entries } from './entries'
import { OverviewTabs } from './overview-tabs'
import { Processes } from './processes'
import { Timeline } from './timeline'

const words = text.activity
const SPANS = ['5', '15', '60'] as const
type Span = (typeof SPANS)[number]
const REFRESH_MS = 2000

/** `#/overview/activity?minutes=15`: both pools on one timeline, and what their processes use. */
export function ActivityScreen() {
  const { query } = useRoute()
  const offline = useOffline()
  const minutes = SPANS.find((one) => one === query['minutes']) ?? '15'
  const { data, error, dataUpdatedAt, refetch } = useQuery({
    queryKey: keys.activity(minutes),
    queryFn: ({ signal }) => call('activity', { query: queryOf(minutes) }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: offline ? false : REFRESH_MS,
  })
  return (
    <>
      <Head
        title={words.title}
        sub={words.sub}
        actions={
          <>
            <CopyAs recipe={{ curl: () => toCurl({ operation: 'activity', input: { query: queryOf(minutes) } }) }} />
            <Segmented<Span>
              label={words.span}
              value={minutes}
              options={SPANS.map((value) => ({ value, label: words.spans[value] }))}
              onChange={(value) => goTo('overview', ['activity'], { minutes: value })}
            />
          </>
        }
      />
      <OverviewTabs current="activity" />
      {data === undefined ? (
        error === null ? (
          <LoadingRows rows={10} columns={6} />
        ) : (
          <ErrorState title={words.failed} error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <div className={`pane fill${offline ? ' muted' : ''}`}>
          {error === null && !offline ? null : (
            <div className="notice">
              <Message kind="warn" title={words.stale(formatClock(dataUpdatedAt))}>
                {error === null ? null : messageOf(error)}
              </Message>
            </div>
          )}
          <Processes processes={data.processes} />
          <Timeline activity={data} minutes={minutes} />
          <Entries entries={data.entries} />
        </div>
      )}
    </>
  )
}

function queryOf(minutes: Span) {
  return { limit: ACTIVITY_LIMIT.max, from: new Date(Date.now() - Number(minutes) * 60_000).toISOString() }
}
