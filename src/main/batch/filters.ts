import { MillraceError } from '../../shared/errors'
import { isCalendarDate } from '../../shared/scalars'
import { integralValue, parseEventTime } from '../../shared/literals'
import { TRANSACTION_FIELDS, type FieldKind } from '../../shared/transaction'
import type { SchemaField } from '../lake/actions'
import type { Condition } from '../lake/ports'
import { deltaSchemaOf, typeName } from '../lake/schema'
import type { Filter, TypedValue } from './ports'

/**
 * The filters of a request by the columns of the table.
 * @throws INVALID_REQUEST naming an unknown column or a value that does not convert
 */
export function parseFilters(filters: Readonly<Record<string, string>>, schema: readonly SchemaField[]): Filter[] {
  const fields = filterFields(schema)
  return Object.entries(filters).map(([column, text]) =>
    parseFilter(findField(`filters.${column}`, column, fields), text),
  )
}

/** A filter as what files are pruned by. */
export function toCondition({ column, value }: Filter): Condition {
  return { column, op: '=', value }
}

function parseFilter(field: SchemaField, text: string): Filter {
  const column = field.name
  const parameter = `filters.${column}`
  return { column, ...convertFor(parameter, text, kindOf(parameter, field)) }
}

/**
 * The column of this name.
 * @param parameter names it in the request
 * @throws INVALID_REQUEST with the columns that there are
 */
export function findField(parameter: string, column: string, schema: readonly SchemaField[]): SchemaField {
  const field = schema.find(({ name }) => name === column)
  if (field === undefined) {
    const names = schema.map(({ name }) => name).join(', ')
    throw invalid(`${parameter}: there is no column ${shorten(column)}. Columns: ${names}.`)
  }
  return field
}

/** @throws INVALID_REQUEST for a type of which a filter takes no value, for example a list */
export function kindOf(parameter: string, field: SchemaField): FieldKind {
  const type = typeName(field)
  const kind = KINDS[type]
  if (kind === undefined) throw invalid(`${parameter}: a column of type ${type} cannot be filtered.`)
  return kind
}

/** @throws INVALID_REQUEST with the words for what was wanted */
export function convertFor(parameter: string, text: string, kind: FieldKind): TypedValue {
  const converted = convertValue(text, kind)
  if (typeof converted === 'string') throw invalid(`${parameter}: "${shorten(text)}" is not ${converted}.`)
  return converted
}

/** The columns that a filter of the transactions table may name: those of each transaction, and what else is there. */
export function filterFields(schema: readonly SchemaField[]): readonly SchemaField[] {
  return [...new Map([...deltaSchemaOf(TRANSACTION_FIELDS), ...schema].map((field) => [field.name, field])).values()]
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

const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/

/** The value that a text stands for, by the rules of ingest (decision 3), or the words for what was wanted. */
export function convertValue(text: string, kind: FieldKind): TypedValue | string {
  switch (kind) {
    case 'string':
      return { kind, value: text }
    case 'int32': {
      const value = integralValue(text)
      if (value === null || BigInt.asIntN(32, value) !== value) return 'a whole number of 32 bits'
      return { kind, value: Number(value) }
    }
    case 'int64': {
      const value = integralValue(text)
      if (value === null || BigInt.asIntN(64, value) !== value) return 'a whole number of 64 bits'
      return { kind, value }
    }
    case 'double': {
      const value = DECIMAL.test(text) ? Number(text) : Number.NaN
      if (Number.isNaN(value)) return 'a number'
      if (!Number.isFinite(value)) return 'a number of 64 bits, which end at 1.7976931348623157e308'
      // It would find the rows of another number.
      if (value === 0 && /^-?[0.]*[1-9]/.test(text)) return 'a number of 64 bits, which begin at 5e-324 beside 0'
      return { kind, value }
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false') return 'true or false'
      return { kind, value: text === 'true' }
    case 'date':
      if (!isCalendarDate(text)) return 'a date such as 2026-01-31'
      return { kind, value: text }
    case 'timestamp': {
      const value = parseEventTime(text)
      if (value === null) return 'a time such as 2026-01-31T12:00:00Z'
      return { kind, value }
    }
  }
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function invalid(message: string): MillraceError {
  return new MillraceError('INVALID_REQUEST', message)
}
