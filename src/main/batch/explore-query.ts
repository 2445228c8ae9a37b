import { assertNever, MillraceError } from '../../shared/errors'
import {
  MAX_CONDITIONS,
  sortKeys,
  type ColumnCondition,
  type ConditionValue,
  type ExploreQuery,
} from '../../shared/explore'
import { HALF_CHARACTER } from '../../shared/scalars'
import type { ResultColumn, SortKey } from './analyses/analysis'
import { convertValue } from './filters'
import type { Condition, ParsedQuery, TypedValue } from './ports'

/** Every row, in its own order. */
export const EVERYTHING: ParsedQuery = { where: [], search: null, sort: [] }

/**
 * What a caller asks of a stored result; columns come only from those of the result. Pure.
 * @throws INVALID_REQUEST naming the parameter, the column and what would be right
 */
export function parseExploreQuery(query: ExploreQuery, columns: readonly ResultColumn[]): ParsedQuery {
  const where = query.where ?? []
  if (where.length > MAX_CONDITIONS) throw invalid(`where: at most ${MAX_CONDITIONS} conditions.`)
  return {
    where: where.map((condition, index) => parseCondition(condition, `where.${index}`, columns)),
    search: query.search ?? null,
    sort: parseSort(query.sort ?? '', columns),
  }
}

/** True where a query chooses rows, rather than take all of them. */
export function isNarrowed({ where, search }: ParsedQuery): boolean {
  return where.length > 0 || search !== null
}

/** True where a query changes nothing about which rows there are or how they are ordered. */
export function isPlain(query: ParsedQuery): boolean {
  return !isNarrowed(query) && query.sort.length === 0
}

/** `total_revenue:desc,category:asc`. */
function parseSort(text: string, columns: readonly ResultColumn[]): readonly SortKey[] {
  const keys = sortKeys(text).map(({ column: name, direction }): SortKey => {
    const column = findColumn(name, columns, 'sort')
    if (column.kind === 'string_list')
      throw invalid(`sort: ${name} is a list, which has no order. Sort by another column.`)
    if (direction !== 'asc' && direction !== 'desc')
      throw invalid(`sort: write ${name}:asc or ${name}:desc, not ${name}:${shorten(direction)}.`)
    return { column: name, descending: direction === 'desc' }
  })
  if (new Set(keys.map(({ column }) => column)).size < keys.length) throw invalid('sort: a column is named twice.')
  return keys
}

function parseCondition(
  { column: name, op, value }: ColumnCondition,
  parameter: string,
  columns: readonly ResultColumn[],
): Condition {
  const column = findColumn(name, columns, `${parameter}.column`)
  const wrong = (words: string) => invalid(`${parameter}.value: ${words}`)
  const one = (single: ConditionValue) => readValue(single, column, wrong)
  if ([value].flat().some((part) => typeof part === 'string' && HALF_CHARACTER.test(part)))
    throw wrong('has half a character (a lone surrogate).')
  switch (op) {
    case 'is null':
    case 'is not null':
      if (value !== undefined) throw wrong(`${op} takes no value.`)
      return { column, op }
    case 'contains':
    case 'starts with':
      if (column.kind !== 'string' && (column.kind !== 'string_list' || op === 'starts with'))
        throw invalid(`${parameter}.op: ${op} is for text columns; ${name} is ${column.kind}.`)
      if (typeof value !== 'string') throw wrong(`${op} takes a text.`)
      return { column, op, text: value }
    case 'between': {
      const [from, to, ...more] = Array.isArray(value) ? value : []
      if (from === undefined || to === undefined || more.length > 0)
        throw wrong('between takes a list of two values, both included, for example [10, 20].')
      return { column, op, from: one(from), to: one(to) }
    }
    case 'in':
      if (!Array.isArray(value)) throw wrong('in takes a list of values, for example ["books", "toys"].')
      return { column, op, values: value.map(one) }
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (value === undefined || Array.isArray(value)) throw wrong(`${op} takes one value.`)
      return { column, op, value: one(value) }
    default:
      return assertNever(op)
  }
}

/** A JSON number beyond 2^53 has lost digits before it is here: such ones must come as text. */
function readValue(value: ConditionValue, { name, kind }: ResultColumn, wrong: (words: string) => Error): TypedValue {
  if (kind === 'string_list') throw wrong(`${name} is a list; ask whether it contains a text, is null or is not null.`)
  if (typeof value === 'number') {
    if (kind !== 'int32' && kind !== 'int64' && kind !== 'double')
      throw wrong(`${name} is ${kind}: write "${value}" in quotes.`)
    if (kind !== 'double' && Number.isInteger(value) && !Number.isSafeInteger(value))
      throw wrong(`a number beyond 2^53 may have lost digits on its way: write it in quotes.`)
  }
  if (typeof value === 'boolean' && kind !== 'boolean') throw wrong(`${name} is ${kind}, not true or false.`)
  const converted = convertValue(String(value), kind)
  if (typeof converted === 'string') throw wrong(`${name} takes ${converted}, not "${shorten(String(value))}".`)
  return converted
}

function findColumn(name: string, columns: readonly ResultColumn[], parameter: string): ResultColumn {
  const column = columns.find((one) => one.name === name)
  if (column === undefined) {
    throw invalid(
      `${parameter}: there is no column ${shorten(name)}. Columns: ${columns.map((one) => one.name).join(', ')}.`,
    )
  }
  return column
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text
}

function invalid(message: string): MillraceError {
  return new MillraceError('INVALID_REQUEST', message)
}
