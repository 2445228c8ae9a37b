import { DuckDBBlobValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { DeadLetterCode, type DeadLetter, type DeadLetterQuery } from '../../shared/stream'
import { int64ToJson } from '../../shared/scalars'
import type { FoundDeadLetters } from '../stream/dead-letters/ports'
import { FILE_COLUMN, parquetSql } from './parquet-sql'
import { conditionsOf, type Conditions } from './conditions'
import { isoOrNull, textOrNull } from './values'
import { jsonOrNull } from '../../shared/json'

/** Messages of a page, in bytes: what one answer can hold in memory. */
const PAGE_BYTES = 32 * 2 ** 20
const NEWEST_FIRST = 'dead_at DESC, topic, kafka_partition, kafka_offset'

/**
 * Finds the dead letters first and reads their bytes then, so that a page costs no more memory than it shows.
 * @param query its `limit` is kept, its bytes are too: a page may be shorter
 */
export async function readDeadLetterPage(
  connection: DuckDBConnection,
  files: readonly string[],
  query: DeadLetterQuery,
): Promise<FoundDeadLetters> {
  const { text, values } = conditionsOfQuery(query)
  const source = parquetSql(files, { fileName: true, positions: true })
  const counted = await connection.runAndReadAll(
    `SELECT code, field, count(*) AS dead_letters, count(redriven_at) AS redriven FROM ${source} WHERE ${text} GROUP BY code, field ORDER BY code, field`,
    values,
  )
  const counts = counted.getRowObjects()
  const total = sum(counts, 'dead_letters')
  const redriven = sum(counts, 'redriven')
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE page AS SELECT ${FILE_COLUMN} AS f, file_row_number AS r, row_number() OVER (ORDER BY ${NEWEST_FIRST}) AS n
     FROM ${source} WHERE ${text} ORDER BY ${NEWEST_FIRST} LIMIT ${query.limit} OFFSET ${query.offset}`,
    values,
  )
  const named = await connection.runAndReadAll('SELECT DISTINCT f FROM page')
  const some = named.getRows().map(([name]) => String(name))
  return {
    total,
    live: total - redriven,
    redriven,
    byCode: countBy(counts, 'code'),
    byField: countBy(counts, 'field'),
    data: some.length === 0 ? [] : await readDeadLetters(connection, some),
  }
}

/** The dead letters of the table `page`, as many as fit. */
async function readDeadLetters(connection: DuckDBConnection, files: readonly string[]): Promise<DeadLetter[]> {
  const source = `${parquetSql(files, { fileName: true, positions: true })}
    JOIN page ON ${FILE_COLUMN} = f AND file_row_number = r`
  const sized = await connection.runAndReadAll(
    `SELECT n, coalesce(octet_length(value), 0) + coalesce(octet_length(key), 0) + coalesce(strlen(headers), 0) FROM ${source} ORDER BY n`,
  )
  let bytes = 0
  let last: DuckDBValue = 0n
  for (const [number, size] of sized.getRows()) {
    bytes += Number(size)
    if (last !== 0n && bytes > PAGE_BYTES) break
    last = number ?? null
  }
  const reader = await connection.runAndReadAll(
    `SELECT topic, kafka_partition, kafka_offset, epoch_ms(kafka_timestamp) AS kafka_timestamp, key, value, headers, code, field, reason,
       epoch_ms(dead_at) AS dead_at, epoch_ms(redriven_at) AS redriven_at, redriven_version
     FROM ${source} WHERE n <= ? ORDER BY n`,
    [last],
  )
  return reader.getRowObjects().map(toDeadLetter)
}

function conditionsOfQuery({ state, code, field, partition, from, to }: DeadLetterQuery): Conditions {
  const { text, values } = conditionsOf([
    ['code = ?', code],
    ['field = ?', field],
    ['kafka_partition = ?::INTEGER', partition],
    ['dead_at >= make_timestamptz(?::BIGINT * 1000)', from],
    ['dead_at <= make_timestamptz(?::BIGINT * 1000)', to],
  ])
  if (state === undefined) return { text, values }
  return { text: `${text} AND redriven_at IS ${state === 'live' ? 'NULL' : 'NOT NULL'}`, values }
}

function toDeadLetter(row: Record<string, DuckDBValue>): DeadLetter {
  const value = bytesOrNull(row['value'])
  const code = DeadLetterCode.safeParse(row['code'])
  return {
    topic: String(row['topic']),
    kafka_partition: Number(row['kafka_partition']),
    kafka_offset: int64ToJson(BigInt(String(row['kafka_offset']))),
    kafka_timestamp: isoOrNull(row['kafka_timestamp']),
    key: bytesOrNull(row['key'])?.toString('base64') ?? null,
    value: value?.toString('base64') ?? null,
    valueText: value === null ? null : textOf(value),
    headers: parseHeaders(textOrNull(row['headers'])),
    code: code.data ?? 'BAD_VALUE',
    field: textOrNull(row['field']),
    // A later build may have codes of its own.
    reason: code.success
      ? String(row['reason'])
      : `Its code ${String(row['code'])} is of another version. ${String(row['reason'])}`,
    dead_at: isoOrNull(row['dead_at']) ?? '',
    redriven_at: isoOrNull(row['redriven_at']),
    redriven_version: row['redriven_version'] === null ? null : Number(row['redriven_version']),
  }
}

function parseHeaders(text: string | null): DeadLetter['headers'] {
  if (text === null) return []
  const parsed = jsonOrNull(text)
  if (!Array.isArray(parsed)) return [{ key: text, value: null }]
  return parsed.map((header: unknown) => {
    const { key, value } = Object(header) as { key: unknown; value: unknown }
    return { key: String(key), value: typeof value === 'string' ? value : null }
  })
}

function textOf(bytes: Buffer): string | null {
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? text : null
}

function bytesOrNull(value: DuckDBValue | undefined): Buffer | null {
  return value instanceof DuckDBBlobValue ? Buffer.from(value.bytes) : null
}

/** Dead letters by the value of a column; those without one are left out. */
function countBy(rows: readonly Record<string, DuckDBValue>[], column: string): Record<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const name = textOrNull(row[column])
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + Number(row['dead_letters']))
  }
  return Object.fromEntries(counts)
}

function sum(rows: readonly Record<string, DuckDBValue>[], name: string): number {
  return rows.reduce((total, row) => total + Number(row[name]), 0)
}
