import { planScan, type TableFiles } from '../lake/scan'
import { scanSql } from './scan-sql'
import { deltaSchemaOf } from '../lake/schema'
import { createParquetPort } from './parquet'
import type { Session } from './session'

/** The rows that came from a topic; a table that nothing was streamed to may lack the columns. */
export async function lineageSql({ snapshot, files }: TableFiles, session: Session): Promise<string> {
  const scan = await planScan(snapshot, files, LINEAGE_COLUMNS, createParquetPort(session))
  return `(SELECT kafka_partition, kafka_offset FROM ${scanSql(scan)} WHERE kafka_offset IS NOT NULL)`
}

const LINEAGE_COLUMNS = deltaSchemaOf([
  { name: 'kafka_partition', kind: 'int32' },
  { name: 'kafka_offset', kind: 'int64' },
])
