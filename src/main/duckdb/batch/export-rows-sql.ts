import { ANALYSES } from '../../batch/analyses'
import type { ResultColumn } from '../../batch/analyses/analysis'
import type { ExportRows } from '../../batch/ports'
import { parquetSql } from '../parquet-sql'
import { quoteName, type BoundSql } from '../../sql'
import type { ExportFormat } from '../../../shared/batch'
import { TRANSACTION_FIELDS } from '../../../shared/transaction'
import { SQL_TYPES } from '../sql-types'
import { columnSql, RAW_ORDER, rankedScan, rawColumnsSql, type ValueForm } from './page-sql'
import { worksheetRowsSql } from './worksheet-sql'

/** Rows as an export format wants them, in their order. */
export function exportRowsSql(rows: ExportRows, format: ExportFormat): BoundSql {
  const select = rows.kind === 'raw' ? rawSql(rows, format) : resultSql(rows, format)
  return format === 'xlsx' ? worksheetRowsSql(select, columnsOf(rows)) : select
}

function columnsOf(rows: ExportRows): readonly ResultColumn[] {
  return rows.kind === 'raw' ? TRANSACTION_FIELDS : ANALYSES[rows.analysis].columns
}

function rawSql({ files, constants }: Extract<ExportRows, { kind: 'raw' }>, format: ExportFormat): BoundSql {
  return {
    text: `SELECT ${rawColumnsSql(constants, formOf(format))} FROM (SELECT * FROM ${rankedScan(files)} ORDER BY ${RAW_ORDER})`,
    values: [],
  }
}

function resultSql(rows: Extract<ExportRows, { kind: 'result' }>, format: ExportFormat): BoundSql {
  const columns = columnsOf(rows)
  const { path, from, to } = rows
  if (path === null) {
    const nothing = columns.map(({ name, kind }) => `NULL::${emptyType(kind, format)} AS ${quoteName(name)}`)
    return { text: `SELECT ${nothing.join(', ')} WHERE false`, values: [] }
  }
  const selected = columns.map(({ name, kind }) => {
    if (kind === 'string_list' && format === 'csv')
      return `CAST(to_json(${quoteName(name)}) AS VARCHAR) AS ${quoteName(name)}`
    return columnSql(name, kind, formOf(format))
  })
  return {
    text: `SELECT ${selected.join(', ')} FROM (SELECT * FROM ${parquetSql([path], { positions: true })}
      WHERE file_row_number >= ? AND file_row_number < ? ORDER BY file_row_number)`,
    values: [from, to],
  }
}

/** Formats that take values as they are; the others get times as the API's text. */
function isTyped(format: ExportFormat): boolean {
  return format === 'parquet' || format === 'xlsx'
}

function formOf(format: ExportFormat): ValueForm {
  if (isTyped(format)) return 'value'
  return format === 'csv' ? 'text' : 'json'
}

/** A file without rows has the columns' types all the same, where its format has types. */
function emptyType(kind: ResultColumn['kind'], format: ExportFormat): string {
  return isTyped(format) ? SQL_TYPES[kind] : 'VARCHAR'
}
