import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ANALYSIS_NAMES, type AnalysisName } from '../../../../shared/batch'
import type { Row } from '../../../../shared/scalars'
import { keys } from '../../api/keys'
import { readColumns, readRows } from '../../api/results'
import { goTo, hrefTo } from '../../route'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { formatCount } from '../../ui/format'
import { ErrorState, LoadingRows } from '../../ui/states'
import { Null } from '../../ui/time'
import { ResultChart } from './chart'
import { filterOf } from './grid/filter-text'
import { formatCell, isMono, isRight, SHAPES } from './columns'

/** Of each analysis; its own tab has them all. */
const FIRST_ROWS = 5

/** A full report on one page: the eight charts, each with the first rows of its table. */
export function Report({ batchId }: { readonly batchId: string }) {
  return (
    <div className="scroll fill report">
      {ANALYSIS_NAMES.map((analysis) => (
        <ResultChart
          key={analysis}
          title={analysis}
          batchId={batchId}
          analysis={analysis}
          onOpen={(group) => goTo('results', [batchId], { tab: 'result', analysis, filter: filterOf(group) })}
        >
          <FirstRows batchId={batchId} analysis={analysis} />
        </ResultChart>
      ))}
    </div>
  )
}

function FirstRows({ batchId, analysis }: { readonly batchId: string; readonly analysis: AnalysisName }) {
  const table = { batchId, analysis }
  const described = useQuery({
    queryKey: keys.result('columns', table, {}),
    queryFn: ({ signal }) => readColumns(table, {}, signal),
  })
  const first = useQuery({
    queryKey: keys.result('first', table),
    queryFn: ({ signal }) => readRows(table, {}, FIRST_ROWS, 0, signal),
  })
  const known = described.data?.columns
  const columns = useMemo(
    () =>
      (known ?? []).map(({ name, type }): Column<Row> => ({
        id: name,
        header: name,
        align: isRight(type) ? 'right' : 'left',
        cell: ({ [name]: value = null }) =>
          value === null ? (
            <Null />
          ) : (
            <span className={isMono(name) ? 'mono' : undefined}>{formatCell(name, type, value)}</span>
          ),
      })),
    [known],
  )
  const error = described.error ?? first.error
  if (error !== null)
    return (
      <ErrorState
        title={text.common.failed(analysis)}
        error={error}
        onRetry={() => void Promise.all([described.refetch(), first.refetch()])}
      />
    )
  if (described.data === undefined || first.data === undefined) return <LoadingRows rows={FIRST_ROWS} columns={5} />
  const { rows } = described.data
  return (
    <>
      <DataTable
        label={text.results.firstRowsOf(analysis)}
        compact
        columns={columns}
        rows={first.data.data}
        rowKey={(row) => JSON.stringify(SHAPES[analysis].keys.map((key) => row[key]))}
      />
      <p className="body small">
        {text.results.firstOf(first.data.data.length, rows)}{' '}
        <a href={hrefTo('results', [batchId], { tab: 'result', analysis })}>
          {text.results.allRows(formatCount(rows), analysis)}
        </a>
      </p>
    </>
  )
}
