import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DuckDBBlobValue, DuckDBListValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { DeadLetterCode, type DashboardQuery, type DeadLetter, type DeadLetterQuery } from '../../shared/stream'
import { int64ToJson } from '../../shared/scalars'
import type { FieldKind } from '../../shared/transaction'
import { makeFolder } from '../durable'
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
    minutes(files, from) {
      if (files.length === 0) return Promise.resolve([])
      const since =
        from === undefined
          ? ''
          : `AND kafka_partition IS NOT NULL AND event_timestamp >= make_timestamptz(${Math.floor(from * 1000)})`
      return withConnection(async (connection) => {
        const reader = await connection.runAndReadAll(
          `SELECT epoch_ms(time_bucket(INTERVAL 1 MINUTE, event_timestamp)) AS minute, category, count(*) AS rows, sum(total_amount) AS revenue,
             count(*) FILTER (is_fraudulent) AS fraud, list(DISTINCT (hash(customer_id) >> ${HASH_BITS})::BIGINT) FILTER (customer_id IS NOT NULL) AS customers
           FROM read_parquet(${stringList(files)}, union_by_name = true, hive_partitioning = false)
           WHERE transaction_status IN ('completed', 'pending') ${since} GROUP BY minute, category`,
        )
        return reader.getRowObjects().map(toMinute)
      })
    },

    writeWindows(root, rows) {
      return withConnection(async (connection) => {
        await makeFolder(root)
        const values = rows.map(
          (row) =>
            `(${row.start}, ${row.end}, ${row.category === null ? 'NULL' : quoteText(row.category)}, ${row.rows}, ${row.revenue}::DOUBLE, ${row.fraud}, ${row.customers})`,
        )
        const target = join(root, `part-${randomUUID()}.parquet`)
        return runCopy(
          connection,
          `COPY (SELECT make_timestamptz(s * 1000) AS window_start, make_timestamptz(e * 1000) AS window_end, c::VARCHAR AS category,
             n::BIGINT AS txn_count, r AS window_revenue, CASE WHEN n > 0 THEN r / n END AS avg_order_value, f::BIGINT AS fraud_alerts,
             u::BIGINT AS approx_unique_customers FROM (VALUES ${values.join(', ')}) AS w(s, e, c, n, r, f, u)) TO ${quoteText(target)}
           (FORMAT parquet, COMPRESSION zstd, RETURN_STATS)`,
          WINDOW_STATS,
        )
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

    transactionIds(files, wanted) {
      if (files.length === 0 || wanted.length === 0) return Promise.resolve(new Map())
      const pairs = wanted.map(({ partition, offset }) => `(${partition}, ${offset})`)
      return withConnection(async (connection) => {
        const reader = await connection.runAndReadAll(
          `SELECT kafka_partition, kafka_offset, transaction_id FROM read_parquet(${stringList(files)}, union_by_name = true, hive_partitioning = false)
           WHERE (kafka_partition, kafka_offset) IN (${pairs.join(', ')})`,
        )
        return new Map(
          reader.getRows().map(([partition, offset, id]) => [`${String(partition)}/${String(offset)}`, String(id)]),
        )
      })
    },
  }
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
