import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createParquetPort } from '../../src/main/duckdb/parquet'
import { scanSql } from '../../src/main/duckdb/scan-sql'
import { openSession, type Session } from '../../src/main/duckdb/session'
import { openLake } from '../../src/main/lake/lake'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import { describeTable } from '../../src/main/tables/describe'
import { createLakeOperations } from '../../src/main/tables/lake-operations'
import { fileOf, snapshotOf } from '../support/snapshot'

const COMMITS = 26

let folder: string
let root: string
let session: Session

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-tables-'))
  root = join(folder, 'transactions')
  session = await openSession({ threads: 1, memoryLimit: 256 * 2 ** 20, folders: [folder] })
})
afterEach(async () => {
  await session.close()
  await rm(folder, { recursive: true, force: true })
})

function open() {
  return openLake({ parquet: createParquetPort(session), engineInfo: 'Millrace/test', checkpointEvery: 25 })
}

function commitPath(version: number): string {
  return join(root, '_delta_log', `${String(version).padStart(20, '0')}.json`)
}

/** A table of 26 commits after the first, with a checkpoint at the 25th, as an older Millrace or another made it. */
async function writeTable(engineInfo: string): Promise<void> {
  const lake = open()
  const table = lake.table(root)
  await table.ensure({ columns: deltaSchemaOf([{ name: 'id', kind: 'int64' }]), partitionColumns: [] })
  const actions = (await readFile(commitPath(0), 'utf8')).split('\n').filter(Boolean)
  const first = actions.map((line) => JSON.parse(line) as { metaData?: { configuration: object } })
  for (const { metaData } of first) if (metaData !== undefined) metaData.configuration = {}
  const foreign = [{ commitInfo: { timestamp: 1, operation: 'CREATE TABLE', engineInfo } }, ...first.slice(1)]
  await writeFile(commitPath(0), foreign.map((action) => `${JSON.stringify(action)}\n`).join(''))
  for (let version = 1; version <= COMMITS; version++) {
    const path = `f${version}.parquet`
    await table.commit({
      operation: 'WRITE',
      add: [{ path, partitionValues: {}, size: 1, modificationTime: 1, stats: null }],
    })
  }
  await lake.close()
}

/** As the API asks. */
function info() {
  const unused = () => Promise.reject(new Error('not asked for'))
  return createLakeOperations({
    lake: open(),
    parquet: createParquetPort(session),
    scanSql,
    auditStream: unused,
    care: { compact: unused, vacuum: unused },
    transactionsPath: root,
    deadLettersPath: join(folder, 'none'),
    aggregationsPath: join(folder, 'none'),
    batchBasePath: join(folder, 'none'),
    now: () => 0,
  }).info('transactions')
}

test.each([
  ['Millrace/0.1.0', true],
  ['Apache-Spark/3.5.0', false],
])('of a table by %s info reads its snapshot and the first commit, no other', async (engineInfo, millraceOwned) => {
  await writeTable(engineInfo)
  // A folder cannot be read as a file, whoever asks.
  for (let version = 1; version < COMMITS - 1; version++) {
    await rm(commitPath(version))
    await mkdir(commitPath(version))
  }
  expect(await info()).toMatchObject({ version: COMMITS, files: COMMITS, lastCheckpoint: COMMITS - 1, millraceOwned })
})

test('who made a table need not be known to describe it', async () => {
  await writeTable('Millrace/0.1.0')
  for (let version = 0; version < COMMITS - 1; version++) await rm(commitPath(version))
  expect(await info()).toMatchObject({ version: COMMITS, files: COMMITS, millraceOwned: false })
})

test('files that wait for vacuum are those that are there, whatever the log of another names', async () => {
  const at = (path: string) => ({ path, deletionTimestamp: 1, dataChange: true, size: 7 })
  await mkdir(root)
  for (const name of ['waits.parquet', 'live.parquet', 'file.parquet']) await writeFile(join(root, name), 'x')
  await writeFile(join(folder, 'elsewhere.parquet'), 'x')
  const snapshot = snapshotOf({
    root,
    files: [fileOf({ path: 'live.parquet' })],
    tombstones: [
      'waits.parquet',
      'live.parquet',
      'vacuumed.parquet',
      'gone/x.parquet',
      'file.parquet/x.parquet',
      'a\0b/x.parquet',
      `${'n'.repeat(300)}/x.parquet`,
      '../elsewhere.parquet',
      join(folder, 'elsewhere.parquet'),
    ].map(at),
  })
  expect(await describeTable('t', snapshot, '2026-01-01')).toMatchObject({ removedFiles: 1, removedBytes: 7 })
})
