import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ANALYSIS_NAMES, type AnalysisName, type BatchRecord } from '../../../../shared/batch'
import type { Comparison } from '../../../../shared/explore'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { goTo, hrefTo } from '../../route'
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

type Group = Comparison['data'][number]
const LIMIT = 10_000

/** Two results of one analysis, group by group: left is the old one. */
export function CompareScreen({ left, right }: { readonly left: string; readonly right: string }) {
  const [measure, setMeasure] = useState<string | null>(null)
  const [chosen, setChosen] = useState<AnalysisName | null>(null)
  const record = useQuery({
    queryKey: keys.batch(left),
    queryFn: ({ signal }) => call('batch', { params: { id: left } }, signal),
  })
  const full = record.data?.analysisType === 'full_report'
  const analysis = full ? (chosen ?? ANALYSIS_NAMES[0]) : undefined
  const query = { left, right, analysis, limit: LIMIT }
  const { data, error, refetch } = useQuery({
    queryKey: keys.result('compare', query),
    queryFn: ({ signal }) => call('compareBatches', { query }, signal),
    enabled: record.data !== undefined,
    retry: false,
  })
  const shown = measure ?? (data === undefined ? null : SHAPES[data.analysisType].measure)
  const wrong = record.error ?? error
  return (
    <>
      <Head
        title={text.results.comparing}
        sub={
          data === undefined
            ? undefined
            : text.results.compareSummary(data.page.total ?? data.data.length, data.onlyLeft, data.onlyRight)
        }
        actions={
          <>
            <CopyAs recipe={{ curl: () => toCurl({ operation: 'compareBatches', input: { query } }) }} />
            {full ? (
              <Select
                aria-label={text.results.analysisList}
                options={ANALYSIS_NAMES.map((name) => ({ value: name, label: name }))}
                value={analysis}
                onChange={({ target }) => setChosen(ANALYSIS_NAMES.find((name) => name === target.value) ?? null)}
              />
            ) : null}
            {data === undefined ? null : (
              <Select
                aria-label={text.results.measure}
                options={data.valueColumns.map((name) => ({ value: name, label: name }))}
                value={shown ?? ''}
                onChange={({ target }) => setMeasure(target.value)}
              />
            )}
          </>
        }
      />
      {data === undefined ? null : (
        <AsOf
          facts={(['left', 'right'] as const).map((side) => (
            <>
              <span className="muted">{text.results[side]}</span>{' '}
              <a href={hrefTo('results', [data[side].batchId])}>{data[side].batchId}</a>,{' '}
              {formatDates(data[side].startDate, data[side].endDate)}
              {data[side].tableVersion === undefined ? '' : `, v${data[side].tableVersion}`}
            </>
          ))}
        />
      )}
      {wrong !== null ? (
        <ErrorState title={text.results.compareFailed} error={wrong} onRetry={() => void refetch()} />
      ) : data === undefined || shown === null ? (
        <LoadingRows rows={10} columns={5} />
      ) : (
        <DataTable
          label={text.results.compareTable}
          compact
          columns={columnsOf(data, shown)}
          rows={data.data}
          rowKey={(group) => JSON.stringify(group.group)}
          empty={<EmptyState title={text.results.zeroRows} />}
        />
      )}
    </>
  )
}

function columnsOf({ groupColumns }: Comparison, measure: string): readonly Column<Group>[] {
  const value = (group: Group, side: 'left' | 'right') => group.values[measure]?.[side] ?? null
  const side = (name: 'left' | 'right'): Column<Group> => ({
    id: name,
    header: `${measure}, ${text.results[name]}`,
    align: 'right',
    cell: (group) => shown(measure, value(group, name)),
    sortBy: (group) => sortable(value(group, name)),
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
      cell: ({ values, missing }) =>
        missing !== null ? (
          <span className="warn">{text.results.missing[missing]}</span>
        ) : (
          shown(measure, values[measure]?.difference ?? null)
        ),
      sortBy: ({ values }) => values[measure]?.difference ?? null,
    },
    {
      id: 'percent',
      header: text.results.percent,
      align: 'right',
      cell: ({ values }) => formatPercent(values[measure]?.percent),
      sortBy: ({ values }) => values[measure]?.percent ?? null,
    },
  ]
}

function shown(measure: string, value: Group['values'][string]['left']) {
  if (value === null) return <Null />
  const type: ColumnType =
    typeof value !== 'number'
      ? 'string'
      : Number.isInteger(value) && !/revenue|value|amount|velocity|avg|pct/.test(measure)
        ? 'int64'
        : 'double'
  return formatCell(measure, type, value)
}

function sortable(value: Group['values'][string]['left']): string | number | boolean | null {
  return Array.isArray(value) ? value.join() : value
}

/** Chooses the other batch. */
export function ComparePicker({ batch, onClose }: { readonly batch: BatchRecord; readonly onClose: () => void }) {
  const query = { status: 'COMPLETED', analysisType: batch.analysisType, limit: 100 }
  const { data } = useQuery({
    queryKey: keys.batchList(query),
    queryFn: ({ signal }) => call('batches', { query }, signal),
  })
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
        {others.length === 0
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
    </Dialog>
  )
}
