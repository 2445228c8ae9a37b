import type { ChartTheme } from '../../../ui/chart-theme'
import { formatMoneyShort } from '../../../ui/format'

/** An axis that draws only its names. */
export const BARE_AXIS = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } } as const

/** Names down the left side, in `px` pixels; what is longer is cut. */
export function namesAxis(theme: ChartTheme, names: readonly string[], px: number) {
  return {
    ...BARE_AXIS,
    type: 'category',
    inverse: true,
    data: names,
    axisLabel: {
      interval: 0,
      align: 'left',
      margin: px,
      width: px - 8,
      overflow: 'truncate',
      color: theme.text,
      fontSize: 12,
    },
  }
}

/** Numbers up the left side, with a hairline for each. */
export function hairlineAxis(
  theme: ChartTheme,
  format: (value: number) => string = (value) => formatMoneyShort(value),
) {
  return {
    type: 'value',
    splitNumber: 4,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: theme.muted, fontSize: 11, formatter: format },
    splitLine: { lineStyle: { color: theme.grid } },
  }
}

/** What the axis beneath a plot looks like, whatever it counts. */
export function baseAxis(theme: ChartTheme) {
  return {
    axisLine: { lineStyle: { color: theme.axis } },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: { color: theme.muted, fontSize: 11, hideOverlap: true },
  }
}

/** The colours of a heat map, whose third dimension is a step of the theme. */
export function stepColors(theme: ChartTheme) {
  return {
    show: false,
    type: 'piecewise',
    dimension: 2,
    pieces: theme.steps.map((color, step) => ({ value: step, color })),
  }
}
