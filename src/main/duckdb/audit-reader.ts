import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { scanSql } from './scan-sql'
import { MOST_NAMED, type AuditedRows, type AuditReader, type PartitionCounts } from '../stream/audit/ports'
import { type Session } from './session'
import { quoteText } from '../sql'

/** Bits that all partitions together may take while offsets are counted. */
const BITS = 800_000_000

/** Counts offsets exactly with one bit each: ten million rows cost two columns to read and about a megabyte. */
export function createAuditReader(session: Session): AuditReader {
  /** With the dead letters as the temporary table `dead_letters`, and the rows as the view `row_places`. */
  async function withPlaces<T>(audited: AuditedRows, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await session.connect()
    try {
      await makeDeadLetters(connection, audited)
      await makeRows(connection, audited)
      return await work(connection)
    } finally {
      connection.disconnectSync()
    }
  }

  async function rowsOf(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> {
    return (await connection.runAndReadAll(sql)).getRows()
  }

  return {
    count(audited) {
      return withPlaces(audited, async (connection) => {
        const counted = await rowsOf(
          connection,
          `SELECT p, sum(n)::BIGINT, sum(live)::BIGINT, sum(gone)::BIGINT, min(low), max(high) FROM (
             SELECT p, count(*) AS n, 0 AS live, 0 AS gone, min(o) AS low, max(o) AS high FROM row_places GROUP BY p
             UNION ALL SELECT p, 0, count(*) FILTER (NOT redriven), count(*) FILTER (redriven),
               min(o) FILTER (NOT redriven), max(o) FILTER (NOT redriven) FROM dead_letters GROUP BY p
           ) GROUP BY p ORDER BY p`,
        )
        const found = counted.map(toCounts)
        const distinct = await countDistinct(connection, found)
        return found.map((one) => ({ ...one, distinct: distinct.get(one.partition) ?? 0 }))
      })
    },

    within(audited, partition, { from, to }) {
      return withPlaces(audited, async (connection) => {
        const [row] = await rowsOf(
          connection,
          `SELECT count(*) FROM ${PLACES} WHERE p = ${partition} AND o BETWEEN ${from} AND ${to}`,
        )
        return Number(row?.[0])
      })
    },

    missing(audited, partition) {
      return withPlaces(audited, async (connection) => {
        const rows = await rowsOf(
          connection,
          `SELECT o + 1, following - 1 FROM (SELECT o, lead(o) OVER (ORDER BY o) AS following FROM ${PLACES} WHERE p = ${partition})
           WHERE following > o + 1 ORDER BY o LIMIT ${MOST_NAMED}`,
        )
        return rows.map(([from, to]) => ({ from: BigInt(String(from)), to: BigInt(String(to)) }))
      })
    },

    repeated(audited, partition) {
      return withPlaces(audited, async (connection) => {
        const rows = await rowsOf(
          connection,
          `SELECT o, count(*) FILTER (dead_letter = 0), count(*) FILTER (dead_letter = 1) FROM ${PLACES} WHERE p = ${partition}
           GROUP BY o HAVING count(*) > 1 ORDER BY o LIMIT ${MOST_NAMED}`,
        )
        return rows.map(([offset, stored, deadLetters]) => ({
          offset: BigInt(String(offset)),
          rows: Number(stored),
          deadLetters: Number(deadLetters),
        }))
      })
    },
  }

  /** In stretches of offsets where the partitions are too long for one pass. */
  async function countDistinct(
    connection: DuckDBConnection,
    counts: readonly PartitionCounts[],
  ): Promise<Map<number, number>> {
    const sums = new Map<number, number>()
    const held = counts.flatMap(({ partition, first, last }) =>
      first === null || last === null ? [] : [{ partition, first, last }],
    )
    if (held.length === 0) return sums
    const longest = held.reduce((most, { first, last }) => (last - first > most ? last - first : most), 0n) + 1n
    const stretch = BigInt(Math.floor(BITS / held.length))
    const bases = held.map(({ partition, first }) => `WHEN ${partition} THEN ${first}`).join(' ')
    for (let start = 0n; start < longest; start += stretch) {
      const last = (start + stretch < longest ? start + stretch : longest) - 1n
      const rows = await rowsOf(
        connection,
        `SELECT p, bit_count(bitstring_agg(nth, ${start}::BIGINT, ${last}::BIGINT))
         FROM (SELECT p, o - CASE p ${bases} END AS nth FROM ${PLACES}) WHERE nth BETWEEN ${start} AND ${last} GROUP BY p`,
      )
      for (const [partition, bits] of rows) {
        sums.set(Number(partition), (sums.get(Number(partition)) ?? 0) + Number(bits))
      }
    }
    return sums
  }
}

/** The dead letters that count at the audited versions, with whether their row is in the table. */
async function makeDeadLetters(connection: DuckDBConnection, audited: AuditedRows): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE unfinished (t VARCHAR, p INTEGER, low BIGINT, high BIGINT)')
  const unfinished = await connection.createAppender('unfinished')
  for (const { topic, partition, from, to } of audited.unfinished) {
    unfinished.appendVarchar(topic)
    unfinished.appendInteger(partition)
    unfinished.appendBigInt(from)
    unfinished.appendBigInt(to)
    unfinished.endRow()
  }
  unfinished.closeSync()
  await connection.run('CREATE OR REPLACE TEMP TABLE unmarked (t VARCHAR, p INTEGER, o BIGINT, d BIGINT)')
  const unmarked = await connection.createAppender('unmarked')
  for (const { topic, partition, offset, deadAt } of audited.unmarked) {
    unmarked.appendVarchar(topic)
    unmarked.appendInteger(partition)
    unmarked.appendBigInt(offset)
    unmarked.appendBigInt(deadAt)
    unmarked.endRow()
  }
  unmarked.closeSync()
  const { deadLetters, version } = audited
  await connection.run(
    deadLetters === null
      ? 'CREATE OR REPLACE TEMP TABLE dead_letters (p INTEGER, o BIGINT, redriven BOOLEAN)'
      : `CREATE OR REPLACE TEMP TABLE dead_letters AS
         SELECT l.kafka_partition AS p, l.kafka_offset AS o, coalesce(l.redriven_version <= ${version}, false) OR u.o IS NOT NULL AS redriven
         FROM ${scanSql(deadLetters.scan)} AS l
         SEMI JOIN (SELECT ${quoteText(deadLetters.topic)} AS topic) AS t ON t.topic = l.topic
         ANTI JOIN unfinished AS f ON f.t = l.topic AND f.p = l.kafka_partition AND l.kafka_offset >= f.low AND l.kafka_offset < f.high
         LEFT JOIN unmarked AS u ON u.t = l.topic AND u.p = l.kafka_partition AND u.o = l.kafka_offset AND u.d = epoch_us(l.dead_at)`,
  )
}

async function makeRows(connection: DuckDBConnection, { rows }: AuditedRows): Promise<void> {
  await connection.run(
    rows === null
      ? 'CREATE OR REPLACE TEMP VIEW row_places AS SELECT 0 AS p, 0::BIGINT AS o WHERE false'
      : `CREATE OR REPLACE TEMP VIEW row_places AS SELECT kafka_partition AS p, kafka_offset AS o FROM ${scanSql(rows)}
         WHERE kafka_offset IS NOT NULL AND kafka_partition IS NOT NULL`,
  )
}

const PLACES =
  '(SELECT p, o, 0 AS dead_letter FROM row_places UNION ALL SELECT p, o, 1 FROM dead_letters WHERE NOT redriven)'

function toCounts([partition, rows, live, redriven, first, last]: readonly DuckDBValue[]): PartitionCounts {
  return {
    partition: Number(partition),
    rows: Number(rows),
    deadLetters: Number(live),
    redriven: Number(redriven),
    first: typeof first === 'bigint' ? first : null,
    last: typeof last === 'bigint' ? last : null,
    distinct: 0,
  }
}
