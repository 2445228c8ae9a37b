import type { Row } from '../../../../../shared/scalars'
import { formatDecimal, formatMoneyShort } from '../../../ui/format'
import { textOf } from '../columns'
import { drawable, groupOf, moneyWords, wordsOf, type Draw } from './mark'

const HEIGHT = 240

/** A dot a product: who is fast (units a day, across) and who earns (revenue, up). Neither axis need start at zero. */
export function dots(rows: readonly Row[], keys: readonly string[]): Draw {
  return (theme, width) => ({
    option: {
      grid: { left: 64, top: 12, width: Math.max(100, width - 112), height: HEIGHT - 36 },
      xAxis: {
        type: 'value',
        scale: true,
        splitNumber: 4,
        name: 'units/day',
        nameLocation: 'end',
        nameGap: 6,
        nameTextStyle: { color: theme.muted, fontSize: 11 },
        axisLine: { lineStyle: { color: theme.axis } },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: { color: theme.muted, fontSize: 11, formatter: (value: number) => formatDecimal(value, 1) },
      },
      yAxis: {
        type: 'value',
        scale: true,
        splitNumber: 4,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: theme.muted, fontSize: 11, formatter: (value: number) => formatMoneyShort(value) },
        splitLine: { lineStyle: { color: theme.grid } },
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
      group: groupOf(row, keys),
    })),
  })
}
