import type { ColumnCondition, ConditionOperator } from '../../../../../shared/explore'
import type { Row } from '../../../../../shared/scalars'
import type { View } from '../../../api/results'
import { isRight, type ColumnType } from '../columns'

const SIGNS: Readonly<Record<string, ConditionOperator>> = {
  '>=': '>=',
  '<=': '<=',
  '!=': '!=',
  '<>': '!=',
  '>': '>',
  '<': '<',
  '=': '=',
  '~': 'contains',
}
/** The longer ones first, which begin with the shorter ones. */
const SIGN = Object.keys(SIGNS).join('|')
const NAME = String.raw`[a-z_]\w*`
/** A value that stands between others. */
const VALUE = String.raw`'[^']*'|"[^"]*"|[^\s'",()]+`
const CONDITION = new RegExp(String.raw`^(${NAME})\s*(${SIGN})\s*(.*)$`, 'is')
const CONTAINS = new RegExp(String.raw`^(${NAME})\s+contains\s+(\S.*)$`, 'is')
const NULL = new RegExp(String.raw`^(${NAME})\s+is\s+(not\s+)?null$`, 'i')
/** Its own `and` parts no conditions; what follows is still to be typed while it is not there. */
const BETWEEN = new RegExp(String.raw`^\s*(${NAME})\s+between\s+(${VALUE})(?:\s+and(?:\s+(${VALUE}))?)?`, 'i')
/** One of a list; a quote within it is a letter of it. */
const ITEM = String.raw`\s*(?:'[^']*'|"[^"]*"|[^\s'",()][^,()]*)?\s*`
const IN = new RegExp(String.raw`^\s*(${NAME})\s+in\s*\((${ITEM}(?:,${ITEM})*)\)?`, 'i')
/** A condition whose value begins with a quote. */
const OPENING = new RegExp(String.raw`^\s*${NAME}\s*(?:${SIGN}|\scontains\s)\s*(['"])`, 'i')
/** A condition whose value is still to be typed. */
const UNFINISHED = new RegExp(String.raw`[a-z_]+\s*(?:${SIGN}|\s(?:between|in\s*\(?|contains|is(?:\s+not)?))$`, 'i')

/** Why what was typed is neither conditions nor a text to search for; it filters nothing then. */
export type FilterTrouble =
  | {
      readonly kind: 'column'
      readonly column: string
      /** The one that is most likely meant. */
      readonly nearest: string | null
      readonly columns: readonly string[]
    }
  /** `brand = Marks and Spencer`, with how it is written. */
  | { readonly kind: 'unquoted'; readonly quoted: string }
  /** Conditions and something else. */
  | { readonly kind: 'mixed'; readonly part: string }

/**
 * What is typed into the filter box: conditions such as `fraud_count > 50 and region = west` (`~` is contains; also
 * `between 5 and 9`, `in (west, east)`, `is null`, `is not null`), or any other text, which is searched for in every
 * text column. A condition whose value is still to be typed is none yet; `city = ''` asks for the empty text. Nothing
 * where there is a `filterTrouble`.
 */
export function parseFilter(typed: string, columns: readonly string[]): Pick<View, 'where' | 'search'> {
  const text = typed.trim()
  if (text === '') return {}
  const parts = splitConditions(text).map(readCondition)
  const conditions = parts.filter((part) => typeof part !== 'string')
  if (conditions.length === 0) return { search: text }
  if (troubleOf(parts, columns) !== null) return {}
  const where = conditions.flatMap(({ condition }) => (condition === null ? [] : [condition]))
  return where.length === 0 ? {} : { where }
}

/** What to say beside the filter box; null where what was typed is understood. */
export function filterTrouble(typed: string, columns: readonly string[]): FilterTrouble | null {
  return troubleOf(splitConditions(typed.trim()).map(readCondition), columns)
}

/** A part that has the form of a condition. */
interface Part {
  readonly column: string
  /** Null where its value is still to be typed. */
  readonly condition: ColumnCondition | null
  /** What stands before a value that may need quotes, with that value as it was typed; null where none can. */
  readonly open: { readonly before: string; readonly value: string } | null
}

/** The text itself where it has not the form of a condition. */
function readCondition(part: string): Part | string {
  const text = part.trim()
  const [, tested, not] = NULL.exec(text) ?? []
  if (tested !== undefined) return closed(tested, { column: tested, op: not === undefined ? 'is null' : 'is not null' })
  const [between, ranged, from = '', to] = BETWEEN.exec(text) ?? []
  if (ranged !== undefined && between === text)
    return closed(
      ranged,
      to === undefined ? null : { column: ranged, op: 'between', value: [unquote(from), unquote(to)] },
    )
  const [within, listed, list = ''] = IN.exec(text) ?? []
  if (listed !== undefined && within === text) {
    const value = readList(list)
    return closed(listed, value.length === 0 ? null : { column: listed, op: 'in', value })
  }
  const [, found, sought] = CONTAINS.exec(text) ?? []
  if (found !== undefined && sought !== undefined) return opened(found, 'contains', 'contains', sought)
  const [, column, sign, value = ''] = CONDITION.exec(text) ?? []
  return column === undefined || sign === undefined ? text : opened(column, sign, SIGNS[sign] ?? '=', value.trim())
}

function closed(column: string, condition: ColumnCondition | null): Part {
  return { column, condition, open: null }
}

function opened(column: string, sign: string, op: ConditionOperator, value: string): Part {
  const open = { before: `${column} ${sign} `, value }
  if (value === '') return { column, condition: null, open }
  if (value.toLowerCase() === 'null' && (op === '=' || op === '!='))
    return { column, condition: { column, op: op === '=' ? 'is null' : 'is not null' }, open }
  return { column, condition: { column, op, value: unquote(value) }, open }
}

/** `west, 'Fish, chips'` in its values. */
function readList(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|([^\s,'"][^,]*)/g)].map(
    ([, single, double, plain = '']) => single ?? double ?? plain.trim(),
  )
}

function troubleOf(parts: readonly (Part | string)[], columns: readonly string[]): FilterTrouble | null {
  const conditions = parts.filter((part) => typeof part !== 'string')
  const unknown = conditions.find(({ column }) => !columns.includes(column))
  if (unknown !== undefined) {
    const { column } = unknown
    return { kind: 'column', column, nearest: nearestOf(column, columns), columns }
  }
  const place = conditions.length === 0 ? -1 : parts.findIndex((part) => typeof part === 'string')
  const part = parts[place]
  if (typeof part !== 'string') return null
  const before = parts[place - 1]
  const open = typeof before === 'object' ? before.open : null
  if (open === null || /^['"]/.test(open.value)) return { kind: 'mixed', part }
  let { value } = open
  for (const more of parts.slice(place)) {
    if (typeof more !== 'string') break
    value += ` and ${more}`
  }
  return { kind: 'unquoted', quoted: `${open.before}${quoted(value)}` }
}

/** The column whose name differs from `name` in a third of its letters at most. */
function nearestOf(name: string, columns: readonly string[]): string | null {
  const far = columns.map((column) => ({ column, steps: stepsBetween(name.toLowerCase(), column) }))
  const [nearest] = far.sort((left, right) => left.steps - right.steps)
  return nearest !== undefined && nearest.steps <= Math.max(1, name.length / 3) ? nearest.column : null
}

/** Letters to add, take away or replace (Levenshtein). */
function stepsBetween(from: string, to: string): number {
  let line = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [row, letter] of Array.from(from).entries()) {
    const next = [row + 1]
    for (const [column, other] of Array.from(to).entries())
      next.push(
        Math.min(
          (line[column] ?? 0) + (letter === other ? 0 : 1),
          (line[column + 1] ?? 0) + 1,
          (next[column] ?? 0) + 1,
        ),
      )
    line = next
  }
  return line[to.length] ?? 0
}

/** What stands in the filter box once a column is to be filtered by; conditions that are there stay. */
export function withCondition(typed: string, column: string, type: ColumnType, columns: readonly string[]): string {
  const condition = `${column} ${isRight(type) ? '>' : type === 'string_list' ? '~' : '='} `
  const { search } = parseFilter(typed, columns)
  const before = search === undefined ? typed.trim().replace(UNFINISHED, '') : ''
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
  const plain = value !== '' && value === value.trim() && !/^['"]|\sand(\s|$)|&&|^null$/i.test(value)
  if (plain) return value
  return value.includes("'") ? `"${value}"` : `'${value}'`
}

/** At each `and` that stands in no quotes; a quote ends where a condition may end. */
function splitConditions(text: string): readonly string[] {
  const parts: string[] = []
  let rest = text
  while (rest !== '') {
    const whole = BETWEEN.exec(rest) ?? IN.exec(rest)
    const opening = OPENING.exec(rest)
    const from =
      whole !== null
        ? whole[0].length
        : opening === null
          ? 0
          : opening[0].length + (CLOSING[opening[1] ?? '']?.exec(rest.slice(opening[0].length))?.index ?? 0)
    // At the end, too: what is to follow is still to be typed.
    const next = /\s+and(?:\s+|$)|\s*&&\s*/i.exec(rest.slice(from))
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
  return /^(['"]).*\1$/s.test(value) ? value.slice(1, -1) : value
}
