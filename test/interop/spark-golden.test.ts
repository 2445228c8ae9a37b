import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createParquetPort } from '../../src/main/duckdb/parquet'
import { openSession, type Session } from '../../src/main/duckdb/session'
import { quoteName, quoteText } from '../../src/main/sql'
import { liveRows } from '../../src/main/lake/actions'
import { openLake } from '../../src/main/lake/lake'
import type { LakeTable, Snapshot } from '../../src/main/lake/ports'
import { planScan } from '../../src/main/lake/scan'
import { scanSql, sqlType } from '../../src/main/duckdb/scan-sql'
import { expectedRows, SPARK_GOLDEN, SPARK_TABLES } from '../support/golden'

let session: Session
let scratch: string

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'millrace-golden-'))
  session = await openSession({ threads: 1, memoryLimit: 512 * 2 ** 20, folders: [SPARK_GOLDEN, scratch] })
})
afterAll(async () => {
  await session.close()
  await rm(scratch, { recursive: true })
})

function open(root: string): LakeTable {
  return openLake({ parquet: createParquetPort(session), engineInfo: 'test' }).table(root)
}

async function copyOf(table: string, name: string): Promise<string> {
  const root = join(scratch, name)
  await cp(join(SPARK_GOLDEN, table), root, { recursive: true })
  return root
}

async function snapshotOf(root: string, version?: number): Promise<Snapshot> {
  const snapshot = await open(root).snapshot(version)
  if (snapshot === null) throw new Error('no table')
  return snapshot
}

async function count(sql: string): Promise<number> {
  const connection = await session.connect()
  try {
    return Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0])
  } finally {
    connection.disconnectSync()
  }
}

async function scanOf(snapshot: Snapshot): Promise<string> {
  return scanSql(await planScan(snapshot, snapshot.files, snapshot.schema, createParquetPort(session)))
}

/** Rows that only one of the two has. */
async function differences(snapshot: Snapshot, table: string): Promise<number> {
  const ours = await scanOf(snapshot)
  const types = snapshot.schema.map((field) => {
    const type = sqlType(field.type)
    return `${quoteName(field.name)}: ${quoteText(type === 'BLOB' ? 'VARCHAR' : type)}`
  })
  const values = snapshot.schema.map((field) =>
    sqlType(field.type) === 'BLOB' ? `from_base64(${quoteName(field.name)})` : quoteName(field.name),
  )
  const theirs = `(SELECT ${values.join(', ')} FROM read_json(${quoteText(expectedRows(table))}, format = 'newline_delimited', columns = {${types.join(', ')}}))`
  return count(`SELECT count(*) FROM (
    (SELECT * FROM ${ours} EXCEPT ALL SELECT * FROM ${theirs}) UNION ALL (SELECT * FROM ${theirs} EXCEPT ALL SELECT * FROM ${ours}))`)
}

for (const table of SPARK_TABLES) {
  test(`${table} is read as Spark reads it`, async () => {
    const snapshot = await snapshotOf(join(SPARK_GOLDEN, table))
    expect(await differences(snapshot, table)).toBe(0)
    expect(snapshot.files.some((file) => file.deletionVector !== undefined)).toBe(true)
    const rows = snapshot.files.map(liveRows)
    const total = await count(`SELECT count(*) FROM ${await scanOf(snapshot)}`)
    if (rows.every((one) => one !== null)) expect(rows.reduce((sum, one) => sum + one, 0)).toBe(total)
  })

  test(`${table} at its versions without a checkpoint is read through the commits alone`, async () => {
    const root = await copyOf(table, `${table}-commits`)
    const log = join(root, '_delta_log')
    for (const name of await readdir(log)) {
      if (!/^\d{20}\.json$/.test(name)) await rm(join(log, name), { recursive: true })
    }
    expect(await differences(await snapshotOf(root), table)).toBe(0)
  })
}

test('a deletion vector that is not there, or is damaged, is an error and never its rows', async () => {
  const root = await copyOf('transactions_deletion_vectors', 'damaged-vector')
  const [name = ''] = (await readdir(root)).filter((file) => file.startsWith('deletion_vector_'))
  const bytes = await readFile(join(root, name))
  for (const index of bytes.keys()) {
    const damaged = Buffer.from(bytes)
    damaged[index] = (damaged[index] ?? 0) ^ 0x10
    await writeFile(join(root, name), damaged)
    await expect(scanOf(await snapshotOf(root)), `byte ${index}`).rejects.toMatchObject({ code: 'TABLE_CORRUPT' })
  }
  await rm(join(root, name))
  await expect(scanOf(await snapshotOf(root))).rejects.toMatchObject({ code: 'TABLE_CORRUPT' })
})

test('a V2 checkpoint without one of its sidecars is not used, and told where nothing else is left', async () => {
  const root = await copyOf('v2_checkpoint_json', 'no-sidecar')
  const log = join(root, '_delta_log')
  const [sidecar = ''] = await readdir(join(log, '_sidecars'))
  await rm(join(log, '_sidecars', sidecar))
  expect(await differences(await snapshotOf(root), 'v2_checkpoint_json')).toBe(0)
  await rm(join(log, `${'0'.repeat(20)}.json`))
  await expect(snapshotOf(root)).rejects.toMatchObject({
    code: 'TABLE_CORRUPT',
    message: expect.stringContaining('_sidecars') as unknown,
  })
})

test('a V2 checkpoint is used where older commits are gone, also under a V1 name', async () => {
  const root = await copyOf('v2_checkpoint_parquet', 'from-checkpoint')
  const log = join(root, '_delta_log')
  for (let version = 0; version < 5; version++) await rm(join(log, `${String(version).padStart(20, '0')}.json`))
  expect(await differences(await snapshotOf(root), 'v2_checkpoint_parquet')).toBe(0)
  const manifest = (await readdir(log)).find((name) => /checkpoint\..*parquet$/.test(name)) ?? ''
  await cp(join(log, manifest), join(log, `${'5'.padStart(20, '0')}.checkpoint.parquet`))
  await rm(join(log, manifest))
  expect(await differences(await snapshotOf(root), 'v2_checkpoint_parquet')).toBe(0)
})

test('nothing is committed to a table with features that we only read', async () => {
  for (const [table, feature] of [
    ['transactions_deletion_vectors', 'deletionVectors'],
    ['transactions_name_mapping', 'columnMapping'],
    ['v2_checkpoint_json', 'v2Checkpoint'],
  ] as const) {
    const root = await copyOf(table, `${table}-write`)
    const before = await readdir(join(root, '_delta_log'))
    await expect(open(root).commit({ operation: 'WRITE' })).rejects.toMatchObject({
      code: 'UNSUPPORTED_PROTOCOL',
      message: expect.stringContaining(feature) as unknown,
    })
    expect(await readdir(join(root, '_delta_log'))).toEqual(before)
  }
})
