import type { Row } from '../../../../../shared/scalars'
import { formatDecimal } from '../../../ui/format'
import { SHAPES, textOf } from '../columns'
import { baseAxis, hairlineAxis } from './axes'
import { drawable, groupOf, moneyWords, wordsOf, type Draw } from './mark'

const HEIGHT = 240

/** A dot a product: who is fast (units a day, across) and who earns (revenue, up). Neither axis need start at zero. */
export function dots(rows: readonly Row[]): Draw {
  return (theme, width) => ({
    option: {
      grid: { left: 64, top: 12, width: Math.max(100, width - 112), height: HEIGHT - 36 },
      xAxis: {
        ...baseAxis(theme),
        type: 'value',
        scale: true,
        splitNumber: 4,
        name: 'units/day',
        nameLocation: 'end',
        nameGap: 6,
        nameTextStyle: { color: theme.muted, fontSize: 11 },
        axisLabel: { color: theme.muted, fontSize: 11, formatter: (value: number) => formatDecimal(value, 1) },
      },
      yAxis: { ...hairlineAxis(theme), scale: true },
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
