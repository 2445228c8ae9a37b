import type { SchemaField } from '../lake/actions'
import type { RewriteRequest } from '../lake/compact'
import { DATA_FILE, parquetSql } from './parquet-sql'
import { sqlType } from './scan-sql'
import type { FieldKind } from '../../shared/transaction'
import { quoteName, quoteNames, quoteText } from '../sql'

/** A compaction as SQL, for the worker that runs it. */
export interface RewriteJob {
  readonly copy: string
  /** The folder of the new files. */
  readonly folder: string
  /** Rows and the sum of a hash over each whole row of these files: equal before and after, or nothing is committed. */
  readonly fingerprint: { readonly before: string; readonly columns: string }
  readonly statistics: readonly (readonly [string, FieldKind])[]
}

/** What the worker is to run for a compaction. */
export function planRewrite(request: RewriteRequest): RewriteJob {
  const { files, folder, columns, orderBy, fileBytes } = request
  const names = quoteNames(columns.map((field) => field.name))
  const order = orderBy.length === 0 ? '' : ` ORDER BY ${quoteNames(orderBy)}`
  return {
    copy: `COPY (SELECT ${names} FROM ${storedRows(columns, files)}${order}) TO ${quoteText(folder)} (${DATA_FILE},
      FILE_SIZE_BYTES ${fileBytes}, APPEND, FILENAME_PATTERN 'part-{uuid}')`,
    folder,
    fingerprint: { before: fingerprintSql(names, storedRows(columns, files)), columns: names },
    statistics: columns.flatMap((field) => {
      const kind = typeof field.type === 'string' ? KINDS[field.type] : undefined
      return kind === undefined || !request.statistics.includes(field.name) ? [] : [[field.name, kind] as const]
    }),
  }
}

/** The same of files that were written. */
export function writtenFingerprint({ fingerprint }: RewriteJob, files: readonly string[]): string {
  return fingerprintSql(fingerprint.columns, parquetSql(files))
}

function fingerprintSql(columns: string, source: string): string {
  return `SELECT count(*)::BIGINT, coalesce(sum(hash(${columns})::HUGEINT), 0)::VARCHAR FROM ${source}`
}

/** Columns that an old file lacks are null, and each has the table's type. */
function storedRows(columns: readonly SchemaField[], files: readonly string[]): string {
  const typed = columns.map((field) => `NULL::${sqlType(field.type)} AS ${quoteName(field.name)}`)
  return `(SELECT ${typed.join(', ')} WHERE false UNION ALL BY NAME
    SELECT * FROM ${parquetSql(files)})`
}

/** Which types get bounds, and how `copy.ts` reads them. */
const KINDS: Readonly<Record<string, FieldKind>> = {
  string: 'string',
  long: 'int64',
  integer: 'int32',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
}
