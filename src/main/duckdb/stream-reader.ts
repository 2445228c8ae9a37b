import { DuckDBListValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import type { DashboardQuery } from '../../shared/stream'
import { codeOf, MillraceError } from '../../shared/errors'
import { makeFolder, toIoError } from '../durable'
import { inParts } from '../../shared/in-parts'
import {
  BOUNDED_WINDOW_COLUMNS,
  FUTURE_MS,
  MINUTE_MS,
  WATERMARK_DELAY_MS,
  WINDOW_MINUTES,
  type JudgedRows,
  type MinuteInput,
  type StreamFiles,
  type StreamReader,
  type WindowRow,
} from '../stream/dashboard/ports'
import { DATA_FILE, parquetSql } from './parquet-sql'
import { conditionsOf } from './conditions'
import { runCopy, type CopyDescription } from './copy'
import { type Session } from './session'
import { textOrNull } from './values'
import { quoteText } from '../sql'
import { newDataFile } from '../data-file'

const WINDOW_STATS: CopyDescription = { statsColumns: new Map(BOUNDED_WINDOW_COLUMNS) }

/** 52 bits of a 64-bit hash: what a JavaScript number holds exactly. */
const HASH_BITS = 12
/** Rows that a rebuild has in memory at once. */
const REBUILD_ROWS = 250_000
const MICROS = 1000
const DELAY_MICROS = WATERMARK_DELAY_MS * MICROS

/** Start of the minute of a time in µs, epoch ms, floored. Arithmetic is far cheaper than `time_bucket` on a time with a zone. */
const MINUTE = '((t - CASE WHEN t < 0 THEN 59999999 ELSE 0 END) // 60000000 * 60000)'
/** What is judged of a row. The dashboard counts completed and pending ones (decision 9). */
const JUDGED_COLUMNS = `kafka_partition AS p, kafka_offset AS o, epoch_us(event_timestamp) AS t,
  coalesce(epoch_us(event_timestamp) > epoch_us(processing_timestamp) + ${FUTURE_MS * MICROS}, false) AS future,
  coalesce(transaction_status IN ('completed', 'pending'), false) AS counted, category, total_amount, is_fraudulent,
  CASE WHEN customer_id IS NOT NULL THEN (hash(customer_id) >> ${HASH_BITS})::BIGINT END AS customer`
/** Rows that are in the windows that they are not late for. */
const SHOWN = 'counted AND NOT future'
const MINUTE_COLUMNS = `minute, category, late, count(*) AS rows, sum(total_amount) AS revenue, count(*) FILTER (is_fraudulent) AS fraud,
  list(DISTINCT customer) FILTER (customer IS NOT NULL) AS customers`
const NOTHING: JudgedRows = { newest: new Map(), future: [], minutes: [] }

/** Reads and writes the stream's own tables over a session. */
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
    judge(files, watermarks) {
      if (files.length === 0) return Promise.resolve(NOTHING)
      return withConnection((connection) =>
        judge(connection, judgedSql([{ stream: null, born: 0, redriven: false, files }], { watermarks })),
      ).catch((error: unknown) => {
        throw toDamage(error)
      })
    },

    judgeRedriven(redriven, among) {
      if (redriven.length === 0) return Promise.resolve(NOTHING)
      return withConnection((connection) =>
        judge(connection, `FROM (${judgedSql([...redriven, ...among], {})}) WHERE redriven`),
      )
    },

    rebuild(tables, from, take) {
      if (tables.length === 0) return Promise.resolve()
      return withConnection(async (connection) => {
        await connection.run(
          `CREATE OR REPLACE TEMP TABLE judged AS FROM (${judgedSql(tables, { from })}) WHERE ${SHOWN}`,
        )
        const minutes = await connection.runAndReadAll(
          'SELECT minute, count(*) FROM judged GROUP BY minute ORDER BY minute',
        )
        const parts = inParts(
          minutes.getRows().map(([minute, rows]) => ({ minute: Number(minute), rows: Number(rows) })),
          { weightOf: ({ rows }) => rows, most: REBUILD_ROWS },
        )
        for (const part of parts) {
          const [first, last] = [part[0]?.minute ?? 0, part.at(-1)?.minute ?? 0]
          take(await minutesOf(connection, `minute BETWEEN ${first} AND ${last}`))
        }
        await connection.run('DROP TABLE judged')
      })
    },

    newestEnd(files, limit) {
      if (files.length === 0) return Promise.resolve(null)
      return withConnection(async (connection) => {
        const reader = await connection.runAndReadAll(
          `SELECT epoch_ms(max(window_end)) FROM ${parquetSql(files)} WHERE window_end <= make_timestamptz(?::BIGINT * 1000)`,
          [BigInt(Math.floor(limit))],
        )
        const [end] = reader.getRows()[0] ?? []
        return typeof end === 'bigint' ? Number(end) : null
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
             TO ${quoteText(newDataFile(root))} (${DATA_FILE})`,
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
           FROM ${parquetSql(files)} WHERE ${text} ORDER BY "start", category NULLS FIRST`,
          values,
        )
        return reader.getRowObjects().map(toWindowRow)
      })
    },
  }
}

/** What was written a moment before and cannot be read: the disk is at fault, and the rows are written again. */
function toDamage(error: unknown): unknown {
  if (!(error instanceof Error) || !(codeOf(error) === 'TABLE_CORRUPT' || UNREADABLE.test(error.message))) return error
  const [cause] = error.message.split('\n')
  return new MillraceError('IO_ERROR', `The rows of a micro-batch cannot be read back: ${cause ?? ''}`, {
    cause: error,
    canRetry: true,
  })
}

const UNREADABLE = /IO Error|Invalid Input Error/i

async function judge(connection: DuckDBConnection, sql: string): Promise<JudgedRows> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE judged AS ${sql}`)
  const partitions = await connection.runAndReadAll(
    'SELECT p, max(t) FILTER (NOT future), count(*) FILTER (future) FROM judged GROUP BY p',
  )
  const newest = new Map<number, number>()
  let hasFuture = false
  for (const [partition, time, future] of partitions.getRows()) {
    if (typeof time === 'bigint') newest.set(Number(partition), Math.floor(Number(time) / MICROS))
    hasFuture ||= Number(future) > 0
  }
  const future = hasFuture ? (await connection.runAndReadAll('SELECT p, o FROM judged WHERE future')).getRows() : []
  const minutes = await minutesOf(connection, 'true')
  await connection.run('DROP TABLE judged')
  return {
    newest,
    future: future.map(([partition, offset]) => ({ partition: Number(partition), offset: BigInt(String(offset)) })),
    minutes,
  }
}

async function minutesOf(connection: DuckDBConnection, where: string): Promise<MinuteInput[]> {
  const reader = await connection.runAndReadAll(
    `SELECT ${MINUTE_COLUMNS} FROM judged WHERE ${SHOWN} AND ${where} GROUP BY minute, category, late`,
  )
  return reader.getRowObjects().map(toMinute)
}

/**
 * Streamed rows with what the dashboard needs of them. `late` is for how many of its windows a row was late by
 * its own partition: those that end at or below the newest event at lower offsets less ten minutes. Whoever reads
 * rows from a time on needs no older ones to tell: these make none of them late.
 *
 * @param watermarks of partitions before these rows, epoch ms
 * @param from epoch ms
 */
function judgedSql(
  tables: readonly StreamFiles[],
  { watermarks, from }: { readonly watermarks?: ReadonlyMap<number, bigint>; readonly from?: number },
): string {
  const names = [...new Set(tables.map(({ stream }) => stream))]
  const since =
    from === undefined ? '' : `AND event_timestamp >= make_timestamptz(${Math.floor(from)}::BIGINT * ${MICROS})`
  const sources = tables.map(
    ({ stream, born, redriven, files }) =>
      `SELECT ${names.indexOf(stream)} AS s, ${born} AS born, ${redriven} AS redriven, ${JUDGED_COLUMNS} FROM ${rowsOf(files)}
       WHERE kafka_partition IS NOT NULL ${since}`,
  )
  const known = [...(watermarks ?? [])].map(([partition, time]) => `WHEN ${partition} THEN ${time} * ${MICROS}`)
  const ownNewest = `newest - ${DELAY_MICROS}`
  const mark = known.length === 0 ? ownNewest : `greatest(${ownNewest}, CASE p ${known.join(' ')} END)`
  return `SELECT p, o, t, redriven, future, counted, category, total_amount, is_fraudulent, customer, minute,
      least(${WINDOW_MINUTES}, greatest(0, (${mark} - minute * ${MICROS}) // ${MINUTE_MS * MICROS})) AS late
    FROM (SELECT *, ${MINUTE} AS minute, max(CASE WHEN NOT (future OR redriven) THEN t END)
        OVER (PARTITION BY s, p ORDER BY born, o ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest
      FROM (${sources.join(' UNION ALL ')}))`
}

/** A lake of others has no file with lineage until the first stream wrote one. */
function rowsOf(files: readonly string[]): string {
  return `(FROM ${parquetSql(files)}
    UNION ALL BY NAME SELECT NULL::INTEGER AS kafka_partition, NULL::BIGINT AS kafka_offset WHERE false)`
}

function toMinute(row: Record<string, DuckDBValue>): MinuteInput {
  return {
    minute: Number(row['minute']),
    category: textOrNull(row['category']),
    late: Number(row['late']),
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
