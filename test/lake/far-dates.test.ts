import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createParquetPort } from '../../src/main/duckdb/parquet'
import { openSession, type Session } from '../../src/main/duckdb/session'
import { quoteText } from '../../src/main/sql'
import { createStreamReader } from '../../src/main/duckdb/stream-reader'
import { describeTable } from '../../src/main/tables/describe'
import { openLake } from '../../src/main/lake/lake'
import type { Snapshot } from '../../src/main/lake/ports'
import { planScan } from '../../src/main/lake/scan'
import { scanSql } from '../../src/main/duckdb/scan-sql'
import { deltaSchemaOf } from '../../src/main/lake/schema'

/** As Spark writes them: milliseconds taken for seconds end in the year 57385. */
const DATES = ['2025-01-12', '+57385-03-28', '-0249-10-15', '2025-01-01', '+10000-01-01']

let root: string
let session: Session
let snapshot: Snapshot
const files: string[] = []

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'millrace-dates-'))
  session = await openSession({ threads: 1, memoryLimit: 256 * 2 ** 20, folders: [root] })
  const lake = openLake({ parquet: createParquetPort(session), engineInfo: 'test', checkpointEvery: 5 })
  const table = lake.table(root)
  await table.ensure({
    columns: deltaSchemaOf([
      { name: 'transaction_status', kind: 'string' },
      { name: 'event_date', kind: 'date' },
    ]),
    partitionColumns: ['event_date'],
  })
  const connection = await session.connect()
  const add = []
  for (const [index, date] of DATES.entries()) {
    const path = `part-${index}.parquet`
    await connection.run(
      `COPY (SELECT 'completed' AS transaction_status, TIMESTAMPTZ '2025-01-01' AS event_timestamp,
         TIMESTAMPTZ '2025-01-01' AS processing_timestamp, 'books' AS category, 1.0 AS total_amount,
         false AS is_fraudulent, 'c' AS customer_id) TO ${quoteText(join(root, path))} (FORMAT parquet)`,
    )
    files.push(join(root, path))
    const stats = { numRecords: 1, minValues: {}, maxValues: {}, nullCount: {} }
    add.push({ path, partitionValues: { event_date: date }, size: 10, modificationTime: 1, stats })
  }
  connection.disconnectSync()
  await table.commit({ operation: 'WRITE', add })
  const found = await table.snapshot()
  if (found === null) throw new Error('no table')
  snapshot = found
  await lake.close()
})
afterAll(async () => {
  await session.close()
  await rm(root, { recursive: true, force: true })
})

test('a table spans its dates in the order of time, years past 9999 and before 0 included', async () => {
  expect((await describeTable('t', snapshot, '2026-01-01')).dates).toEqual({ from: '-0249-10-15', to: '+57385-03-28' })
})

test('every date is read as the date it is', async () => {
  const sql = scanSql(await planScan(snapshot, snapshot.files, snapshot.schema, createParquetPort(session)))
  const connection = await session.connect()
  const reader = await connection.runAndReadAll(
    `SELECT event_date - DATE '1970-01-01' AS days FROM ${sql} ORDER BY event_date`,
  )
  connection.disconnectSync()
  expect(reader.getRows().map(([days]) => Number(days))).toEqual([-810_186, 20_089, 20_100, 2_932_897, 20_240_000])
})

test('rows of others, without lineage, were in no micro-batch', async () => {
  const reader = createStreamReader(session)
  expect(await reader.judge(files, new Map())).toEqual({ newest: new Map(), future: [], minutes: [] })
  const taken: unknown[] = []
  await reader.rebuild([{ stream: null, born: 0, redriven: false, files }], 0, (minutes) => taken.push(...minutes))
  expect(taken).toEqual([])
})
