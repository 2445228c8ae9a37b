import { useQuery } from '@tanstack/react-query'
import type { SortingState } from '@tanstack/react-table'
import { useState } from 'react'
import { ANALYSIS_NAMES, type AnalysisName, type BatchRecord } from '../../../../shared/batch'
import type { Comparison } from '../../../../shared/explore'
import type { Cell } from '../../../../shared/scalars'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { FIRST_PART, sortText, useParts } from '../../api/pages'
import { goTo, hrefTo } from '../../route'
import { useBatches } from '../../state/batches'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { DataTable, type Column } from '../../ui/data-table'
import { Dialog } from '../../ui/dialog'
import { Select } from '../../ui/field'
import { formatDates, formatPercent } from '../../ui/format'
import { AsOf, Head } from '../../ui/layout'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { Null, Time } from '../../ui/time'
import { formatCell, SHAPES, textOf, type ColumnType } from './columns'
import { PartsFoot } from './parts-foot'
import { columnsOf } from './stored'

type Group = Comparison['data'][number]
/** Each is of the measure that is shown. */
const PARTS: readonly string[] = ['left', 'right', 'difference', 'percent']
const BY_DIFFERENCE: SortingState = [{ id: 'difference', desc: true }]

/** Two results of one analysis, group by group: left is the old one. */
export function CompareScreen({ left, right }: { readonly left: string; readonly right: string }) {
  const [measure, setMeasure] = useState<string | null>(null)
  const [chosen, setChosen] = useState<AnalysisName | null>(null)
  const [sorting, setSorting] = useState<SortingState>(BY_DIFFERENCE)
  const record = useQuery({
    queryKey: keys.batch(left),
    queryFn: ({ signal }) => call('batch', { params: { id: left } }, signal),
  })
  const type = record.data?.analysisType
  const full = type === 'full_report'
  const analysis = full ? (chosen ?? ANALYSIS_NAMES[0]) : (type ?? null)
  const described = useQuery({ ...columnsOf({ batchId: left, analysis }), enabled: analysis !== null })
  const shown = measure ?? (analysis === null ? '' : SHAPES[analysis].measure)
  const sort = sortText(sorting, (id) => [PARTS.includes(id) ? `${shown}.${id}` : id])
  const query = { left, right, ...(full ? { analysis: analysis ?? undefined } : {}), ...(sort === '' ? {} : { sort }) }
  const parts = useParts<Group, Comparison>(
    keys.result('compare', left, right, analysis),
    sort,
    (limit, offset, signal) => call('compareBatches', { query: { ...query, limit, offset } }, signal),
    analysis !== null,
  )
  const { rows, answer } = parts
  const limit = Math.max(FIRST_PART, rows.length)
  const wrong = record.error ?? described.error ?? parts.error
  const types = described.data?.columns
  const total = answer?.page.total ?? 0

  function retry(): void {
    if (record.error !== null) void record.refetch()
    if (described.error !== null) void described.refetch()
    if (parts.error !== null) parts.retry()
  }

  return (
    <>
      <Head
        title={text.results.comparing}
        sub={answer === undefined ? undefined : text.results.compareSummary(total, answer.onlyLeft, answer.onlyRight)}
        actions={
          <>
            <CopyAs
              recipe={{ curl: () => toCurl({ operation: 'compareBatches', input: { query: { ...query, limit } } }) }}
            />
            {full ? (
              <Select
                aria-label={text.results.analysisList}
                options={ANALYSIS_NAMES.map((name) => ({ value: name, label: name }))}
                value={analysis ?? ''}
                onChange={({ target }) => {
                  setChosen(ANALYSIS_NAMES.find((name) => name === target.value) ?? null)
                  // Of the other analysis.
                  setMeasure(null)
                  setSorting(BY_DIFFERENCE)
                }}
              />
            ) : null}
            {answer === undefined ? null : (
              <Select
                aria-label={text.results.measure}
                options={answer.valueColumns.map((name) => ({ value: name, label: name }))}
                value={shown}
                onChange={({ target }) => setMeasure(target.value)}
              />
            )}
          </>
        }
      />
      {answer === undefined ? null : (
        <AsOf
          facts={(['left', 'right'] as const).map((side) => (
            <>
              <span className="muted">{text.results[side]}</span>{' '}
              <a href={hrefTo('results', [answer[side].batchId])}>{answer[side].batchId}</a>,{' '}
              {formatDates(answer[side].startDate, answer[side].endDate)}
              {answer[side].tableVersion === undefined ? '' : `, v${answer[side].tableVersion}`}
            </>
          ))}
        />
      )}
      {wrong !== null ? (
        <ErrorState title={text.results.compareFailed} error={wrong} onRetry={retry} />
      ) : answer === undefined || types === undefined ? (
        <LoadingRows rows={10} columns={5} />
      ) : (
        <>
          <DataTable
            label={text.results.compareTable}
            compact
            columns={comparedColumns(answer, shown, types.find(({ name }) => name === shown)?.type ?? 'string')}
            rows={rows}
            rowKey={(group) => JSON.stringify(group.group)}
            sorted={{ by: sorting, onChange: setSorting }}
            empty={<EmptyState title={text.results.compareEmpty} />}
          />
          {total === 0 ? null : <PartsFoot parts={parts} total={total} />}
        </>
      )}
    </>
  )
}

function comparedColumns({ groupColumns }: Comparison, measure: string, type: ColumnType): readonly Column<Group>[] {
  const show = (value: Cell) => (value === null ? <Null /> : formatCell(measure, type, value))
  const value = (group: Group, side: 'left' | 'right') => group[side]?.[measure] ?? null
  const side = (name: 'left' | 'right'): Column<Group> => ({
    id: name,
    header: `${measure}, ${text.results[name]}`,
    align: 'right',
    cell: (group) => show(value(group, name)),
    sortBy: (group) => textOf(value(group, name)),
  })
  return [
    ...groupColumns.map((column): Column<Group> => ({
      id: column,
      header: column,
      cell: ({ group }) => textOf(group[column]),
      sortBy: ({ group }) => textOf(group[column]),
    })),
    side('left'),
    side('right'),
    {
      id: 'difference',
      header: text.results.difference,
      align: 'right',
      cell: ({ left, right, difference }) =>
        left === null || right === null ? (
          <span className="warn">{text.results.missing[left === null ? 'left' : 'right']}</span>
        ) : (
          show(difference[measure] ?? null)
        ),
      sortBy: ({ difference }) => difference[measure] ?? null,
    },
    {
      id: 'percent',
      header: text.results.percent,
      align: 'right',
      cell: ({ percent }) => formatPercent(percent[measure]),
      sortBy: ({ percent }) => percent[measure] ?? null,
    },
  ]
}

/** Chooses the other batch. */
export function ComparePicker({ batch, onClose }: { readonly batch: BatchRecord; readonly onClose: () => void }) {
  const { data, more } = useBatches({ status: 'COMPLETED', analysisType: batch.analysisType }, FIRST_PART)
  const others = (data?.batches ?? []).filter(({ batchId }) => batchId !== batch.batchId)
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={text.results.comparePick}
      actions={<Button onClick={onClose}>{text.common.cancel}</Button>}
    >
      <p className="small muted">
        {others.length === 0 && more === null
          ? text.results.compareNone(batch.analysisType)
          : text.results.compareWith(batch.analysisType)}
      </p>
      <ul className="list">
        {others.map((other) => {
          const [old, young] = other.submitTime < batch.submitTime ? [other, batch] : [batch, other]
          return (
            <li key={other.batchId}>
              <button
                type="button"
                className="lnk"
                onClick={() => {
                  onClose()
                  goTo('results', ['compare'], { left: old.batchId, right: young.batchId })
                }}
              >
                <span className="mono">{other.batchId}</span>&nbsp;{formatDates(other.startDate, other.endDate)}&nbsp;
                <Time at={other.submitTime} />
              </button>
            </li>
          )
        })}
      </ul>
      {data === undefined || more === null ? null : (
        <p className="row small">
          <span>{text.batch.shown(data.returned, data.total)}</span>
          <Button small kind="quiet" onClick={more}>
            {text.batch.more}
          </Button>
        </p>
      )}
    </Dialog>
  )
}
