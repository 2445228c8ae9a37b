import { useMemo } from 'react'
import type { ColumnStatistics } from '../../../../shared/explore'
import type { Row } from '../../../../shared/scalars'
import { text } from '../../strings/text'
import { Chart } from '../../ui/chart'
import { formatCount } from '../../ui/format'
import { ErrorState, LoadingRows } from '../../ui/states'
import { barGroups } from './charts/bar-groups'
import { histogram } from './charts/histogram'
import { useColumns } from './stored'

/** Where the segments begin (the analysis's own rule), US dollars. */
const BORDERS = [1000, 5000, 10_000]
const SEGMENTS = ['vip', 'high_value', 'mid_value', 'low_value', 'one_time']

export interface SegmentsChartProps {
  readonly batchId: string
  readonly sentence: string
  readonly onOpen: (group: Row) => void
}

/** The shape of lifetime_value over all customers, then how many fall into each segment. */
export function SegmentsChart({ batchId, sentence, onOpen }: SegmentsChartProps) {
  const { data, error, refetch } = useColumns({ batchId, analysis: 'customer_segmentation' })
  const columns = data?.columns
  const shape = useMemo(() => histogram(columnOf(columns, 'lifetime_value')?.histogram ?? [], BORDERS), [columns])
  const counts = useMemo(() => segmentBars(columnOf(columns, 'segment')), [columns])
  if (data === undefined)
    return error === null ? (
      <LoadingRows rows={6} columns={2} />
    ) : (
      <ErrorState title={text.common.failed('lifetime_value')} error={error} onRetry={() => void refetch()} />
    )
  return (
    <div className="chart-pair">
      <Chart label={sentence} draw={shape} />
      <Chart label={text.results.segmentsAside} draw={counts} onOpen={({ group }) => onOpen(group)} />
    </div>
  )
}

function segmentBars(segment: ColumnStatistics | undefined) {
  const counts = new Map(segment?.top?.map(({ value, count }) => [value, count]))
  return barGroups([
    {
      title: 'segment',
      bars: SEGMENTS.map((name) => {
        const count = counts.get(name) ?? 0
        return { label: name, value: count, shown: formatCount(count), group: { segment: name } }
      }),
    },
  ])
}

function columnOf(columns: readonly ColumnStatistics[] | undefined, name: string): ColumnStatistics | undefined {
  return columns?.find((column) => column.name === name)
}
