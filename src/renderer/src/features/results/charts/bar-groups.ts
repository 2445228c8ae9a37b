import type { Row } from '../../../../../shared/scalars'
import type { ChartTheme } from '../../../ui/chart-theme'
import { BARE_AXIS, namesAxis } from './axes'
import { mostOf, wordsOf, type Draw, type ResultMark } from './mark'

export interface Bar {
  readonly label: string
  /** Null where it cannot be drawn. */
  readonly value: number | null
  /** At the end of the bar. */
  readonly shown: string
  /** In full, for the tip and screen readers; `shown` by default. */
  readonly full?: string
  readonly group?: Row
}

export interface BarGroup {
  readonly title?: string
  readonly bars: readonly Bar[]
  /** chart-1 by default. */
  readonly color?: number
}

export interface BarLayout {
  /** Groups beside each other, where there is room. */
  readonly columns?: number
  /** One scale for all groups: where they have one unit. */
  readonly shared?: boolean
}

const BAR = 22
const TITLE = 20
const GAP = 12
const COLUMN_GAP = 24
const LEAST_COLUMN = 260
/** Of a letter or digit at 12 px, generously. */
const LETTER = 7.6

/** Groups of ranked bars: they start at zero and have their values at the end. */
export function barGroups(groups: readonly BarGroup[], { columns = 1, shared = false }: BarLayout = {}): Draw {
  return (theme, width) => {
    const count = Math.max(1, Math.min(columns, groups.length, Math.floor(width / LEAST_COLUMN)))
    const each = (width - COLUMN_GAP * (count - 1)) / count
    const all = groups.flatMap(({ bars }) => bars)
    // Bars of one scale have one length for one value in every group.
    const scale = shared ? scaleOf(all, each) : null
    const ends = Array.from({ length: count }, () => 0)
    const parts = groups.map((group, index) => {
      const column = ends.indexOf(Math.min(...ends))
      const top = (ends[column] ?? 0) + (group.title === undefined ? 0 : TITLE)
      ends[column] = top + group.bars.length * BAR + GAP
      const place = { left: column * (each + COLUMN_GAP), top, width: each }
      return partOf(theme, group, index, place, scale ?? scaleOf(group.bars, each))
    })
    return {
      option: {
        title: parts.flatMap(({ title }) => title),
        grid: parts.map(({ grid }) => grid),
        xAxis: parts.map(({ xAxis }) => xAxis),
        yAxis: parts.map(({ yAxis }) => yAxis),
        series: parts.map(({ series }) => series),
      },
      height: Math.max(...ends) - GAP,
      marks: parts.flatMap(({ marks }) => marks),
    }
  }
}

interface Place {
  readonly left: number
  readonly top: number
  readonly width: number
}

interface Scale {
  /** Pixels for the names and for the values. */
  readonly label: number
  readonly shown: number
  readonly least: number
  readonly most: number
}

function scaleOf(bars: readonly Bar[], width: number): Scale {
  const values = bars.map(({ value }) => value)
  return {
    label: Math.min(widest(bars.map(({ label }) => label)) + 12, Math.round(width * 0.45)),
    shown: widest(bars.map(({ shown }) => shown)) + 8,
    least: values.reduce<number>((least, value) => Math.min(least, value ?? 0), 0),
    most: mostOf(values),
  }
}

function partOf(theme: ChartTheme, group: BarGroup, index: number, place: Place, scale: Scale) {
  const { title, bars, color = 1 } = group
  const { label, shown, least, most } = scale
  return {
    title:
      title === undefined
        ? []
        : [
            {
              text: title,
              left: place.left,
              top: place.top - TITLE + 3,
              padding: 0,
              textStyle: {
                fontSize: 12,
                fontWeight: 600,
                color: theme.text,
                width: place.width,
                overflow: 'truncate',
              },
            },
          ],
    grid: {
      left: place.left + label,
      top: place.top,
      width: Math.max(20, place.width - label - shown),
      height: bars.length * BAR,
    },
    xAxis: {
      ...BARE_AXIS,
      gridIndex: index,
      type: 'value',
      min: least,
      max: most > least ? most : least + 1,
      axisLabel: { show: false },
    },
    yAxis: {
      ...namesAxis(
        theme,
        bars.map((bar) => bar.label),
        label,
      ),
      gridIndex: index,
    },
    series: {
      type: 'bar',
      xAxisIndex: index,
      yAxisIndex: index,
      barWidth: 10,
      itemStyle: { color: theme.series[color - 1], borderRadius: 1 },
      label: {
        show: true,
        position: 'right',
        color: theme.text,
        fontSize: 12,
        formatter: ({ dataIndex }: { readonly dataIndex: number }) => bars[dataIndex]?.shown ?? '',
      },
      // A bar of no length carries the words of a value that has none.
      data: bars.map(({ value }) => value ?? 0),
    },
    marks: bars.map((bar, at): ResultMark => ({
      series: index,
      index: at,
      words: wordsOf(title === undefined ? [bar.label] : [bar.label, title], bar.full ?? bar.shown),
      group: bar.group ?? {},
    })),
  }
}

/** Pixels of the longest text. */
function widest(texts: readonly string[]): number {
  return Math.ceil(texts.reduce((most, text) => Math.max(most, text.length), 0) * LETTER)
}
