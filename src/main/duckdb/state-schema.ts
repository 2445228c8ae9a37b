import type { DuckDBConnection } from '@duckdb/node-api'
import type { Session } from './session'

/** The version of the tables in `state.duckdb`; each release that changes them counts it up and migrates here. */
export const STATE_VERSION = 2

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

/** From any older version to this one, all of it or nothing. */
export async function migrateState(session: Session): Promise<void> {
  const connection = await session.connect()
  try {
    await connection.run('BEGIN TRANSACTION')
    try {
      await changeTables(connection)
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

async function changeTables(connection: DuckDBConnection): Promise<void> {
  await connection.run('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER)')
  await connection.run('CREATE SEQUENCE IF NOT EXISTS batch_order')
  await connection.run(
    'CREATE TABLE IF NOT EXISTS batches (id VARCHAR PRIMARY KEY, position BIGINT, status VARCHAR, analysis VARCHAR, submitted BIGINT, record VARCHAR)',
  )
  await connection.run('ALTER TABLE batches ADD COLUMN IF NOT EXISTS search VARCHAR')
  await connection.run('ALTER TABLE batches ADD COLUMN IF NOT EXISTS figures VARCHAR')
  await connection.run('UPDATE batches SET search = lower(record) WHERE search IS NULL')
  await connection.run(`INSERT INTO schema_version VALUES (${STATE_VERSION})`)
}
