import type { Row } from '../../../../../shared/scalars'
import { formatTimestamp } from '../../../ui/format'
import { numberOf, SHAPES, textOf } from '../columns'
import { BARE_AXIS, baseAxis, hairlineAxis, stepColors } from './axes'
import { drawable, groupOf, moneyWords, mostOf, stepOf, wordsOf, type Draw, type ResultMark } from './mark'

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))
const LABEL = 80
const FOOT = 24
/** Of the name at the end of the line. */
const NAME = 100
/** All dates in one view as far as a cell can be seen. */
const VIEW = 240
const CELL = { least: 4, most: 16 }

/** A cell an hour: dates down, hours (UTC) across; blank where the result has no row. */
export function hourHeatMap(rows: readonly Row[]): Draw {
  const dates = [...new Set(rows.map((row) => textOf(row['event_date'])))].sort()
  const place = new Map(dates.map((date, index) => [date, index]))
  const lineOf = (row: Row | undefined): number => place.get(textOf(row?.['event_date'])) ?? 0
  const most = Math.max(1, mostOf(rows.map((row) => drawable(row['hourly_revenue']))))
  const cell = Math.min(CELL.most, Math.max(CELL.least, Math.floor(VIEW / Math.max(1, dates.length))))
  const height = dates.length * cell
  return (theme, width) => ({
    option: {
      grid: { left: LABEL, top: 0, width: Math.max(100, width - LABEL), height },
      xAxis: {
        ...BARE_AXIS,
        type: 'category',
        data: HOURS,
        axisLabel: { interval: 5, color: theme.muted, fontSize: 11 },
      },
      yAxis: {
        ...BARE_AXIS,
        type: 'category',
        inverse: true,
        data: dates,
        axisLabel: {
          interval: Math.max(0, Math.ceil(16 / cell) - 1),
          align: 'left',
          margin: LABEL,
          color: theme.muted,
          fontSize: 11,
        },
      },
      visualMap: stepColors(theme),
      series: [
        {
          type: 'heatmap',
          itemStyle: { borderColor: theme.surface, borderWidth: cell > 6 ? 1 : 0.5 },
          data: rows.map((row) => [
            numberOf(row['event_hour']),
            lineOf(row),
            stepOf(drawable(row['hourly_revenue']) ?? 0, most),
          ]),
        },
      ],
    },
    height: height + FOOT,
    marks: marksOf(rows).map((mark, index) => ({
      ...mark,
      cell: { line: lineOf(rows[index]), column: numberOf(rows[index]?.['event_hour']) },
    })),
  })
}

const HOUR_MS = 3_600_000

/** A place of the line: an hour, or a gap between two. */
interface Point {
  /** Epoch milliseconds of its begin. */
  readonly time: number
  readonly value: number | null
}

/** The same hours as one line over time (UTC), broken where the result has no row; an hour alone is a dot. */
export function hourLine(rows: readonly Row[]): Draw {
  const points: Point[] = []
  /** Where each row stands among the points. */
  const places: number[] = []
  for (const row of rows) {
    const time = timeOf(row)
    const last = points.at(-1)
    if (last !== undefined && time - last.time > HOUR_MS) points.push({ time: last.time + HOUR_MS, value: null })
    places.push(points.push({ time, value: drawable(row['hourly_revenue']) }) - 1)
  }
  const isBlank = (index: number): boolean => (points[index]?.value ?? null) === null
  const alone = points.filter((_, index) => !isBlank(index) && isBlank(index - 1) && isBlank(index + 1))
  const ends = [points[0]?.time ?? 0, points.at(-1)?.time ?? 0]
  return (theme, width) => ({
    option: {
      grid: { left: 64, top: 12, width: Math.max(100, width - 64 - NAME), height: VIEW - 36 },
      xAxis: {
        ...baseAxis(theme),
        type: 'time',
        min: ends[0],
        max: ends[1],
        axisLabel: {
          ...baseAxis(theme).axisLabel,
          showMinLabel: true,
          showMaxLabel: true,
          alignMinLabel: 'left',
          alignMaxLabel: 'right',
          formatter: (time: number) => hourWords(time, ends.includes(time)),
        },
      },
      yAxis: hairlineAxis(theme),
      series: [
        {
          type: 'line',
          showSymbol: false,
          symbolSize: 5,
          lineStyle: { color: theme.series[0], width: 1.5 },
          itemStyle: { color: theme.series[0] },
          endLabel: { show: true, formatter: 'hourly_revenue', color: theme.text, fontSize: 11 },
          data: points.map(({ time, value }) => [time, value]),
        },
        {
          type: 'scatter',
          silent: true,
          symbolSize: 4,
          itemStyle: { color: theme.series[0] },
          data: alone.map(({ time, value }) => [time, value]),
        },
      ],
    },
    height: VIEW,
    marks: marksOf(rows).map((mark, index) => ({ ...mark, index: places[index] ?? index })),
  })
}

function marksOf(rows: readonly Row[]): readonly ResultMark[] {
  return rows.map((row, index) => ({
    series: 0,
    index,
    words: wordsOf(
      [textOf(row['event_date']), `${textOf(row['event_hour']).padStart(2, '0')}:00 UTC`],
      moneyWords(row['hourly_revenue']),
    ),
    group: groupOf(row, SHAPES.hourly_trends.keys),
  }))
}

/** In full at the ends of the axis; else the date at midnight, or the hour. */
function hourWords(time: number, isEnd: boolean): string {
  const full = formatTimestamp(time).slice(0, 16)
  if (isEnd) return `${full} UTC`
  return full.endsWith('00:00') ? full.slice(5, 10) : full.slice(11)
}

/** Epoch milliseconds of the hour's begin. */
function timeOf(row: Row): number {
  return Date.parse(`${textOf(row['event_date'])}T00:00:00Z`) + numberOf(row['event_hour']) * HOUR_MS
}
