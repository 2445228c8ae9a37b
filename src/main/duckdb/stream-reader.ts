import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DuckDBListValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import type { DashboardQuery } from '../../shared/stream'
import { makeFolder, toIoError } from '../durable'
import type { MinuteInput, WindowRow } from '../stream/dashboard'
import { BOUNDED_WINDOW_COLUMNS } from '../stream/live-dashboard'
import type { StreamReader } from '../stream/ports'
import { fileList } from '../lake/table-path'
import { conditionsOf } from './conditions'
import { runCopy, type CopyDescription } from './copy'
import { quoteText, type Session } from './session'

const WINDOW_STATS: CopyDescription = { statsColumns: new Map(BOUNDED_WINDOW_COLUMNS) }

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
      const { text, values } = conditionsOf([
        ['window_end > make_timestamptz(?::BIGINT * 1000)', query.from],
        ['window_start < make_timestamptz(?::BIGINT * 1000)', query.to],
        ['category = ?', query.category],
      ])
      return withConnection(async (connection) => {
        const reader = await connection.runAndReadAll(
          `SELECT epoch_ms(window_start) AS "start", epoch_ms(window_end) AS "end", category, txn_count AS rows, window_revenue AS revenue,
             fraud_alerts AS fraud, approx_unique_customers AS customers
           FROM read_parquet(${fileList(files)}) WHERE ${text} ORDER BY "start", category NULLS FIRST`,
          values,
        )
        return reader.getRowObjects().map(toWindowRow)
      })
    },
  }
}

/** A lake of others has no file with lineage until the first stream wrote one. */
function rowsOf(files: readonly string[]): string {
  return `(FROM read_parquet(${fileList(files)}, union_by_name = true, hive_partitioning = false)
    UNION ALL BY NAME SELECT NULL::INTEGER AS kafka_partition WHERE false)`
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

function textOrNull(value: DuckDBValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}
