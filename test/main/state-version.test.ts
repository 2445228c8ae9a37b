import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openSession } from '../../src/main/duckdb/session'
import { createRegistry } from '../../src/main/duckdb/state-registry'
import { STATE_VERSION } from '../../src/main/duckdb/state-schema'
import { openStateFolder } from '../../src/main/state-folder'
import { millrace } from '../support/process'

// Processes are started, on a machine that others may keep busy.
vi.setConfig({ testTimeout: 300_000 })

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-version-'))
  file = join(folder, 'state.duckdb')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const RECORD = {
  batchId: 'batch-20260101-0a1b2c3d',
  status: 'COMPLETED',
  analysisType: 'hourly_trends',
  sourcePath: '/lake/stream/transactions',
  startDate: '2026-01-01',
  endDate: '2026-01-31',
  submitTime: '2026-02-01T00:00:00.000Z',
}

async function inState(...statements: string[]): Promise<void> {
  const session = await openSession({ file, threads: 1, memoryLimit: 2 ** 27, folders: [folder] })
  const connection = await session.connect()
  for (const statement of statements) await connection.run(statement)
  connection.disconnectSync()
  await session.close()
}

/** As the first version wrote it: without search and figures. */
function writeFirstVersion(): Promise<void> {
  return inState(
    'CREATE TABLE schema_version (version INTEGER)',
    'CREATE SEQUENCE batch_order',
    'CREATE TABLE batches (id VARCHAR PRIMARY KEY, position BIGINT, status VARCHAR, analysis VARCHAR, submitted BIGINT, record VARCHAR)',
    `INSERT INTO batches VALUES ('${RECORD.batchId}', nextval('batch_order'), 'COMPLETED', 'hourly_trends', ${Date.parse(RECORD.submitTime)}, '${JSON.stringify(RECORD)}')`,
    'INSERT INTO schema_version VALUES (1)',
  )
}

test('an older state is migrated with all that it holds, and kept as it was', async () => {
  await writeFirstVersion()
  const before = await readFile(file)
  const state = await openStateFolder(folder)
  const registry = await createRegistry(state.state)
  const { total, records } = await registry.list({ q: 'HOURLY', limit: 10, offset: 0 })
  expect({ total, records }).toMatchObject({ total: 1, records: [{ batchId: RECORD.batchId }] })
  await state.close()
  expect((await readFile(`${file}.v1`)).equals(before)).toBe(true)

  const again = await openStateFolder(folder)
  await again.close()
  expect((await readFile(`${file}.v1`)).equals(before)).toBe(true)
})

test('a newer state is refused, untouched, with the way back that then works', async () => {
  const state = await openStateFolder(folder)
  await state.close()
  const ours = await readFile(file)
  await rename(file, `${file}.v${STATE_VERSION}`)
  await inState(
    'CREATE TABLE schema_version (version INTEGER)',
    `INSERT INTO schema_version VALUES (${STATE_VERSION + 1})`,
  )
  const newer = await readFile(file)

  const base = [
    '--set',
    `pipeline.engine.state-dir=${folder}`,
    '--set',
    `pipeline.delta.base-path=${join(folder, 'delta')}`,
  ]
  const { code, stderr } = await millrace(['serve', '--set', 'pipeline.http.port=0', ...base])
  expect(code).toBe(1)
  expect(stderr).toContain(`version is ${STATE_VERSION + 1}, this one knows ${STATE_VERSION}`)
  expect(stderr).toContain(`rename ${file}.v${STATE_VERSION}`)
  expect((await readFile(file)).equals(newer)).toBe(true)

  await rename(file, `${file}.newer`)
  await rename(`${file}.v${STATE_VERSION}`, file)
  expect((await readFile(file)).equals(ours)).toBe(true)
  await (await openStateFolder(folder)).close()
})

test('without a kept copy the way back is an empty history', async () => {
  await inState('CREATE TABLE schema_version (version INTEGER)', 'INSERT INTO schema_version VALUES (99)')
  await expect(openStateFolder(folder)).rejects.toMatchObject({
    code: 'IO_ERROR',
    message: expect.stringContaining('empty history') as unknown,
  })
  await rename(file, `${file}.newer`)
  await (await openStateFolder(folder)).close()
  expect(existsSync(`${file}.v${STATE_VERSION}`)).toBe(false)
})

test('a migration that cannot keep the old file does not begin', async () => {
  await writeFirstVersion()
  const before = await readFile(file)
  await mkdir(`${file}.v1/in the way`, { recursive: true })
  await expect(openStateFolder(folder)).rejects.toMatchObject({
    message: expect.stringContaining('could not be kept') as unknown,
  })
  expect((await readFile(file)).equals(before)).toBe(true)
})
