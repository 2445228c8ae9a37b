import type { ColumnCondition, ColumnStatistics } from '../../../../../shared/explore'
import type { Cell } from '../../../../../shared/scalars'
import { drawable } from '../charts/mark'
import { isNumber } from '../columns'

export interface Extreme {
  readonly which: 'largest' | 'smallest'
  readonly column: ColumnStatistics
  readonly value: Cell
}

/** Why no row matches, where a comparison of numbers alone tells: what it asks for lies beyond all values. */
export function extremeOf(where: readonly ColumnCondition[], columns: readonly ColumnStatistics[]): Extreme | null {
  for (const { column: name, op, value } of where) {
    const column = columns.find((one) => one.name === name && isNumber(one.type))
    const [from, to = from] = Array.isArray(value) ? value : [value]
    if (column === undefined || from === undefined || to === undefined || op === 'in' || op === '!=') continue
    const [least, most] = [drawable(column.min), drawable(column.max)]
    const [isLower, isUpper] = [op !== '<' && op !== '<=', op !== '>' && op !== '>=']
    if (most !== null && isLower && (op === '>' ? most <= Number(from) : most < Number(from)))
      return { which: 'largest', column, value: column.max }
    if (least !== null && isUpper && (op === '<' ? least >= Number(to) : least > Number(to)))
      return { which: 'smallest', column, value: column.min }
  }
  return null
}
