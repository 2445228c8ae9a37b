import { TRANSACTION_FIELDS, type FieldKind } from '../../shared/transaction'
import type { BoundSql, SqlValue } from './ports'

const SQL_TYPES: Readonly<Record<FieldKind, string>> = {
  string: 'VARCHAR',
  int32: 'INTEGER',
  int64: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMPTZ',
  date: 'DATE',
}

/**
 * No rows of every transaction column: gives columns that old files lack their null and their type. `event_date`
 * is a partition value, so it is never read from a file.
 */
const EMPTY = `SELECT ${TRANSACTION_FIELDS.filter(({ origin }) => origin !== 'derived')
  .map(({ name, kind }) => `NULL::${SQL_TYPES[kind]} AS "${name}"`)
  .join(', ')} WHERE false`

/** Rows of Parquet files under the columns of a transaction, with extra reader columns as asked. */
export function scanSql(
  files: readonly string[],
  options: { readonly positions?: boolean; readonly fileName?: boolean } = {},
): string {
  const extras = [
    ...(options.positions === true ? ['file_row_number = true'] : []),
    ...(options.fileName === true ? ['filename = true'] : []),
  ]
  const typed = [
    ...(options.positions === true ? ['NULL::BIGINT AS file_row_number'] : []),
    ...(options.fileName === true ? ['NULL::VARCHAR AS filename'] : []),
  ]
  const empty = typed.length === 0 ? EMPTY : EMPTY.replace(' WHERE false', `, ${typed.join(', ')} WHERE false`)
  if (files.length === 0) return `(${empty})`
  const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ')
  const scan = `SELECT * FROM read_parquet([${list}], union_by_name = true, hive_partitioning = false${extras.map((extra) => `, ${extra}`).join('')})`
  return `(${empty} UNION ALL BY NAME ${scan})`
}

/** `WITH source AS (...)` in front of an analysis. */
export function overSource(sql: string, files: readonly string[]): BoundSql {
  const trimmed = sql.trim()
  const source = `source AS ${scanSql(files)}`
  return {
    text: trimmed.startsWith('WITH ') ? `WITH ${source}, ${trimmed.slice(5)}` : `WITH ${source} ${trimmed}`,
    values: [],
  }
}

export interface CutRows {
  readonly files: readonly { readonly path: string; readonly eventDate: string | null }[]
  readonly where: string
  readonly values: readonly SqlValue[]
}

/** The rows of files that a filter cuts into, with the columns that a raw snapshot's files hold. */
export function cutRowsSql({ files, where, values }: CutRows, columns: readonly string[]): BoundSql {
  const names = columns.map((name) => `"${name}"`).join(', ')
  const dates = files.map(
    ({ path, eventDate }) =>
      `('${path.replaceAll("'", "''")}', ${eventDate === null ? 'NULL' : `DATE '${eventDate}'`})`,
  )
  return {
    text: `SELECT ${names}, event_date FROM ${scanSql(
      files.map((file) => file.path),
      { fileName: true },
    )} JOIN (VALUES ${dates.join(', ')}) AS dates(name, event_date) ON filename = name WHERE ${where}`,
    values,
  }
}
