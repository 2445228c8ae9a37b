import type { Cell, Row } from '../../../../../shared/scalars'
import type { ChartMark, Drawing } from '../../../ui/chart'
import { STEPS, type ChartTheme } from '../../../ui/chart-theme'
import { formatMoney, formatMoneyShort } from '../../../ui/format'
import { textOf } from '../columns'

/** A mark with the values of the group columns that find its rows in the result. */
export interface ResultMark extends ChartMark {
  readonly group: Row
}

export type Draw = (theme: ChartTheme, width: number) => Drawing<ResultMark>

/** Bars, lines and columns of one group that are drawn; the table has all. */
export const MOST_BARS = 100

/** The values that a row has in some columns. */
export function groupOf(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column): [string, Cell] => [column, row[column] ?? null]))
}

/** What a mark says: `electronics: $337,548,320.56`. */
export function wordsOf(names: readonly string[], value: string): string {
  return `${names.join(', ')}: ${value}`
}

/** What can be drawn of a value: NaN and infinities, which come as text, have no place on a scale. */
export function drawable(value: Cell | undefined): number | null {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : null
}

/** An amount in words; what cannot be drawn is said as it is. */
export function moneyWords(value: Cell | undefined): string {
  const number = drawable(value)
  return number === null ? textOf(value) : formatMoney(number)
}

/** The same at the end of a bar. */
export function shortMoney(value: Cell | undefined): string {
  const number = drawable(value)
  return number === null ? textOf(value) : formatMoneyShort(number, 1)
}

/** The largest of those that can be drawn, 0 at least. */
export function mostOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
}

/** Which colour of the sequence stands for a value from 0 to `most`. */
export function stepOf(value: number, most: number): number {
  const last = STEPS.length - 1
  return most <= 0 ? 0 : Math.min(last, Math.max(0, Math.floor((value / most) * STEPS.length)))
}
