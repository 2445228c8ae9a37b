import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { BatchExplanation, OperatorFigures } from '../../../../shared/explore'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { formatBytes, formatCount, formatDuration } from '../../ui/format'
import { Facts, Pane } from '../../ui/layout'
import { ErrorState, LoadingRows } from '../../ui/states'
import { Chart } from '../../ui/chart'
import { barGroups } from './charts/bar-groups'

const words = text.results.plan
const PHASES = ['queued', 'plan', 'snapshot', 'analysis', 'commit', 'total'] as const

type Operator = OperatorFigures & { readonly id: string; readonly statement: string }

/** What the batch read, under Spark's names for its filters, what it cost by phase and operator, and its plans. */
export function PlanPart({ batchId }: { readonly batchId: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: keys.result('explain', batchId),
    queryFn: ({ signal }) => call('explainBatch', { params: { id: batchId } }, signal),
  })
  if (error !== null) return <ErrorState title={words.failed} error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows rows={8} columns={3} />
  const operators: readonly Operator[] = data.statements.flatMap((statement, at) =>
    statement.operators.map((operator, index) => ({
      ...operator,
      id: `${at}.${index}`,
      statement: statement.analysis ?? statement.phase,
    })),
  )
  return (
    <div className="scroll fill plan">
      <Pane
        title={words.title}
        note={words.sentence(
          data.datesRead,
          data.datesOfTable,
          data.PushedFilters.length,
          data.FiltersAfterScan?.length ?? 0,
        )}
      >
        <div className="body">
          <Facts
            items={[
              ['PartitionFilters', <Filters key="p" list={data.PartitionFilters} />],
              ['PushedFilters', <Filters key="f" list={data.PushedFilters} />],
              ...(data.FiltersAfterScan === undefined || data.FiltersAfterScan.length === 0
                ? []
                : ([[words.afterScan, <Filters key="a" list={data.FiltersAfterScan} />]] as const)),
              [words.files, words.filesOf(data.filesRead, data.filesOfTable)],
              [words.dates, words.datesOf(data.datesRead, data.datesOfTable)],
              [words.bytes, formatBytes(data.bytesRead)],
              [words.rows, formatCount(data.rowsRead)],
              [words.links, formatCount(data.linkedFiles)],
              [words.threads, `${formatCount(data.threads)}, ${text.results.engines[data.engine]}`],
              [words.memory, words.memoryOf(formatBytes(data.memory.peakBytes), formatBytes(data.memory.limitBytes))],
              [words.spill, formatBytes(data.memory.spilledBytes)],
            ]}
          />
        </div>
      </Pane>
      <Pane title={words.phases} rule>
        <div className="body plan-phases">
          <Phases timeMs={data.timeMs} />
        </div>
      </Pane>
      {operators.length === 0 ? null : (
        <Pane title={words.operators} rule>
          <DataTable
            label={words.operators}
            compact
            columns={OPERATOR_COLUMNS}
            rows={operators}
            rowKey={({ id }) => id}
          />
        </Pane>
      )}
      {data.plans.map(({ analysis, logical, optimized, physical }) => (
        <Pane key={analysis} title={analysis} rule>
          <div className="body">
            {(
              [
                [words.logical, logical],
                [words.optimized, optimized],
                [words.physical, physical],
              ] as const
            ).map(([title, plan]) => (
              <details key={title} open={title === words.physical}>
                <summary>{title}</summary>
                <pre className="code" tabIndex={0} aria-label={`${title}, ${analysis}`}>
                  {plan}
                </pre>
              </details>
            ))}
          </div>
        </Pane>
      ))}
    </div>
  )
}

function Phases({ timeMs }: Pick<BatchExplanation, 'timeMs'>) {
  const draw = useMemo(() => {
    const bars = PHASES.map((phase) => {
      const value = timeMs[phase]
      return { label: words.phase[phase], value, shown: formatDuration(value) }
    })
    return barGroups([{ bars }])
  }, [timeMs])
  return <Chart label={words.phases} draw={draw} />
}

function Filters({ list }: { readonly list: readonly string[] }) {
  return <span className="mono">[{list.join(', ')}]</span>
}

const OPERATOR_COLUMNS: readonly Column<Operator>[] = [
  {
    id: 'name',
    header: words.operator,
    cell: ({ name, depth, statement }) => (
      <span className="mono" style={{ paddingLeft: depth * 12 }} title={statement}>
        {name}
      </span>
    ),
  },
  {
    id: 'time',
    header: words.time,
    align: 'right',
    cell: ({ timeMs }) => formatDuration(timeMs),
    sortBy: ({ timeMs }) => timeMs,
  },
  { id: 'rows', header: words.out, align: 'right', cell: ({ rows }) => formatCount(rows), sortBy: ({ rows }) => rows },
  { id: 'detail', header: words.detail, optional: true, cell: ({ detail }) => <span className="cut">{detail}</span> },
]
