import type { Row } from '../../../../../shared/scalars'
import type { View } from '../../../api/results'
import { isRight, type ColumnType } from '../columns'

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
/** The longer ones first, which begin with the shorter ones. */
const SIGN = Object.keys(OPERATORS).join('|')
const CONDITION = new RegExp(String.raw`^([a-z_]+)\s*(${SIGN})\s*(.*)$`, 'i')
/** A condition whose value begins with a quote. */
const OPENING = new RegExp(String.raw`^\s*[a-z_]+\s*(?:${SIGN})\s*(['"])`, 'i')
/** A condition whose value is still to be typed. */
const UNFINISHED = new RegExp(String.raw`[a-z_]+\s*(?:${SIGN})$`, 'i')

/**
 * What is typed into the filter box: conditions such as `fraud_count > 50 and region = west` (`~` is contains),
 * or any other text, which is searched for in every text column. A condition whose value is still to be typed is
 * none yet; `city = ''` asks for the empty text.
 */
export function parseFilter(typed: string, columns: readonly string[]): Pick<View, 'filter' | 'q'> {
  const text = typed.trim()
  if (text === '') return {}
  const parts = splitConditions(text)
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
  const before = q === undefined ? typed.trim().replace(UNFINISHED, '') : ''
  if (before === '') return condition
  return / and $/i.test(before) ? `${before}${condition}` : `${before.trimEnd()} and ${condition}`
}

/** The conditions that find these values, as the filter box takes them. */
export function filterOf(group: Row): string {
  return Object.entries(group)
    .map(([column, value]) => `${column} = ${typeof value === 'string' ? quoted(value) : String(value)}`)
    .join(' and ')
}

/** In quotes where it would be read as something else. */
function quoted(value: string): string {
  const plain = value !== '' && value === value.trim() && !/^['"]|\sand\s|&&|^null$/i.test(value)
  if (plain) return value
  return value.includes("'") ? `"${value}"` : `'${value}'`
}

/** At each `and` that stands in no quotes; a quote ends where a condition may end. */
function splitConditions(text: string): readonly string[] {
  const parts: string[] = []
  let rest = text
  while (rest !== '') {
    const opening = OPENING.exec(rest)
    const from =
      opening === null
        ? 0
        : opening[0].length + (CLOSING[opening[1] ?? '']?.exec(rest.slice(opening[0].length))?.index ?? 0)
    const next = /\s+and\s+|\s*&&\s*/i.exec(rest.slice(from))
    parts.push(next === null ? rest : rest.slice(0, from + next.index))
    rest = next === null ? '' : rest.slice(from + next.index + next[0].length)
  }
  return parts
}

const CLOSING: Readonly<Record<string, RegExp>> = {
  "'": /'(?=\s+and\s|\s*&&|\s*$)/i,
  '"': /"(?=\s+and\s|\s*&&|\s*$)/i,
}

function unquote(value: string): string {
  return /^(['"]).*\1$/.test(value) ? value.slice(1, -1) : value
}
