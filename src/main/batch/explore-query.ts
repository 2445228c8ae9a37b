import { assertNever, MillraceError } from '../../shared/errors'
import {
  conditionParts,
  FILTER_OPERATORS,
  sortKeys,
  type ExploreQuery,
  type FilterOperator,
} from '../../shared/explore'
import type { ResultColumn, SortKey } from './analyses/analysis'
import { convertValue } from './filters'
import type { Condition, ParsedQuery, TypedValue } from './ports'

const MAX_CONDITIONS = 50

/**
 * What a caller asks of a stored result; columns come only from those of the result. Pure.
 * @throws INVALID_REQUEST naming the parameter, the column and what would be right
 */
export function parseExploreQuery(query: ExploreQuery, columns: readonly ResultColumn[]): ParsedQuery {
  const filters = query.filter ?? []
  if (filters.length > MAX_CONDITIONS) throw invalid(`filter: at most ${MAX_CONDITIONS} conditions.`)
  return {
    where: filters.map((text) => parseCondition(text, columns)),
    search: query.q ?? null,
    sort: parseSort(query.sort ?? '', columns),
  }
}

/** True where a query changes nothing about which rows there are or how they are ordered. */
export function isPlain(query: ExploreQuery): boolean {
  return query.sort === undefined && query.q === undefined && (query.filter ?? []).length === 0
}

/** `-total_revenue,category`. */
function parseSort(text: string, columns: readonly ResultColumn[]): readonly SortKey[] {
  const keys = sortKeys(text)
  for (const { column } of keys) findColumn(column, columns, 'sort')
  if (new Set(keys.map(({ column }) => column)).size < keys.length) throw invalid('sort: a column is named twice.')
  return keys
}

function parseCondition(text: string, columns: readonly ResultColumn[]): Condition {
  const { column: name, operator, value: rest } = conditionParts(text)
  if (!isOperator(operator)) {
    throw invalid(
      `filter=${shorten(text)}: write column:operator:value, for example category:eq:books. Operators: ${FILTER_OPERATORS.join(', ')}.`,
    )
  }
  const column = findColumn(name, columns, 'filter')
  if (operator === 'null' || operator === 'notnull') {
    if (rest !== undefined) throw invalid(`filter=${shorten(text)}: ${operator} takes no value.`)
    return { column, operator }
  }
  if (rest === undefined) throw invalid(`filter=${shorten(text)}: ${operator} needs a value.`)
  switch (operator) {
    case 'contains':
    case 'prefix': {
      if (column.kind !== 'string' && column.kind !== 'string_list')
        throw invalid(`filter=${shorten(text)}: ${operator} is for text columns.`)
      if (column.kind === 'string_list' && operator === 'prefix')
        throw invalid(`filter=${shorten(text)}: prefix is for text columns.`)
      return { column, operator, text: rest }
    }
    case 'in':
      return { column, operator, values: parseList(rest, text).map((item) => readValue(item, column, text)) }
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return { column, operator, value: readValue(rest, column, text) }
    default:
      return assertNever(operator)
  }
}

function readValue(value: string, column: ResultColumn, whole: string): TypedValue {
  if (column.kind === 'string_list')
    throw invalid(`filter=${shorten(whole)}: ${column.name} is a list; use contains, null or notnull.`)
  const converted = convertValue(value, column.kind)
  if (typeof converted === 'string') {
    throw invalid(`filter=${shorten(whole)}: ${column.name} takes ${converted}, not "${shorten(value)}".`)
  }
  return converted
}

function parseList(text: string, whole: string): readonly string[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = null
  }
  if (!Array.isArray(value) || !value.every((item): item is string => typeof item === 'string')) {
    throw invalid(
      `filter=${shorten(whole)}: in takes a JSON list of strings, for example category:in:["books","toys"].`,
    )
  }
  return value
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

function isOperator(text: string): text is FilterOperator {
  return FILTER_OPERATORS.some((operator) => operator === text)
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text
}

function invalid(message: string): MillraceError {
  return new MillraceError('INVALID_REQUEST', message)
}
