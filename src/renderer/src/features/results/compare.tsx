import { useQuery } from '@tanstack/react-query'
import type { SortingState } from '@tanstack/react-table'
import { useState } from 'react'
import { ANALYSIS_NAMES, type AnalysisName, type AnalysisType } from '../../../../shared/batch'
import type { Comparison } from '../../../../shared/explore'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { FIRST_PART, sortText, useParts } from '../../api/pages'
import { viewQuery } from '../../api/results'
import { hrefTo } from '../../route'
import { batchOf } from '../../state/batches'
import { text } from '../../strings/text'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { DataTable } from '../../ui/data-table'
import { Segmented, Select } from '../../ui/field'
import { formatDates, formatFilters } from '../../ui/format'
import { AsOf, Head } from '../../ui/layout'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { isNumber, SHAPES } from './columns'
import { CompareChart } from './compare-chart'
import { comparedColumns, type ComparedGroup } from './compared-columns'
import { conditionsOf, SHOWN_GROUPS, type ShownGroups } from './compared-groups'
import { PartsFoot } from './parts-foot'
import { columnsOf } from './stored'

/** Each is of the measure that is shown. */
const PARTS: readonly string[] = ['left', 'right', 'difference', 'percent']
const BY_DIFFERENCE: SortingState = [{ id: 'difference', desc: true }]

/** The analysis of two batches that is compared; a full report holds that of the other side. */
function analysisOf(types: readonly (AnalysisType | undefined)[], chosen: AnalysisName | null): AnalysisName | null {
  if (types.includes(undefined)) return null
  return types.find((type) => type !== 'full_report' && type !== undefined) ?? chosen ?? ANALYSIS_NAMES[0]
}

/** Two results of one analysis, group by group: left is the old one. */
export function CompareScreen({ left, right }: { readonly left: string; readonly right: string }) {
  const [measure, setMeasure] = useState<string | null>(null)
  const [chosen, setChosen] = useState<AnalysisName | null>(null)
  const [sorting, setSorting] = useState<SortingState>(BY_DIFFERENCE)
  const [groups, setGroups] = useState<ShownGroups>('all')
  const records = [useQuery(batchOf(left)), useQuery(batchOf(right))]
  const kinds = records.map(({ data }) => data?.analysisType)
  const full = kinds.every((kind) => kind === 'full_report')
  const analysis = analysisOf(kinds, chosen)
  const described = useQuery({ ...columnsOf({ batchId: left, analysis }), enabled: analysis !== null })
  const shown = measure ?? (analysis === null ? '' : SHAPES[analysis].measure)
  const sort = sortText(sorting, (id) => [PARTS.includes(id) ? `${shown}.${id}` : id])
  const where = conditionsOf(groups, shown)
  const view = { ...(where.length === 0 ? {} : { where }), ...(sort === '' ? {} : { sort }) }
  const query = { left, right, ...(full ? { analysis: analysis ?? undefined } : {}), ...viewQuery(view) }
  const parts = useParts<ComparedGroup, Comparison>(
    keys.result('compare', left, right, analysis, where),
    sort,
    (limit, offset, signal) => call('compareBatches', { query: { ...query, limit, offset } }, signal),
    analysis !== null,
  )
  const { rows, answer } = parts
  const limit = Math.max(FIRST_PART, rows.length)
  const wrong = records.find(({ error }) => error !== null)?.error ?? described.error ?? parts.error
  const types = described.data?.columns
  const total = answer?.page.total ?? 0
  const type = types?.find(({ name }) => name === shown)?.type ?? 'string'

  function retry(): void {
    for (const record of records) if (record.error !== null) void record.refetch()
    if (described.error !== null) void described.refetch()
    if (parts.error !== null) parts.retry()
  }

  return (
    <>
      <Head
        title={text.results.comparing}
        sub={answer === undefined ? undefined : text.results.compareSummary(answer.onlyLeft, answer.onlyRight)}
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
              {answer[side].filters === undefined ? '' : `, ${formatFilters(answer[side].filters)}`}
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
          {analysis !== null && isNumber(type) ? (
            <CompareChart left={left} right={right} analysis={analysis} measure={shown} type={type} />
          ) : null}
          <div className="row rule groups-shown">
            <Segmented
              label={text.results.comparedGroups}
              value={groups}
              options={SHOWN_GROUPS.map((value) => ({ value, label: text.results.compared[value] }))}
              onChange={setGroups}
            />
          </div>
          <DataTable
            label={text.results.compareTable}
            compact
            columns={comparedColumns(answer, shown, type)}
            rows={rows}
            rowKey={(group) => JSON.stringify(group.group)}
            sorted={{ by: sorting, onChange: setSorting }}
            empty={<EmptyState title={groups === 'all' ? text.results.compareEmpty : text.results.compareNoGroup} />}
          />
          {total === 0 ? null : <PartsFoot parts={parts} total={total} />}
        </>
      )}
    </>
  )
}
