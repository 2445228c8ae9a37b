import { MillraceError } from '../../shared/errors'
import type { Row } from '../../shared/scalars'
import type { Analysis } from './analyses/analysis'
import { convertValue } from './filters'
import type { Group, TypedValue } from './ports'

/** The raw rows that went into this row of a result. */
export function groupOf(analysis: Analysis, aggregate: Row): Group {
  return {
    analysis,
    values: analysis.keys.map(({ column }): TypedValue | null => {
      const cell = aggregate[column] ?? null
      if (cell === null) return null
      const kind = analysis.columns.find(({ name }) => name === column)?.kind
      const converted = kind === undefined || kind === 'string_list' ? 'a key' : convertValue(String(cell), kind)
      if (typeof converted === 'string') {
        throw new MillraceError(
          'INTERNAL_ERROR',
          `The group column ${column} holds ${String(cell)}, which is not ${converted}.`,
        )
      }
      return converted
    }),
  }
}

/** The key columns of a row. */
export function keysOf(analysis: Analysis, aggregate: Row): Row {
  return Object.fromEntries(analysis.keys.map(({ column }) => [column, aggregate[column] ?? null]))
}
