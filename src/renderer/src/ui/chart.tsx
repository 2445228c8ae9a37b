import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import {
  AriaComponent,
  GridComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { init, use as register, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useShownTheme } from '../state/use-theme'
import { readChartTheme, type ChartTheme } from './chart-theme'

register([
  AriaComponent,
  BarChart,
  GridComponent,
  HeatmapChart,
  LineChart,
  MarkLineComponent,
  ScatterChart,
  SVGRenderer,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
])

/** What can be pointed at in a chart: a bar, a cell, a dot. */
export interface ChartMark {
  readonly series: number
  readonly index: number
  /** What it says, with its number. */
  readonly words: string
  /** Where it stands, in marks that have lines: ArrowUp and ArrowDown stay in its column. */
  readonly cell?: { readonly line: number; readonly column: number }
}

export interface Drawing<Mark extends ChartMark = ChartMark> {
  readonly option: EChartsCoreOption
  /** CSS pixels. */
  readonly height: number
  /** In the order in which arrow keys pass them. */
  readonly marks: readonly Mark[]
}

export interface ChartProps<Mark extends ChartMark> {
  /** One sentence: range, extreme. */
  readonly label: string
  /** Must be stable: a chart is drawn anew with each other one. */
  readonly draw: (theme: ChartTheme, width: number) => Drawing<Mark>
  /** A mark was clicked, or chosen by Enter. */
  readonly onOpen?: ((mark: Mark) => void) | undefined
}

/**
 * A chart as SVG (design, 7): one tab stop, arrow keys pass from mark to mark and say each, Enter opens it; the
 * table beside it says the same in numbers.
 */
export function Chart<Mark extends ChartMark>({ label, draw, onOpen }: ChartProps<Mark>) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  const [width, setWidth] = useState(0)
  const [at, setAt] = useState<number | null>(null)
  const theme = useShownTheme()
  const drawing = useMemo(
    () => (width === 0 ? null : drawn(draw, width)),
    // The colours of the theme come from the document.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [draw, width, theme],
  )
  const [pointed, setPointed] = useState(drawing)
  // Drawn anew, at another width for example, the same mark is pointed at, where it is still there.
  if (pointed !== drawing) {
    const words = at === null ? undefined : pointed?.marks[at]?.words
    const index = words === undefined ? -1 : (drawing?.marks.findIndex((mark) => mark.words === words) ?? -1)
    setPointed(drawing)
    setAt(index < 0 ? null : index)
  }
  const chosen = at === null ? undefined : drawing?.marks[at]

  useLayoutEffect(() => {
    const element = place.current
    if (element === null) return
    const measure = (): void => setWidth(Math.floor(element.clientWidth))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    const element = place.current
    if (element === null || drawing === null) return
    const made = init(element, null, { renderer: 'svg', width, height: drawing.height })
    made.setOption(drawing.option)
    chart.current = made
    return () => {
      chart.current = null
      made.dispose()
    }
  }, [drawing, width])

  useEffect(() => {
    const made = chart.current
    if (made === null || drawing === null || onOpen === undefined) return
    made.on('click', (event) => {
      const mark = markAt(drawing.marks, event)
      if (mark !== undefined) onOpen(mark)
    })
    return () => {
      made.off('click')
    }
  }, [drawing, width, onOpen])

  useEffect(() => {
    const made = chart.current
    const mark = at === null ? undefined : drawing?.marks[at]
    if (made === null) return
    made.dispatchAction({ type: 'downplay' })
    if (mark === undefined) {
      made.dispatchAction({ type: 'hideTip' })
      return
    }
    const target = { seriesIndex: mark.series, dataIndex: mark.index }
    made.dispatchAction({ type: 'highlight', ...target })
    made.dispatchAction({ type: 'showTip', ...target })
  }, [drawing, at])

  function onKeyDown(event: KeyboardEvent): void {
    if (drawing === null || event.altKey || event.ctrlKey || event.metaKey) return
    const target = nextMark(drawing.marks, at, event.key)
    if (target !== null) setAt(target)
    else if (event.key === 'Enter' && chosen !== undefined && onOpen !== undefined) onOpen(chosen)
    else if (event.key === 'Escape' && at !== null) setAt(null)
    else return
    event.preventDefault()
  }

  return (
    <div className={onOpen === undefined ? 'drawing' : 'drawing opens'}>
      <figure
        role="img"
        aria-label={label}
        tabIndex={0}
        style={{ minHeight: drawing?.height }}
        onKeyDown={onKeyDown}
        onBlur={() => setAt(null)}
      >
        <div ref={place} aria-hidden="true" />
      </figure>
      <p className="sr" aria-live="polite">
        {chosen?.words}
      </p>
    </div>
  )
}

/** What ECharts says of a place in a chart. */
interface ChartEvent {
  readonly seriesIndex?: number | undefined
  readonly dataIndex?: number | undefined
}

function markAt<Mark extends ChartMark>(marks: readonly Mark[], { seriesIndex, dataIndex }: ChartEvent) {
  return marks.find(({ series, index }) => series === seriesIndex && index === dataIndex)
}

/** The mark to which a key leads; null where it is no such key. */
function nextMark(marks: readonly ChartMark[], at: number | null, key: string): number | null {
  const last = marks.length - 1
  if (key === 'Home' || (at === null && key.startsWith('Arrow'))) return 0
  if (key === 'End') return last
  const now = at ?? 0
  const cell = marks[now]?.cell
  if (key === 'ArrowRight' || (key === 'ArrowDown' && cell === undefined)) return Math.min(last, now + 1)
  if (key === 'ArrowLeft' || (key === 'ArrowUp' && cell === undefined)) return Math.max(0, now - 1)
  if (cell === undefined || (key !== 'ArrowDown' && key !== 'ArrowUp')) return null
  const ways = marks
    .map((mark, index) => ({
      index,
      line: mark.cell?.line ?? 0,
      aside: Math.abs((mark.cell?.column ?? 0) - cell.column),
    }))
    .filter(({ line }) => (key === 'ArrowDown' ? line > cell.line : line < cell.line))
    .sort(
      (left, right) => Math.abs(left.line - cell.line) - Math.abs(right.line - cell.line) || left.aside - right.aside,
    )
  return ways[0]?.index ?? now
}

/** With what all charts have in common. */
function drawn<Mark extends ChartMark>(draw: ChartProps<Mark>['draw'], width: number): Drawing<Mark> {
  const theme = readChartTheme()
  const drawing = draw(theme, width)
  const option = {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: theme.font, fontSize: 12, color: theme.text },
    // Patterns beside colours for whoever asks the system for more contrast; the label is the figure's.
    aria: {
      enabled: true,
      label: { enabled: false },
      decal: { show: matchMedia('(prefers-contrast: more)').matches },
    },
    tooltip: {
      confine: true,
      transitionDuration: 0,
      backgroundColor: theme.overlay,
      borderColor: theme.grid,
      padding: [4, 8],
      extraCssText: 'max-width: 320px; white-space: normal; overflow-wrap: anywhere',
      textStyle: { color: theme.text, fontSize: 12 },
      // An element: text cannot be mistaken for markup.
      formatter(event: ChartEvent) {
        const tip = document.createElement('span')
        tip.textContent = markAt(drawing.marks, event)?.words ?? ''
        return tip
      },
    },
    ...drawing.option,
  }
  return { ...drawing, option }
}
