import type { Cell, Row } from '../../../../../shared/scalars'
import type { ChartMark, Drawing } from '../../../ui/chart'
import type { ChartTheme } from '../../../ui/chart-theme'

/** A mark with the values of the group columns that find its rows in the result. */
export interface ResultMark extends ChartMark {
  readonly group: Row
}

export type Draw = (theme: ChartTheme, width: number) => Drawing<ResultMark>

/** The values that a row has in some columns. */
export function groupOf(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column): [string, Cell] => [column, row[column] ?? null]))
}

/** What a mark says: `electronics: $337,548,320.56`. */
export function wordsOf(names: readonly string[], value: string): string {
  return `${names.join(', ')}: ${value}`
}

/** An axis that draws only its names. */
export const BARE_AXIS = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } } as const

/** Which of the seven colours of a sequence stands for a value from 0 to `most`. */
export function stepOf(value: number, most: number): number {
  return most <= 0 ? 0 : Math.min(6, Math.max(0, Math.floor((value / most) * 7)))
}
