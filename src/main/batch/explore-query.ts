import { assertNever, MillraceError } from '../../shared/errors'
import {
  conditionParts,
  FILTER_OPERATORS,
  sortKeys,
  type ExploreQuery,
  type FilterOperator,
} from '../../shared/explore'
import { orderBy, type ResultColumn, type SortKey } from './analyses/analysis'
import { convertValue } from './filters'
import type { BoundSql, SqlValue } from './ports'

/**
 * What a caller asks of a stored result, as SQL: identifiers come only from the columns of the result, values are
 * bound. Pure.
 */
export interface ParsedQuery {
  /** ANDed; no text where everything is wanted. */
  readonly where: BoundSql | null
  /** In lower or upper case; matched against the text columns of a relation. */
  readonly search: string | null
  readonly sort: readonly SortKey[]
}

const MAX_CONDITIONS = 50
const COMPARISONS = { eq: '=', ne: 'IS DISTINCT FROM', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

/** @throws INVALID_REQUEST naming the parameter, the column and what would be right */
export function parseExploreQuery(query: ExploreQuery, columns: readonly ResultColumn[]): ParsedQuery {
  const filters = query.filter ?? []
  if (filters.length > MAX_CONDITIONS) throw invalid(`filter: at most ${MAX_CONDITIONS} conditions.`)
  const conditions = filters.map((text) => parseCondition(text, columns))
  return {
    where: conditions.length === 0 ? null : allOf(conditions),
    search: query.q ?? null,
    sort: parseSort(query.sort ?? '', columns),
  }
}

/** True where a query changes nothing about which rows there are or how they are ordered. */
export function isPlain(query: ExploreQuery): boolean {
  return query.sort === undefined && query.q === undefined && (query.filter ?? []).length === 0
}

export function allOf(conditions: readonly BoundSql[]): BoundSql {
  return {
    text: conditions.map(({ text }) => `(${text})`).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  }
}

/** `-total_revenue,category`. */
export function parseSort(text: string, columns: readonly ResultColumn[]): readonly SortKey[] {
  const keys = sortKeys(text)
  for (const { column } of keys) findColumn(column, columns, 'sort')
  if (new Set(keys.map(({ column }) => column)).size < keys.length) throw invalid('sort: a column is named twice.')
  return keys
}

export function sortSql(keys: readonly SortKey[], last: string): string {
  return keys.length === 0 ? last : `${orderBy(keys)}, ${last}`
}

function parseCondition(text: string, columns: readonly ResultColumn[]): BoundSql {
  const { column: name, operator, value: rest } = conditionParts(text)
  if (!isOperator(operator)) {
    throw invalid(
      `filter=${shorten(text)}: write column:operator:value, for example category:eq:books. Operators: ${FILTER_OPERATORS.join(', ')}.`,
    )
  }
  const column = findColumn(name, columns, 'filter')
  const sql = `"${column.name}"`
  if (operator === 'null' || operator === 'notnull') {
    if (rest !== undefined) throw invalid(`filter=${shorten(text)}: ${operator} takes no value.`)
    return { text: `${sql} IS ${operator === 'null' ? '' : 'NOT '}NULL`, values: [] }
  }
  if (rest === undefined) throw invalid(`filter=${shorten(text)}: ${operator} needs a value.`)
  switch (operator) {
    case 'contains':
    case 'prefix': {
      if (column.kind !== 'string' && column.kind !== 'string_list')
        throw invalid(`filter=${shorten(text)}: ${operator} is for text columns.`)
      if (column.kind === 'string_list') {
        if (operator === 'prefix') throw invalid(`filter=${shorten(text)}: prefix is for text columns.`)
        return { text: `contains(lower(${listText(sql)}), lower(?))`, values: [rest] }
      }
      const name = operator === 'contains' ? 'contains' : 'starts_with'
      return { text: `${name}(lower(${sql}), lower(?))`, values: [rest] }
    }
    case 'in': {
      const items = parseList(rest, text).map((item) => bindValue(item, column, text))
      return {
        text: items.length === 0 ? 'FALSE' : `${sql} IN (${items.map(({ text: mark }) => mark).join(', ')})`,
        values: items.flatMap(({ values }) => values),
      }
    }
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte': {
      const { text: mark, values } = bindValue(rest, column, text)
      return { text: `${sql} ${COMPARISONS[operator]} ${mark}`, values }
    }
    default:
      return assertNever(operator)
  }
}

/** A list as one text, its items apart. */
export function listText(sql: string): string {
  return `array_to_string(${sql}, chr(31))`
}

function bindValue(value: string, column: ResultColumn, whole: string): BoundSql {
  if (column.kind === 'string_list')
    throw invalid(`filter=${shorten(whole)}: ${column.name} is a list; use contains, null or notnull.`)
  const converted = convertValue(value, column.kind)
  if (typeof converted === 'string') {
    throw invalid(`filter=${shorten(whole)}: ${column.name} takes ${converted}, not "${shorten(value)}".`)
  }
  return { text: converted.placeholder, values: [converted.bound] satisfies SqlValue[] }
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
