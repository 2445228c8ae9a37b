import { orderBy, type ResultColumn, type SortKey } from '../../batch/analyses/analysis'
import type { Condition, Group, ParsedQuery } from '../../batch/ports'
import { allOf, bindValue, quoteName, type BoundSql } from '../../sql'
import { DUCKDB } from './dialect'

const COMPARISONS = { '=': '=', '!=': 'IS DISTINCT FROM', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const

/**
 * The conditions of a query as one; null where everything is wanted.
 * @param group narrows raw rows to those behind a row of a result
 * @param texts what is searched, in lower case
 */
export function conditionSql(
  { where, search }: ParsedQuery,
  group: Group | null,
  texts: readonly string[],
): BoundSql | null {
  const all = [
    ...where.map(oneCondition),
    ...(group === null ? [] : [groupSql(group)]),
    ...(search === null ? [] : [searchSql(search, texts)]),
  ]
  return all.length === 0 ? null : allOf(all)
}

/** ORDER BY of what was asked for; `last` makes the order total. */
export function sortSql(keys: readonly SortKey[], last: string): string {
  return keys.length === 0 ? last : `${orderBy(keys)}, ${last}`
}

/** The text of each column in lower case; what a search looks in. */
export function searchTexts(columns: readonly ResultColumn[]): string[] {
  return columns.flatMap(({ name, kind }) => {
    if (kind === 'string') return [`lower(${quoteName(name)})`]
    return kind === 'string_list' ? [`lower(${listText(name)})`] : []
  })
}

/** Column by column: what stands in a Parquet dictionary is looked at once, and not once a row. */
function searchSql(search: string, texts: readonly string[]): BoundSql {
  if (texts.length === 0) return { text: 'FALSE', values: [] }
  const found = texts.map((text) => `contains(${text}, lower(?))`)
  return { text: `(${found.join(' OR ')})`, values: texts.map(() => search) }
}

function oneCondition(condition: Condition): BoundSql {
  const { name, kind } = condition.column
  const sql = quoteName(name)
  switch (condition.op) {
    case 'is null':
      return { text: `${sql} IS NULL`, values: [] }
    case 'is not null':
      return { text: `${sql} IS NOT NULL`, values: [] }
    case 'contains':
      return {
        text: `contains(lower(${kind === 'string_list' ? listText(name) : sql}), lower(?))`,
        values: [condition.text],
      }
    case 'starts with':
      return { text: `starts_with(lower(${sql}), lower(?))`, values: [condition.text] }
    case 'in': {
      const items = condition.values.map((value) => bindValue(DUCKDB, value))
      return {
        text: items.length === 0 ? 'FALSE' : `${sql} IN (${items.map(({ text }) => text).join(', ')})`,
        values: items.flatMap(({ values }) => values),
      }
    }
    case 'between': {
      const [from, to] = [bindValue(DUCKDB, condition.from), bindValue(DUCKDB, condition.to)]
      return { text: `${sql} BETWEEN ${from.text} AND ${to.text}`, values: [...from.values, ...to.values] }
    }
    default: {
      const { text, values } = bindValue(DUCKDB, condition.value)
      return { text: `${sql} ${COMPARISONS[condition.op]} ${text}`, values }
    }
  }
}

function groupSql({ analysis, values }: Group): BoundSql {
  const keys = analysis.keys.map(({ column, expression }, index): BoundSql => {
    const sql = expression?.(DUCKDB) ?? quoteName(column)
    const value = values[index] ?? null
    if (value === null) return { text: `${sql} IS NULL`, values: [] }
    const bound = bindValue(DUCKDB, value)
    return { text: `${sql} = ${bound.text}`, values: bound.values }
  })
  return allOf([{ text: analysis.where.sql, values: [] }, ...keys])
}

/** A list as one text, its items apart. */
function listText(name: string): string {
  return `array_to_string(${quoteName(name)}, chr(31))`
}
