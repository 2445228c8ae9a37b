import { analysisOver, orderBy, type Analysis } from '../../batch/analyses/analysis'
import { RAW_FILE_COLUMNS, type Filter } from '../../batch/ports'
import { parquetSql } from '../parquet-sql'
import type { Scan } from '../../lake/scan'
import { scanSql } from '../scan-sql'
import { allOf, bindValue, quoteName, quoteNames, type BoundSql } from '../../sql'
import { PARTITION_COLUMN, TRANSACTION_FIELDS } from '../../../shared/transaction'
import { SQL_TYPES } from '../sql-types'
import { DUCKDB } from './dialect'

/**
 * No rows of every transaction column: gives columns that old files lack their null and their type. `event_date`
 * is a partition value, so it is never read from a file.
 */
const EMPTY = `SELECT ${TRANSACTION_FIELDS.filter(({ origin }) => origin !== 'derived')
  .map(({ name, kind }) => `NULL::${SQL_TYPES[kind]} AS ${quoteName(name)}`)
  .join(', ')} WHERE false`

/**
 * Rows of Parquet files under the columns of a transaction.
 * @param options `positions` adds `file_row_number`, from 0; `rank` adds `file_rank`, the place of a row's file in `files`
 */
export function rawScanSql(
  files: readonly string[],
  { positions = false, rank = false }: { readonly positions?: boolean; readonly rank?: boolean } = {},
): string {
  const typed = [
    ...(positions ? ['NULL::BIGINT AS file_row_number'] : []),
    ...(rank ? ['NULL::BIGINT AS file_rank'] : []),
  ]
  const empty = typed.length === 0 ? EMPTY : EMPTY.replace(' WHERE false', `, ${typed.join(', ')} WHERE false`)
  if (files.length === 0) return `(${empty})`
  const columns = rank ? '*, file_index::BIGINT AS file_rank' : '*'
  return `(${empty} UNION ALL BY NAME SELECT ${columns} FROM ${parquetSql(files, { positions })})`
}

/** An analysis over the files of a raw snapshot, in its order. */
export function analysisSql(analysis: Analysis, files: readonly string[]): BoundSql {
  return {
    text: `SELECT * FROM (${analysisOver(analysis, DUCKDB, rawScanSql(files))}) ORDER BY ${orderBy(analysis.order)}`,
    values: [],
  }
}

/** The rows of a scan that the filters keep, with the columns that a raw snapshot's files hold. */
export function cutRowsSql(scan: Scan, filters: readonly Filter[]): BoundSql {
  const kept = allOf(filters.map(filterSql))
  return {
    text: `SELECT ${quoteNames([...RAW_FILE_COLUMNS, PARTITION_COLUMN])} FROM ${scanSql(scan)}${kept.text === '' ? '' : ` WHERE ${kept.text}`}`,
    values: kept.values,
  }
}

function filterSql(filter: Filter): BoundSql {
  const { text, values } = bindValue(DUCKDB, filter)
  return { text: `${quoteName(filter.column)} = ${text}`, values }
}
