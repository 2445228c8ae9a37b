import type { DuckDBConnection } from '@duckdb/node-api'
import { inParts } from '../../shared/in-parts'
import { EVENT_FIELDS, PARTITION_COLUMN, TRANSACTION_FIELDS, type TransactionColumn } from '../../shared/transaction'
import { makeFolder } from '../durable'
import type { NewFile } from '../lake/ports'
import { fileLiteral } from './file-pattern'
import { runCopy } from './copy'
import type { LineFile } from './line-file'
import { type Session } from './session'
import { quoteText } from '../sql'
import { SQL_TYPES } from './sql-types'
import { TRANSACTION_STATS } from './transaction-stats'
import { DATA_FILE } from './parquet-sql'

/** Lines as the port of the stream tells them (`Lines`), to Parquet files of the transactions table. */
export interface EventLines {
  readonly root: string
  /** Another count of rows in the files is an error. */
  readonly lines: LineFile
  /** Epoch ms, or the event's own time. */
  readonly processingTime: number | 'event'
  readonly keepUnknown: boolean
  /** Sorts each date by time, so that a time range reads few row groups. */
  readonly sorted?: boolean
}

/** The column that `pipeline.stream.keep-unknown` adds. */
export const UNKNOWN_COLUMN = 'unknown_fields'

/** DuckDB's default for the largest JSON line; larger messages raise it for their batch. */
const DEFAULT_OBJECT_BYTES = 16 * 2 ** 20

/** Dates that are written at a time: for each one DuckDB holds buffers for all columns, half a megabyte and more. */
const DATES_AT_ONCE = 64
/** The rows of one write, where they have more dates. */
const ROWS = 'event_rows'

/** Writes the lines as one file a date, durable when it resolves. */
export async function writeEventLines(session: Session, write: EventLines): Promise<readonly NewFile[]> {
  await makeFolder(write.root)
  const connection = await session.connect()
  try {
    const files =
      write.lines.days.size <= DATES_AT_ONCE
        ? await runCopy(connection, copySql(write, selectSql(write)), TRANSACTION_STATS)
        : await copyByDates(connection, write)
    const written = files.reduce((sum, file) => sum + (file.stats?.numRecords ?? 0), 0)
    if (written !== write.lines.rows)
      throw new Error(`${write.lines.rows} rows were decoded, but ${written} were written`)
    for (const file of files) assertRequired(file)
    return files
  } finally {
    connection.disconnectSync()
  }
}

/** The lines are read once, into a table that may spill, and go from there to their files some dates at a time. */
async function copyByDates(connection: DuckDBConnection, write: EventLines): Promise<readonly NewFile[]> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${ROWS} AS ${selectSql(write)}`)
  try {
    const files: NewFile[] = []
    const days = [...write.lines.days].sort((left, right) => left - right)
    for (const part of inParts(days, { weightOf: () => 1, most: DATES_AT_ONCE })) {
      const [first = 0, last = 0] = [part[0], part.at(-1)]
      const some = `SELECT * FROM ${ROWS} WHERE ${PARTITION_COLUMN} BETWEEN ${dateSql(first)} AND ${dateSql(last)}`
      files.push(...(await runCopy(connection, copySql(write, some), TRANSACTION_STATS)))
    }
    return files
  } finally {
    await connection.run(`DROP TABLE ${ROWS}`)
  }
}

function dateSql(day: number): string {
  return `(DATE '1970-01-01' + ${day})`
}

function copySql({ root }: EventLines, select: string): string {
  return `COPY (${select}) TO ${quoteText(root)} (${DATA_FILE}, PARTITION_BY (${PARTITION_COLUMN}),
    APPEND, FILENAME_PATTERN 'part-{uuid}')`
}

function selectSql({ lines, processingTime, keepUnknown, sorted }: EventLines): string {
  const processing = processingTime === 'event' ? 'make_timestamptz(t)' : `make_timestamptz(${processingTime * 1000})`
  const selected = TRANSACTION_FIELDS.map((field) => `${sourceOf(field.name, processing)} AS ${field.name}`)
  return `SELECT ${selected.join(', ')}${keepUnknown ? `, u AS ${UNKNOWN_COLUMN}` : ''}
    FROM read_json(${fileLiteral(lines.path)}, format = 'newline_delimited',
      maximum_object_size = ${Math.max(DEFAULT_OBJECT_BYTES, 2 * lines.longest)},
      columns = {p: 'INTEGER', o: 'BIGINT', v: 'STRUCT(${MESSAGE_COLUMNS})', t: 'BIGINT'${keepUnknown ? ", u: 'VARCHAR'" : ''}})
    ${sorted === true ? 'ORDER BY t' : ''}`
}

/** `event_timestamp` comes as microseconds in `t`; the others are read by DuckDB. */
const MESSAGE_COLUMNS = EVENT_FIELDS.filter((field) => field.origin === 'message' && field.kind !== 'timestamp')
  .map((field) => `${field.name} ${SQL_TYPES[field.kind]}`)
  .join(', ')

function sourceOf(name: TransactionColumn, processing: string): string {
  switch (name) {
    case 'event_timestamp':
      return 'make_timestamptz(t)'
    case 'processing_timestamp':
      return processing
    case 'batch_id':
      return 'NULL::VARCHAR'
    case 'event_date':
      // Floored, so that times before 1970 fall on their own day.
      return `(DATE '1970-01-01' + (t // 86400000000 - CASE WHEN t % 86400000000 < 0 THEN 1 ELSE 0 END)::INTEGER)`
    case 'kafka_partition':
      return 'p'
    case 'kafka_offset':
      return 'o'
    default:
      return `v.${name}`
  }
}

function assertRequired(file: NewFile): void {
  for (const field of EVENT_FIELDS) {
    if (field.required && (file.stats?.nullCount[field.name] ?? 0) > 0)
      throw new Error(`${file.path} has rows without ${field.name}`)
  }
}
