import { lazy } from 'react'
import { useNow } from '../../state/clock'
import { useLive, useOffline } from '../../state/live'
import { NoStatus } from '../../shell/no-status'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { formatDuration } from '../../ui/format'
import { Head } from '../../ui/layout'
import { ErrorState, LoadingRows } from '../../ui/states'
import { goTo, useRoute } from '../../route'
import { OverviewTabs } from '../activity/overview-tabs'
import { StreamButton } from '../stream/stream-button'
import { StreamTrouble } from '../stream/trouble'
import { AuditPane } from './audit-pane'
import { BatchesPane } from './batches-pane'
import { DiskPane } from './disk-pane'
import { FirstRun } from './first-run'
import { LivePanes } from './live-panes'
import { OverviewReads } from './reads'
import { SampleProgress } from './sample-progress'
import { useStreamTables } from './use-stream-tables'
import './overview.css'

const words = text.overview

/** Loaded when it is first looked at. */
const ActivityScreen = lazy(async () => ({ default: (await import('../activity/screen')).ActivityScreen }))

/** `#/overview`, `#/overview/activity` */
export function OverviewScreen() {
  const { rest } = useRoute()
  return rest[0] === 'activity' ? <ActivityScreen /> : <NowScreen />
}

function NowScreen() {
  const active = useLive((live) => live.status?.active)
  const sampling = useLive((live) => live.sample?.state === 'writing')
  const tables = useStreamTables()
  const isTransactions = ({ name }: { readonly name: string }): boolean => name === 'transactions'
  const unreadable = tables.data?.unreadable.find(isTransactions)
  const missing = tables.data !== undefined && unreadable === undefined && !tables.data.tables.some(isTransactions)
  const wrong = tables.error ?? (unreadable === undefined ? null : new Error(unreadable.message))
  if (active === undefined) return <NoStatus title={text.shell.screen.overview} />
  if (tables.isPending) return <LoadingRows rows={12} columns={6} />
  if (missing && !active && !sampling) return <FirstRun />
  return (
    <>
      <Head
        title={text.shell.screen.overview}
        sub={<StreamingFor />}
        actions={
          <>
            <StreamButton />
            <Button kind="primary" icon="plus" keys="n" onClick={() => goTo('batch', ['new'])}>
              {words.newBatch}
            </Button>
          </>
        }
      />
      <OverviewTabs current="now" />
      {wrong !== null ? (
        <ErrorState
          title={text.common.failed('stream/transactions')}
          error={wrong}
          onRetry={() => void tables.refetch()}
        />
      ) : null}
      <StreamTrouble />
      <SampleProgress />
      <OverviewReads />
      <div className="cols fill flow g-over">
        <div className="pane">
          <LivePanes />
        </div>
        <div className="pane">
          <AuditPane />
          <BatchesPane />
          <DiskPane />
        </div>
      </div>
    </>
  )
}

function StreamingFor() {
  const status = useLive((live) => live.status)
  const offline = useOffline()
  const now = useNow()
  if (offline) return text.shell.asItWas
  if (status?.active !== true || status.since === null) return status?.state === 'FAILED' ? words.failed : words.stopped
  const [before, after] = words.streaming(formatDuration(now - Date.parse(status.since)), '\0').split('\0')
  return (
    <>
      {before}
      <span className="mono">{status.topic}</span>
      {after}
    </>
  )
}
