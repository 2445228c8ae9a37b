import type { ResultColumn } from '../../batch/analyses/analysis'
import { quoteName, type BoundSql } from '../../sql'
import { isoText, notFiniteText } from './page-sql'

/** What Excel takes in one cell; more would be cut by it. */
const MAX_CELL = 32_767
export const TOO_LONG_FOR_CELL = `A text is longer than the ${MAX_CELL} characters that one cell of a workbook holds. Export CSV, JSON or Parquet instead.`
/** Characters that cannot stand in XML text as they are, and what looks like Excel's own escape. */
const SPECIAL = '[&<>\\x00-\\x1F\\x{FFFE}\\x{FFFF}]|_x[0-9A-Fa-f]{4}_'
/** Excel's calendar is right from 1 March 1900 on; its day 0 is 30 December 1899. */
const FIRST_DAY = '1900-03-01'
const EPOCH_DAYS = 25_569

/**
 * Rows of a SELECT as rows of a worksheet, one text a row: DuckDB writes the XML many times as fast as JavaScript
 * could. Dates and times are Excel's numbers with a date format, to the millisecond; integers beyond 2^53, NaN and
 * infinities are text, as in the API.
 */
export function worksheetRowsSql(select: BoundSql, columns: readonly ResultColumn[]): BoundSql {
  const cells = columns.map(({ name, kind }) => {
    const value = quoteName(name)
    return `CASE WHEN ${value} IS NULL THEN '<c/>' ELSE ${cellSql(name, kind)} END`
  })
  return { text: `SELECT concat('<row>', ${cells.join(', ')}, '</row>') FROM (${select.text})`, values: select.values }
}

function cellSql(name: string, kind: ResultColumn['kind']): string {
  const value = quoteName(name)
  switch (kind) {
    case 'string':
      return textSql(value)
    case 'string_list':
      return textSql(`CAST(to_json(${value}) AS VARCHAR)`)
    case 'boolean':
      return `CASE WHEN ${value} THEN '<c t="b"><v>1</v></c>' ELSE '<c t="b"><v>0</v></c>' END`
    case 'int32':
      return numberSql(value)
    case 'int64':
      return `CASE WHEN abs(${value}::HUGEINT) <= ${Number.MAX_SAFE_INTEGER} THEN ${numberSql(value)} ELSE ${textSql(`CAST(${value} AS VARCHAR)`)} END`
    case 'double':
      return `CASE WHEN isfinite(${value}) THEN ${numberSql(value)} ELSE ${textSql(notFiniteText(value))} END`
    case 'date':
      return `CASE WHEN ${value} >= DATE '${FIRST_DAY}' THEN concat('<c s="1"><v>', ${value} - DATE '1970-01-01' + ${EPOCH_DAYS}, '</v></c>')
        ELSE ${textSql(`CAST(${value} AS VARCHAR)`)} END`
    case 'timestamp':
      return `CASE WHEN ${value} >= TIMESTAMPTZ '${FIRST_DAY} 00:00:00+00'
        THEN concat('<c s="2"><v>', (epoch_us(${value}) // 1000) / 86400000.0 + ${EPOCH_DAYS}, '</v></c>')
        ELSE ${textSql(isoText(value))} END`
  }
}

function numberSql(value: string): string {
  return `concat('<c><v>', ${value}, '</v></c>')`
}

function textSql(value: string): string {
  // A cell counts UTF-16 units: two for a character beyond the first plane, whose UTF-8 has four bytes.
  const units = `length(${value}) + length(regexp_replace(${value}, '[\\x{0}-\\x{FFFF}]', '', 'g'))`
  return `CASE WHEN length(${value}) > ${MAX_CELL / 2} AND ${units} > ${MAX_CELL}
    THEN error('${TOO_LONG_FOR_CELL}')
    ELSE concat('<c t="inlineStr"><is><t xml:space="preserve">', CASE WHEN regexp_matches(${value}, '${SPECIAL}') THEN ${escapedSql(value)} ELSE ${value} END, '</t></is></c>') END`
}

/** Control characters as Excel writes them (`_x0001_`), line breaks as references: one row stays one line. */
function escapedSql(value: string): string {
  const literal = `regexp_replace(${value}, '_(x[0-9A-Fa-f]{4}_)', '_x005F_\\1', 'g')`
  const controls = `list_aggregate(list_transform(string_split(${literal}, ''), lambda c: CASE
    WHEN ord(c) < 32 AND ord(c) NOT IN (9, 10, 13) OR ord(c) IN (65534, 65535) THEN printf('_x%04X_', ord(c)) ELSE c END), 'string_agg', '')`
  const marks = [
    ['&', '&amp;'],
    ['<', '&lt;'],
    ['>', '&gt;'],
  ]
  const text = marks.reduce((sql, [mark = '', name = '']) => `replace(${sql}, '${mark}', '${name}')`, controls)
  return `replace(replace(replace(${text}, chr(9), '&#9;'), chr(10), '&#10;'), chr(13), '&#13;')`
}
