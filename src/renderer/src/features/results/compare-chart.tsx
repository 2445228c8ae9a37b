import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AnalysisName } from '../../../../shared/batch'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { viewQuery } from '../../api/results'
import { text } from '../../strings/text'
import { Chart } from '../../ui/chart'
import { Pane } from '../../ui/layout'
import { ErrorState, LoadingRows } from '../../ui/states'
import { barGroups, type Bar } from './charts/bar-groups'
import { formatCell, textOf, unitOf, type ColumnType } from './columns'
import { formatSigned, type ComparedGroup } from './compared-columns'
import { conditionsOf, differenceOf } from './compared-groups'

/** Bars of each direction; the table has all groups. */
const MOST = 8

interface CompareChartProps {
  readonly left: string
  readonly right: string
  readonly analysis: AnalysisName
  readonly measure: string
  readonly type: ColumnType
}

/** The groups that rose and fell the most, of those that both batches have, on one scale. */
export function CompareChart({ left, right, analysis, measure, type }: CompareChartProps) {
  const read = async (groups: 'risen' | 'fallen', signal: AbortSignal) => {
    const sort = `${differenceOf(measure)}:${groups === 'risen' ? 'desc' : 'asc'}`
    const view = viewQuery({ sort, where: conditionsOf(groups, measure) })
    const query = { left, right, analysis, limit: MOST, offset: 0, ...view }
    const { data, page } = await call('compareBatches', { query }, signal)
    return { groups: data, total: page.total }
  }
  const { data, error, refetch } = useQuery({
    queryKey: keys.result('compared', left, right, analysis, measure),
    queryFn: async ({ signal }) => ({ risen: await read('risen', signal), fallen: await read('fallen', signal) }),
  })
  const draw = useMemo(() => {
    const toBar = ({ group, difference }: ComparedGroup): Bar => {
      const value = difference[measure] ?? null
      return {
        label: Object.values(group).map(textOf).join(', '),
        value: value === null ? null : Math.abs(value),
        shown: formatSigned(value, (one) => formatCell(measure, type, one)) ?? '',
      }
    }
    return barGroups(
      [
        { title: text.results.risen(data?.risen.total ?? 0), bars: (data?.risen.groups ?? []).map(toBar) },
        { title: text.results.fallen(data?.fallen.total ?? 0), bars: (data?.fallen.groups ?? []).map(toBar), color: 2 },
      ],
      { columns: 2, shared: true },
    )
  }, [data, measure, type])
  const isNone = data !== undefined && data.risen.total + data.fallen.total === 0
  return (
    <Pane
      title={text.results.compareChart(measure)}
      note={[text.results.compareNote, unitOf(measure, type) ?? []].flat().join('; ')}
    >
      {data === undefined ? (
        error === null ? (
          <LoadingRows rows={6} columns={2} />
        ) : (
          <ErrorState title={text.common.failed(measure)} error={error} onRetry={() => void refetch()} />
        )
      ) : isNone ? (
        <p className="body small muted">{text.results.noChange(measure)}</p>
      ) : (
        <div className="body result-chart">
          <Chart label={text.results.compareSentence(measure, data.risen.total, data.fallen.total)} draw={draw} />
        </div>
      )}
    </Pane>
  )
}
