import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OwnedEngine } from '../../src/main/engine'
import { AggregatedData } from '../../src/shared/batch'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { until } from '../support/until'

const BODY = { startDate: '2026-01-01', endDate: '2026-01-31', analysisType: 'revenue_by_category' } as const

let folder: TestFolder
let engine: OwnedEngine

beforeEach(async () => {
  folder = await openTestFolder()
  await folder.write([{ transaction_id: 'a' }])
  engine = await folder.engine()
})
afterEach(() => folder.remove())

/** Puts a copy of the table's only file somewhere, and a commit that names it so. */
async function addFile(place: string, named = place, through: 'copy' | 'link' = 'copy'): Promise<void> {
  const root = folder.loaded.config.delta.streamTransactionsPath
  const log = join(root, '_delta_log')
  const commits = (await readdir(log)).filter((name) => /^\d+\.json$/.test(name)).sort()
  const lines = (await readFile(join(log, commits.at(-1) ?? ''), 'utf8')).split('\n').filter(Boolean)
  const actions = lines.map((line) => JSON.parse(line) as { add?: { path: string } })
  const add = actions.find((action) => action.add !== undefined)?.add
  if (add === undefined) throw new Error('no file')
  const file = isAbsolute(place) ? place : join(root, place)
  await mkdir(dirname(file), { recursive: true })
  await copyFile(join(root, decodeURIComponent(add.path)), file)
  if (through === 'link') await symlink(file, join(root, named))
  const path = named.split('/').map(encodeURIComponent).join('/')
  const commit = [{ commitInfo: { timestamp: Date.now(), operation: 'WRITE' } }, { add: { ...add, path } }]
  const name = `${String(commits.length).padStart(20, '0')}.json`
  await writeFile(join(log, name), commit.map((action) => `${JSON.stringify(action)}\n`).join(''))
}

test.each<[string, () => Promise<void>]>([
  ['by an absolute path', () => addFile(join(folder.path, 'private.parquet'))],
  ['by a path that leads out', () => addFile('../../../private.parquet')],
  [
    'by a link in its folder',
    () => addFile(join(folder.path, 'private.parquet'), 'event_date=2026-01-01/innocent.parquet', 'link'),
  ],
])('a file outside of the lake, named %s, gets into no result', async (_name, add) => {
  await add()
  for (const filters of [{}, { category: 'books' }]) {
    const record = await runBatch(engine, { ...BODY, filters })
    expect(record).toMatchObject({
      status: 'FAILED',
      errorMessage: expect.stringMatching(/private\.parquet: a file outside of the lake/) as unknown,
    })
    expect(existsSync(join(folder.loaded.config.delta.batchBasePath, record.batchId))).toBe(false)
  }
})

test.each<[string, () => Promise<void>]>([
  ['of another folder of the lake by an absolute path', () => addFile(join(folder.path, 'delta/clone/x.parquet'))],
  ['with a star in its name', () => addFile('event_date=2026-01-01/*.parquet')],
  ['with brackets in its name', () => addFile('event_date=2026-01-01/[a-z]?.parquet')],
  ['with a quote in its name', () => addFile("event_date=2026-01-01/it's;--.parquet")],
])('a file %s is read once', async (_name, add) => {
  await add()
  for (const filters of [{}, { category: 'books' }]) {
    const record = await runBatch(engine, { ...BODY, filters })
    expect(record).toMatchObject({ status: 'COMPLETED', rowCount: 2 })
    const { data } = AggregatedData.parse(await engine.batch.aggregated(record.batchId, null, { limit: 10, offset: 0 }))
    expect(data).toMatchObject([{ transaction_count: 2 }])
  }
})

test.each([
  ['a pattern', 'lake [1]*/delta', 'lake 1x/delta'],
  ['partitions', 'category=toys/quantity=7/event_date=2020-01-01/delta', 'category=books/delta'],
  ['the query of an address', 'what?x=1/delta', 'what'],
])('a lake in a folder that looks like %s is that folder, and not its neighbour', async (_like, own, beside) => {
  const base = join(folder.path, own)
  const neighbour = join(folder.path, beside)
  const [here, there] = await Promise.all(
    [base, neighbour].map((path) => openTestFolder([`pipeline.delta.base-path=${path}`])),
  )
  if (here === undefined || there === undefined) throw new Error('no folder')
  try {
    await here.write([{ transaction_id: 'a' }, { transaction_id: 'b' }])
    await there.write([{ transaction_id: 'c' }])
    const other = await here.engine()
    for (const filters of [{}, { category: 'books' }]) {
      const { batchId, ...record } = await runBatch(other, { ...BODY, filters })
      expect(record).toMatchObject({ status: 'COMPLETED', rowCount: 2 })
      const page = { limit: 10, offset: 0 }
      const { data } = AggregatedData.parse(await other.batch.aggregated(batchId, null, page))
      expect(data).toMatchObject([{ category: 'books', transaction_count: 2 }])
      const raw = await other.batch.raw(batchId, { ...page, sort: 'transaction_id' })
      const row = { category: 'books', quantity: 1, event_date: '2026-01-01' }
      expect(raw.data).toMatchObject([
        { transaction_id: 'a', ...row },
        { transaction_id: 'b', ...row },
      ])
    }
    await other.stream.start({ source: 'sample', rate: 1000 })
    await until(
      () => other.stream.status(),
      ({ totals }) => totals.rows > 100,
    )
    await other.stream.stop()
    expect(await other.lake.verify('transactions')).toMatchObject({ ok: true })
  } finally {
    await here.remove()
    await there.remove()
  }
})
