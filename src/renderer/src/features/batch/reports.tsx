import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '../../../../shared/errors'
import type { SavedReport } from '../../../../shared/report'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { goTo, hrefTo } from '../../route'
import { text } from '../../strings/text'
import { formatFilters } from '../../ui/format'
import { Button, IconButton } from '../../ui/button'
import { copyText } from '../../ui/copy'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { DataTable, type Column } from '../../ui/data-table'
import { ConfirmDialog } from '../../ui/dialog'
import { Menu } from '../../ui/menu'
import { Pane } from '../../ui/layout'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { Null, Time } from '../../ui/time'
import { notify } from '../../ui/toast'
import { datesText } from './report-dates'
import { ReportDialog } from './report-dialog'
import { ReportNote } from './report-note'

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
    { id: 'dates', header: names.dates, cell: ({ dates }) => datesText(dates) },
    {
      id: 'schedule',
      header: names.schedule,
      short: true,
      cell: ({ schedule }) =>
        schedule === undefined ? (
          <span className="muted">{words.byHand}</span>
        ) : (
          <span className="mono" title={schedule}>
            {schedule}
          </span>
        ),
    },
    {
      id: 'next',
      header: names.next,
      cell: ({ nextRun }) => <Time at={nextRun} show="short" />,
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
            <Time at={lastRun.at} show="short" />
          </a>
        ),
      sortBy: ({ lastRun }) => lastRun?.at ?? null,
    },
    { id: 'note', header: names.note, short: true, cell: (report) => <ReportNote report={report} /> },
    {
      id: 'computes',
      header: names.computes,
      cell: ({ analysisType, filters }) => <span>{words.dialog.what(analysisType, formatFilters(filters))}</span>,
      sortBy: ({ analysisType }) => analysisType,
    },
    {
      id: 'actions',
      sticks: true,
      header: names.actions,
      align: 'right',
      cell: (report) => (
        <span className="row report-acts">
          <Button small kind="quiet" aria-label={words.runOf(report.name)} onClick={() => onRun(report)}>
            {words.run}
          </Button>
          <Menu
            trigger={<IconButton small icon="more" label={words.more(report.name)} />}
            items={[
              { label: words.edit, onSelect: () => onEdit(report) },
              { label: words.copyRun, onSelect: () => void copyRun(report) },
              { label: words.remove, onSelect: () => onRemove(report), danger: true },
            ]}
          />
        </span>
      ),
    },
  ]
}

async function copyRun({ id }: SavedReport): Promise<void> {
  await copyText(await toCurl({ operation: 'runReport', input: { params: { id } } }), words.copiedRun)
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
