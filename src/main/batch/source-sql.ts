import { PARTITION_COLUMN, TRANSACTION_FIELDS, type FieldKind } from '../../shared/transaction'
import type { Snapshot } from '../lake/ports'
import { FILE_COLUMN, parquetSql, type ParquetExtras } from '../lake/parquet-sql'
import type { Scan } from '../lake/scan'
import { scanSql } from '../lake/scan-sql'
import { orderBy, type Analysis } from './analyses/analysis'
import { DUCKDB, SPARK } from './dialect'
import { parseFilters } from './filters'
import type { BatchPlan } from './plan'
import type { BoundSql, StoredBatch } from './ports'

export const SQL_TYPES: Readonly<Record<FieldKind, string>> = {
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
export function rawScanSql(files: readonly string[], options: ParquetExtras = {}): string {
  const typed = [
    ...(options.positions === true ? ['NULL::BIGINT AS file_row_number'] : []),
    ...(options.fileName === true ? [`NULL::VARCHAR AS ${FILE_COLUMN}`] : []),
  ]
  const empty = typed.length === 0 ? EMPTY : EMPTY.replace(' WHERE false', `, ${typed.join(', ')} WHERE false`)
  if (files.length === 0) return `(${empty})`
  return `(${empty} UNION ALL BY NAME SELECT * FROM ${parquetSql(files, options)})`
}

/** An analysis over the files of a raw snapshot, in its order. */
export function analysisSql({ sql, order }: Analysis, files: readonly string[]): BoundSql {
  return {
    text: `SELECT * FROM (${overSource(sql(DUCKDB), rawScanSql(files))}) ORDER BY ${orderBy(order)}`,
    values: [],
  }
}

/** `WITH source AS (...)` in front of an analysis. */
function overSource(sql: string, source: string): string {
  const trimmed = sql.trim()
  return trimmed.startsWith('WITH ')
    ? `WITH source AS ${source}, ${trimmed.slice(5)}`
    : `WITH source AS ${source} ${trimmed}`
}

/**
 * An analysis over the table itself at the batch's version, for Spark; without order, which the worker gives its rows.
 * The path is a local one whatever file system the cluster has by default.
 */
export function remoteSql(
  { sql }: Analysis,
  batch: Pick<StoredBatch, 'startDate' | 'endDate' | 'filters'>,
  { root, version, schema }: Pick<Snapshot, 'root' | 'version' | 'schema'>,
): BoundSql {
  const filters = parseFilters(batch.filters ?? {}, schema, SPARK)
  const conditions = [
    `${PARTITION_COLUMN} BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)`,
    ...filters.map((filter) => filter.sql),
  ]
  const columns = schema.filter(({ name }) => TRANSACTION_FIELDS.some((field) => field.name === name))
  const table = `delta.\`file:${root.replaceAll('`', '``')}\` VERSION AS OF ${version}`
  return {
    text: overSource(
      sql(SPARK),
      `(SELECT ${columns.map(({ name }) => `"${name}"`).join(', ')} FROM ${table} WHERE ${conditions.join(' AND ')})`,
    ),
    values: [batch.startDate, batch.endDate, ...filters.map(({ bound }) => bound)],
  }
}

/** The rows of a scan that a filter keeps, with the columns that a raw snapshot's files hold. */
export function cutRowsSql(
  scan: Scan,
  { where, values }: Pick<BatchPlan, 'where' | 'values'>,
  columns: readonly string[],
): BoundSql {
  const names = [...columns, PARTITION_COLUMN].map((name) => `"${name}"`).join(', ')
  return { text: `SELECT ${names} FROM ${scanSql(scan)} WHERE ${where}`, values }
}
