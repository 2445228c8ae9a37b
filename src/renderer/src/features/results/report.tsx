import { useMemo } from 'react'
import { ANALYSIS_NAMES, type AnalysisName } from '../../../../shared/batch'
import type { Row } from '../../../../shared/scalars'
import { goTo, hrefTo } from '../../route'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { formatCount } from '../../ui/format'
import { ErrorState, LoadingRows } from '../../ui/states'
import { Null } from '../../ui/time'
import { ResultChart } from './chart'
import { formatCell, isMono, isRight, SHAPES, unitOf } from './columns'
import { filterOf } from './grid/filter-text'
import { FIRST_ROWS, useColumns } from './stored'

/** A full report on one page: the charts of all analyses, each with the first rows of its table. */
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
          below={(rows) => <FirstRows batchId={batchId} analysis={analysis} first={rows.slice(0, FIRST_ROWS)} />}
        />
      ))}
    </div>
  )
}

interface FirstRowsProps {
  readonly batchId: string
  readonly analysis: AnalysisName
  readonly first: readonly Row[]
}

function FirstRows({ batchId, analysis, first }: FirstRowsProps) {
  const { data, error, refetch } = useColumns({ batchId, analysis })
  const known = data?.columns
  const columns = useMemo(
    () =>
      (known ?? []).map(({ name, type }): Column<Row> => ({
        id: name,
        header: unitOf(name, type) === 'UTC' ? `${name} (UTC)` : name,
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
  if (data === undefined)
    return error === null ? (
      <LoadingRows rows={FIRST_ROWS} columns={5} />
    ) : (
      <ErrorState title={text.common.failed(analysis)} error={error} onRetry={() => void refetch()} />
    )
  const { rows } = data
  return (
    <>
      <DataTable
        label={text.results.firstRowsOf(analysis)}
        compact
        columns={columns}
        rows={first}
        rowKey={(row) => JSON.stringify(SHAPES[analysis].keys.map((key) => row[key]))}
      />
      <p className="body small">
        {text.results.firstOf(first.length, rows)}{' '}
        <a href={hrefTo('results', [batchId], { tab: 'result', analysis })}>
          {text.results.allRows(formatCount(rows), analysis)}
        </a>
      </p>
    </>
  )
}
