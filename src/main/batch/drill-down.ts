import { MillraceError } from '../../shared/errors'
import type { Row } from '../../shared/scalars'
import type { Analysis } from './analyses/analysis'
import { allOf } from './explore-query'
import { convertValue } from './filters'
import type { BoundSql } from './ports'

/**
 * The condition that a raw row fulfils exactly when it went into this row of a result: the analysis' own predicate
 * and its own keys, null being a group as any other.
 */
export function groupCondition(analysis: Analysis, aggregate: Row): BoundSql {
  const keys = analysis.keys.map(({ column, expression }): BoundSql => {
    const sql = expression ?? `"${column}"`
    const cell = aggregate[column] ?? null
    if (cell === null) return { text: `${sql} IS NULL`, values: [] }
    const kind = analysis.columns.find(({ name }) => name === column)?.kind
    const converted = kind === undefined || kind === 'string_list' ? 'a key' : convertValue(String(cell), kind)
    if (typeof converted === 'string') {
      throw new MillraceError(
        'INTERNAL_ERROR',
        `The group column ${column} holds ${String(cell)}, which is not ${converted}.`,
      )
    }
    return { text: `${sql} = ${converted.placeholder}`, values: [converted.bound] }
  })
  return allOf([{ text: analysis.where, values: [] }, ...keys])
}

/** The key columns of a row. */
export function groupOf(analysis: Analysis, aggregate: Row): Row {
  return Object.fromEntries(analysis.keys.map(({ column }) => [column, aggregate[column] ?? null]))
}
