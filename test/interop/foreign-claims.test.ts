import { copyFile, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ExportFormat } from '../../src/shared/batch'
import { bytesOf } from '../support/bytes'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'

/** What another writer, or a disk, leaves in a table: it is used where it is true, told where it is not. */
const DATES = { startDate: '2026-01-01', endDate: '2026-01-31' } as const

let folder: TestFolder
let root: string
let log: string

beforeEach(async () => {
  folder = await openTestFolder()
  root = folder.loaded.config.delta.streamTransactionsPath
  log = join(root, '_delta_log')
})
afterEach(() => folder.remove())

interface Add {
  readonly path: string
  readonly partitionValues: Readonly<Record<string, string>>
  readonly stats: string
}

/** Replaces the newest commit by one of another writer, which says of the only file what it likes. */
async function claim(commitInfo: Readonly<Record<string, unknown>>, change: (add: Add) => Partial<Add>): Promise<void> {
  const commits = (await readdir(log)).filter((name) => /^\d+\.json$/.test(name)).sort()
  const path = join(log, commits.at(-1) ?? '')
  const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean)
  const add = lines.map((line) => JSON.parse(line) as { add?: Add & { tags?: unknown } }).find((one) => one.add)?.add
  if (add === undefined) throw new Error('no file')
  const actions = [
    { commitInfo: { operation: 'WRITE', ...commitInfo } },
    { add: { ...add, tags: undefined, ...change(add) } },
  ]
  await writeFile(path, actions.map((action) => `${JSON.stringify(action)}\n`).join(''))
}

test.each([0, 1, 7, 1e15])('a file that is said to hold %d rows is counted by its footer', async (numRecords) => {
  await folder.write([{ transaction_id: 'a' }, { transaction_id: 'b' }])
  await claim({ timestamp: 1 }, ({ stats }) => ({
    stats: JSON.stringify({ ...(JSON.parse(stats) as object), numRecords }),
  }))
  const engine = await folder.engine()
  const { batchId, ...record } = await runBatch(engine, { ...DATES, analysisType: 'revenue_by_category' })
  expect(record).toMatchObject({ status: 'COMPLETED', rowCount: 2 })
  const { page, data } = await engine.batch.raw(batchId, { limit: 10, offset: 0 })
  expect(page.hasMore).toBe(false)
  expect(data.map((row) => row['transaction_id'])).toEqual(['a', 'b'])
  expect(await engine.lake.verify('transactions')).toMatchObject({ ok: false, findings: [{ kind: 'wrong_row_count' }] })
  expect(await engine.lake.verify(`${batchId}/raw`, { pages: true })).toMatchObject({ ok: true, rows: 2 })
})

test('a maximum that was cut without being rounded up hides no row', async () => {
  const city = 'Thiruvananthapuram, capital of Kerala'
  await folder.write([{ transaction_id: 'a', city }])
  await claim({ timestamp: 1 }, ({ stats }) => {
    const { minValues, maxValues, ...told } = JSON.parse(stats) as Record<'minValues' | 'maxValues', object>
    const cut = { city: city.slice(0, 32) }
    return {
      stats: JSON.stringify({ ...told, minValues: { ...minValues, ...cut }, maxValues: { ...maxValues, ...cut } }),
    }
  })
  const engine = await folder.engine()
  const found = await runBatch(engine, { ...DATES, analysisType: 'revenue_by_category', filters: { city } })
  expect(found).toMatchObject({ status: 'COMPLETED', rowCount: 1 })
})

test.each([8_640_000_000_000_001, 9_007_199_254_740_991, -1, 0])(
  'a commit at %d ms has the time of its file',
  async (timestamp) => {
    await folder.write([{}])
    await claim({ timestamp }, () => ({}))
    const engine = await folder.engine()
    const { tables } = await engine.lake.list({ limit: 10, offset: 0 })
    expect(tables).toMatchObject([{ name: 'transactions', rows: 1 }])
    const [newest, created] = await engine.lake.history('transactions', 10)
    expect(Date.parse(newest?.timestamp ?? '')).toBeGreaterThanOrEqual(Date.parse(created?.timestamp ?? ''))
    expect(newest?.timestamp).toMatch(/^20\d\d-/)
    await folder.write([{}])
    expect((await engine.lake.info('transactions')).committedAt).toMatch(/^20\d\d-/)
  },
)

test.each(["2026-01-01' OR true --", '2026-02-30', '2026-01-15T00:00:00Z', '__HIVE_DEFAULT_PARTITION__'])(
  'an event_date %j is refused by its name, and nothing of it runs',
  async (date) => {
    await folder.write([{}])
    await claim({ timestamp: 1 }, () => ({ partitionValues: { event_date: date } }))
    const engine = await folder.engine()
    await expect(engine.batch.submit({ ...DATES, analysisType: 'fraud_analysis' })).rejects.toMatchObject({
      code: 'TABLE_INVALID',
      message: expect.stringContaining(`the event_date ${JSON.stringify(date)}, which is no date`) as unknown,
    })
    expect((await engine.lake.list({ limit: 10, offset: 0 })).tables).toHaveLength(1)
  },
)

test('a file that the log gives no event_date has none: its rows are of no batch', async () => {
  await folder.write([{ transaction_id: 'a' }])
  await folder.write([{ transaction_id: 'b' }])
  await claim({ timestamp: 1 }, () => ({ partitionValues: {} }))
  const engine = await folder.engine()
  for (const filters of [{}, { category: 'books' }, { event_date: '2026-01-01' }]) {
    const request = { ...DATES, analysisType: 'revenue_by_category', filters } as const
    expect(await engine.batch.estimate(request)).toMatchObject({ rows: 1, exact: true, files: 1, tableRows: 2 })
    const { batchId, ...record } = await runBatch(engine, request)
    expect(record).toMatchObject({ status: 'COMPLETED', rowCount: 1 })
    const { data } = await engine.batch.raw(batchId, { limit: 10, offset: 0 })
    expect(data.map((row) => row['transaction_id'])).toEqual(['a'])
  }
})

test('an estimate is exact where the log proves it: not by bounds of doubles, nor of text that may be cut', async () => {
  await folder.write([{ category: 'books', product_name: 'sixteen letters!', quantity: 2, fraud_score: 0.5 }])
  const isExact = async (filters: Record<string, string>) => {
    const engine = await folder.engine()
    const { exact } = await engine.batch.estimate({ ...DATES, analysisType: 'fraud_analysis', filters })
    await engine.close()
    return exact
  }
  const short = { category: 'books', quantity: '2', event_date: '2026-01-01' }
  for (const filters of [short, { fraud_score: '0.5' }, { product_name: 'sixteen letters!' }])
    expect(await isExact(filters), 'our own file').toBe(true)
  // As others write: without our checksum.
  await claim({ timestamp: 1 }, () => ({}))
  expect(await isExact(short)).toBe(true)
  // NaN may stand beside it, which no bound tells.
  expect(await isExact({ fraud_score: '0.5' })).toBe(false)
  expect(await isExact({ product_name: 'sixteen letters!' })).toBe(false)
})

test('an event_date that no month has is refused, whatever its year', async () => {
  await folder.write([{}])
  await claim({ timestamp: 1 }, () => ({ partitionValues: { event_date: '+57385-02-30' } }))
  const engine = await folder.engine()
  await expect(engine.batch.submit({ ...DATES, analysisType: 'fraud_analysis' })).rejects.toMatchObject({
    code: 'TABLE_INVALID',
  })
})

test.each<[string, (path: string) => Promise<void>]>([
  ['of no bytes', (path) => truncate(path, 0)],
  ['cut in half', async (path) => truncate(path, (await readFile(path)).length >> 1)],
  ['that is another file', (path) => copyFile(join(log, '00000000000000000000.json'), path)],
])('a newest checkpoint %s costs nothing but time', async (_how, harm) => {
  for (let version = 1; version <= 26; version++) await folder.write([{ transaction_id: `t-${version}` }])
  const checkpoint = (await readdir(log)).find((name) => name.endsWith('.checkpoint.parquet')) ?? 'none'
  await harm(join(log, checkpoint))
  const engine = await folder.engine()
  expect(await engine.lake.info('transactions')).toMatchObject({ version: 26, rows: 26 })
  const record = await runBatch(engine, { ...DATES, analysisType: 'fraud_analysis' })
  expect(record).toMatchObject({ status: 'COMPLETED', rowCount: 26 })
  await folder.write([{}])
  expect(await engine.lake.info('transactions')).toMatchObject({ version: 27, rows: 27 })
})

test.each<[string, (path: string) => Promise<void>]>([
  ['of no bytes', (path) => truncate(path, 0)],
  ['cut in half', async (path) => truncate(path, (await readFile(path)).length >> 1)],
])('a data file %s fails the batch with its name, the cause and what to do', async (_how, harm) => {
  await folder.write([{}])
  const [name = ''] = await readdir(join(root, 'event_date=2026-01-01'))
  const path = join(root, 'event_date=2026-01-01', name)
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, { ...DATES, analysisType: 'fraud_analysis' })
  await harm(path)
  for (const filters of [{}, { category: 'books' }]) {
    const record = await runBatch(engine, { ...DATES, analysisType: 'fraud_analysis', filters })
    expect(record.status).toBe('FAILED')
    expect(record.errorMessage).toMatch(/\.parquet is damaged: it is no whole Parquet file\. Restore it from a backup/)
    expect(record.errorMessage).not.toMatch(/Invalid Input|magic bytes/)
  }
  // Its raw snapshot is the same file by another name.
  await expect(engine.batch.raw(batchId, { limit: 10, offset: 0 })).rejects.toMatchObject({
    code: 'TABLE_CORRUPT',
    message: expect.stringContaining('is damaged') as unknown,
  })
})

test('numbers and times that JSON or a date cannot hold are in an export as in a page', async () => {
  const amounts = [
    '1e21',
    '1e-7',
    '123456789012345680000',
    '-0.0',
    '0.1',
    '100',
    '1.5e-5',
    '5e-324',
    "'nan'",
    "'inf'",
    "'-inf'",
  ]
  await folder.write([{}])
  await folder.writeSql(
    `SELECT * REPLACE (a::DOUBLE AS total_amount, n::VARCHAR AS transaction_id, make_timestamptz(t::BIGINT) AS event_timestamp)
     FROM read_parquet('${root}/*/*.parquet') CROSS JOIN (VALUES ${amounts
       .map(
         (amount, index) =>
           `(${amount}, ${100 + index}, ${index === 3 ? '8640000000000001000' : index === 4 ? '-62200000000000000' : index})`,
       )
       .join(', ')}) AS odd(a, n, t)`.replace('SELECT *', `SELECT * EXCLUDE (a, n, t)`),
  )
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, { ...DATES, analysisType: 'revenue_by_category' })
  const rows = (await engine.batch.raw(batchId, { limit: 50, offset: 0 })).data
  expect(rows).toHaveLength(12)
  const read = async (format: ExportFormat) =>
    (await bytesOf((await engine.batch.exportRaw(batchId, { format })).chunks)).toString()
  expect(JSON.parse(await read('json'))).toEqual(rows)
  expect(
    (await read('jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(rows)
  const [head = '', ...lines] = (await read('csv')).trim().split('\r\n')
  const place = (name: string) => head.split(',').indexOf(name)
  for (const [index, line] of lines.entries()) {
    const fields = line.split(',')
    expect(fields[place('total_amount')]).toBe(String(rows[index]?.['total_amount']))
    expect(fields[place('event_timestamp')]).toBe(rows[index]?.['event_timestamp'])
  }
  expect(rows.map((row) => row['total_amount'])).toEqual(expect.arrayContaining(['NaN', 'Infinity', '-Infinity', 1e21]))
})

test('a damaged commit that a checkpoint stands for is named in the history, beside all others', async () => {
  for (let version = 1; version <= 26; version++) await folder.write([{ transaction_id: `t-${version}` }])
  await truncate(join(log, `${'7'.padStart(20, '0')}.json`), 40)
  const engine = await folder.engine()
  const history = await engine.lake.history('transactions', 100)
  expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 27 }, (_, index) => 26 - index))
  expect(history.filter(({ operation }) => operation === 'UNREADABLE')).toMatchObject([
    { version: 7, rowsAdded: null, parameters: { error: expect.stringContaining('7.json') as unknown } },
  ])
  expect(await engine.lake.info('transactions')).toMatchObject({ version: 26, rows: 26 })
})

test('the commit of the version of a checkpoint may be damaged: the checkpoint stands for it', async () => {
  for (let version = 1; version <= 26; version++) await folder.write([{ transaction_id: `t-${version}` }])
  const checkpoint = (await readdir(log)).find((name) => name.endsWith('.checkpoint.parquet')) ?? ''
  await truncate(join(log, `${checkpoint.slice(0, 20)}.json`), 0)
  const engine = await folder.engine()
  expect(await engine.lake.info('transactions')).toMatchObject({ version: 26, rows: 26 })
  const asOf = new Date().toISOString()
  const { batchId } = await engine.batch.submit({ ...DATES, analysisType: 'fraud_analysis', asOf })
  expect(await engine.batch.record(batchId)).toMatchObject({ tableVersion: 26 })
})

test('a table whose folder cannot be listed is named beside the others', async () => {
  await folder.write([{}])
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, { ...DATES, analysisType: 'fraud_analysis' })
  const raw = join(folder.loaded.config.delta.batchBasePath, batchId, 'raw')
  await rm(raw, { recursive: true })
  await symlink(raw, raw)
  const { tables, unreadable } = await engine.lake.list({ limit: 10, offset: 0 })
  expect(tables.map(({ name }) => name)).toEqual(['transactions', `${batchId}/aggregated`])
  expect(unreadable).toMatchObject([{ name: `${batchId}/raw`, error: 'IO_ERROR' }])
})

test('where the folder of all batches cannot be listed, the other tables are', async () => {
  await folder.write([{}])
  const engine = await folder.engine()
  const batches = folder.loaded.config.delta.batchBasePath
  await rm(batches, { recursive: true, force: true })
  await symlink(batches, batches)
  const { tables, unreadable } = await engine.lake.list({ limit: 10, offset: 0 })
  expect(tables.map(({ name }) => name)).toEqual(['transactions'])
  expect(unreadable).toMatchObject([{ name: 'batches', error: 'IO_ERROR' }])
  await rm(batches)
})

test('a time is not looked for beyond a damaged commit: its file has another one', async () => {
  for (let version = 1; version <= 26; version++) await folder.write([{ transaction_id: `t-${version}` }])
  const engine = await folder.engine()
  const [, , , , then] = await engine.lake.history('transactions', 5)
  await truncate(join(log, `${'13'.padStart(20, '0')}.json`), 10)
  await expect(
    engine.batch.submit({ ...DATES, analysisType: 'fraud_analysis', asOf: then?.timestamp ?? '' }),
  ).rejects.toMatchObject({ code: 'TABLE_CORRUPT', message: expect.stringContaining('13.json') as unknown })
})

test('compaction counts the rows of others itself, and one damaged file keeps no other date from it', async () => {
  for (const day of ['05', '06'])
    for (const id of ['a', 'b'])
      await folder.write([{ transaction_id: id, event_timestamp: `2026-01-${day}T10:00:00Z` }])
  await claim({ timestamp: 1 }, ({ stats }) => ({
    stats: JSON.stringify({ ...(JSON.parse(stats) as object), numRecords: 9 }),
  }))
  const [name = ''] = await readdir(join(root, 'event_date=2026-01-05'))
  await truncate(join(root, 'event_date=2026-01-05', name), 10)
  const engine = await folder.engine()
  await expect(engine.lake.compact('transactions')).rejects.toMatchObject({ code: 'TABLE_CORRUPT' })
  const { files } = await engine.lake.files('transactions')
  expect(files.map(({ partitionValues, rows }) => [partitionValues['event_date'], rows])).toEqual([
    ['2026-01-05', 1],
    ['2026-01-05', 1],
    ['2026-01-06', 2],
  ])
})
