import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ExportFormat } from '../../src/shared/batch'
import { TRANSACTION_COLUMNS } from '../../src/shared/transaction'
import { bytesOf } from '../support/bytes'
import { isAlive, untilAsked, whileWorkersAreHeld, workersOf } from '../support/batch-worker'
import { day } from '../support/day'
import { dose } from '../support/dose'
import { openTestFolder, runBatch, WORKER_SCRIPT, type SampleRow, type TestFolder } from '../support/engine'
import { python } from '../support/python'
import { Random } from '../support/random'
import { until } from '../support/until'

let folder: TestFolder

beforeEach(async () => {
  folder = await openTestFolder()
})
afterEach(() => folder.remove())

const DATES = { startDate: '2026-01-01', endDate: '2026-01-31' }

const reachWorker = (ids: readonly string[]) => untilAsked(folder.loaded.config.delta.batchBasePath, ids)

const RECENT = { startDate: day(31), endDate: day(1) }

test('[checklist 13] pages hold every row once, in order, exact duplicates and null times included', async () => {
  const random = Random.fresh()
  const times = [
    '2026-01-05T00:00:00Z',
    '2026-01-05T12:00:00.5Z',
    '2026-01-06T00:00:00Z',
    '2026-01-05T23:59:59.999999Z',
  ]
  const all: SampleRow[] = []
  for (let commit = 0; commit < 6; commit++) {
    const rows = Array.from({ length: 1 + random.below(60) }, (): SampleRow => ({
      transaction_id: random.pick(['a', 'b', 'c']),
      event_timestamp: random.pick(times),
      event_date: random.pick(['2026-01-05', '2026-01-06']),
      quantity: random.below(3),
    }))
    all.push(...rows)
    await folder.write(rows)
  }
  const engine = await folder.engine()
  const { batchId, rowCount } = await runBatch(engine, { ...DATES, analysisType: 'revenue_by_category' })
  expect(rowCount).toBe(all.length)
  const whole = (await engine.batch.raw(batchId, { limit: 10_000, offset: 0 })).data
  expect(whole).toHaveLength(all.length)
  expect(Object.keys(whole[0] ?? {})).toHaveLength(34)
  const keys = whole.map((row) => `${String(row['event_timestamp'])} ${String(row['transaction_id'])}`)
  expect(keys).toEqual([...keys].sort())
  for (let round = 0; round < 5; round++) {
    const limit = 1 + random.below(40)
    const paged = []
    for (let offset = 0; ; offset += limit) {
      const { data, page } = await engine.batch.raw(batchId, { limit, offset })
      paged.push(...data)
      expect(page.hasMore).toBe(offset + limit < all.length)
      if (!page.hasMore) break
    }
    expect(paged).toEqual(whole)
  }
  expect(whole.every((row) => row['batch_id'] === batchId && row['processing_timestamp'] !== null)).toBe(true)
})

test('a page inside one large cluster is cut by time and equals the whole', async () => {
  await folder.writeSql(bigDaySql(120_000))
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, {
    startDate: '2026-01-05',
    endDate: '2026-01-05',
    analysisType: 'revenue_by_category',
  })
  const ids: string[] = []
  for (let offset = 0; offset < 120_000; offset += 10_000) {
    const { data } = await engine.batch.raw(batchId, { limit: 10_000, offset })
    ids.push(...data.map((row) => `${String(row['event_timestamp'])} ${String(row['transaction_id'])}`))
  }
  expect(new Set(ids).size).toBe(120_000)
  expect(ids).toEqual([...ids].sort())
})

test('a filter over hundreds of dates is run in the memory of a few', async () => {
  const small = await openTestFolder(['pipeline.engine.memory-limit=128MiB', 'pipeline.engine.threads=2'])
  try {
    const dates = dose(400, 2000)
    const days = `REPLACE (DATE '2016-01-01' + (pos % ${dates})::INTEGER AS event_date)`
    await small.writeSql(
      `SELECT * EXCLUDE (pos) ${days} FROM (SELECT *, row_number() OVER () AS pos FROM (${bigDaySql(2 * dates)}))`,
    )
    const engine = await small.engine()
    const record = await runBatch(engine, {
      startDate: '2016-01-01',
      endDate: '2026-12-31',
      analysisType: 'fraud_analysis',
      filters: { category: 'books' },
    })
    expect(record).toMatchObject({ status: 'COMPLETED', rowCount: 2 * dates })
    const explained = await engine.batch.explain(record.batchId)
    expect(explained).toMatchObject({ rawRows: 2 * dates, datesRead: dates })
  } finally {
    await small.remove()
  }
})

test('[checklist 10, 11] a batch goes from PENDING through RUNNING to COMPLETED and survives a restart', async () => {
  await folder.write([{}])
  const engine = await folder.engine()
  const accepted = await engine.batch.submit({ ...DATES, analysisType: 'hourly_trends' })
  expect(accepted).toMatchObject({ status: 'PENDING', tableVersion: 1 })
  expect(accepted.batchId).toMatch(/^batch-20260101-[0-9a-f]{8}$/)
  await until(
    () => engine.batch.record(accepted.batchId),
    (record) => record.status === 'COMPLETED',
  )
  await engine.close()
  const again = await folder.engine()
  expect(await again.batch.record(accepted.batchId)).toMatchObject({ status: 'COMPLETED', rowCount: 1 })
  expect((await again.batch.raw(accepted.batchId, { limit: 1, offset: 0 })).data).toHaveLength(1)
})

test('[checklist 22] the ninth batch waits with its position, cancel takes it out, and list filters', async () => {
  await folder.seed(20_000, 30)
  const engine = await folder.engine()
  const { last, cancelled } = await whileWorkersAreHeld(async () => {
    const ids = []
    for (let index = 0; index < 12; index++)
      ids.push((await engine.batch.submit({ ...RECENT, analysisType: 'full_report' })).batchId)
    const last = ids.at(-1) ?? ''
    await until(
      () => engine.batch.list({ limit: 100, offset: 0, status: 'RUNNING' }),
      ({ total }) => total === 8,
    )
    expect(await engine.batch.record(last)).toMatchObject({ status: 'PENDING', queuePosition: 4 })
    expect(await engine.batch.cancel(last)).toEqual({ batchId: last, status: 'CANCELLED' })
    await expect(engine.batch.cancel(last)).rejects.toMatchObject({ code: 'BATCH_FINISHED' })
    const cancelled = ids[3] ?? ''
    await reachWorker([cancelled])
    await expect(engine.batch.remove(cancelled)).rejects.toMatchObject({ code: 'BATCH_RUNNING' })
    // It ends when the worker, which stands still, hears of it.
    expect(await engine.batch.cancel(cancelled)).toEqual({ batchId: cancelled, status: 'RUNNING' })
    return { last, cancelled }
  })
  await until(
    () => engine.batch.list({ limit: 100, offset: 0 }),
    (list) => list.batches.every((one) => one.status !== 'PENDING' && one.status !== 'RUNNING'),
    120_000,
  )
  expect((await engine.batch.record(cancelled)).status).toBe('CANCELLED')
  const listed = await engine.batch.list({ limit: 5, offset: 0 })
  expect(listed).toMatchObject({ total: 12, returned: 5 })
  expect(listed.batches[0]?.batchId).toBe(last)
  await engine.batch.remove(last)
  await expect(engine.batch.record(last)).rejects.toMatchObject({ code: 'BATCH_NOT_FOUND' })
  const completed = (await engine.batch.list({ limit: 1, offset: 0, status: 'COMPLETED' })).batches[0]?.batchId ?? ''
  await engine.batch.remove(completed)
  expect(await readdir(folder.loaded.config.delta.batchBasePath)).not.toContain(completed)
})

test('the queue is first come, first served, whatever is long, short or cancelled', async () => {
  await folder.remove()
  folder = await openTestFolder(['pipeline.batch.thread-pool-size=1'])
  await folder.seed(20_000, 30)
  const engine = await folder.engine()
  const short = { startDate: RECENT.endDate, endDate: RECENT.endDate }
  const ids: string[] = []
  await whileWorkersAreHeld(async () => {
    for (let index = 0; index < 8; index++) {
      const dates = index % 2 === 0 ? RECENT : short
      ids.push((await engine.batch.submit({ ...dates, analysisType: 'full_report' })).batchId)
    }
    await engine.batch.cancel(ids[5] ?? '')
  })
  const records = []
  for (const id of ids) records.push(await engine.batch.wait(id, 120_000))
  const ran = records.filter(({ startTime }) => startTime !== undefined)
  expect(ran).toHaveLength(7)
  for (const [index, { startTime }] of ran.slice(1).entries()) {
    const before = ran[index]?.endTime ?? ''
    expect(Date.parse(startTime ?? '')).toBeGreaterThanOrEqual(Date.parse(before))
  }
})

test('killing the worker fails its job only; the next one runs', async () => {
  await folder.seed(20_000, 30)
  const engine = await folder.engine()
  const batchId = await whileWorkersAreHeld(async () => {
    const accepted = await engine.batch.submit({ ...RECENT, analysisType: 'full_report' })
    await reachWorker([accepted.batchId])
    for (const pid of workersOf()) process.kill(pid, 'SIGKILL')
    return accepted.batchId
  })
  const failed = await until(
    () => engine.batch.record(batchId),
    (record) => record.status === 'FAILED',
  )
  expect(failed.errorMessage).toContain('worker')
  expect(await runBatch(engine, { ...RECENT, analysisType: 'revenue_by_category' })).toMatchObject({
    status: 'COMPLETED',
    rowCount: 20_000,
  })
})

test('with eight queries running, a page and a cancel are answered at once', async () => {
  await folder.seed(300_000, 30)
  const engine = await folder.engine()
  const small = await runBatch(engine, { ...RECENT, analysisType: 'channel_performance' })
  const ids: string[] = []
  // They begin together, so that none is near its end while the others begin.
  await whileWorkersAreHeld(async () => {
    for (let index = 0; index < 8; index++)
      ids.push((await engine.batch.submit({ ...RECENT, analysisType: 'full_report' })).batchId)
    await reachWorker(ids)
  })
  // Without threads to spare they would wait behind the eight until some have ended.
  const running = async () => (await engine.batch.list({ limit: 20, offset: 0, status: 'RUNNING' })).total
  await engine.batch.aggregated(small.batchId, null, { limit: 10, offset: 0 })
  expect(await running(), 'queries that still run after the page').toBe(8)
  await engine.batch.cancel(ids[0] ?? '')
  await until(
    () => engine.batch.record(ids[0] ?? ''),
    ({ status }) => status === 'CANCELLED',
  )
  expect(await running(), 'queries that still run after the cancel').toBe(7)
  for (const id of ids.slice(1)) await engine.batch.cancel(id).catch(() => undefined)
})

test('the worker ends when its parent is killed', async () => {
  const setup = JSON.stringify({
    threads: 1,
    memoryLimit: 2 ** 28,
    tempDir: join(folder.path, 'tmp'),
    tempLimit: 2 ** 28,
    folders: [folder.path],
  })
  const script = `const { fork } = require('node:child_process'); const worker = fork(${JSON.stringify(WORKER_SCRIPT)}, [${JSON.stringify(setup)}], { serialization: 'advanced' }); console.log(worker.pid); setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = Number(line.toString())
  parent.kill('SIGKILL')
  await until(
    () => isAlive(pid),
    (alive) => !alive,
  )
})

test('a batch that a crash cut off is FAILED after the restart and says so', async () => {
  await folder.write([{}])
  const first = await folder.engine()
  const done = await runBatch(first, { ...DATES, analysisType: 'hourly_trends' })
  await first.close()
  const { openStateFolder } = await import('../../src/main/state-folder')
  const { createRegistry: openRegistry } = await import('../../src/main/duckdb/state-registry')
  const state = await openStateFolder(folder.loaded.config.engine.stateDir)
  const registry = await openRegistry(state.state)
  const { endTime, rowCount, ...rest } = done
  expect(endTime).toBeDefined()
  expect(rowCount).toBe(1)
  await registry.put({ ...rest, status: 'RUNNING' })
  await state.close()
  const again = await folder.engine()
  const record = await again.batch.record(done.batchId)
  expect(record.status).toBe('FAILED')
  expect(record.errorMessage).toContain('ended unexpectedly')
})

test('a batch submitted while the engine closes ends with it, and is not told as a crash', async () => {
  await folder.write([{}])
  const first = await folder.engine()
  const submits = Promise.allSettled(
    Array.from({ length: 20 }, () => first.batch.submit({ ...DATES, analysisType: 'hourly_trends' })),
  )
  await first.close()
  await submits
  const again = await folder.engine()
  const { batches } = await again.batch.list({ limit: 100, offset: 0 })
  expect(batches.length).toBeGreaterThan(0)
  for (const { status, errorMessage } of batches)
    expect(`${status} ${errorMessage ?? ''}`).toMatch(/^(COMPLETED $|FAILED Millrace was stopped)/)
})

test('a missing table fails the batch with what to do', async () => {
  const engine = await folder.engine()
  const record = await runBatch(engine, { ...DATES, analysisType: 'hourly_trends' })
  expect(record).toMatchObject({ status: 'FAILED' })
  expect(record.errorMessage).toContain('millrace seed')
})

test.each([
  ['whole', undefined],
  ['through a filter', { category: 'books' }],
])(
  'a file of the table that was deleted from outside, read %s, fails the batch with cause and fix',
  async (_how, filters) => {
    await folder.write([{}])
    const engine = await folder.engine()
    const root = folder.loaded.config.delta.streamTransactionsPath
    const [date] = (await readdir(root)).filter((name) => name.startsWith('event_date='))
    for (const file of await readdir(join(root, date ?? ''))) await rm(join(root, date ?? '', file))
    const record = await runBatch(engine, { ...DATES, analysisType: 'hourly_trends', ...(filters && { filters }) })
    expect(record).toMatchObject({ status: 'FAILED' })
    expect(record.errorMessage).toMatch(/\.parquet belongs to this version of the table at .*, but is not there/)
    expect(record.errorMessage).toContain('millrace lake verify')
  },
)

test('[checklist 3] a pinned version gives the same answer while the table grows', async () => {
  await folder.write([{ total_amount: 5 }])
  const engine = await folder.engine()
  const first = await runBatch(engine, { ...DATES, analysisType: 'revenue_by_category' })
  await folder.write([{ total_amount: 7 }])
  const pinned = await runBatch(engine, {
    ...DATES,
    analysisType: 'revenue_by_category',
    tableVersion: first.tableVersion ?? 0,
  })
  const newest = await runBatch(engine, { ...DATES, analysisType: 'revenue_by_category' })
  expect([first.rowCount, pinned.rowCount, newest.rowCount]).toEqual([1, 1, 2])
  const asOf = await runBatch(engine, { ...DATES, analysisType: 'revenue_by_category', asOf: first.submitTime })
  expect(asOf.tableVersion).toBe(first.tableVersion)
  await expect(
    engine.batch.submit({ ...DATES, analysisType: 'revenue_by_category', tableVersion: 99 }),
  ).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
})

test('raw and aggregated are Delta tables for delta-rs, and do not need the source any more', async (context) => {
  const run = python(context, 'deltalake, pyarrow')
  await folder.write([
    { total_amount: 5 },
    { transaction_id: 'u', event_timestamp: '2026-01-02T00:00:00Z', category: 'toys', total_amount: 7 },
  ])
  const engine = await folder.engine()
  const whole = await runBatch(engine, { ...DATES, analysisType: 'fraud_analysis' })
  const cut = await runBatch(engine, { ...DATES, analysisType: 'revenue_by_category', filters: { category: 'toys' } })
  await rm(folder.loaded.config.delta.streamTransactionsPath, { recursive: true })
  for (const [record, rows] of [
    [whole, 2],
    [cut, 1],
  ] as const) {
    const found = run(
      `import sys, json, deltalake
t = deltalake.DeltaTable(sys.argv[1]).to_pyarrow_table()
print(json.dumps({"rows": t.num_rows, "columns": t.num_columns, "batch": sorted(set(t["batch_id"].to_pylist())), "times": [str(x) for x in sorted(set(t["processing_timestamp"].to_pylist()))], "total": sum(t["total_amount"].to_pylist())}))`,
      [record.deltaRawPath ?? ''],
    )
    expect(found).toMatchObject({ rows, columns: 34, batch: [record.batchId], total: rows === 2 ? 12 : 7 })
    expect(JSON.stringify(found)).toContain((record.startTime ?? '').slice(0, 10))
  }
  const result = run(
    `import sys, json, deltalake
t = deltalake.DeltaTable(sys.argv[1]).to_pyarrow_table()
print(json.dumps(t.to_pylist()))`,
    [cut.deltaAggPath ?? ''],
  )
  expect(result).toMatchObject([{ category: 'toys', total_revenue: 7 }])
})

test('[checklist 14] exports hold every row: CSV by RFC 4180, JSON, JSON lines, Parquet', async () => {
  await folder.write([
    { transaction_id: 'a', product_name: 'say "hi", twice', sub_category: '', brand: null, total_amount: 0.1 },
    { transaction_id: 'b', event_timestamp: '2026-01-02T00:00:00.123456Z', product_name: 'line\nbreak' },
  ])
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, { ...DATES, analysisType: 'fraud_analysis' })
  const read = async (format: ExportFormat) => bytesOf((await engine.batch.exportRaw(batchId, { format })).chunks)
  const rows = (await engine.batch.raw(batchId, { limit: 10, offset: 0 })).data
  expect(JSON.parse((await read('json')).toString())).toEqual(rows)
  expect(
    (await read('jsonl'))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(rows)
  const csv = (await read('csv')).toString()
  expect(csv.split('\r\n')[0]).toBe(Object.keys(rows[0] ?? {}).join(','))
  expect(csv.replaceAll('"line\nbreak"', '').replaceAll('\r\n', '')).not.toContain('\n')
  expect(csv).toContain(',"say ""hi"", twice",books,"",,1,')
  expect(csv).toContain('"line\nbreak"')
  expect((await read('parquet')).subarray(0, 4).toString()).toBe('PAR1')
  expect(await readdir(folder.loaded.config.engine.tempDir)).toEqual([])
  await readFile(WORKER_SCRIPT)
})

test('CSV guards against formulas where that is asked for, and touches nothing else', async () => {
  const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', 'a=1', ' =1', '', null, '"=1"']
  await folder.write(texts.map((text, index) => ({ transaction_id: `t${index}`, brand: text, total_amount: -index })))
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, { ...DATES, analysisType: 'fraud_analysis' })
  const read = async (guardFormulas: boolean) =>
    (await bytesOf((await engine.batch.exportRaw(batchId, { format: 'csv', guardFormulas })).chunks)).toString()
  const plain = await read(false)
  const guarded = await read(true)
  expect(guarded).not.toBe(plain)
  for (const text of texts.slice(0, 7)) {
    expect(plain).not.toContain(`'${text}`)
    expect(guarded).toContain(`'${text}`)
  }
  expect(guarded.replaceAll(/'(?=[=+@\-\t\r\n])/g, '').replaceAll('"', '')).toBe(plain.replaceAll('"', ''))
  expect(guarded).toContain(',-11,')
})

test('a 64-bit integer is in an export as in a page: text where a double cannot hold it', async () => {
  await folder.write(
    ['9007199254740991', '9007199254740993', '-9007199254740993', '9223372036854775807', null].map((offset, index) => ({
      transaction_id: `t-${index}`,
      kafka_offset: offset,
    })),
  )
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, { ...DATES, analysisType: 'fraud_analysis' })
  const rows = (await engine.batch.raw(batchId, { limit: 10, offset: 0 })).data
  expect(rows.map((row) => row['kafka_offset'])).toEqual([
    9007199254740991,
    '9007199254740993',
    '-9007199254740993',
    '9223372036854775807',
    null,
  ])
  const read = async (format: ExportFormat) =>
    (await bytesOf((await engine.batch.exportRaw(batchId, { format })).chunks)).toString()
  expect(JSON.parse(await read('json'))).toEqual(rows)
  expect(JSON.parse(`[${(await read('jsonl')).trim().replaceAll('\n', ',')}]`)).toEqual(rows)
  expect(await read('csv')).toContain(',9223372036854775807')
})

test('an export without rows has its header or its types, in every format', async () => {
  await folder.write([{ transaction_id: 'a' }])
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, {
    startDate: '2020-01-01',
    endDate: '2020-01-02',
    analysisType: 'fraud_analysis',
  })
  const raw = async (format: ExportFormat) => bytesOf((await engine.batch.exportRaw(batchId, { format })).chunks)
  const result = async (format: ExportFormat) =>
    bytesOf((await engine.batch.exportAggregated(batchId, null, { format })).chunks)
  expect((await raw('csv')).toString()).toBe(`${TRANSACTION_COLUMNS.join(',')}\r\n`)
  expect((await result('csv')).toString()).toMatch(/^category,region,.*,affected_cities\r\n$/)
  for (const part of [raw, result]) {
    expect(JSON.parse((await part('json')).toString())).toEqual([])
    expect((await part('jsonl')).toString()).toBe('')
  }
  const types = await folder.lake(async ({ session, lineFolder }) => {
    const connection = await session.connect()
    const found: string[] = []
    for (const [name, bytes] of [
      ['raw', await raw('parquet')],
      ['result', await result('parquet')],
    ] as const) {
      await writeFile(join(lineFolder, name), bytes)
      const reader = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${join(lineFolder, name)}')`)
      found.push(
        reader
          .getRowObjects()
          .map((row) => `${String(row['column_name'])} ${String(row['column_type'])}`)
          .join(', '),
      )
    }
    connection.disconnectSync()
    return found
  })
  expect(types[0]).toContain('event_timestamp TIMESTAMP WITH TIME ZONE')
  expect(types[0]).toContain('quantity INTEGER')
  expect(types[1]).toContain('fraud_count BIGINT, fraud_total_amount DOUBLE')
  expect(types[1]).toContain('affected_cities VARCHAR[]')
})

function bigDaySql(rows: number): string {
  return `SELECT 'id' || lpad(CAST((i * 7919) % ${rows} AS VARCHAR), 8, '0') AS transaction_id, TIMESTAMPTZ '2026-01-05 00:00:00+00' + INTERVAL ((i * 7919) % 80000) SECOND AS event_timestamp,
    NULL::TIMESTAMPTZ AS processing_timestamp, 'c' AS customer_id, NULL::VARCHAR AS customer_tier, 'p' AS product_id, 'P' AS product_name, 'books' AS category, NULL::VARCHAR AS sub_category,
    NULL::VARCHAR AS brand, 1 AS quantity, 1.0::DOUBLE AS unit_price, NULL::DOUBLE AS discount_percent, 1.0::DOUBLE AS total_amount, NULL::DOUBLE AS tax_amount, 'USD' AS currency,
    'upi' AS payment_method, NULL::VARCHAR AS card_network, 'completed' AS transaction_status, 'web' AS channel, NULL::VARCHAR AS store_id, 'north' AS region, 'Delhi' AS city,
    NULL::VARCHAR AS state, NULL::VARCHAR AS postal_code, NULL::VARCHAR AS device_type, NULL::VARCHAR AS session_id, NULL::VARCHAR AS ip_address, false AS is_fraudulent, 0.0::DOUBLE AS fraud_score,
    NULL::VARCHAR AS batch_id, DATE '2026-01-05' AS event_date, NULL::INTEGER AS kafka_partition, NULL::BIGINT AS kafka_offset FROM range(${rows}) AS r(i)`
}
