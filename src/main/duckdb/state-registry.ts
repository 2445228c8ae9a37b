import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { BatchListQuery } from '../../shared/batch'
import type { RegistryStore, StoredBatch } from '../batch/ports'
import type { Session } from './session'

/** The version of these tables; a later one migrates, a newer one is refused. */
const SCHEMA_VERSION = 1

/** The batch registry in `state.duckdb`; each change is on disk when its call resolves. */
export async function openRegistry(session: Session): Promise<RegistryStore> {
  const connection = await session.connect()
  await migrate(connection)

  async function rows(sql: string, values: (string | number)[] = []): Promise<Record<string, DuckDBValue>[]> {
    return (await connection.runAndReadAll(sql, values)).getRowObjects()
  }

  return {
    async put(record) {
      await connection.run(
        `INSERT INTO batches VALUES (?, nextval('batch_order'), ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET status = excluded.status, record = excluded.record`,
        [
          record.batchId,
          record.status,
          record.analysisType,
          BigInt(Date.parse(record.submitTime)),
          JSON.stringify(record),
        ],
      )
    },
    async get(batchId) {
      return (await rows('SELECT record FROM batches WHERE id = ?', [batchId])).map(toRecord)[0] ?? null
    },
    async remove(batchId) {
      await connection.run('DELETE FROM batches WHERE id = ?', [batchId])
    },
    async list(query) {
      const { text, values } = conditionsOf(query)
      const [counted] = await rows(`SELECT count(*) AS total FROM batches WHERE ${text}`, values)
      const found = await rows(`SELECT record FROM batches WHERE ${text} ORDER BY position DESC LIMIT ? OFFSET ?`, [
        ...values,
        query.limit,
        query.offset,
      ])
      return { total: Number(counted?.['total']), records: found.map(toRecord) }
    },
    async inStates(states) {
      const marks = states.map(() => '?').join(', ')
      return (await rows(`SELECT record FROM batches WHERE status IN (${marks}) ORDER BY position`, [...states])).map(
        toRecord,
      )
    },
  }
}

async function migrate(connection: DuckDBConnection): Promise<void> {
  await connection.run('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER)')
  const reader = await connection.runAndReadAll('SELECT max(version) FROM schema_version')
  const found = reader.getRows()[0]?.[0]
  if (typeof found === 'number' && found > SCHEMA_VERSION) {
    throw new Error(`the state file is of a newer Millrace (version ${found}, this one knows ${SCHEMA_VERSION})`)
  }
  await connection.run('CREATE SEQUENCE IF NOT EXISTS batch_order')
  await connection.run(
    'CREATE TABLE IF NOT EXISTS batches (id VARCHAR PRIMARY KEY, position BIGINT, status VARCHAR, analysis VARCHAR, submitted BIGINT, record VARCHAR)',
  )
  if (found === null || found === undefined)
    await connection.run(`INSERT INTO schema_version VALUES (${SCHEMA_VERSION})`)
}

function conditionsOf(query: BatchListQuery): { text: string; values: (string | number)[] } {
  const parts = ['TRUE']
  const values: (string | number)[] = []
  function add(sql: string, value: string | number | undefined): void {
    if (value === undefined) return
    parts.push(sql)
    values.push(value)
  }
  add('status = ?', query.status)
  add('analysis = ?', query.analysisType)
  add('submitted >= ?::BIGINT', query.from)
  add('submitted <= ?::BIGINT', query.to)
  add('contains(lower(record), lower(?))', query.q)
  return { text: parts.join(' AND '), values }
}

function toRecord(row: Record<string, DuckDBValue>): StoredBatch {
  return JSON.parse(String(row['record'])) as StoredBatch
}
