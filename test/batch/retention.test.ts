import { readdir } from 'node:fs/promises'
import { afterEach, expect, test } from 'vitest'
import type { BatchRequest } from '../../src/shared/batch'
import type { OwnedEngine } from '../../src/main/engine'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { openRetention } from '../../src/main/batch/retention'
import type { BatchEnd } from '../../src/main/batch/stores'
import { SILENT } from '../../src/main/log/logger'
import { whileWorkersAreHeld } from '../support/batch-worker'
import { until } from '../support/until'

const DAY_MS = 86_400_000
const REQUEST: BatchRequest = {
  startDate: '2026-01-01',
  endDate: '2026-01-31',
  analysisType: 'revenue_by_category',
}
let folder: TestFolder
afterEach(() => folder.remove())

async function open(...settings: string[]): Promise<void> {
  folder = await openTestFolder(settings)
  await folder.write([{}])
}

async function listed(engine: OwnedEngine): Promise<string[]> {
  return (await engine.batch.list({ limit: 100, offset: 0 })).batches.map(({ batchId }) => batchId)
}

function folders(): Promise<string[]> {
  return readdir(folder.loaded.config.delta.batchBasePath)
}

test('batches too old go at the start and after the next batch, with their files; the log says why', async () => {
  await open('pipeline.batch.retention-days=2')
  let time = Date.now()
  const said: object[] = []
  const silent = () => undefined
  const log = { debug: silent, warn: silent, error: silent, info: (facts: object) => void said.push(facts) }
  const first = await folder.engine({ now: () => time, log })
  const old = await runBatch(first, REQUEST)
  time += DAY_MS
  const young = await runBatch(first, REQUEST)
  expect(await listed(first)).toEqual([young.batchId, old.batchId])
  time += DAY_MS + 1000
  const next = await runBatch(first, REQUEST)
  await until(folders, (names) => !names.some((name) => name.includes(old.batchId)))
  expect(await listed(first)).toEqual([next.batchId, young.batchId])
  await until(
    () => JSON.stringify(said),
    (text) => text.includes(old.batchId) && text.includes('more than 2 days ago (pipeline.batch.retention-days)'),
  )
  await first.close()
  time += 10 * DAY_MS
  const second = await folder.engine({ now: () => time })
  await until(folders, (names) => names.length === 0)
  expect(await listed(second)).toEqual([])
})

test('the oldest results go while all are too large; the newest stays', async () => {
  await open('pipeline.batch.retention-bytes=1')
  const engine = await folder.engine()
  await runBatch(engine, REQUEST)
  await runBatch(engine, REQUEST)
  const newest = await runBatch(engine, REQUEST)
  await until(folders, (names) => names.length === 1)
  expect(await listed(engine)).toEqual([newest.batchId])
  expect((await engine.batch.raw(newest.batchId, { limit: 1, offset: 0 })).data).toHaveLength(1)
})

test('without a limit nothing is deleted', async () => {
  await open()
  let time = Date.now()
  const engine = await folder.engine({ now: () => time })
  const old = await runBatch(engine, REQUEST)
  time += 10_000 * DAY_MS
  const next = await runBatch(engine, REQUEST)
  expect(await listed(engine)).toEqual([next.batchId, old.batchId])
})

test('an export under way keeps its batch from retention, and ends whole', async () => {
  await open('pipeline.batch.retention-days=1')
  let time = Date.now()
  const engine = await folder.engine({ now: () => time })
  const read = await runBatch(engine, REQUEST)
  const other = await runBatch(engine, REQUEST)
  const file = await engine.batch.exportRaw(read.batchId, { format: 'jsonl' })
  time += 2 * DAY_MS
  const next = await runBatch(engine, REQUEST)
  await until(folders, (names) => !names.some((name) => name.includes(other.batchId)))
  expect(await listed(engine)).toEqual([next.batchId, read.batchId])
  const chunks: Uint8Array[] = []
  for await (const chunk of file.chunks) chunks.push(chunk)
  expect(Buffer.concat(chunks).toString().trim().split('\n')).toHaveLength(1)
  await until(folders, (names) => names.length === 1)
  expect(await listed(engine)).toEqual([next.batchId])
})

test('a delete takes the record at once and the files after their last reader', async () => {
  await open()
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, REQUEST)
  const file = await engine.batch.exportRaw(batchId, { format: 'jsonl' })
  await engine.batch.remove(batchId)
  await expect(engine.batch.raw(batchId, { limit: 1, offset: 0 })).rejects.toMatchObject({ code: 'BATCH_NOT_FOUND' })
  expect(await folders()).toContain(batchId)
  const chunks: Uint8Array[] = []
  for await (const chunk of file.chunks) chunks.push(chunk)
  expect(Buffer.concat(chunks).length).toBeGreaterThan(0)
  await until(folders, (names) => names.length === 0)
})

test('what a stop left of a deletion is finished at the next start', async () => {
  await open()
  const first = await folder.engine()
  const { batchId } = await runBatch(first, REQUEST)
  await first.batch.exportRaw(batchId, { format: 'jsonl' })
  await first.batch.remove(batchId)
  await first.close()
  expect(await folders()).toContain(batchId)
  await folder.engine()
  expect(await folders()).toEqual([])
})

const PAGE = { limit: 100, offset: 0 }

test('a preview tells what would go by days and by bytes while retention is off, and deletes nothing', async () => {
  await open()
  let time = Date.now()
  const engine = await folder.engine({ now: () => time })
  const old = await runBatch(engine, REQUEST)
  time += DAY_MS
  const young = await runBatch(engine, REQUEST)
  time += DAY_MS + 1000
  const { bytes = 0 } = old
  expect(bytes).toBeGreaterThan(0)
  const told = ({ batchId, endTime = '' }: typeof old) => ({ batchId, endTime, bytes })
  expect(await engine.batch.retention({ ...PAGE, days: 2 })).toEqual({
    days: 2,
    bytes: null,
    total: { batches: 1, bytes },
    returned: 1,
    batches: [{ ...told(old), status: 'COMPLETED', analysisType: REQUEST.analysisType, reason: 'days' }],
  })
  expect(await engine.batch.retention({ ...PAGE, days: 1 })).toMatchObject({
    total: { batches: 2, bytes: 2 * bytes },
    batches: [told(old), told(young)],
  })
  // The newest result stays, whatever it takes.
  expect(await engine.batch.retention({ ...PAGE, bytes: 1 })).toMatchObject({
    total: { batches: 1 },
    batches: [{ ...told(old), reason: 'bytes' }],
  })
  expect(await engine.batch.retention({ ...PAGE, days: 3, bytes: 2 * bytes })).toMatchObject({ batches: [] })
  expect(await engine.batch.retention(PAGE)).toMatchObject({ days: null, bytes: null, total: { batches: 0, bytes: 0 } })
  expect(await listed(engine)).toEqual([young.batchId, old.batchId])
  expect(await folders()).toHaveLength(2)
})

test('a preview without limits of its own takes those that are configured, and tells the same as retention then deletes', async () => {
  await open('pipeline.batch.retention-days=2', 'pipeline.batch.retention-bytes=1TB')
  let time = Date.now()
  const engine = await folder.engine({ now: () => time })
  const old = await runBatch(engine, REQUEST)
  time += 2 * DAY_MS + 1000
  expect(await engine.batch.retention(PAGE)).toMatchObject({
    days: 2,
    bytes: 1e12,
    batches: [{ batchId: old.batchId, reason: 'days' }],
  })
  expect(await engine.batch.retention({ ...PAGE, days: 3 })).toMatchObject({ days: 3, bytes: 1e12, batches: [] })
  const next = await runBatch(engine, REQUEST)
  await until(
    () => listed(engine),
    (ids) => !ids.includes(old.batchId),
  )
  expect(await engine.batch.retention(PAGE)).toMatchObject({ total: { batches: 0 } })
  expect(await listed(engine)).toEqual([next.batchId])
})

test('a preview of tens of thousands reads no log of a batch whose record says its size, and of the others once', async () => {
  const batches = 30_000
  const older = 100
  const ended = Array.from({ length: batches }, (_, index): BatchEnd => {
    const endTime = new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString()
    return {
      batchId: `batch-20260101-${index.toString(16).padStart(8, '0')}`,
      status: 'COMPLETED',
      analysisType: 'fraud_analysis',
      submitTime: endTime,
      endTime,
      ...(index < older ? {} : { bytes: 10 }),
    }
  })
  const read: string[] = []
  const retention = openRetention({
    limits: { days: null, bytes: null },
    ended: () => Promise.resolve(ended),
    bytesOf({ batchId }) {
      read.push(batchId)
      return Promise.resolve(7)
    },
    isRead: () => false,
    free: () => Promise.resolve(),
    remove: (batchId) => Promise.reject(new Error(`${batchId} was deleted`)),
    now: () => Date.UTC(2026, 0, 2),
    log: SILENT,
  })
  const query = { days: 1, bytes: 100_000, limit: 2, offset: 99 }
  const told = await retention.preview(query)
  expect(told).toMatchObject({
    total: { batches: batches - 10_000, bytes: older * 7 + (batches - 10_000 - older) * 10 },
    returned: 2,
    batches: [
      { batchId: ended[99]?.batchId, bytes: 7 },
      { batchId: ended[100]?.batchId, bytes: 10 },
    ],
  })
  expect(await retention.preview(query)).toEqual(told)
  expect(read).toEqual(ended.slice(0, older).map(({ batchId }) => batchId))
})

test('who reads a table of a batch by its name keeps its files too; who comes after the deletion is refused', async () => {
  await open()
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, REQUEST)
  const name = `${batchId}/raw`
  const { reading } = await whileWorkersAreHeld(async () => {
    const reading = engine.lake.values(name, 'category', { limit: 10 })
    await engine.batch.remove(batchId)
    expect(await folders()).toContain(batchId)
    const refused = { code: 'TABLE_NOT_FOUND', message: expect.stringContaining('deleted') as unknown }
    await expect(engine.lake.files(name)).rejects.toMatchObject(refused)
    await expect(engine.lake.values(name, 'category', { limit: 10 })).rejects.toMatchObject(refused)
    return { reading }
  })
  expect(await reading).toMatchObject({ name, rows: 1 })
  await until(folders, (names) => names.length === 0)
})

test('a verification of a table of a batch reads every byte of it, whoever deletes the batch meanwhile', async () => {
  await open()
  await folder.write(Array.from({ length: 20 }, (_, index) => ({ event_date: `2026-01-${index + 10}` })))
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, REQUEST)
  const removals: Promise<void>[] = []
  const report = await engine.lake.verify(`${batchId}/raw`, {
    pages: true,
    onProgress(done) {
      if (done === 1) removals.push(engine.batch.remove(batchId))
    },
  })
  expect(removals).toHaveLength(1)
  expect(report).toMatchObject({ ok: true, findings: [] })
  expect(report.files).toBeGreaterThan(20)
  await Promise.all(removals)
  await until(folders, (names) => names.length === 0)
})
