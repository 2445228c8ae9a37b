import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Fragment, useDeferredValue, useState } from 'react'
import { type BatchRecord, type BatchState } from '../../../../shared/batch'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { goTo, hrefTo } from '../../route'
import { tookOf, useBatches } from '../../state/batches'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { copyText } from '../../ui/copy'
import { CopyAs, linesOf, toCurl } from '../../ui/copy-as'
import { ConfirmDialog } from '../../ui/dialog'
import { Segmented, TextInput } from '../../ui/field'
import { formatCount, formatDates, formatDuration, formatFilters } from '../../ui/format'
import { BatchStateMark } from '../../ui/mark'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { Null, Time } from '../../ui/time'
import { notify } from '../../ui/toast'
import { BatchesShown } from './batches-shown'
import { withEach } from './each'
import { againOf, useRerun } from './rerun'
import { editBatch } from './values'

const STEP = 100
const STATES: readonly ('' | BatchState)[] = ['', 'COMPLETED', 'FAILED', 'CANCELLED']

/** Every batch that has ended or not, newest first; found by any text in its record. */
export function History() {
  const [q, setQ] = useState('')
  const [status, setStatus] = useState<'' | BatchState>('')
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const wanted = useDeferredValue(q.trim())
  const chosen = { ...(wanted === '' ? {} : { q: wanted }), ...(status === '' ? {} : { status }) }
  const { query, data, error, refetch, more } = useBatches(chosen, STEP)
  const batches = data?.batches ?? []
  const selected = batches.filter(({ batchId }) => picked.has(batchId))

  function toggle(batchId: string): void {
    setPicked((known) => {
      const next = new Set(known)
      if (!next.delete(batchId)) next.add(batchId)
      return next
    })
  }

  return (
    <section className="pane rule fill batch-history" aria-labelledby="batch-history">
      <header>
        <h2 id="batch-history" className="sr">
          {text.batch.history}
        </h2>
        <span className="search">
          <TextInput
            type="search"
            aria-label={text.batch.search}
            placeholder={text.batch.searchHistory}
            value={q}
            onChange={(event) => setQ(event.target.value)}
          />
        </span>
        <span className="drop-1180">
          <Segmented
            label={text.batch.stateFilter}
            value={status}
            options={STATES.map((state) => ({
              value: state,
              label: state === '' ? text.batch.all : text.common.states[state],
            }))}
            onChange={setStatus}
          />
        </span>
        <span className="acts">
          <CopyAs recipe={{ curl: () => toCurl({ operation: 'batches', input: { query } }) }} />
          <CompareButton selected={selected} />
        </span>
      </header>
      {error !== null ? (
        <ErrorState title={text.batch.historyFailed} error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <LoadingRows rows={8} columns={6} />
      ) : batches.length === 0 ? (
        wanted === '' && status === '' ? (
          <EmptyState title={text.batch.none}>{text.batch.noneWhy}</EmptyState>
        ) : (
          <EmptyState
            title={text.batch.noMatch}
            action={
              <Button
                onClick={() => {
                  setQ('')
                  setStatus('')
                }}
              >
                {text.batch.clearSearch}
              </Button>
            }
          />
        )
      ) : (
        <div className="scroll fill" role="region" tabIndex={0} aria-label={text.batch.historyTable}>
          <table aria-rowcount={data.total + 1}>
            <thead>
              <tr>
                <th scope="col">
                  <span className="sr">{text.batch.columns.select}</span>
                </th>
                <th scope="col">{text.batch.columns.state}</th>
                <th scope="col">{text.batch.columns.analysis}</th>
                <th scope="col" className="num">
                  {text.batch.columns.rows}
                </th>
                <th scope="col">{text.batch.columns.dates}</th>
                <th scope="col" className="drop-1180">
                  {text.batch.columns.filters}
                </th>
                <th scope="col" className="drop-1180">
                  {text.batch.columns.version}
                </th>
                <th scope="col" className="num">
                  <span className="sort">{text.batch.columns.submitted}</span>
                </th>
                <th scope="col" className="num drop-1180">
                  {text.batch.columns.took}
                </th>
              </tr>
            </thead>
            <tbody>
              {batches.map((batch) => (
                <HistoryRow
                  key={batch.batchId}
                  batch={batch}
                  picked={picked.has(batch.batchId)}
                  onToggle={() => toggle(batch.batchId)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <HistoryFoot
        selected={selected}
        shown={batches.length}
        total={data?.total ?? 0}
        onMore={more}
        onDone={(left) => setPicked(new Set(left.map(({ batchId }) => batchId)))}
      />
    </section>
  )
}

interface HistoryRowProps {
  readonly batch: BatchRecord
  readonly picked: boolean
  readonly onToggle: () => void
}

function HistoryRow({ batch, picked, onToggle }: HistoryRowProps) {
  const { batchId, status, filters = {} } = batch
  const took = tookOf(batch)
  const filterText = formatFilters(filters)
  return (
    <Fragment>
      <tr aria-selected={picked}>
        <td>
          <input type="checkbox" aria-label={text.batch.selectOf(batchId)} checked={picked} onChange={onToggle} />
        </td>
        <td>
          <BatchStateMark state={status} />
        </td>
        <th scope="row">
          <a href={hrefTo('results', [batchId])} title={batchId}>
            {batch.analysisType}
          </a>
        </th>
        <td className="num">{batch.rowCount === undefined ? <Null /> : formatCount(batch.rowCount)}</td>
        <td>{formatDates(batch.startDate, batch.endDate)}</td>
        <td className="cut filters drop-1180" title={filterText}>
          {filterText === '' ? <Null /> : Object.values(filters).join(', ')}
        </td>
        <td className="drop-1180">{batch.tableVersion === undefined ? <Null /> : `v${batch.tableVersion}`}</td>
        <td className="num">
          <Time at={batch.submitTime} show="short" />
        </td>
        <td className="num drop-1180">{took === null ? <Null /> : formatDuration(took)}</td>
      </tr>
      {batch.errorMessage === undefined ? null : (
        <tr className="why">
          <td />
          <td colSpan={8} className="small">
            <span className="danger">{batch.errorMessage}</span>{' '}
            <a href={hrefTo('batch', [], { from: batchId })}>{text.batch.edit}</a>
          </td>
        </tr>
      )}
    </Fragment>
  )
}

/** Two completed batches of one analysis. */
function CompareButton({ selected }: { readonly selected: readonly BatchRecord[] }) {
  const [older, newer] = [...selected].sort((left, right) => left.submitTime.localeCompare(right.submitTime))
  const possible =
    selected.length === 2 &&
    older?.analysisType === newer?.analysisType &&
    selected.every(({ status }) => status === 'COMPLETED')
  return (
    <Button
      small
      disabled={!possible}
      onClick={() => {
        if (older !== undefined && newer !== undefined)
          goTo('results', ['compare'], { left: older.batchId, right: newer.batchId })
      }}
    >
      {text.batch.compareTwo}
    </Button>
  )
}

interface HistoryFootProps {
  readonly selected: readonly BatchRecord[]
  readonly shown: number
  readonly total: number
  readonly onMore: (() => void) | null
  /** Something was done with the selected ones; those that are left were refused. */
  readonly onDone: (left: readonly BatchRecord[]) => void
}

function HistoryFoot({ selected, shown, total, onMore, onDone }: HistoryFootProps) {
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const refresh = () => queries.invalidateQueries({ queryKey: keys.batches })
  const rerun = useRerun()
  const remove = useMutation({
    mutationFn: (batches: readonly BatchRecord[]) =>
      withEach(batches, ({ batchId }) => call('deleteBatch', { params: { id: batchId } }), text.batch.someNotRemoved),
    onSettled() {
      setAsking(false)
      return refresh()
    },
    onSuccess({ done, refused }) {
      onDone(refused)
      if (done.length > 0) notify({ mark: 'ok', title: text.batch.removed(done.length) })
    },
  })
  const [one] = selected
  if (one === undefined) {
    if (total === 0) return null
    return (
      <div className="grid-foot">
        <BatchesShown shown={shown} total={total} more={onMore} />
      </div>
    )
  }
  return (
    <div className="grid-foot">
      <span>{text.batch.selected(selected.length)}</span>
      <span className="row push">
        <CopyAs recipe={{ curl: () => runsOf(selected) }} />
        <Button
          small
          kind="quiet"
          icon="retry"
          busy={rerun.isPending ? text.batch.running : false}
          onClick={() => rerun.mutate(selected, { onSuccess: ({ refused }) => onDone(refused) })}
        >
          {text.batch.rerun}
        </Button>
        {selected.length > 1 ? null : (
          <>
            <Button small kind="quiet" onClick={() => editBatch(one)}>
              {text.batch.edit}
            </Button>
            <Button
              small
              kind="quiet"
              onClick={() => void copyText(new URL(hrefTo('results', [one.batchId]), location.href).href)}
            >
              {text.batch.copyLink}
            </Button>
          </>
        )}
        <Button small kind="danger" onClick={() => setAsking(true)}>
          {text.batch.remove}
        </Button>
      </span>
      <ConfirmDialog
        open={asking}
        title={text.batch.removeAsk(selected.length)}
        keep={text.batch.removeKeep}
        act={text.batch.removeAct}
        busy={remove.isPending ? text.batch.removeBusy : false}
        onKeep={() => setAsking(false)}
        onAct={() => remove.mutate(selected)}
      >
        <p>{text.batch.removeText}</p>
        <CopyAs recipe={{ curl: () => deletionsOf(selected) }} />
      </ConfirmDialog>
    </div>
  )
}

function runsOf(batches: readonly BatchRecord[]): Promise<string> {
  return linesOf(batches.map((batch) => toCurl({ operation: 'runBatch', input: { body: againOf(batch) } })))
}

function deletionsOf(batches: readonly BatchRecord[]): Promise<string> {
  return linesOf(batches.map(({ batchId }) => toCurl({ operation: 'deleteBatch', input: { params: { id: batchId } } })))
}
