import { conditionParts, type ColumnStatistics } from '../../../../../shared/explore'
import type { Cell } from '../../../../../shared/scalars'
import { drawable } from '../charts/mark'

export interface Extreme {
  readonly which: 'largest' | 'smallest'
  readonly column: ColumnStatistics
  readonly value: Cell
}

/** Why no row matches, where a comparison of numbers alone tells: what it asks for lies beyond all values. */
export function extremeOf(filter: readonly string[], columns: readonly ColumnStatistics[]): Extreme | null {
  for (const { column: name, operator, value } of filter.map(conditionParts)) {
    const column = columns.find((one) => one.name === name && isNumber(one))
    if (column === undefined || value === undefined || value.trim() === '') continue
    const [bound, least, most] = [Number(value), drawable(column.min), drawable(column.max)]
    if (
      most !== null &&
      (operator === 'gt' ? most <= bound : (operator === 'gte' || operator === 'eq') && most < bound)
    )
      return { which: 'largest', column, value: column.max }
    if (
      least !== null &&
      (operator === 'lt' ? least >= bound : (operator === 'lte' || operator === 'eq') && least > bound)
    )
      return { which: 'smallest', column, value: column.min }
  }
  return null
}

function isNumber({ type }: ColumnStatistics): boolean {
  return type === 'int32' || type === 'int64' || type === 'double'
}
