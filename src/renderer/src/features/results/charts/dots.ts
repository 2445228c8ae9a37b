import type { Row } from '../../../../../shared/scalars'
import { text } from '../../../strings/text'
import { formatDecimal } from '../../../ui/format'
import { SHAPES, textOf } from '../columns'
import { baseAxis, hairlineAxis } from './axes'
import { drawable, groupOf, moneyWords, mostOf, wordsOf, type Draw } from './mark'

const HEIGHT = 272
const TOP = 28

/**
 * A dot a product: who is fast (units a day, across) and who earns (revenue, up). An axis whose values all lie far from
 * zero does not start there, and says so.
 */
export function dots(rows: readonly Row[]): Draw {
  const velocity = spanOf(rows, 'daily_velocity', 'units/day')
  const revenue = spanOf(rows, 'total_revenue', 'USD')
  return (theme, width) => ({
    option: {
      grid: { left: 64, top: TOP, width: Math.max(100, width - 88), height: HEIGHT - TOP - 48 },
      xAxis: {
        ...baseAxis(theme),
        type: 'value',
        scale: !velocity.fromZero,
        splitNumber: 4,
        name: velocity.name,
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: { color: theme.muted, fontSize: 11 },
        axisLabel: { color: theme.muted, fontSize: 11, formatter: (value: number) => formatDecimal(value, 1) },
      },
      yAxis: {
        ...hairlineAxis(theme),
        scale: !revenue.fromZero,
        name: revenue.name,
        nameLocation: 'end',
        nameGap: 10,
        nameTextStyle: { color: theme.muted, fontSize: 11, align: 'left' },
      },
      series: [
        {
          type: 'scatter',
          symbolSize: 6,
          itemStyle: { color: theme.series[0], opacity: 0.6 },
          emphasis: { itemStyle: { opacity: 1, borderColor: theme.text, borderWidth: 1 } },
          data: rows.map((row) => [drawable(row['daily_velocity']), drawable(row['total_revenue'])]),
        },
      ],
    },
    height: HEIGHT,
    marks: rows.map((row, index) => ({
      series: 0,
      index,
      words: wordsOf(
        [textOf(row['product_name'])],
        `${formatDecimal(drawable(row['daily_velocity']), 2)} units/day, ${moneyWords(row['total_revenue'])}`,
      ),
      group: groupOf(row, SHAPES.inventory_velocity.keys),
    })),
  })
}

/** The name of an axis with its unit, and whether it starts at zero: unless all values lie close to each other. */
function spanOf(rows: readonly Row[], column: string, unit: string) {
  const values = rows.flatMap((row) => drawable(row[column]) ?? [])
  const least = values.reduce((lowest, value) => Math.min(lowest, value), Number.POSITIVE_INFINITY)
  const fromZero = least <= mostOf(values) / 2
  return { fromZero, name: fromZero ? `${column}, ${unit}` : text.results.notFromZero(column, unit) }
}
