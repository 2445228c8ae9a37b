import type { View } from '../../api/results'
import { isRight, type ColumnType } from './columns'

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
 * or any other text, which is searched for in every text column. A condition whose value is still to be typed is
 * none yet; `city = ''` asks for the empty text.
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
    if (value.trim() === '') return ''
    return value.trim().toLowerCase() === 'null' && (operator === 'eq' || operator === 'ne')
      ? `${column}:${operator === 'eq' ? 'null' : 'notnull'}`
      : `${column}:${operator}:${unquote(value.trim())}`
  })
  const known = conditions.filter((condition) => condition !== null)
  if (known.length < parts.length) return { q: text }
  const filter = known.filter((condition) => condition !== '')
  return filter.length === 0 ? {} : { filter }
}

/** What stands in the filter box once a column is to be filtered by; conditions that are there stay. */
export function withCondition(typed: string, column: string, type: ColumnType, columns: readonly string[]): string {
  const condition = `${column} ${isRight(type) ? '>' : type === 'string_list' ? '~' : '='} `
  const { q } = parseFilter(typed, columns)
  const before = q === undefined ? typed.trim().replace(/[a-z_]+\s*(>=|<=|!=|<>|>|<|=|~)$/i, '') : ''
  if (before === '') return condition
  return / and $/i.test(before) ? `${before}${condition}` : `${before.trimEnd()} and ${condition}`
}

function unquote(value: string): string {
  return /^(['"]).*\1$/.test(value) ? value.slice(1, -1) : value
}
