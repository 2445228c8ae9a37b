import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { StreamStartRequest, StreamStatus } from '../../../../shared/stream'
import { call } from '../../api/call'
import { goTo } from '../../route'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { ConfirmDialog } from '../../ui/dialog'
import { ErrorState, Message } from '../../ui/states'
import { Time } from '../../ui/time'
import { tellStarted, useStop } from './start-stop'

const words = text.stream.trouble
/** What can only be gone past, with a gap in the record (decision 6). */
const LOSSES: readonly (string | null)[] = ['DATA_LOSS', 'UNREADABLE_BATCH']
/** Of the table or its disk, not of the broker. */
const OF_LAKE: readonly (string | null)[] = [
  'DISK_FULL',
  'IO_ERROR',
  'TABLE_INVALID',
  'TABLE_CORRUPT',
  'UNSUPPORTED_PROTOCOL',
  'TABLE_NOT_FOUND',
]

/** Of a stream that failed, reconnects or waits for its topic. */
export function TroubleNotice() {
  const status = useLive((live) => live.status)
  if (status === null || status.reason === null) return null
  const { state, reason, fix, error, retryAt } = status
  return (
    <div className="notice">
      <Message kind={state === 'FAILED' ? 'danger' : 'warn'} title={reason} actions={<Actions status={status} />}>
        {/* What the engine says is for scripts, where a button does it. */}
        {LOSSES.includes(error) ? <p>{words.lossFix}</p> : fix === null ? null : <p>{fix}</p>}
        {retryAt === null ? null : (
          <p>
            {words.nextTry} <Time at={retryAt} show="clock" /> UTC
          </p>
        )}
      </Message>
    </div>
  )
}

function Actions({ status }: { readonly status: StreamStatus }) {
  const { state, error, source, reason } = status
  const lost = LOSSES.includes(error)
  return (
    <>
      {state !== 'FAILED' ? null : lost ? <GoOn status={status} /> : <StartAgain status={status} />}
      {state === 'WAITING_FOR_TOPIC' ? <OtherTopic /> : null}
      {OF_LAKE.includes(error) ? (
        <Button onClick={() => goTo('lake')}>{words.lake}</Button>
      ) : source === 'sample' || lost ? null : state === 'WAITING_FOR_TOPIC' ? (
        <Button onClick={() => goTo('stream', ['topics'])}>{words.topics}</Button>
      ) : (
        <Button onClick={() => goTo('stream', ['connections'])}>{words.connection}</Button>
      )}
      <CopyButton value={reason ?? ''}>{lost ? words.copyRange : text.common.copyDetails}</CopyButton>
    </>
  )
}

/** The same start as before, over what is gone where that is agreed to. */
function againOf({ source, topic }: StreamStatus, failOnDataLoss: boolean): StreamStartRequest {
  return {
    ...(source === null ? {} : { source }),
    ...(source === 'kafka' && topic !== null ? { topic } : {}),
    ...(failOnDataLoss ? {} : { failOnDataLoss }),
  }
}

function useStartAgain(body: StreamStartRequest) {
  return useMutation({
    mutationFn: () => call('startStream', { body }),
    onSuccess: (started) => tellStarted(started),
  })
}

function StartAgain({ status }: { readonly status: StreamStatus }) {
  const body = againOf(status, true)
  const start = useStartAgain(body)
  return (
    <>
      <Button icon="retry" busy={start.isPending && text.stream.dialog.busy} onClick={() => start.mutate()}>
        {words.again}
      </Button>
      <CopyAs recipe={{ curl: () => toCurl({ operation: 'startStream', input: { body } }) }} />
      {start.isError ? <ErrorState title={text.stream.dialog.failed} error={start.error} /> : null}
    </>
  )
}

function GoOn({ status }: { readonly status: StreamStatus }) {
  const { reason, lostOffsets } = status
  const [asking, setAsking] = useState(false)
  const body = againOf(status, false)
  const start = useStartAgain(body)
  return (
    <>
      <Button onClick={() => setAsking(true)}>{words.goOn(lostOffsets)}</Button>
      <ConfirmDialog
        open={asking}
        title={words.goOnAsk(lostOffsets)}
        keep={words.stay}
        act={words.goOnAct}
        busy={start.isPending && text.stream.dialog.busy}
        onKeep={() => setAsking(false)}
        onAct={() => start.mutate(undefined, { onSuccess: () => setAsking(false) })}
      >
        <p>{reason}</p>
        <p>{words.goOnWhat(lostOffsets)}</p>
        <CopyAs recipe={{ curl: () => toCurl({ operation: 'startStream', input: { body } }) }} />
        {start.isError ? <ErrorState title={text.stream.dialog.failed} error={start.error} /> : null}
      </ConfirmDialog>
    </>
  )
}

function OtherTopic() {
  const stop = useStop(() => goTo('stream', ['start'], { source: 'kafka' }))
  return (
    <Button busy={stop.isPending && text.stream.stopping} onClick={() => stop.mutate()}>
      {words.otherTopic}
    </Button>
  )
}
