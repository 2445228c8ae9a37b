import type { AnalysisName } from '../../../../../shared/batch'
import type { Row } from '../../../../../shared/scalars'
import { formatCount, formatPercent } from '../../../ui/format'
import { SHAPES, textOf } from '../columns'
import { barGroups, type Bar } from './bar-groups'
import { dots } from './dots'
import { hourHeatMap, hourLine } from './hours'
import { drawable, groupOf, MOST_BARS, moneyWords, shortMoney, type Draw } from './mark'
import { matrix, sumsOf } from './matrix'
import { stackedBars } from './stacked-bars'

/** What the reader chose of a chart that has a choice. */
export interface ChartChoice {
  /** The two group columns of the matrix. */
  readonly down: string
  readonly across: string
  readonly hours: 'map' | 'line'
}

export const FIRST_CHOICE: ChartChoice = { down: 'category', across: 'region', hours: 'map' }

/** The chart of an analysis (design, 7), drawn from rows of its result in their own order. */
export function drawingOf(analysis: AnalysisName, rows: readonly Row[], choice: ChartChoice): Draw {
  switch (analysis) {
    case 'revenue_by_region':
      return regionBars(rows)
    case 'payment_analysis':
      return stackedBars(rows)
    case 'fraud_analysis':
      return matrix(rows, choice.down, choice.across, 'fraud_count')
    case 'hourly_trends':
      return choice.hours === 'map' ? hourHeatMap(rows) : hourLine(rows)
    case 'channel_performance':
      return channelBars(rows.slice(0, MOST_BARS))
    case 'inventory_velocity':
      return dots(rows)
    default: {
      const { keys, measure } = SHAPES[analysis]
      return barGroups([{ bars: barsOf(rows.slice(0, MOST_BARS), keys, measure) }])
    }
  }
}

/** Fraud by the two group columns that the matrix does not show. */
export function fraudBars(rows: readonly Row[], { down, across }: ChartChoice): Draw {
  const others = SHAPES.fraud_analysis.keys.filter((column) => column !== down && column !== across)
  return barGroups(
    others.map((column) => ({
      title: column,
      bars: sumsOf(rows, column, 'fraud_count')
        .slice(0, MOST_BARS)
        .map(([name, count]) => ({
          label: name,
          value: count,
          shown: formatCount(count),
          group: groupOf(rows.find((row) => textOf(row[column]) === name) ?? {}, [column]),
        })),
    })),
    { shared: true },
  )
}

/** Ranked under each region: Guwahati is in two, so no bar is merged. */
function regionBars(rows: readonly Row[]): Draw {
  const drawn = rows.slice(0, MOST_BARS)
  const regions = [...new Set(drawn.map((row) => textOf(row['region'])))]
  return barGroups(
    regions.map((region) => ({
      title: region,
      bars: barsOf(
        drawn.filter((row) => textOf(row['region']) === region),
        SHAPES.revenue_by_region.keys,
        'total_revenue',
      ).map((bar) => ({ ...bar, label: textOf(bar.group?.['city']) })),
    })),
    { columns: 3, shared: true },
  )
}

/** Two units, so two scales beside each other: one axis for both would invent a relation. */
function channelBars(rows: readonly Row[]): Draw {
  return barGroups(
    [
      { title: 'total_revenue', bars: barsOf(rows, ['channel'], 'total_revenue') },
      {
        title: 'fraud_rate_pct',
        color: 2,
        bars: rows.map((row) => ({
          label: textOf(row['channel']),
          value: drawable(row['fraud_rate_pct']),
          shown: formatPercent(drawable(row['fraud_rate_pct']), 4),
          group: groupOf(row, ['channel']),
        })),
      },
    ],
    { columns: 2 },
  )
}

function barsOf(rows: readonly Row[], columns: readonly string[], measure: string): readonly Bar[] {
  return rows.map((row) => ({
    label: columns.map((column) => textOf(row[column])).join(', '),
    value: drawable(row[measure]),
    shown: shortMoney(row[measure]),
    full: moneyWords(row[measure]),
    group: groupOf(row, columns),
  }))
}
