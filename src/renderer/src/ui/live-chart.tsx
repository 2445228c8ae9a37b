import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useShownTheme } from '../state/use-theme'
import { nearestPoint, pointAt, useChartCursor } from './chart-cursor'
import { formatClock, formatCount, NULL_TEXT } from './format'
import { token } from './token'

interface LiveSeries {
  readonly name: string
  /** Fixed per name across screens (design, 7). */
  readonly color: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8
  readonly values: readonly (number | null)[]
  /** With its unit, for the key. */
  readonly now?: string
}

export interface LiveChartProps {
  /** One sentence: range, extreme, now. */
  readonly label: string
  /** Epoch ms, ascending. */
  readonly times: readonly number[]
  readonly series: readonly LiveSeries[]
  readonly kind: 'area' | 'lines' | 'bars' | 'stacked'
  /** Of a value that is pointed at, with its unit. */
  readonly format: (value: number) => string
  readonly log?: boolean
  readonly height?: number
  /** What stands there before the first point. */
  readonly empty: string
}

const SENTENCE_MS = 60_000
const LEAST_SPAN_S = 60
const BAR_PAD = 0.02
/** Of what is counted no axis shows a fraction. */
const LEAST_HIGH = 4
// The type is a const enum, which a single module cannot read.
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const LOGARITHMIC: uPlot.Scale.Distr = 3
const FONT = '11px system-ui, sans-serif'
/** Where uPlot shows no cursor. */
const OUTSIDE_PX = -10
/** Of the pointer: it moves the cursor of all charts, not uPlot's own. */
const NOT_BOUND = () => null

/**
 * A live chart: one canvas; the table beside it says the same in numbers. Bars start at zero. The pointer and the arrow
 * keys move one cursor through all charts of the screen, and each says what it has there.
 */
export function LiveChart({ label, times, series, kind, format, log = false, height = 172, empty }: LiveChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | null>(null)
  const theme = useShownTheme()
  const shape = JSON.stringify([series.map(({ name, color }) => [name, color]), kind, log, height, theme])
  const data = useMemo(() => toData(times, series, kind), [times, series, kind])
  const newest = useRef(data)
  // One bar is seen, one point of a line is not.
  const least = isBars(kind) ? 1 : 2
  const any = times.length >= least && series.some(({ values }) => values.some((value) => value !== null))
  const sentence = useSlow(any ? label : null)
  const cursor = useChartCursor(({ at }) => at)
  const point = any ? nearestPoint(times, cursor) : null
  /** By keys; where the pointer is, is seen. */
  const [said, setSaid] = useState<string | null>(null)
  const words = point === null ? null : wordsOf(point)

  useEffect(() => {
    newest.current = data
    // At once, with its scale: the cursor is placed by it.
    const made = chart.current
    made?.batch(() => made.setData(data))
  }, [data])

  useEffect(() => {
    const element = place.current
    if (element === null || !any) return
    const [colors, drawn] = [series.map(({ color }) => token(`--chart-${color}`)), kind] as const
    const made = new uPlot(options(element.clientWidth, height, colors, drawn, log), newest.current, element)
    made.batch(() => undefined)
    chart.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      chart.current = null
    }
    // `shape` stands for series, kind, log, height and theme: their values change with every frame, it does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shape, any])

  useEffect(() => {
    const made = chart.current
    const time = point === null ? undefined : times[point]
    const left = made === null || time === undefined ? OUTSIDE_PX : made.valToPos(time / 1000, 'x')
    made?.setCursor({ left, top: left < 0 ? OUTSIDE_PX : 0 }, false)
  }, [point, times, shape, any])
  useEffect(() => () => pointAt(null), [])

  function wordsOf(index: number): string {
    const values = series.map((one) => {
      const value = one.values[index] ?? null
      const shown = value === null ? NULL_TEXT : format(value)
      return series.length === 1 ? shown : `${one.name} ${shown}`
    })
    return [formatClock(times[index]), ...values].join(' · ')
  }

  function onPointerMove(event: PointerEvent): void {
    const made = chart.current
    if (made === null) return
    pointAt(times[made.posToIdx(event.clientX - made.over.getBoundingClientRect().left)] ?? null)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!any || event.altKey || event.ctrlKey || event.metaKey) return
    const last = times.length - 1
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: Math.max(0, (point ?? last + 1) - 1),
      ArrowRight: Math.min(last, (point ?? last) + 1),
      Home: 0,
      End: last,
    }
    const target = targets[event.key]
    if (target === undefined && (event.key !== 'Escape' || point === null)) return
    pointAt(target === undefined ? null : (times[target] ?? null))
    setSaid(target === undefined ? null : wordsOf(target))
    event.preventDefault()
  }

  return (
    <div className="livechart">
      <figure
        role="img"
        aria-label={sentence ?? empty}
        tabIndex={any ? 0 : undefined}
        style={{ minHeight: height }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setSaid(null)
          pointAt(null)
        }}
      >
        {any ? (
          <div ref={place} aria-hidden="true" onPointerMove={onPointerMove} onPointerLeave={() => pointAt(null)} />
        ) : (
          <p className="small muted">{empty}</p>
        )}
        {series.length > 1 && any ? (
          <div className="key" aria-hidden="true">
            {series.map(({ name, color, now }) => (
              <span key={name}>
                <i className={kind === 'lines' ? 'sw line' : 'sw'} style={{ background: `var(--chart-${color})` }} />
                {name} {now === undefined ? null : <b>{now}</b>}
              </span>
            ))}
          </div>
        ) : null}
      </figure>
      {words === null ? null : (
        <p className="there" aria-hidden="true">
          {words}
        </p>
      )}
      <p className="sr" aria-live="polite">
        {said}
      </p>
    </div>
  )
}

/** Stacks are cumulated from the last series up; the first is drawn last, in front. */
function toData(
  times: readonly number[],
  series: readonly LiveSeries[],
  kind: LiveChartProps['kind'],
): uPlot.AlignedData {
  const seconds = times.map((time) => time / 1000)
  if (kind !== 'stacked') return [seconds, ...series.map(({ values }) => [...values])]
  const stacked: number[][] = []
  let below = seconds.map(() => 0)
  for (const { values } of series) {
    below = below.map((base, index) => base + (values[index] ?? 0))
    stacked.unshift(below)
  }
  return [seconds, ...stacked]
}

function options(
  width: number,
  height: number,
  colors: readonly string[],
  kind: LiveChartProps['kind'],
  log: boolean,
): uPlot.Options {
  const axis = token('--text-muted')
  const grid = { stroke: token('--chart-grid'), width: 1 }
  const ordered = kind === 'stacked' ? [...colors].reverse() : colors
  const bars = uPlot.paths.bars?.({ size: [0.75, 24], align: 0 })
  return {
    width,
    height,
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 5 },
      bind: { mousemove: NOT_BOUND, mouseenter: NOT_BOUND, mouseleave: NOT_BOUND, mousedown: NOT_BOUND },
    },
    // The last label of the time axis has its middle at the end.
    padding: [8, 24, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    scales: {
      x: { time: true, range: ({ data: [times] }) => spanOf(times[0] ?? 0, times.at(-1) ?? 0, isBars(kind)) },
      y: log
        ? { distr: LOGARITHMIC, range: (_, low, high) => [decadeBelow(low), decadeAbove(high)] }
        : { range: (_, __, high) => [0, Math.max(LEAST_HIGH, high * 1.15)] },
    },
    axes: [
      {
        stroke: axis,
        font: FONT,
        grid: { show: false },
        ticks: { show: false },
        size: 22,
        space: 64,
        values: (_, splits, __, ___, step) =>
          splits.map((second) => formatClock(second * 1000, step < 60 ? 'seconds' : 'minutes')),
      },
      {
        stroke: axis,
        font: FONT,
        grid,
        ticks: { show: false },
        size: 48,
        space: 30,
        ...(log ? { splits: (_: uPlot, __: number, low: number, high: number) => decades(low, high) } : {}),
        values: (_, splits) => splits.map((value) => axisNumber(value)),
      },
    ],
    series: [
      {},
      ...ordered.map((stroke): uPlot.Series => {
        const common = { stroke, width: 1.5, points: { show: false } }
        if (kind === 'lines') return common
        if (kind === 'area') return { ...common, fill: token('--chart-band') }
        return { ...common, width: 0, fill: stroke, ...(bars === undefined ? {} : { paths: bars }) }
      }),
    ],
  }
}

function isBars(kind: LiveChartProps['kind']): boolean {
  return kind === 'bars' || kind === 'stacked'
}

/** From the first to the last time, a minute at least; half a bar more at both ends, which are drawn around their time. */
function spanOf(low: number, high: number, drawnAsBars: boolean): [number, number] {
  const from = Math.min(low, high - LEAST_SPAN_S)
  const pad = drawnAsBars ? (high - from) * BAR_PAD : 0
  return [from - pad, high + pad]
}

function decadeBelow(value: number): number {
  return 10 ** Math.floor(Math.log10(Math.max(0.1, value)))
}

function decadeAbove(value: number): number {
  return 10 * decadeBelow(value)
}

/** 1, 10, 100: what a log scale marks. */
function decades(low: number, high: number): number[] {
  const first = Math.round(Math.log10(low))
  return Array.from({ length: Math.round(Math.log10(high)) - first + 1 }, (_, step) => 10 ** (first + step))
}

/** 12k: only on an axis. */
function axisNumber(value: number | null): string {
  if (value === null) return ''
  if (value >= 1e6) return `${formatCount(value / 1e6)}M`
  if (value >= 1e4) return `${formatCount(value / 1e3)}k`
  return value >= 10 || Number.isInteger(value) ? formatCount(value) : value.toFixed(1)
}

/** A sentence for screen readers changes at most once a minute, so that it does not chatter. */
function useSlow(sentence: string | null): string | null {
  const [shown, setShown] = useState(sentence)
  // The first one does not wait.
  if (shown === null && sentence !== null) setShown(sentence)
  const newest = useRef(sentence)
  useEffect(() => {
    newest.current = sentence
  }, [sentence])
  useEffect(() => {
    const timer = setInterval(() => setShown(newest.current), SENTENCE_MS)
    return () => clearInterval(timer)
  }, [])
  return shown
}
