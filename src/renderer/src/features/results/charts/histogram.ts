import type { ColumnStatistics } from '../../../../../shared/explore'
import { formatCount, formatMoneyShort } from '../../../ui/format'
import { numberOf } from '../columns'
import { baseAxis, hairlineAxis } from './axes'
import { wordsOf, type Draw } from './mark'

const HEIGHT = 190
const LEFT = 56
const FOOT = 24

/** The shape of a column over all rows: a bar a bin, and a line where a segment begins. */
export function histogram(bins: NonNullable<ColumnStatistics['histogram']>, borders: readonly number[]): Draw {
  const low = numberOf(bins[0]?.from)
  const high = numberOf(bins.at(-1)?.to)
  const inside = borders.filter((border) => border > low && border < high)
  return (theme, width) => {
    const base = baseAxis(theme)
    const plot = Math.max(100, width - LEFT - 12)
    return {
      option: {
        grid: { left: LEFT, top: 12, width: plot, height: HEIGHT - FOOT - 12 },
        xAxis: {
          ...base,
          type: 'value',
          // One value alone has a bar around it.
          min: high > low ? low : low - 0.5,
          max: high > low ? high : low + 0.5,
          // Its bars have their bins' widths already.
          containShape: false,
          splitNumber: 4,
          axisLabel: { ...base.axisLabel, formatter: (value: number) => formatMoneyShort(value) },
        },
        yAxis: { ...hairlineAxis(theme, formatCount), min: 0, minInterval: 1 },
        series: [
          {
            type: 'bar',
            barWidth: Math.max(1, plot / bins.length - 1),
            itemStyle: { color: theme.series[0] },
            data: bins.map(({ from, to, count }) => [(numberOf(from) + numberOf(to)) / 2, count]),
            markLine: {
              silent: true,
              symbol: 'none',
              lineStyle: { color: theme.axis, type: 'dashed' },
              label: { show: false },
              data: inside.map((border) => ({ xAxis: border })),
            },
          },
        ],
      },
      height: HEIGHT,
      marks: bins.map(({ from, to, count }, index) => ({
        series: 0,
        index,
        words: wordsOf([`${formatMoneyShort(numberOf(from))} – ${formatMoneyShort(numberOf(to))}`], formatCount(count)),
        group: {},
      })),
    }
  }
}
