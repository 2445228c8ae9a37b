import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openSession } from '../../src/main/duckdb/session'
import { createReportStore } from '../../src/main/duckdb/report-store'
import { createQualityStore } from '../../src/main/duckdb/state-quality'
import { createRegistry } from '../../src/main/duckdb/state-registry'
import { readStateVersion, STATE_VERSION } from '../../src/main/duckdb/state-schema'
import { BatchRecord } from '../../src/shared/batch'
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

/** Longer than a request may have it: a first version took any. */
const LONG = { category: 'x'.repeat(20_000) }

const RECORD = {
  batchId: 'batch-20260101-0a1b2c3d',
  status: 'COMPLETED',
  analysisType: 'hourly_trends',
  sourcePath: '/lake/stream/transactions',
  startDate: '2026-01-01',
  endDate: '2026-01-31',
  filters: LONG,
  submitTime: '2026-02-01T00:00:00.000Z',
} as const

async function inState(...statements: string[]): Promise<void> {
  const session = await openSession({ file, threads: 1, memoryLimit: 2 ** 27, folders: [folder] })
  const connection = await session.connect()
  for (const statement of statements) await connection.run(statement)
  connection.disconnectSync()
  await session.close()
}

const REPORT = {
  id: 'report-0a1b2c3d',
  name: "Monday's",
  analysisType: 'hourly_trends',
  dates: 'last_7_days',
  filters: LONG,
  createdAt: '2026-02-01T00:00:00.000Z',
  updatedAt: '2026-02-01T00:00:00.000Z',
  missedRuns: 0,
  scheduledFrom: '2026-02-01T00:00:00.000Z',
}

/** When the micro-batch of the history was. */
const COUNTED = '2026-02-01T12:00:00.000Z'

/** As the first version wrote it: without search and figures. */
function writeFirstVersion(): Promise<void> {
  return inState(
    'CREATE TABLE schema_version (version INTEGER)',
    'CREATE SEQUENCE batch_order',
    'CREATE TABLE batches (id VARCHAR PRIMARY KEY, position BIGINT, status VARCHAR, analysis VARCHAR, submitted BIGINT, record VARCHAR)',
    `INSERT INTO batches VALUES ('${RECORD.batchId}', nextval('batch_order'), 'COMPLETED', 'hourly_trends', ${Date.parse(RECORD.submitTime)}, '${JSON.stringify(RECORD)}')`,
    'INSERT INTO schema_version VALUES (1)',
    'CREATE TABLE reports (id VARCHAR PRIMARY KEY, record VARCHAR)',
    `INSERT INTO reports VALUES ('${REPORT.id}', '${JSON.stringify(REPORT).replaceAll("'", "''")}')`,
    'CREATE TABLE quality (batch_time BIGINT, version BIGINT, topic VARCHAR, row_count BIGINT, dead_letters BIGINT, amount_mismatches BIGINT, future_events BIGINT, repeated_ids BIGINT, null_transaction_id BIGINT, null_event_timestamp BIGINT, null_customer_id BIGINT, null_customer_tier BIGINT, null_product_id BIGINT, null_product_name BIGINT, null_category BIGINT, null_sub_category BIGINT, null_brand BIGINT, null_quantity BIGINT, null_unit_price BIGINT, null_discount_percent BIGINT, null_total_amount BIGINT, null_tax_amount BIGINT, null_currency BIGINT, null_payment_method BIGINT, null_card_network BIGINT, null_transaction_status BIGINT, null_channel BIGINT, null_store_id BIGINT, null_region BIGINT, null_city BIGINT, null_state BIGINT, null_postal_code BIGINT, null_device_type BIGINT, null_session_id BIGINT, null_ip_address BIGINT, null_is_fraudulent BIGINT, null_fraud_score BIGINT)',
    `INSERT INTO quality VALUES (${Date.parse(COUNTED)}, 7, 'shop', 30, 10, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15)`,
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

test('batches, reports and quality of a first version are read as they were, and go on', async () => {
  await writeFirstVersion()
  const opened = await openStateFolder(folder)
  const { state } = opened
  expect(await readStateVersion(state)).toBe(STATE_VERSION)

  const registry = await createRegistry(state)
  const kept = await registry.get(RECORD.batchId)
  expect(kept).toEqual(RECORD)
  // As the window and scripts read the answer.
  expect(BatchRecord.parse(kept)).toEqual(RECORD)
  expect(await registry.oldFigures(RECORD.batchId)).toBeNull()
  await registry.put({ ...RECORD, batchId: 'batch-20260202-0a1b2c3d' })
  const { records } = await registry.list({ limit: 10, offset: 0 })
  expect(records.map(({ batchId }) => batchId)).toEqual(['batch-20260202-0a1b2c3d', RECORD.batchId])

  const reports = await createReportStore(state, expect.unreachable)
  expect(await reports.all()).toEqual([REPORT])

  const quality = await createQualityStore(state, () => Date.parse(COUNTED))
  const { data } = await quality.history({ limit: 10 })
  expect(data).toMatchObject([{ version: 7, at: COUNTED, topic: 'shop', rows: 30, deadLetters: 10, repeatedIds: 3 }])
  expect(data[0]?.nullShare).toMatchObject({ transaction_id: 0, brand: 0.1, fraud_score: 0.5 })
  await opened.close()
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
