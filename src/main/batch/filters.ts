import { MillraceError } from '../../shared/errors'
import { isCalendarDate } from '../../shared/scalars'
import { integralValue, parseEventTime } from '../../shared/literals'
import { TRANSACTION_FIELDS, type FieldKind } from '../../shared/transaction'
import type { SchemaField, StatValue } from '../lake/actions'
import type { Condition } from '../lake/ports'
import { deltaSchemaOf, typeName } from '../lake/schema'
import { DUCKDB, type Dialect } from './dialect'
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
export function parseFilters(
  filters: Readonly<Record<string, string>>,
  schema: readonly SchemaField[],
  dialect: Dialect = DUCKDB,
): Filter[] {
  const fields = new Map([...deltaSchemaOf(TRANSACTION_FIELDS), ...schema].map((field) => [field.name, field]))
  return Object.entries(filters).map(([column, text]) => {
    const field = fields.get(column)
    if (field === undefined) {
      throw invalid(`filters.${column}: there is no column ${column}. Columns: ${[...fields.keys()].join(', ')}.`)
    }
    return parseFilter(column, text, typeName(field), dialect)
  })
}

export function toCondition({ column, value }: Filter): Condition {
  return { column, op: '=', value }
}

function parseFilter(column: string, text: string, type: string, dialect: Dialect): Filter {
  const kind = KINDS[type]
  if (kind === undefined) throw invalid(`filters.${column}: a column of type ${type} cannot be filtered.`)
  const converted = convertValue(text, kind, dialect)
  if (typeof converted === 'string') throw unconvertible(column, text, converted)
  const { value, placeholder, bound } = converted
  return { column, value, sql: `"${column}" = ${placeholder}`, bound }
}

/** Types of the Delta schema as kinds of ours. */
const KINDS: Readonly<Record<string, FieldKind>> = {
  string: 'string',
  integer: 'int32',
  long: 'int64',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  // Read as UTC.
  timestamp_ntz: 'timestamp',
}

/** A value of a request, converted exactly. */
export interface ConvertedValue {
  readonly value: StatValue
  /** What stands for it in SQL. */
  readonly placeholder: string
  readonly bound: SqlValue
}

const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/

/** The value that a text stands for, by the rules of ingest (decision 3), or the words for what was wanted. */
export function convertValue(text: string, kind: FieldKind, { boundTime }: Dialect = DUCKDB): ConvertedValue | string {
  switch (kind) {
    case 'string':
      return { value: text, placeholder: '?', bound: text }
    case 'int32': {
      const value = integralValue(text)
      if (value === null || BigInt.asIntN(32, value) !== value) return 'a whole number of 32 bits'
      return { value: Number(value), placeholder: 'CAST(? AS BIGINT)', bound: value }
    }
    case 'int64': {
      const value = integralValue(text)
      if (value === null || BigInt.asIntN(64, value) !== value) return 'a whole number of 64 bits'
      return { value, placeholder: 'CAST(? AS BIGINT)', bound: value }
    }
    case 'double': {
      const value = DECIMAL.test(text) ? Number(text) : Number.NaN
      if (!Number.isFinite(value)) return 'a number'
      // As text: a number without a fraction would be bound as a 64-bit integer, which 1e21 is not.
      return { value, placeholder: 'CAST(? AS DOUBLE)', bound: String(value) }
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false') return 'true or false'
      return { value: text === 'true', placeholder: '?', bound: text === 'true' }
    case 'date':
      if (!isCalendarDate(text)) return 'a date such as 2026-01-31'
      return { value: text, placeholder: 'CAST(? AS DATE)', bound: text }
    case 'timestamp': {
      const value = parseEventTime(text)
      if (value === null) return 'a time such as 2026-01-31T12:00:00Z'
      return { value, placeholder: boundTime, bound: value }
    }
  }
}

function unconvertible(column: string, text: string, wanted: string): MillraceError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return invalid(`filters.${column}: "${shown}" is not ${wanted}.`)
}

function invalid(message: string): MillraceError {
  return new MillraceError('INVALID_REQUEST', message)
}
