import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Session } from '../../src/main/duckdb/session'
import { quoteName, quoteText, textList } from '../../src/main/sql'
import type { Snapshot } from '../../src/main/lake/ports'
import { typeName } from '../../src/main/lake/schema'
import { absolutePath } from '../../src/main/lake/table-path'

/** What tells two tables apart: the number of rows and the sum of a hash of each whole row, whatever their order. */
export interface Contents {
  readonly rows: number
  readonly hash: string
}

/** The rows of a snapshot of ours, with partition values from the log. */
export function contentsOf(session: Session, snapshot: Snapshot): Promise<Contents> {
  const partitions = new Set(snapshot.metadata.partitionColumns)
  const parts = snapshot.files.map((file) => {
    const values = Object.entries(file.partitionValues).map(
      ([name, value]) => `${value === null ? 'NULL' : quoteText(value)}::DATE AS ${quoteName(name)}`,
    )
    return `SELECT ${['* ', ...values].join(', ')} FROM read_parquet(${quoteText(absolutePath(snapshot.root, file.path))}, hive_partitioning = false)`
  })
  const typed = snapshot.schema.map(
    (field) => `NULL::${SQL_TYPES[typeName(field)] ?? 'VARCHAR'} AS ${quoteName(field.name)}`,
  )
  if (partitions.size > 1) throw new Error('only one partition column is compared')
  return fingerprint(
    session,
    `SELECT ${typed.join(', ')} WHERE false UNION ALL BY NAME ${parts.join(' UNION ALL BY NAME ')}`,
    snapshot,
  )
}

/** The rows of a folder of plain Parquet files that another engine made of its own reading. */
export function contentsOfFolder(session: Session, folder: string, like: Snapshot): Promise<Contents> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => join(folder, name))
  return fingerprint(session, `SELECT * FROM read_parquet(${textList(files)}, hive_partitioning = false)`, like)
}

async function fingerprint(session: Session, select: string, { schema }: Snapshot): Promise<Contents> {
  const columns = schema.map((field) => `${quoteName(field.name)}::${SQL_TYPES[typeName(field)] ?? 'VARCHAR'}`)
  const connection = await session.connect()
  try {
    const reader = await connection.runAndReadAll(
      `SELECT count(*)::INTEGER AS rows, coalesce(sum(hash(${columns.join(', ')})::HUGEINT), 0)::VARCHAR AS hash FROM (${select})`,
    )
    const row = reader.getRowObjects()[0] ?? {}
    return { rows: Number(row['rows']), hash: String(row['hash']) }
  } finally {
    connection.disconnectSync()
  }
}

const SQL_TYPES: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  integer: 'INTEGER',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMPTZ',
  date: 'DATE',
  binary: 'BLOB',
}
