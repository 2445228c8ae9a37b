import { readdir } from 'node:fs/promises'
import { afterEach, expect, test } from 'vitest'
import type { BatchRequest } from '../../src/shared/batch'
import type { OwnedEngine } from '../../src/main/engine'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
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
