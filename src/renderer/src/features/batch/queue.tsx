import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BatchRecord } from '../../../../shared/batch'
import { messageOf } from '../../../../shared/errors'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { useBatchCount } from '../../state/batches'
import { useNow } from '../../state/clock'
import { useSettingText } from '../../state/setting-text'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { DataTable, type Column } from '../../ui/data-table'
import { ConfirmDialog } from '../../ui/dialog'
import { formatDates, formatDuration, formatPercent } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { BatchStateMark } from '../../ui/mark'
import { ErrorState, LoadingRows } from '../../ui/states'
import { Null } from '../../ui/time'
import { notify } from '../../ui/toast'
import { queueOf } from './queue-order'

/** Of those that run, and of those that wait: the first in line. */
const LIMIT = 100

/** What runs and waits, in the order of the queue. */
export function Queue() {
  const running = useActive('RUNNING')
  // Lists are newest first: those that are next stand at the end.
  const waiting = useActive('PENDING', Math.max(0, useBatchCount('PENDING') - LIMIT))
  const slots = useSlots()
  const [asked, setAsked] = useState<BatchRecord | null>(null)
  const now = useNow()
  const batches = queueOf(running.data?.batches ?? [], waiting.data?.batches ?? [])
  const error = running.error ?? waiting.error
  return (
    <Pane
      title={text.batch.queue}
      note={text.batch.queueNote(running.data?.total ?? 0, slots, waiting.data?.total ?? 0)}
    >
      {error !== null ? (
        <ErrorState
          title={text.common.failed(text.batch.queue)}
          error={error}
          onRetry={() => void Promise.all([running.refetch(), waiting.refetch()])}
        />
      ) : running.data === undefined || waiting.data === undefined ? (
        <LoadingRows rows={1} columns={4} />
      ) : batches.length === 0 ? (
        <p className="body small muted">
          {text.batch.queueEmpty} {text.batch.queuePolicy}
        </p>
      ) : (
        <div className="batch-queue">
          <DataTable
            label={text.batch.queueTable}
            columns={columnsOf(now, setAsked)}
            rows={batches}
            rowKey={(batch) => batch.batchId}
          />
          {waiting.data.total > waiting.data.returned ? (
            <p className="body small muted">{text.batch.queueMore(waiting.data.total - waiting.data.returned)}</p>
          ) : null}
          <p className="body small muted">{text.batch.queuePolicy}</p>
        </div>
      )}
      <CancelDialog batch={asked} onClose={() => setAsked(null)} />
    </Pane>
  )
}

function columnsOf(now: number, onCancel: (batch: BatchRecord) => void): readonly Column<BatchRecord>[] {
  const names = text.batch.columns
  return [
    {
      id: 'analysis',
      header: names.analysis,
      cell: (batch) => <span title={batch.batchId}>{batch.analysisType}</span>,
    },
    {
      id: 'dates',
      header: names.dates,
      optional: true,
      cell: (batch) => formatDates(batch.startDate, batch.endDate),
    },
    {
      id: 'version',
      header: names.version,
      optional: true,
      cell: (batch) => (batch.tableVersion === undefined ? <Null /> : `v${batch.tableVersion}`),
    },
    { id: 'state', header: names.state, cell: (batch) => <BatchStateMark state={batch.status} /> },
    { id: 'progress', header: text.batch.progress, cell: (batch) => <Progress batch={batch} /> },
    {
      id: 'elapsed',
      header: text.batch.elapsed,
      align: 'right',
      cell: ({ startTime }) =>
        startTime === undefined ? <Null /> : formatDuration(Math.max(0, now - Date.parse(startTime))),
    },
    {
      id: 'cancel',
      header: text.batch.actions,
      align: 'right',
      cell: (batch) => (
        <Button small kind="quiet" aria-label={text.batch.cancelOf(batch.analysisType)} onClick={() => onCancel(batch)}>
          {text.common.cancel}
        </Button>
      ),
    },
  ]
}

function Progress({ batch: { queuePosition, progress } }: { readonly batch: BatchRecord }) {
  if (queuePosition !== undefined) return <span className="muted">{text.batch.position(queuePosition)}</span>
  if (progress === undefined) return <Null />
  const words = `${text.batch.phases[progress.phase]}${progress.analysis === undefined ? '' : ` ${progress.analysis}`}`
  const { fraction } = progress
  return (
    <span className="row">
      {fraction === undefined ? null : (
        <>
          <span
            className="prog"
            role="progressbar"
            aria-label={words}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(fraction * 100)}
          >
            <i style={{ width: `${fraction * 100}%` }} />
          </span>
          <span>{formatPercent(fraction * 100, 0)}</span>
        </>
      )}
      <span className="muted cut">{words}</span>
    </span>
  )
}

function CancelDialog({ batch, onClose }: { readonly batch: BatchRecord | null; readonly onClose: () => void }) {
  const queries = useQueryClient()
  const cancel = useMutation({
    mutationFn: (id: string) => call('cancelBatch', { params: { id } }),
    // Ended meanwhile, or not: the lists say so.
    onSettled: () => queries.invalidateQueries({ queryKey: keys.batches }),
    onSuccess: onClose,
    onError(error) {
      onClose()
      notify({ mark: 'failed', title: text.batch.cancelFailed, detail: messageOf(error) })
    },
  })
  return (
    <ConfirmDialog
      open={batch !== null}
      title={text.batch.cancelAsk(batch?.analysisType ?? '')}
      keep={text.batch.cancelKeep}
      act={text.batch.cancelAct}
      busy={cancel.isPending ? text.batch.cancelBusy : false}
      onKeep={onClose}
      onAct={() => {
        if (batch !== null) cancel.mutate(batch.batchId)
      }}
    >
      <p>{text.batch.cancelText}</p>
      {batch === null ? null : (
        <CopyAs
          recipe={{ curl: () => toCurl({ operation: 'cancelBatch', input: { params: { id: batch.batchId } } }) }}
        />
      )}
    </ConfirmDialog>
  )
}

function useActive(status: 'RUNNING' | 'PENDING', offset = 0) {
  const query = { status, limit: LIMIT, offset }
  return useQuery({
    queryKey: keys.batchList(query),
    queryFn: ({ signal }) => call('batches', { query }, signal),
  })
}

/** How many batches may run at once; null until the settings are read. */
function useSlots(): number | null {
  const slots = useSettingText()('pipeline.batch.thread-pool-size')
  return slots === '' ? null : Number(slots)
}
