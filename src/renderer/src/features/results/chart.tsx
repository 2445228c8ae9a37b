import { useQuery } from '@tanstack/react-query'
import type { AnalysisName } from '../../../../shared/batch'
import type { Row } from '../../../../shared/scalars'
import { keys } from '../../api/keys'
import { readRows } from '../../api/results'
import { text } from '../../strings/text'
import { formatCount, formatMoneyShort, formatPercent } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { ErrorState, LoadingRows } from '../../ui/states'
import { formatCell, numberOf, SHAPES, textOf } from './columns'
import { Dots, Matrix, RankedBars, Segments, StackedBars, type Bar } from './chart-parts'

/** Most rows that a chart looks at; the grid below always has all of them. */
const CHART_ROWS = 10_000

export interface ResultChartProps {
  readonly batchId: string
  readonly analysis: AnalysisName
}

/** The chart that fits the analysis (design, 7); its table twin is the grid below it. */
export function ResultChart({ batchId, analysis }: ResultChartProps) {
  const table = { batchId, analysis }
  const { data, error, refetch } = useQuery({
    queryKey: keys.result('chart', table),
    queryFn: ({ signal }) => readRows(table, {}, CHART_ROWS, 0, signal),
  })
  const { measure, keys: groups } = SHAPES[analysis]
  const rows = data?.data ?? []
  const part = data?.page.hasMore === true ? text.results.chartPart(formatCount(rows.length)) : undefined
  return (
    <Pane title={measure} note={part ?? text.results.chartOf(measure, groups.slice(0, 2).join(', '))}>
      {error !== null ? (
        <ErrorState title={text.common.failed(measure)} error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <LoadingRows rows={6} columns={2} />
      ) : rows.length === 0 ? (
        <p className="body small muted">{text.results.noChart}</p>
      ) : (
        <figure className="body result-chart" role="img" aria-label={sentenceOf(analysis, rows)}>
          <Drawing analysis={analysis} rows={rows} />
        </figure>
      )}
    </Pane>
  )
}

function Drawing({ analysis, rows }: { readonly analysis: AnalysisName; readonly rows: readonly Row[] }) {
  switch (analysis) {
    case 'revenue_by_region':
      return <RegionBars rows={rows} />
    case 'payment_analysis':
      return <StackedBars rows={rows} by="payment_method" part="card_network" measure="transaction_count" />
    case 'customer_segmentation':
      return <Segments rows={rows} measure="lifetime_value" by="segment" />
    case 'fraud_analysis':
      return <Matrix rows={rows} down="category" across="region" measure="fraud_count" show={formatCount} />
    case 'hourly_trends':
      return (
        <Matrix
          rows={rows}
          down="event_date"
          across="event_hour"
          measure="hourly_revenue"
          small
          show={formatMoneyShort}
        />
      )
    case 'channel_performance':
      return (
        <div className="two-bars">
          <RankedBars title="total_revenue" bars={barsOf(rows, ['channel'], 'total_revenue')} />
          <RankedBars
            title="fraud_rate_pct"
            second
            bars={rows.map((row) => ({
              label: textOf(row['channel']),
              value: numberOf(row['fraud_rate_pct']),
              shown: formatPercent(numberOf(row['fraud_rate_pct']), 4),
            }))}
          />
        </div>
      )
    case 'inventory_velocity':
      return <Dots rows={rows} x="total_revenue" y="daily_velocity" name="product_name" />
    default:
      return <RankedBars bars={barsOf(rows, SHAPES[analysis].keys, SHAPES[analysis].measure)} />
  }
}

/** Ranked under each region: Guwahati is in two, so no bar is merged. */
function RegionBars({ rows }: { readonly rows: readonly Row[] }) {
  const regions = [...new Set(rows.map((row) => textOf(row['region'])))]
  const most = Math.max(...rows.map((row) => numberOf(row['total_revenue'])))
  return (
    <div className="region-bars">
      {regions.map((region) => (
        <RankedBars
          key={region}
          title={region}
          most={most}
          bars={barsOf(
            rows.filter((row) => textOf(row['region']) === region),
            ['city'],
            'total_revenue',
          )}
        />
      ))}
    </div>
  )
}

function barsOf(rows: readonly Row[], columns: readonly string[], measure: string): readonly Bar[] {
  return rows.map((row) => ({
    label: columns.map((column) => textOf(row[column])).join(', '),
    value: numberOf(row[measure]),
    shown: formatMoneyShort(numberOf(row[measure])),
  }))
}

function sentenceOf(analysis: AnalysisName, rows: readonly Row[]): string {
  const { keys: groups, measure } = SHAPES[analysis]
  const highest = rows.reduce((best, row) => (numberOf(row[measure]) > numberOf(best[measure]) ? row : best))
  const type = Number.isInteger(highest[measure]) ? 'int64' : 'double'
  return text.results.chartSentence(
    measure,
    rows.length,
    groups.map((column) => textOf(highest[column])).join(', '),
    formatCell(measure, type, highest[measure]),
  )
}
