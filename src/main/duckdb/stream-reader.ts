import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DuckDBBlobValue, DuckDBListValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { DeadLetterCode, type DashboardQuery, type DeadLetter, type DeadLetterQuery } from '../../shared/stream'
import { int64ToJson } from '../../shared/scalars'
import type { FieldKind } from '../../shared/transaction'
import { makeFolder, toIoError } from '../durable'
import type { MinuteInput, WindowRow } from '../stream/dashboard'
import type { StreamReader } from '../stream/ports'
import { runCopy, type CopyDescription } from './copy'
import { quoteText, stringList, type Session } from './session'

const WINDOW_STATS: CopyDescription = {
  statsColumns: new Map<string, FieldKind>([
    ['window_start', 'timestamp'],
    ['window_end', 'timestamp'],
    ['category', 'string'],
  ]),
}

/** 52 bits of a 64-bit hash: what a JavaScript number holds exactly. */
const HASH_BITS = 12

/** Start of the minute, epoch ms, floored. Arithmetic is far cheaper than `time_bucket` on a time with a zone. */
const MINUTE =
  '((epoch_us(event_timestamp) - CASE WHEN epoch_us(event_timestamp) < 0 THEN 59999999 ELSE 0 END) // 60000000 * 60000)'
/** What the dashboard counts (original.md, 5.9). */
const COUNTED = "transaction_status IN ('completed', 'pending')"
/** A seeded row is in the table, but never was in a stream. */
const STREAMED = 'kafka_partition IS NOT NULL'
/** All rows of a micro-batch have its processing time. */
const BATCH = 'epoch_ms(processing_timestamp)'
const MINUTE_COLUMNS = `${MINUTE} AS minute, category, count(*) AS rows, sum(total_amount) AS revenue, count(*) FILTER (is_fraudulent) AS fraud,
  list(DISTINCT (hash(customer_id) >> ${HASH_BITS})::BIGINT) FILTER (customer_id IS NOT NULL) AS customers`

export function createStreamReader(session: Session): StreamReader {
  async function withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await session.connect()
    try {
      return await work(connection)
    } finally {
      connection.disconnectSync()
    }
  }

  return {
    minutes(files) {
      if (files.length === 0) return Promise.resolve([])
      return withConnection(async (connection) => {
        const reader = await connection.runAndReadAll(
          `SELECT ${MINUTE_COLUMNS} FROM ${rowsOf(files)} WHERE ${COUNTED} GROUP BY minute, category`,
        )
        return reader.getRowObjects().map(toMinute)
      })
    },

    batches(files) {
      if (files.length === 0) return Promise.resolve([])
      return withConnection(async (connection) => {
        const reader = await connection.runAndReadAll(
          `SELECT ${BATCH} AS batch, epoch_ms(max(event_timestamp)), count(*) FROM ${rowsOf(files)}
           WHERE ${STREAMED} AND batch IS NOT NULL GROUP BY batch ORDER BY batch`,
        )
        return reader.getRows().map(([batch, newest, rows]) => ({
          processingTime: Number(batch),
          newestEvent: Number(newest),
          rows: Number(rows),
        }))
      })
    },

    replay(files, batches, from) {
      if (files.length === 0) return Promise.resolve(new Map<number, MinuteInput[]>())
      const times = batches.map((batch) => batch.processingTime)
      return withConnection(async (connection) => {
        const reader = await connection.runAndReadAll(
          `SELECT ${BATCH} AS batch, ${MINUTE_COLUMNS} FROM ${rowsOf(files)}
           WHERE ${COUNTED} AND ${STREAMED} AND event_timestamp >= make_timestamptz(?::BIGINT) AND batch BETWEEN ? AND ?
           GROUP BY batch, minute, category`,
          [BigInt(Math.floor(from)) * 1000n, BigInt(Math.min(...times)), BigInt(Math.max(...times))],
        )
        const inputs = new Map<number, MinuteInput[]>()
        for (const row of reader.getRowObjects()) {
          const batch = Number(row['batch'])
          inputs.set(batch, [...(inputs.get(batch) ?? []), toMinute(row)])
        }
        return inputs
      })
    },

    writeWindows(root, rows) {
      return withConnection(async (connection) => {
        await makeFolder(root)
        await connection.run(
          'CREATE OR REPLACE TEMP TABLE final_windows (s BIGINT, e BIGINT, c VARCHAR, n BIGINT, r DOUBLE, f BIGINT, u BIGINT)',
        )
        const appender = await connection.createAppender('final_windows')
        for (const row of rows) {
          appender.appendBigInt(BigInt(row.start))
          appender.appendBigInt(BigInt(row.end))
          if (row.category === null) appender.appendNull()
          else appender.appendVarchar(row.category)
          appender.appendBigInt(BigInt(row.rows))
          appender.appendDouble(row.revenue)
          appender.appendBigInt(BigInt(row.fraud))
          appender.appendBigInt(BigInt(row.customers))
          appender.endRow()
        }
        appender.closeSync()
        try {
          return await runCopy(
            connection,
            `COPY (SELECT make_timestamptz(s * 1000) AS window_start, make_timestamptz(e * 1000) AS window_end, c AS category,
               n AS txn_count, r AS window_revenue, CASE WHEN n > 0 THEN r / n END AS avg_order_value, f AS fraud_alerts,
               u AS approx_unique_customers FROM final_windows ORDER BY s, c NULLS FIRST)
             TO ${quoteText(join(root, `part-${randomUUID()}.parquet`))} (FORMAT parquet, COMPRESSION zstd, RETURN_STATS)`,
            WINDOW_STATS,
          )
        } catch (error) {
          throw toIoError(error, `Windows of the dashboard cannot be written to ${root}`)
        } finally {
          await connection.run('DROP TABLE final_windows')
        }
      })
    },

    windows(files, query: DashboardQuery) {
      if (files.length === 0) return Promise.resolve([])
      const conditions = ['TRUE']
      const values: (number | string)[] = []
      if (query.from !== undefined) {
        conditions.push('window_end > make_timestamptz(?::BIGINT * 1000)')
        values.push(query.from)
      }
      if (query.to !== undefined) {
        conditions.push('window_start < make_timestamptz(?::BIGINT * 1000)')
        values.push(query.to)
      }
      if (query.category !== undefined) {
        conditions.push('category = ?')
        values.push(query.category)
      }
      return withConnection(async (connection) => {
        const reader = await connection.runAndReadAll(
          `SELECT epoch_ms(window_start) AS "start", epoch_ms(window_end) AS "end", category, txn_count AS rows, window_revenue AS revenue,
             fraud_alerts AS fraud, approx_unique_customers AS customers
           FROM read_parquet(${stringList(files)}) WHERE ${conditions.join(' AND ')} ORDER BY "start", category NULLS FIRST`,
          values,
        )
        return reader.getRowObjects().map(toWindowRow)
      })
    },

    deadLetters(files, query: DeadLetterQuery) {
      if (files.length === 0) return Promise.resolve({ total: 0, data: [] })
      const { text, values } = deadLetterConditions(query)
      const source = `read_parquet(${stringList(files)}, union_by_name = true) WHERE ${text}`
      return withConnection(async (connection) => {
        const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${source}`, values)
        const reader = await connection.runAndReadAll(
          `SELECT topic, kafka_partition, kafka_offset, epoch_ms(kafka_timestamp) AS kafka_timestamp, key, value, headers, code, field, reason,
             epoch_ms(dead_at) AS dead_at, epoch_ms(redriven_at) AS redriven_at, redriven_version
           FROM ${source} ORDER BY dead_at DESC, kafka_partition, kafka_offset LIMIT ${query.limit} OFFSET ${query.offset}`,
          values,
        )
        return { total: Number(counted.getRows()[0]?.[0]), data: reader.getRowObjects().map(toDeadLetter) }
      })
    },
  }
}

function rowsOf(files: readonly string[]): string {
  return `read_parquet(${stringList(files)}, union_by_name = true, hive_partitioning = false)`
}

function deadLetterConditions(query: DeadLetterQuery): { text: string; values: (string | number)[] } {
  const parts = ['TRUE']
  const values: (string | number)[] = []
  function add(sql: string, value: string | number | undefined): void {
    if (value === undefined) return
    parts.push(sql)
    values.push(value)
  }
  add('code = ?', query.code)
  add('field = ?', query.field)
  add('kafka_partition = ?::INTEGER', query.partition)
  add('dead_at >= make_timestamptz(?::BIGINT * 1000)', query.from)
  add('dead_at <= make_timestamptz(?::BIGINT * 1000)', query.to)
  return { text: parts.join(' AND '), values }
}

function toMinute(row: Record<string, DuckDBValue>): MinuteInput {
  return {
    minute: Number(row['minute']),
    category: textOrNull(row['category']),
    rows: Number(row['rows']),
    revenue: Number(row['revenue'] ?? 0),
    fraud: Number(row['fraud']),
    customers: row['customers'] instanceof DuckDBListValue ? row['customers'].items.map(Number) : [],
  }
}

function toWindowRow(row: Record<string, DuckDBValue>): WindowRow {
  return {
    start: Number(row['start']),
    end: Number(row['end']),
    category: textOrNull(row['category']),
    rows: Number(row['rows']),
    revenue: Number(row['revenue']),
    fraud: Number(row['fraud']),
    customers: Number(row['customers']),
  }
}

function toDeadLetter(row: Record<string, DuckDBValue>): DeadLetter {
  const value = bytesOrNull(row['value'])
  return {
    topic: String(row['topic']),
    kafka_partition: Number(row['kafka_partition']),
    kafka_offset: int64ToJson(BigInt(String(row['kafka_offset']))),
    kafka_timestamp: isoOrNull(row['kafka_timestamp']),
    key: bytesOrNull(row['key'])?.toString('base64') ?? null,
    value: value?.toString('base64') ?? null,
    valueText: value === null ? null : textOf(value),
    headers: parseHeaders(textOrNull(row['headers'])),
    code: DeadLetterCode.parse(row['code']),
    field: textOrNull(row['field']),
    reason: String(row['reason']),
    dead_at: isoOrNull(row['dead_at']) ?? '',
    redriven_at: isoOrNull(row['redriven_at']),
    redriven_version: row['redriven_version'] === null ? null : Number(row['redriven_version']),
  }
}

function parseHeaders(text: string | null): DeadLetter['headers'] {
  const parsed: unknown = JSON.parse(text ?? '[]')
  if (!Array.isArray(parsed)) return []
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

function textOrNull(value: DuckDBValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function isoOrNull(value: DuckDBValue | undefined): string | null {
  return typeof value === 'bigint' || typeof value === 'number' ? new Date(Number(value)).toISOString() : null
}
