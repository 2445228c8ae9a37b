import type { SchemaField } from '../lake/actions'
import type { Scan, ScanColumn, ScanFile, ScanGroup } from '../lake/scan'
import { quoteName, quoteText } from '../sql'
import { FILE_COLUMN, parquetSql } from './parquet-sql'
import { isRecord } from '../../shared/json'

/** The rows of a scan as one SELECT of DuckDB, its columns in order and with the table's types. */
export function scanSql(scan: Scan): string {
  if (scan.groups.length === 0) {
    const nulls = scan.columns.map((column) => `CAST(NULL AS ${sqlType(column.type)}) AS ${quoteName(column.name)}`)
    return `(SELECT ${nulls.join(', ')} WHERE false)`
  }
  return `(${scan.groups.map((group) => groupSql(scan.columns, group)).join(' UNION ALL ')})`
}

/** The DuckDB type of a Delta type (PROTOCOL.md, "Schema Serialization Format"). */
export function sqlType(type: SchemaField['type']): string {
  if (typeof type === 'string') return PRIMITIVES[type] ?? (/^decimal\(\d+, ?\d+\)$/.test(type) ? type : 'VARCHAR')
  switch (type['type']) {
    case 'array':
      return `${sqlType(asType(type['elementType']))}[]`
    case 'map':
      return `MAP(${sqlType(asType(type['keyType']))}, ${sqlType(asType(type['valueType']))})`
    default: {
      const fields = Array.isArray(type['fields']) ? type['fields'].filter(isRecord) : []
      return `STRUCT(${fields.map((field) => `${quoteName(String(field['name']))} ${sqlType(asType(field['type']))}`).join(', ')})`
    }
  }
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  integer: 'INTEGER',
  short: 'SMALLINT',
  byte: 'TINYINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
  timestamp_ntz: 'TIMESTAMP',
}

function groupSql(columns: readonly ScanColumn[], { names, files }: ScanGroup): string {
  const partitions = columns.filter(({ from }) => from === 'partition')
  const deleting = files.some((file) => file.deleted !== null)
  const joined = deleting || partitions.length > 0
  const selected = columns.map((column, index) => {
    const physical = names[index] ?? null
    const source =
      column.from === 'partition'
        ? `${FILES}.p${partitions.indexOf(column)}`
        : physical === null
          ? 'NULL'
          : `stored.${quoteName(physical)}`
    return `CAST(${source} AS ${sqlType(column.type)}) AS ${quoteName(column.name)}`
  })
  // No row, but each column with its type: a file may lack it.
  const typed = columns.flatMap((column, index) => {
    const physical = names[index] ?? null
    return physical === null ? [] : [`CAST(NULL AS ${sqlType(column.type)}) AS ${quoteName(physical)}`]
  })
  const extras = [
    ...(joined ? [`CAST(NULL AS VARCHAR) AS ${FILE_COLUMN}`] : []),
    ...(deleting ? ['CAST(NULL AS BIGINT) AS file_row_number'] : []),
  ]
  const paths = files.map(({ path }) => path)
  const read = `SELECT * FROM ${parquetSql(paths, { fileName: joined, positions: deleting })}`
  const rows = `(SELECT ${[...typed, ...extras, 'NULL AS nothing'].join(', ')} WHERE false UNION ALL BY NAME ${read}) AS stored`
  if (!joined) return `SELECT ${selected.join(', ')} FROM ${rows}`
  const values = files.map((file) => fileValues(file, partitions, deleting))
  const fileColumns = ['path', ...partitions.map((_, index) => `p${index}`), ...(deleting ? ['deleted'] : [])]
  const live = deleting
    ? ` WHERE CASE WHEN stored.file_row_number < bit_length(${FILES}.deleted) THEN get_bit(${FILES}.deleted, stored.file_row_number::INTEGER) = 0 ELSE true END`
    : ''
  return `SELECT ${selected.join(', ')} FROM ${rows} JOIN (VALUES ${values.join(', ')}) AS ${FILES}(${fileColumns.join(', ')}) ON stored.${FILE_COLUMN} = ${FILES}.path${live}`
}

const FILES = 'files'

function fileValues(file: ScanFile, partitions: readonly ScanColumn[], deleting: boolean): string {
  const values = [quoteText(file.path), ...partitions.map((column) => partitionSql(column, file))]
  if (deleting) {
    const bits = file.deleted === null || file.deleted.count === 0 ? undefined : file.deleted.toBits()
    values.push(
      bits === undefined ? 'CAST(NULL AS BIT)' : `CAST(from_base64('${Buffer.from(bits).toString('base64')}') AS BIT)`,
    )
  }
  return `(${values.join(', ')})`
}

/** Partition values come from the log, never from the path. */
function partitionSql(column: ScanColumn, file: ScanFile): string {
  const value = file.partitionValues[column.name] ?? null
  const type = sqlType(column.type)
  if (value === null) return `CAST(NULL AS ${type})`
  // Raw UTF-8; a cast would read escapes.
  if (type === 'BLOB') return `encode(${quoteText(value)})`
  // Spark writes years past 9999 with a plus, which DuckDB does not read.
  if (type === 'DATE') return `CAST(${quoteText(value.replace(/^\+/, ''))} AS DATE)`
  return `CAST(${quoteText(value)} AS ${type})`
}

function asType(value: unknown): SchemaField['type'] {
  return typeof value === 'string' || isRecord(value) ? value : 'string'
}
