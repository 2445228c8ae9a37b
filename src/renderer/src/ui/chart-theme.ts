import { token } from './token'

/** Of seq-0 to seq-6. */
export const STEPS = [0, 1, 2, 3, 4, 5, 6] as const

/** What a chart needs of the design tokens, read when it is drawn: SVG attributes know no custom properties. */
export interface ChartTheme {
  readonly text: string
  readonly muted: string
  readonly surface: string
  readonly overlay: string
  readonly grid: string
  /** Also of what has no colour of its own. */
  readonly axis: string
  /** chart-1 to chart-8; the order is fixed per name across screens (design, 7). */
  readonly series: readonly string[]
  /** seq-0 to seq-6, fewer to more. */
  readonly steps: readonly string[]
  readonly onDarkSteps: string
  readonly font: string
}

/** The tokens as they are now, light or dark. */
export function readChartTheme(): ChartTheme {
  return {
    text: token('--text'),
    muted: token('--text-muted'),
    surface: token('--surface-raised'),
    overlay: token('--surface-overlay'),
    grid: token('--chart-grid'),
    axis: token('--chart-axis'),
    series: [1, 2, 3, 4, 5, 6, 7, 8].map((index) => token(`--chart-${index}`)),
    steps: STEPS.map((step) => token(`--seq-${step}`)),
    onDarkSteps: token('--text-on-seq'),
    font: token('--font-ui'),
  }
}
