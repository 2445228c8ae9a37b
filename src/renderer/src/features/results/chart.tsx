import { useQuery } from '@tanstack/react-query'
import { useMemo, useState, type ReactNode } from 'react'
import type { AnalysisName } from '../../../../shared/batch'
import type { ColumnStatistics } from '../../../../shared/explore'
import type { Row } from '../../../../shared/scalars'
import { text } from '../../strings/text'
import { Chart } from '../../ui/chart'
import { STEPS } from '../../ui/chart-theme'
import { Segmented, Select } from '../../ui/field'
import { formatCount } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { ErrorState, LoadingRows } from '../../ui/states'
import { drawingOf, FIRST_CHOICE, fraudBars, type ChartChoice } from './charts'
import { drawable, MOST_BARS } from './charts/mark'
import { MOST_HEADS } from './charts/matrix'
import { networksOf } from './charts/stacked-bars'
import { formatCell, SHAPES, textOf, unitOf, type ColumnType } from './columns'
import { SegmentsChart } from './segments-chart'
import { chartRowsOf, useColumns } from './stored'

const BARS: readonly AnalysisName[] = ['revenue_by_category', 'revenue_by_region', 'channel_performance']

export interface ResultChartProps {
  readonly batchId: string
  readonly analysis: AnalysisName
  /** The values that find the rows behind what was chosen: of all group columns, or of some. */
  readonly onOpen: (group: Row) => void
  /** The analysis's name where several stand on one screen; what is measured by default. */
  readonly title?: string
  /** What stands beneath the chart, in its pane, of the rows that it was drawn from. */
  readonly below?: (rows: readonly Row[]) => ReactNode
}

/** The chart that fits the analysis (design, 7); its table twin is below it. */
export function ResultChart(props: ResultChartProps) {
  const { batchId, analysis, onOpen, title, below } = props
  const [choice, setChoice] = useState(FIRST_CHOICE)
  const { data, error, refetch } = useQuery(chartRowsOf(batchId, analysis))
  const described = useColumns({ batchId, analysis })
  const { measure, keys: groups } = SHAPES[analysis]
  const rows = data?.rows
  const statistics = described.data?.columns.find(({ name }) => name === measure)
  const type = statistics?.type ?? 'double'
  const sentence = sentenceOf(analysis, rows ?? [], described.data?.rows ?? 0, statistics)
  return (
    <Pane
      title={title ?? measure}
      note={[
        text.results.chartOf(measure, shownKeys(analysis, groups, choice), unitsOf(analysis, type)),
        partOf(analysis, rows ?? [], data?.hasMore === true, choice) ?? [],
      ]
        .flat()
        .join('; ')}
      actions={rows === undefined ? undefined : <Choice analysis={analysis} choice={choice} onChange={setChoice} />}
    >
      {rows === undefined ? (
        error === null ? (
          <LoadingRows rows={6} columns={2} />
        ) : (
          <ErrorState title={text.common.failed(measure)} error={error} onRetry={() => void refetch()} />
        )
      ) : rows.length === 0 ? (
        <p className="body small muted">{text.results.noChart}</p>
      ) : (
        <div className="body result-chart">
          {analysis === 'customer_segmentation' ? (
            <SegmentsChart batchId={batchId} sentence={sentence} onOpen={onOpen} />
          ) : (
            <RowsChart analysis={analysis} rows={rows} sentence={sentence} choice={choice} onOpen={onOpen} />
          )}
        </div>
      )}
      {rows === undefined ? null : below?.(rows)}
    </Pane>
  )
}

interface RowsChartProps {
  readonly analysis: AnalysisName
  readonly rows: readonly Row[]
  readonly sentence: string
  readonly choice: ChartChoice
  readonly onOpen: (group: Row) => void
}

function RowsChart({ analysis, rows, sentence: label, choice, onOpen }: RowsChartProps) {
  const draw = useMemo(() => drawingOf(analysis, rows, choice), [analysis, rows, choice])
  const aside = useMemo(
    () => (analysis === 'fraud_analysis' ? fraudBars(rows, choice) : null),
    [analysis, rows, choice],
  )
  if (aside !== null)
    return (
      <div className="chart-pair">
        <Chart label={label} draw={draw} onOpen={({ group }) => onOpen(group)} />
        <Chart label={text.results.fraudAside} draw={aside} onOpen={({ group }) => onOpen(group)} />
      </div>
    )
  return (
    <>
      <Chart label={label} draw={draw} onOpen={({ group }) => onOpen(group)} />
      {analysis === 'payment_analysis' ? <NetworkKey rows={rows} /> : null}
    </>
  )
}

/** In stacking order; the share stands at the end of each bar. */
function NetworkKey({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <p className="key small">
      {networksOf(rows).map(({ name, color }) => (
        <span key={name}>
          <i className="sw" style={{ background: `var(--chart-${color})` }} />
          {name}
        </span>
      ))}
      <span>
        <i className="sw" style={{ background: 'var(--chart-axis)' }} />
        {text.results.noNetwork}
      </span>
    </p>
  )
}

interface ChoiceProps {
  readonly analysis: AnalysisName
  readonly choice: ChartChoice
  readonly onChange: (choice: ChartChoice) => void
}

function Choice({ analysis, choice, onChange }: ChoiceProps) {
  if (analysis === 'hourly_trends')
    return (
      <>
        {choice.hours === 'map' ? <ScaleKey /> : null}
        <Segmented
          label={text.results.hoursAs}
          value={choice.hours}
          options={[
            { value: 'map', label: text.results.heatMap },
            { value: 'line', label: text.results.line },
          ]}
          onChange={(hours) => onChange({ ...choice, hours })}
        />
      </>
    )
  if (analysis !== 'fraud_analysis') return null
  const columns = SHAPES.fraud_analysis.keys.map((column) => ({ value: column, label: column }))
  const { down, across } = choice
  return (
    <>
      <ScaleKey />
      <Select
        aria-label={text.results.matrixDown}
        value={down}
        options={columns}
        // What the other axis shows is exchanged with it.
        onChange={({ target: { value } }) =>
          onChange({ ...choice, down: value, across: value === across ? down : across })
        }
      />
      <Select
        aria-label={text.results.matrixAcross}
        value={across}
        options={columns}
        onChange={({ target: { value } }) =>
          onChange({ ...choice, across: value, down: value === down ? across : down })
        }
      />
    </>
  )
}

/** Which way the colours of a matrix go. */
function ScaleKey() {
  return (
    <span className="scale-key small drop-1180" aria-hidden="true">
      {text.results.fewer}
      <span>
        {STEPS.map((step) => (
          <i key={step} style={{ background: `var(--seq-${step})` }} />
        ))}
      </span>
      {text.results.more}
    </span>
  )
}

function shownKeys(analysis: AnalysisName, groups: readonly string[], { down, across }: ChartChoice): string {
  return (analysis === 'fraud_analysis' ? [down, across] : groups.slice(0, 2)).join(', ')
}

/** Where a chart does not show every row, it says so. */
function partOf(
  analysis: AnalysisName,
  rows: readonly Row[],
  more: boolean,
  { down, across }: ChartChoice,
): string | null {
  // Its histogram and its counts are of all rows.
  if (analysis === 'customer_segmentation') return null
  const drawn = BARS.includes(analysis) ? Math.min(rows.length, MOST_BARS) : rows.length
  if (more || drawn < rows.length) return text.results.chartPart(formatCount(drawn))
  const valuesOf = (column: string): number => new Set(rows.map((row) => row[column])).size
  const isCut =
    analysis === 'fraud_analysis'
      ? valuesOf(down) > MOST_BARS || valuesOf(across) > MOST_HEADS
      : analysis === 'payment_analysis' && valuesOf('payment_method') > MOST_BARS
  return isCut ? text.results.largestOnly : null
}

/** What the values of a chart are in, where they do not say so. */
function unitsOf(analysis: AnalysisName, type: ColumnType): readonly string[] {
  const { measure } = SHAPES[analysis]
  const unit = unitOf(measure, type) ?? []
  return [unit, analysis === 'hourly_trends' ? 'UTC' : []].flat()
}

/**
 * @param rows those that were looked at
 * @param count of all rows
 * @param statistics of the measure over all of them; where it has no highest, that of the rows is told as theirs
 */
function sentenceOf(
  analysis: AnalysisName,
  rows: readonly Row[],
  count: number,
  statistics: ColumnStatistics | undefined,
): string {
  const { keys: groups, measure } = SHAPES[analysis]
  const [first, ...others] = rows
  if (first === undefined) return ''
  const valueOf = (row: Row): number => drawable(row[measure]) ?? Number.NEGATIVE_INFINITY
  const highest = others.reduce((best, row) => (valueOf(row) > valueOf(best) ? row : best), first)
  const type = statistics?.type ?? 'double'
  const most = drawable(statistics?.max)
  // Higher than all that were looked at: which group has it is not known here.
  if (most !== null && most > valueOf(highest))
    return text.results.chartSentence(measure, count, formatCell(measure, type, statistics?.max))
  return text.results.chartSentence(
    measure,
    most === null ? rows.length : count,
    `${groups.map((column) => textOf(highest[column])).join(', ')}, ${formatCell(measure, type, highest[measure])}`,
  )
}
