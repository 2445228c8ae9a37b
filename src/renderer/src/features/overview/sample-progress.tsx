import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, type ReactNode } from 'react'
import type { SampleState } from '../../../../shared/sample'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { goTo } from '../../route'
import { batchOf } from '../../state/batches'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { ErrorState, Message } from '../../ui/states'
import { notify } from '../../ui/toast'
import { firstBatch, useExploring, useForgetExploring, type Exploring } from './explore'

const words = text.overview.sample
const NONE = { limit: 1 }

/** While sample rows are written, and until their first batch was looked at: how far it is, and what to do next. */
export function SampleProgress() {
  const sample = useLive((live) => live.sample)
  const exploring = useExploring()
  return (
    <>
      {exploring?.status === 'error' ? <ExploreFailed error={exploring.error} /> : null}
      {sample === null ? null : <Rows sample={sample} exploring={exploring} />}
    </>
  )
}

function Rows({ sample, exploring }: { readonly sample: SampleState; readonly exploring: Exploring | null }) {
  // It is on its way: the rows are there, and the batch is submitted in a moment.
  const isLed = exploring?.status === 'pending'
  if (typeof exploring?.batchId === 'string') return <FirstBatch batchId={exploring.batchId} />
  switch (sample.state) {
    case 'none':
      return null
    case 'writing':
      return <Writing sample={sample} isLed={isLed} />
    case 'failed':
      return <Failed sample={sample} />
    case 'written':
    case 'cancelled':
      return isLed ? null : <Ended sample={sample} />
  }
}

function ExploreFailed({ error }: { readonly error: Error | null }) {
  const forget = useForgetExploring()
  return (
    <div className="notice">
      <ErrorState title={words.stopped} error={error} actions={<Button onClick={forget}>{words.dismiss}</Button>} />
    </div>
  )
}

function Writing({ sample, isLed }: { readonly sample: SampleState; readonly isLed: boolean }) {
  const cancel = useMutation({
    mutationFn: () => call('cancelSample', {}),
    onSuccess: ({ state, written, total }) =>
      notify(
        state === 'cancelled'
          ? { mark: 'stopped', title: words.cancelled(written, total) }
          : { mark: 'ok', title: words.written(written) },
      ),
  })
  const title = words.writing(sample.written, sample.total)
  return (
    <Notice
      title={title}
      hint={isLed ? words.batchFollows : words.hint}
      actions={
        <>
          <CopyAs recipe={{ curl: () => toCurl({ operation: 'cancelSample', input: {} }) }} />
          <progress max={sample.total} value={sample.written} aria-label={title} />
          <Button busy={cancel.isPending && words.cancelling} onClick={() => cancel.mutate()}>
            {words.cancel}
          </Button>
        </>
      }
    >
      {cancel.isError ? <ErrorState title={words.cancelFailed} error={cancel.error} /> : null}
    </Notice>
  )
}

/** Written or cancelled, by whoever asked for it, and no batch has run yet. */
function Ended({ sample: { state, written, total } }: { readonly sample: SampleState }) {
  const { data } = useQuery({
    queryKey: keys.batchList(NONE),
    queryFn: ({ signal }) => call('batches', { query: NONE }, signal),
  })
  const first = useMutation({
    mutationFn: () => call('runBatch', { body: firstBatch() }),
    onSuccess: ({ batchId }) => goTo('results', [batchId]),
  })
  if (data?.total !== 0 || written === 0) return null
  return (
    <Notice
      title={state === 'cancelled' ? words.cancelled(written, total) : words.written(written)}
      hint={words.firstHint}
      actions={
        <>
          <CopyAs recipe={{ curl: () => toCurl({ operation: 'runBatch', input: { body: firstBatch() } }) }} />
          <Button icon="play" busy={first.isPending && words.running} onClick={() => first.mutate()}>
            {words.first}
          </Button>
        </>
      }
    >
      {first.isError ? <ErrorState title={text.common.failed(firstBatch().analysisType)} error={first.error} /> : null}
    </Notice>
  )
}

function FirstBatch({ batchId }: { readonly batchId: string }) {
  const forget = useForgetExploring()
  const { data } = useQuery(batchOf(batchId))
  if (data === undefined) return null
  const { analysisType, status, rowCount } = data
  const done = status === 'COMPLETED'
  const ended = status === 'FAILED' || status === 'CANCELLED'
  function show(): void {
    forget()
    goTo(done ? 'results' : 'batch', [batchId])
  }
  return (
    <Notice
      isSaid
      title={
        done
          ? words.ready(analysisType, rowCount ?? 0)
          : ended
            ? words.notReady(analysisType)
            : words.reads(analysisType)
      }
      hint={done ? words.readyHint : ended ? (data.errorMessage ?? words.seeBatch) : words.firstHint}
      actions={
        <Button icon={done ? 'results' : 'batch'} onClick={show}>
          {done ? words.show : words.showBatch}
        </Button>
      }
    />
  )
}

function Failed({ sample: { message, written, total, days, seed } }: { readonly sample: SampleState }) {
  const body = { records: total - written, days, ...(seed === null ? {} : { seed }) }
  const again = useMutation({ mutationFn: () => call('seedSample', { body }) })
  return (
    <div className="notice">
      <Message
        kind="danger"
        title={words.failed}
        actions={
          <>
            <Button icon="retry" busy={again.isPending && words.beginning} onClick={() => again.mutate()}>
              {words.again}
            </Button>
            <CopyAs recipe={{ curl: () => toCurl({ operation: 'seedSample', input: { body } }) }} />
          </>
        }
      >
        <p>{message}</p>
        <p>{words.kept(written, total)}</p>
      </Message>
      {again.isError ? <ErrorState title={words.failed} error={again.error} /> : null}
    </div>
  )
}

interface NoticeProps {
  /** The title changes seldom enough to be said when it does. */
  readonly isSaid?: boolean
  readonly title: string
  readonly hint: string
  readonly actions: ReactNode
  readonly children?: ReactNode
}

function Notice({ isSaid = false, title, hint, actions, children }: NoticeProps) {
  const place = useRef<HTMLElement>(null)
  const isOurs = useExploring() !== null
  useEffect(() => {
    // The button that was pressed is gone with what stood here before.
    if (isOurs && document.activeElement === document.body) place.current?.focus()
  }, [isOurs])
  return (
    <section ref={place} className="notice" aria-label={words.title} tabIndex={-1}>
      <div className="row wrap">
        <div className="grow">
          <p className="strong small" role={isSaid ? 'status' : undefined}>
            {title}
          </p>
          <p className="small muted">{hint}</p>
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}
