import { MillraceError } from '../../shared/errors'
import { isCalendarDate } from '../../shared/scalars'
import { TRANSACTION_FIELDS } from '../../shared/transaction'
import type { SchemaField, StatValue } from '../lake/actions'
import type { Condition } from '../lake/ports'
import { deltaSchemaOf, typeName } from '../lake/schema'
import { parseTimestamp } from '../lake/stats'
import type { SqlValue } from './ports'

/** One filter of a request, converted exactly (decision 10). */
export interface Filter {
  readonly column: string
  readonly value: StatValue
  /** Compares the column with one bound value. */
  readonly sql: string
  readonly bound: SqlValue
}

/**
 * The filters of a request by the columns of the table.
 * @throws INVALID_REQUEST naming an unknown column or a value that does not convert
 */
export function parseFilters(filters: Readonly<Record<string, string>>, schema: readonly SchemaField[]): Filter[] {
  const fields = new Map([...deltaSchemaOf(TRANSACTION_FIELDS), ...schema].map((field) => [field.name, field]))
  return Object.entries(filters).map(([column, text]) => {
    const field = fields.get(column)
    if (field === undefined) {
      throw invalid(`filters.${column}: there is no column ${column}. Columns: ${[...fields.keys()].join(', ')}.`)
    }
    return parseFilter(column, text, typeName(field))
  })
}

export function toCondition({ column, value }: Filter): Condition {
  return { column, op: '=', value }
}

function parseFilter(column: string, text: string, type: string): Filter {
  const name = `"${column}"`
  switch (type) {
    case 'string':
      return { column, value: text, sql: `${name} = ?`, bound: text }
    case 'integer':
    case 'long': {
      if (!/^-?\d+$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text))
        throw unconvertible(column, text, 'a whole number')
      const value = type === 'long' ? BigInt(text) : Number(text)
      return { column, value, sql: `${name} = ?::BIGINT`, bound: BigInt(text) }
    }
    case 'double': {
      const value = Number(text)
      if (text.trim() !== text || text === '' || !Number.isFinite(value)) throw unconvertible(column, text, 'a number')
      return { column, value, sql: `${name} = ?::DOUBLE`, bound: value }
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw unconvertible(column, text, 'true or false')
      return { column, value: text === 'true', sql: `${name} = ?`, bound: text === 'true' }
    case 'date':
      if (!isCalendarDate(text)) throw unconvertible(column, text, 'a date such as 2026-01-31')
      return { column, value: text, sql: `${name} = ?::DATE`, bound: text }
    case 'timestamp': {
      const value = parseTimestamp(text)
      if (value === null) throw unconvertible(column, text, 'a time such as 2026-01-31T12:00:00Z')
      return { column, value, sql: `${name} = make_timestamptz(?::BIGINT)`, bound: value }
    }
    default:
      throw invalid(`filters.${column}: a column of type ${type} cannot be filtered.`)
  }
}

function unconvertible(column: string, text: string, wanted: string): MillraceError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return invalid(`filters.${column}: "${shown}" is not ${wanted}.`)
}

function invalid(message: string): MillraceError {
  return new MillraceError('INVALID_REQUEST', message)
}
