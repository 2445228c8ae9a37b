import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '../../../../shared/errors'
import type { SavedReport } from '../../../../shared/report'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { goTo, hrefTo } from '../../route'
import { text } from '../../strings/text'
import { formatFilters } from '../../ui/format'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { DataTable, type Column } from '../../ui/data-table'
import { ConfirmDialog } from '../../ui/dialog'
import { State } from '../../ui/mark'
import { Pane } from '../../ui/layout'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { Null, Time } from '../../ui/time'
import { notify } from '../../ui/toast'
import { datesText } from './report-dates'
import { ReportDialog } from './report-dialog'

const words = text.reports
/** Schedules go on by themselves. */
const REFRESH_MS = 30_000

/** `#/batch/reports`: batches with a name, dates that move, and a schedule. */
export function Reports() {
  const { data, error, refetch } = useQuery({
    queryKey: keys.reports,
    queryFn: ({ signal }) => call('reports', {}, signal),
    refetchInterval: REFRESH_MS,
  })
  const [edited, setEdited] = useState<SavedReport | null>(null)
  const [removed, setRemoved] = useState<SavedReport | null>(null)
  const run = useRun()
  const columns = columnsOf({ onRun: (report) => run.mutate(report), onEdit: setEdited, onRemove: setRemoved })
  return (
    <Pane
      fill
      title={words.title}
      note={data === undefined ? undefined : words.note(data.reports.length)}
      actions={<CopyAs recipe={{ curl: () => toCurl({ operation: 'reports', input: {} }) }} />}
    >
      {data === undefined ? (
        error === null ? (
          <LoadingRows rows={6} columns={5} />
        ) : (
          <ErrorState title={words.failed} error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <DataTable
          label={words.title}
          columns={columns}
          rows={data.reports}
          rowKey={({ id }) => id}
          empty={<EmptyState title={words.none}>{words.noneWhy}</EmptyState>}
        />
      )}
      {edited === null ? null : <ReportDialog report={edited} onClose={() => setEdited(null)} />}
      <RemoveDialog report={removed} onClose={() => setRemoved(null)} />
    </Pane>
  )
}

function useRun() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id }: SavedReport) => call('runReport', { params: { id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.reports }),
    onSuccess({ batchId }, { name }) {
      void queries.invalidateQueries({ queryKey: keys.batches })
      notify({
        mark: 'ok',
        title: words.started(name),
        detail: batchId,
        action: { label: text.batch.open, run: () => goTo('results', [batchId]) },
      })
    },
    onError: (error) => notify({ mark: 'failed', title: words.notStarted, detail: messageOf(error) }),
  })
}

interface RowActions {
  readonly onRun: (report: SavedReport) => void
  readonly onEdit: (report: SavedReport) => void
  readonly onRemove: (report: SavedReport) => void
}

function columnsOf({ onRun, onEdit, onRemove }: RowActions): readonly Column<SavedReport>[] {
  const names = words.columns
  return [
    {
      id: 'name',
      header: names.name,
      short: true,
      cell: ({ name }) => <span title={name}>{name}</span>,
      sortBy: ({ name }) => name,
    },
    {
      id: 'analysis',
      header: names.analysis,
      cell: ({ analysisType }) => <span className="mono">{analysisType}</span>,
      sortBy: ({ analysisType }) => analysisType,
    },
    { id: 'dates', header: names.dates, cell: ({ dates }) => datesText(dates) },
    {
      id: 'filters',
      header: names.filters,
      optional: true,
      short: true,
      cell: ({ filters }) => formatFilters(filters) || <Null />,
    },
    {
      id: 'schedule',
      header: names.schedule,
      cell: ({ schedule }) =>
        schedule === undefined ? (
          <span className="muted">{words.byHand}</span>
        ) : (
          <span className="mono">{schedule}</span>
        ),
    },
    {
      id: 'next',
      header: names.next,
      cell: ({ nextRun }) => <Time at={nextRun} />,
      sortBy: ({ nextRun }) => nextRun ?? null,
    },
    {
      id: 'last',
      header: names.last,
      optional: true,
      cell: ({ lastRun }) =>
        lastRun === undefined ? (
          <Null />
        ) : (
          <a href={hrefTo('results', [lastRun.batchId])} title={lastRun.batchId}>
            <Time at={lastRun.at} />
          </a>
        ),
      sortBy: ({ lastRun }) => lastRun?.at ?? null,
    },
    { id: 'note', header: names.note, short: true, cell: (report) => <Note report={report} /> },
    {
      id: 'actions',
      sticks: true,
      header: names.actions,
      align: 'right',
      cell: (report) => (
        <span className="row report-acts">
          <CopyAs
            label={words.copyOf(report.name)}
            recipe={{ curl: () => toCurl({ operation: 'runReport', input: { params: { id: report.id } } }) }}
          />
          <Button small kind="quiet" aria-label={words.runOf(report.name)} onClick={() => onRun(report)}>
            {words.run}
          </Button>
          <Button small kind="quiet" aria-label={words.editOf(report.name)} onClick={() => onEdit(report)}>
            {words.edit}
          </Button>
          <Button small kind="danger" aria-label={words.removeOf(report.name)} onClick={() => onRemove(report)}>
            {words.remove}
          </Button>
        </span>
      ),
    },
  ]
}

/** What a schedule could not do, and when. */
function Note({ report: { lastError, missedRuns, lastMissed } }: { readonly report: SavedReport }) {
  if (lastError !== undefined) {
    const told = words.couldNotStart(lastError.at, lastError.message)
    return (
      <span title={told}>
        <State kind="failed" word={told} />
      </span>
    )
  }
  if (missedRuns === 0 || lastMissed === undefined) return <Null />
  return (
    <span title={words.missedWhy}>
      <State kind="degraded" word={words.missed(missedRuns, lastMissed)} />
    </span>
  )
}

function RemoveDialog({ report, onClose }: { readonly report: SavedReport | null; readonly onClose: () => void }) {
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: ({ id }: SavedReport) => call('deleteReport', { params: { id } }),
    onSettled() {
      onClose()
      return queries.invalidateQueries({ queryKey: keys.reports })
    },
    onSuccess: (_, { name }) => notify({ mark: 'ok', title: words.removed(name) }),
    onError: (error) => notify({ mark: 'failed', title: words.removeFailed, detail: messageOf(error) }),
  })
  return (
    <ConfirmDialog
      open={report !== null}
      title={words.removeAsk(report?.name ?? '')}
      keep={words.removeKeep}
      act={words.removeAct}
      busy={remove.isPending && words.removeBusy}
      onKeep={onClose}
      onAct={() => {
        if (report !== null) remove.mutate(report)
      }}
    >
      <p>{words.removeText}</p>
      {report === null ? null : (
        <CopyAs recipe={{ curl: () => toCurl({ operation: 'deleteReport', input: { params: { id: report.id } } }) }} />
      )}
    </ConfirmDialog>
  )
}
