import type { ResultColumn } from '../../batch/analyses/analysis'
import type { ExportRows } from '../../batch/ports'
import { allOf, quoteName, quoteText, type BoundSql } from '../../sql'
import { FORMULA_START, type ExportFormat } from '../../../shared/batch'
import { columnSql, RAW_ORDER, rankedScan, rawColumnsSql, type ValueForm } from './page-sql'
import { conditionSql, searchTexts, sortSql } from './query-sql'
import { relationSql } from './relation-sql'
import { worksheetRowsSql } from './worksheet-sql'

/**
 * Rows as an export format wants them, in their order.
 * @param guardFormulas see `ExportTarget`; other formats than CSV say themselves what is text
 */
export function exportRowsSql(rows: ExportRows, format: ExportFormat, guardFormulas: boolean): BoundSql {
  const { columns } = rows.relation
  const { text, values } = orderedSql(rows)
  const written = columns.map((column) => exportedSql(column, format, guardFormulas))
  const select = { text: `SELECT ${written.join(', ')} FROM (${text})`, values }
  return format === 'xlsx' ? worksheetRowsSql(select, columns) : select
}

function orderedSql({ relation, query, part }: ExportRows): BoundSql {
  const chosen = conditionSql(query, null, searchTexts(relation.columns))
  // The constants of a batch need not be sorted along.
  if (relation.kind === 'raw' && chosen === null && query.sort.length === 0)
    return {
      text: `SELECT ${rawColumnsSql(relation.constants)} FROM (SELECT * FROM ${rankedScan(relation.files)} ORDER BY ${RAW_ORDER})`,
      values: [],
    }
  const { scan, order } = relationSql(relation)
  const conditions = [
    ...(part === null ? [] : [{ text: 'pos >= ? AND pos < ?', values: [part.from, part.to] }]),
    ...(chosen === null ? [] : [chosen]),
  ]
  const where = allOf(conditions)
  return {
    text: `SELECT * FROM ${scan}${conditions.length === 0 ? '' : ` WHERE ${where.text}`} ORDER BY ${sortSql(query.sort, order)}`,
    values: where.values,
  }
}

function exportedSql({ name, kind }: ResultColumn, format: ExportFormat, guardFormulas: boolean): string {
  const value = quoteName(name)
  if (kind === 'string' && guardFormulas)
    return `CASE WHEN regexp_matches(${value}, ${quoteText(FORMULA_START.source)}) THEN concat('''', ${value}) ELSE ${value} END AS ${value}`
  if (kind === 'string_list' && format === 'csv') return `CAST(to_json(${value}) AS VARCHAR) AS ${value}`
  return columnSql(name, kind, formOf(format))
}

/** Formats that take values as they are; the others get times as the API's text. */
function formOf(format: ExportFormat): ValueForm {
  if (format === 'parquet' || format === 'xlsx') return 'value'
  return format === 'csv' ? 'text' : 'json'
}
