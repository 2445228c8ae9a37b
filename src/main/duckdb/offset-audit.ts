import type { DuckDBValue } from '@duckdb/node-api'
import type { OffsetAudit, OffsetPlace } from '../lake/lake-door'
import { planScan, type TableFiles } from '../lake/scan'
import { scanSql } from '../lake/scan-sql'
import { deltaSchemaOf } from '../lake/schema'
import { createParquetPort } from './parquet'
import type { Session } from './session'

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
    async check(snapshot, limits) {
      const source = await lineageOf({ snapshot, files: snapshot.files }, session)
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
  }
}

/** The rows that came from a topic; a table that nothing was streamed to may lack the columns. */
export async function lineageOf({ snapshot, files }: TableFiles, session: Session): Promise<string> {
  const scan = await planScan(snapshot, files, LINEAGE_COLUMNS, createParquetPort(session))
  return `(SELECT kafka_partition, kafka_offset FROM ${scanSql(scan)} WHERE kafka_offset IS NOT NULL)`
}

const LINEAGE_COLUMNS = deltaSchemaOf([
  { name: 'kafka_partition', kind: 'int32' },
  { name: 'kafka_offset', kind: 'int64' },
])

function toPlace(row: readonly DuckDBValue[]): OffsetPlace {
  return { partition: Number(row[0]), offset: BigInt(String(row[1])) }
}
