import type { DuckDBValue } from '@duckdb/node-api'
import type { OffsetAudit, OffsetPlace } from '../lake/lake-door'
import { stringList, type Session } from './session'

const SHOWN = 100

/** Checks of Kafka lineage over data files. */
export function createOffsetAudit(session: Session): OffsetAudit {
  async function rows(sql: string): Promise<DuckDBValue[][]> {
    const connection = await session.connect()
    try {
      return (await connection.runAndReadAll(sql)).getRows()
    } finally {
      connection.disconnectSync()
    }
  }

  return {
    async check(files, limits) {
      if (files.length === 0) return { offsets: 0, repeated: [], beyond: [] }
      const source = lineage(files)
      const [counted] = await rows(
        `SELECT sum(n), max(n - span) FROM (SELECT count(*) AS n, count(DISTINCT kafka_offset) AS span FROM ${source} GROUP BY kafka_partition)`,
      )
      const offsets = Number(counted?.[0] ?? 0)
      const repeated =
        Number(counted?.[1] ?? 0) === 0
          ? []
          : await rows(
              `SELECT kafka_partition, kafka_offset FROM ${source} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT ${SHOWN}`,
            )
      const bounds = [...limits].map(([partition, offset]) => `(${partition}, ${offset})`).join(', ')
      const beyond =
        limits.size === 0
          ? []
          : await rows(
              `SELECT kafka_partition, kafka_offset FROM ${source} LEFT JOIN (VALUES ${bounds}) AS last(p, o) ON kafka_partition = p
               WHERE o IS NULL OR kafka_offset > o ORDER BY ALL LIMIT ${SHOWN}`,
            )
      return { offsets, repeated: repeated.map(toPlace), beyond: beyond.map(toPlace) }
    },
    async shared(transactions, letters) {
      if (transactions.length === 0 || letters.length === 0) return []
      const found = await rows(
        `SELECT kafka_partition, kafka_offset FROM ${lineage(transactions)} SEMI JOIN (SELECT kafka_partition, kafka_offset FROM
           read_parquet(${stringList(letters)}, union_by_name = true) WHERE redriven_at IS NULL) USING (kafka_partition, kafka_offset) LIMIT ${SHOWN}`,
      )
      return found.map(toPlace)
    },
  }
}

/** The rows that came from a topic; old files lack the columns. */
function lineage(files: readonly string[]): string {
  return `(SELECT kafka_partition, kafka_offset FROM (SELECT NULL::INTEGER AS kafka_partition, NULL::BIGINT AS kafka_offset WHERE false
    UNION ALL BY NAME SELECT * FROM read_parquet(${stringList(files)}, union_by_name = true, hive_partitioning = false)) WHERE kafka_offset IS NOT NULL)`
}

function toPlace(row: readonly DuckDBValue[]): OffsetPlace {
  return { partition: Number(row[0]), offset: BigInt(String(row[1])) }
}
