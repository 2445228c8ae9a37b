import type { DuckDBConnection } from '@duckdb/node-api'
import type { Session } from './session'

/**
 * The way of the tables in `state.duckdb`, in order: each entry leads from the version that is its place to the next,
 * the first from a new file. A release appends here and leaves what was released as it is. `reports` and `quality` are
 * made by their stores, and have had one form so far.
 */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    'CREATE TABLE IF NOT EXISTS schema_version (version INTEGER)',
    'CREATE SEQUENCE IF NOT EXISTS batch_order',
    'CREATE TABLE IF NOT EXISTS batches (id VARCHAR PRIMARY KEY, position BIGINT, status VARCHAR, analysis VARCHAR, submitted BIGINT, record VARCHAR)',
  ],
  [
    'ALTER TABLE batches ADD COLUMN IF NOT EXISTS search VARCHAR',
    'ALTER TABLE batches ADD COLUMN IF NOT EXISTS figures VARCHAR',
    'UPDATE batches SET search = lower(record) WHERE search IS NULL',
  ],
]

/** That this Millrace reads and writes. */
export const STATE_VERSION = MIGRATIONS.length

/** Of the tables that are there; 0 in a new file. */
export async function readStateVersion(session: Session): Promise<number> {
  const connection = await session.connect()
  try {
    const known = await connection.runAndReadAll(
      "SELECT count(*) FROM information_schema.tables WHERE table_name = 'schema_version'",
    )
    if (known.getRows()[0]?.[0] !== 1n) return 0
    const value = (await connection.runAndReadAll('SELECT max(version) FROM schema_version')).getRows()[0]?.[0]
    return typeof value === 'number' ? value : 0
  } finally {
    connection.disconnectSync()
  }
}

/**
 * From an older version to this one, all of it or nothing.
 * @param from what `readStateVersion` said
 */
export async function migrateState(session: Session, from: number): Promise<void> {
  const connection = await session.connect()
  try {
    await connection.run('BEGIN TRANSACTION')
    try {
      await changeTables(connection, from)
      await connection.run('COMMIT')
    } catch (error) {
      // Where the transaction itself is broken there is nothing to roll back, and the cause says more.
      await connection.run('ROLLBACK').catch(() => undefined)
      throw error
    }
    // What is in the log of changes only would be missed by a copy of the file.
    await connection.run('CHECKPOINT')
  } finally {
    connection.disconnectSync()
  }
}

async function changeTables(connection: DuckDBConnection, from: number): Promise<void> {
  for (const statement of MIGRATIONS.slice(from).flat()) await connection.run(statement)
  await connection.run(`INSERT INTO schema_version VALUES (${STATE_VERSION})`)
}
