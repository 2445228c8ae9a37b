import type { Row } from '../../../../shared/scalars'
import type { View } from '../../api/results'

const CONDITION = /^([a-z_]+)\s*(>=|<=|!=|<>|>|<|=|~)\s*(.*)$/i
const OPERATORS: Readonly<Record<string, string>> = {
  '>=': 'gte',
  '<=': 'lte',
  '!=': 'ne',
  '<>': 'ne',
  '>': 'gt',
  '<': 'lt',
  '=': 'eq',
  '~': 'contains',
}

/**
 * What is typed into the filter box: conditions such as `fraud_count > 50 and region = west` (`~` is contains),
 * or any other text, which is searched for in every text column.
 */
export function parseFilter(typed: string, columns: readonly string[]): Pick<View, 'filter' | 'q'> {
  const text = typed.trim()
  if (text === '') return {}
  const parts = text.split(/\s+and\s+|\s*&&\s*/i)
  const conditions = parts.map((part) => {
    const match = CONDITION.exec(part.trim())
    const [, column = '', sign = '', value = ''] = match ?? []
    const operator = OPERATORS[sign]
    if (operator === undefined || !columns.includes(column)) return null
    return value.trim().toLowerCase() === 'null' && (operator === 'eq' || operator === 'ne')
      ? `${column}:${operator === 'eq' ? 'null' : 'notnull'}`
      : `${column}:${operator}:${unquote(value.trim())}`
  })
  const known = conditions.filter((condition) => condition !== null)
  return known.length === parts.length ? { filter: known } : { q: text }
}

/** The conditions that find these values, as the filter box takes them. */
export function filterOf(group: Row): string {
  return Object.entries(group)
    .map(([column, value]) => `${column} = ${value === null ? 'null' : String(value)}`)
    .join(' and ')
}

function unquote(value: string): string {
  return /^(['"]).*\1$/.test(value) ? value.slice(1, -1) : value
}
