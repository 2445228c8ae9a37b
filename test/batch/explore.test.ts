import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OwnedEngine } from '../../src/main/engine'
import { SQL_TYPES } from '../../src/main/duckdb/sql-types'
import type { ExploreRequest, ExportStream } from '../../src/shared/engine'
import { ANALYSIS_NAMES, BatchRequest } from '../../src/shared/batch'
import { ReportDefinition } from '../../src/shared/report'
import type { Row } from '../../src/shared/scalars'
import { TRANSACTION_COLUMNS, TRANSACTION_FIELDS } from '../../src/shared/transaction'
import { bytesOf } from '../support/bytes'
import { workersOf } from '../support/batch-worker'
import { openTestFolder, runBatch, type SampleRow, type TestFolder } from '../support/engine'
import { Random } from '../support/random'
import type { ColumnCondition } from '../../src/shared/explore'
import { when } from '../support/where'

/** Below the size at which a result is copied into the worker's memory, and above it. */
const SIZES = { small: 600, large: 24_000 }
const DATES = { startDate: '2026-01-01', endDate: '2026-01-31' }

let folder: TestFolder
let engine: OwnedEngine
const batches = new Map<string, string>()

beforeAll(async () => {
  folder = await openTestFolder()
  const random = Random.fresh()
  const rows = Array.from({ length: SIZES.small }, (_, index) => hardRow(random, index))
  await folder.write(rows)
  engine = await folder.engine()
  batches.set('small', (await runBatch(engine, { ...DATES, analysisType: 'full_report' })).batchId)
  for (let part = 0; part * 3000 < SIZES.large - SIZES.small; part++) {
    const length = Math.min(3000, SIZES.large - SIZES.small - part * 3000)
    await folder.write(Array.from({ length }, (_, index) => hardRow(random, 10_000 + part * 3000 + index)))
  }
  batches.set('large', (await runBatch(engine, { ...DATES, analysisType: 'full_report' })).batchId)
})
afterAll(() => folder.remove())

function hardRow(random: Random, index: number): SampleRow {
  const day = String(1 + random.below(3)).padStart(2, '0')
  return {
    transaction_id: `t${index}`,
    event_timestamp: `2026-01-${day}T${String(random.below(24)).padStart(2, '0')}:00:00.${random.below(3)}Z`,
    customer_id: `c${random.below(40)}`,
    customer_tier: random.pick(['gold', 'Silver', null]),
    product_id: `p${random.below(30)}`,
    product_name: random.pick(["o'clock", 'say "hi"', '100%', 'Ärmel', 'back\\slash']),
    category: random.pick(['books', 'toys', 'grocery', '']),
    sub_category: random.pick(['x', null]),
    brand: random.pick(['Acme', null, 'null']),
    quantity: random.below(5),
    total_amount: random.below(200) / 4,
    discount_percent: random.pick([null, 0, 5, 10]),
    payment_method: random.pick(['upi', 'credit_card']),
    card_network: random.pick(['visa', null]),
    transaction_status: random.pick(['completed', 'completed', 'completed', 'failed', 'pending']),
    channel: random.pick(['web', 'mobile_app', 'pos_in_store']),
    store_id: random.pick(['s1', 's2', null]),
    region: random.pick(['north', 'west']),
    city: random.pick(['Delhi', 'Pune', 'Agra']),
    is_fraudulent: random.pick([true, false, false, null]),
    fraud_score: random.pick([null, 0.1, 0.7, 0.71, 0.9]),
  }
}

function batch(size: string): string {
  return batches.get(size) ?? ''
}

async function everyRow(batchId: string): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let offset = 0; ; offset += 10_000) {
    const { data, page } = await engine.batch.raw(batchId, { limit: 10_000, offset })
    rows.push(...data)
    if (!page.hasMore) return rows
  }
}

async function explored(batchId: string, query: Omit<ExploreRequest, 'limit' | 'offset'>): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let offset = 0; ; offset += 7000) {
    const { data, page, rowCount } = await engine.batch.raw(batchId, { limit: 7000, offset, ...query })
    rows.push(...data)
    expect(rowCount).toBe(batchId === batch('small') ? SIZES.small : SIZES.large)
    if (page.hasMore) continue
    expect(page.total).toBe(rows.length)
    return rows
  }
}

type Cells = string | number | boolean | null | readonly (string | null)[]

/** Nulls first ascending; text by its bytes, which for these characters is by code unit. */
function compare(left: Cells | undefined, right: Cells | undefined): number {
  const [a, b] = [left ?? null, right ?? null]
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return a < b ? -1 : 1
}

const CONDITIONS: readonly [ColumnCondition, (row: Row) => boolean][] = [
  [when('category', '=', 'books'), (row) => row['category'] === 'books'],
  [when('category', '=', ''), (row) => row['category'] === ''],
  [when('product_name', '=', "o'clock"), (row) => row['product_name'] === "o'clock"],
  [when('product_name', 'contains', 'ärM'), (row) => row['product_name'] === 'Ärmel'],
  [when('product_name', 'starts with', 'SAY "'), (row) => row['product_name'] === 'say "hi"'],
  [when('brand', '!=', 'Acme'), (row) => row['brand'] !== 'Acme'],
  [when('brand', '=', 'null'), (row) => row['brand'] === 'null'],
  [when('brand', 'is null'), (row) => row['brand'] === null],
  [when('brand', 'is not null'), (row) => row['brand'] !== null],
  [when('category', 'in', ['books', 'toys']), (row) => row['category'] === 'books' || row['category'] === 'toys'],
  [when('category', 'in', []), () => false],
  [when('quantity', '>=', 3), (row) => Number(row['quantity']) >= 3],
  [when('quantity', '>=', '3.0'), (row) => Number(row['quantity']) >= 3],
  [when('quantity', 'in', [1, '2']), (row) => row['quantity'] === 1 || row['quantity'] === 2],
  [when('quantity', 'between', [2, '3']), (row) => row['quantity'] === 2 || row['quantity'] === 3],
  [when('quantity', 'between', [3, 2]), () => false],
  [when('total_amount', '<', 12.5), (row) => Number(row['total_amount']) < 12.5],
  [when('is_fraudulent', '=', true), (row) => row['is_fraudulent'] === true],
  [when('is_fraudulent', '!=', 'true'), (row) => row['is_fraudulent'] !== true],
  [when('event_date', '>', '2026-01-01'), (row) => String(row['event_date']) > '2026-01-01'],
  [
    when('event_date', 'between', ['2026-01-02', '2026-01-03']),
    (row) => ['2026-01-02', '2026-01-03'].includes(String(row['event_date'])),
  ],
  [
    when('event_timestamp', '<=', '2026-01-02T03:00:00.1Z'),
    (row) => String(row['event_timestamp']) <= '2026-01-02T03:00:00.100Z',
  ],
  [
    when('category', 'between', ['books', 'c']),
    (row) => row['category'] !== null && String(row['category']) >= 'books' && String(row['category']) <= 'c',
  ],
  [when('kafka_offset', 'is null'), () => true],
]

test.each(Object.keys(SIZES))('each condition keeps exactly the rows that fulfil it (%s)', async (size) => {
  const all = await everyRow(batch(size))
  // Pages of the large one are costly: a few of each kind do, the small one has all.
  for (const [condition, fulfils] of CONDITIONS.filter((_, index) => size === 'small' || index % 5 === 0)) {
    expect(await explored(batch(size), { where: [condition] }), JSON.stringify(condition)).toEqual(all.filter(fulfils))
  }
  const both = [when('category', '=', 'books'), when('quantity', '>=', 3)]
  expect(await explored(batch(size), { where: both })).toEqual(
    all.filter((row) => row['category'] === 'books' && Number(row['quantity']) >= 3),
  )
})

test.each(Object.keys(SIZES))(
  'sorting by any columns gives every row once, ties in the order of the rows (%s)',
  async (size) => {
    const all = await everyRow(batch(size))
    const sorts = [
      'brand:desc,event_timestamp:desc',
      'card_network,quantity:desc',
      'total_amount:asc',
      'total_amount:desc,brand',
    ]
    for (const sort of size === 'small' ? sorts : sorts.slice(0, 1)) {
      const keys = sort.split(',').map((part) => {
        const [name = '', direction] = part.split(':')
        return { name, sign: direction === 'desc' ? -1 : 1 }
      })
      const expected = [...all].sort((left, right) => {
        for (const { name, sign } of keys) {
          const order = compare(left[name], right[name]) * sign
          if (order !== 0) return order
        }
        return 0
      })
      expect(await explored(batch(size), { sort }), sort).toEqual(expected)
    }
  },
)

test.each(Object.keys(SIZES))(
  'search finds text in any text column, in any case, beside a filter (%s)',
  async (size) => {
    const all = await everyRow(batch(size))
    const has = (row: Row, text: string) =>
      Object.entries(row).some(
        ([name, value]) =>
          !['event_timestamp', 'processing_timestamp', 'event_date'].includes(name) &&
          typeof value === 'string' &&
          value.toLowerCase().includes(text),
      )
    for (const search of ['t12', 'nothing like it', ...(size === 'small' ? ['PUNE', '100%', 'silver', '_card'] : [])])
      expect(await explored(batch(size), { search }), search).toEqual(
        all.filter((row) => has(row, search.toLowerCase())),
      )
    expect(await explored(batch(size), { search: 'pune', where: [when('quantity', '=', 2)] })).toEqual(
      all.filter((row) => has(row, 'pune') && row['quantity'] === 2),
    )
  },
)

test.each(Object.keys(SIZES))('column statistics are those of the rows (%s)', async (size) => {
  const all = (await everyRow(batch(size))).filter((row) => row['category'] === 'toys')
  const { rows, columns } = await engine.batch.rawColumns(batch(size), { where: [when('category', '=', 'toys')] })
  expect(rows).toBe(all.length)
  expect(columns).toHaveLength(34)
  for (const column of columns) {
    const values = all.map((row) => row[column.name] ?? null)
    const present = values.filter((value) => value !== null)
    expect(column, column.name).toMatchObject({
      count: present.length,
      nulls: values.length - present.length,
      distinct: new Set(present).size,
    })
    const sorted = [...present].sort(compare)
    expect([column.min, column.max]).toEqual([sorted[0] ?? null, sorted.at(-1) ?? null])
    const counted = (column.histogram ?? column.top ?? []).reduce((sum, { count }) => sum + count, 0)
    if (column.histogram !== null || column.distinct <= 20) expect(counted, column.name).toBe(present.length)
  }
  const amount = columns.find(({ name }) => name === 'total_amount')
  const amounts = all.map((row) => Number(row['total_amount']))
  expect(amount?.mean).toBeCloseTo(amounts.reduce((sum, value) => sum + value, 0) / amounts.length, 9)
  for (const [index, bin] of (amount?.histogram ?? []).entries()) {
    const last = index === (amount?.histogram?.length ?? 0) - 1
    const inside = amounts.filter(
      (value) => value >= Number(bin.from) && (last ? value <= Number(bin.to) : value < Number(bin.to)),
    )
    expect(inside.length).toBe(bin.count)
  }
  const tiers = columns.find(({ name }) => name === 'customer_tier')
  expect(tiers?.top?.map(({ value }) => value).sort()).toEqual(['Silver', 'gold'])
  const query = { where: [when('category', '=', 'toys')] }
  for (const column of [amount, tiers])
    expect(await engine.batch.rawColumn(batch(size), column?.name ?? '', query)).toEqual({
      batchId: batch(size),
      rows,
      ...column,
    })
})

test('results of analyses are sorted, filtered and described like rows', async () => {
  const page = { limit: 1000, offset: 0 }
  const whole = await engine.batch.aggregated(batch('small'), 'customer_segmentation', page)
  const sorted = await engine.batch.aggregated(batch('small'), 'customer_segmentation', {
    ...page,
    sort: 'total_transactions:asc,lifetime_value:desc',
    where: [when('total_transactions', '>=', 3), when('customer_tier', 'is null')],
  })
  if (!('data' in whole) || !('data' in sorted)) throw new Error('one analysis was asked for')
  const expected = whole.data
    .filter((row) => Number(row['total_transactions']) >= 3 && row['customer_tier'] === null)
    .sort(
      (left, right) =>
        compare(left['total_transactions'], right['total_transactions']) ||
        -compare(left['lifetime_value'], right['lifetime_value']),
    )
  expect(expected.length).toBeGreaterThan(5)
  expect(sorted.data).toEqual(expected)
  expect(sorted.page).toEqual({
    limit: 1000,
    offset: 0,
    returned: expected.length,
    hasMore: false,
    total: expected.length,
  })
  expect(whole.page.total).toBe(whole.data.length)
  const { columns, rows } = await engine.batch.aggregatedColumns(batch('small'), 'fraud_analysis', {})
  expect(columns.map(({ name }) => name)).toContain('affected_cities')
  const counted = columns.find(({ name }) => name === 'fraud_count')
  expect(counted?.count).toBe(rows)
  expect(await engine.batch.aggregatedColumn(batch('small'), 'fraud_analysis', 'fraud_count', {})).toEqual({
    batchId: batch('small'),
    analysisType: 'fraud_analysis',
    rows,
    ...counted,
  })
  const listed = await engine.batch.aggregated(batch('small'), 'fraud_analysis', {
    ...page,
    where: [when('affected_cities', 'contains', 'PUN')],
  })
  if (!('data' in listed)) throw new Error('one analysis was asked for')
  expect(listed.data.length).toBeGreaterThan(0)
  expect(listed.data.every((row) => JSON.stringify(row['affected_cities']).includes('Pune'))).toBe(true)
})

test.each(ANALYSIS_NAMES)('the rows behind each row of %s are as many as it counts', async (analysis) => {
  for (const size of Object.keys(SIZES)) {
    const result = await engine.batch.aggregated(batch(size), analysis, { limit: 10_000, offset: 0 })
    if (!('data' in result)) throw new Error('one analysis was asked for')
    expect(result.data.length).toBeGreaterThan(1)
    const step = Math.ceil(result.data.length / 40)
    for (let row = 0; row < result.data.length; row += step) {
      const found = await engine.batch.drillDown(batch(size), analysis, row, {
        limit: 3,
        offset: 0,
        sort: 'total_amount:desc',
      })
      expect(found.aggregate).toEqual(result.data[row])
      expect(found.rowCount, `${size} ${row}`).toBe(found.count)
      expect(found.page.total).toBe(found.count)
      expect(found.data).toHaveLength(Math.min(3, found.count))
      for (const one of found.data) {
        for (const [name, value] of Object.entries(found.group)) {
          const own = name === 'event_hour' ? Number(String(one['event_timestamp']).slice(11, 13)) : one[name]
          expect(own).toEqual(value)
        }
      }
    }
  }
})

test('drill-down pages cover every row of a group once, and sums of the rows are those of the result', async () => {
  const result = await engine.batch.aggregated(batch('large'), 'revenue_by_category', { limit: 1, offset: 1 })
  if (!('data' in result)) throw new Error('one analysis was asked for')
  const rows: Row[] = []
  for (let offset = 0; ; offset += 1000) {
    const { data, page } = await engine.batch.drillDown(batch('large'), 'revenue_by_category', 1, {
      limit: 1000,
      offset,
    })
    rows.push(...data)
    if (!page.hasMore) break
  }
  expect(new Set(rows.map((row) => row['transaction_id'])).size).toBe(rows.length)
  expect(rows.length).toBe(result.data[0]?.['transaction_count'])
  const sum = rows.reduce((total, row) => total + Number(row['total_amount']), 0)
  expect(sum).toBeCloseTo(Number(result.data[0]?.['total_revenue']), 6)
  await expect(
    engine.batch.drillDown(batch('large'), 'revenue_by_category', 99, { limit: 1, offset: 0 }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringMatching(/^row: /) as string })
})

test.each([
  [{ sort: 'nope' }, /sort: there is no column nope/],
  [{ sort: 'city,city:desc' }, /sort: a column is named twice/],
  [{ sort: 'city:down' }, /sort: write city:asc or city:desc, not city:down/],
  [{ where: [when('nope', '=', 1)] }, /where\.0\.column: there is no column nope/],
  [{ where: [when('brand', 'is null'), when('category', '=')] }, /where\.1\.value: = takes one value/],
  [{ where: [when('category', '=', ['a'])] }, /where\.0\.value: = takes one value/],
  [{ where: [when('quantity', '=', 1.5)] }, /quantity takes a whole number of 32 bits, not "1.5"/],
  [{ where: [when('quantity', '=', true)] }, /quantity is int32, not true or false/],
  [{ where: [when('category', '=', 5)] }, /category is string: write "5" in quotes/],
  [{ where: [when('kafka_offset', '=', 2 ** 53)] }, /write it in quotes/],
  [{ where: [when('quantity', 'contains', '1')] }, /where\.0\.op: contains is for text columns; quantity is int32/],
  [{ where: [when('category', 'contains', 1)] }, /contains takes a text/],
  [{ where: [when('event_date', '>', '2026-02-30')] }, /takes a date/],
  [{ where: [when('brand', 'is null', 'x')] }, /takes no value/],
  [{ where: [when('brand', 'in', 'books')] }, /in takes a list/],
  [{ where: [when('quantity', 'between', [1])] }, /between takes a list of two/],
  [{ where: [when('quantity', 'between', [1, 2, 3])] }, /between takes a list of two/],
  [{ where: [when('quantity', 'between', [1, 'x'])] }, /quantity takes a whole number/],
  [{ where: [when(`category" = 'x' OR 1=1 --`, '=', 1)] }, /there is no column/],
])('a query that does not fit the columns is refused and says why: %j', async (query, message) => {
  const error: unknown = await engine.batch
    .raw(batch('small'), { limit: 1, offset: 0, ...query })
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringMatching(message) as string })
})

test.each(Object.keys(SIZES))(
  'an export holds the rows that are asked for, in their order, and says how many (%s)',
  async (size) => {
    const query = { where: [when('category', '=', 'books'), when('quantity', '>=', 3)], search: 'pune' }
    const sort = 'brand:desc,total_amount'
    for (const asked of [{}, query, { ...query, sort }, { sort }]) {
      const rows = await explored(batch(size), asked)
      const told = JSON.stringify(asked)
      for (const format of ['jsonl', 'json'] as const) {
        const file = await engine.batch.exportRaw(batch(size), { format, ...asked })
        const text = (await bytesOf(file.chunks)).toString()
        const list = format === 'json' ? text : `[${text.trim().replaceAll('\n', ',')}]`
        const written = JSON.parse(list) as unknown
        expect(written, told).toEqual(rows)
        expect(file.rows, told).toBe(rows.length)
      }
      const csv = await engine.batch.exportRaw(batch(size), { format: 'csv', ...asked })
      const ids = (await bytesOf(csv.chunks)).toString().trim().split('\r\n').slice(1)
      expect(
        ids.map((line) => line.split(',')[0]),
        told,
      ).toEqual(rows.map((row) => row['transaction_id']))
      for (const format of ['parquet', 'xlsx'] as const) {
        const file = await engine.batch.exportRaw(batch(size), { format, ...asked })
        expect((await bytesOf(file.chunks)).length).toBeGreaterThan(500)
        expect(file.rows).toBe(rows.length)
      }
    }
    const asked = { where: [when('lifetime_value', '<', 300)], sort: 'customer_tier,lifetime_value:desc' }
    const result = await engine.batch.aggregated(batch(size), 'customer_segmentation', {
      limit: 1000,
      offset: 0,
      ...asked,
    })
    const file = await engine.batch.exportAggregated(batch(size), 'customer_segmentation', { format: 'json', ...asked })
    expect(JSON.parse((await bytesOf(file.chunks)).toString())).toEqual('data' in result ? result.data : [])
    const nothing = { where: [when('category', '=', 'nothing')] }
    const none = await engine.batch.exportRaw(batch(size), { format: 'csv', ...nothing })
    expect([none.rows, (await bytesOf(none.chunks)).toString().split('\r\n')]).toEqual([
      0,
      [TRANSACTION_COLUMNS.join(','), ''],
    ])
  },
)

test('an export in several parts is filtered and guarded in each of them', async () => {
  const other = await openTestFolder()
  const rows = 450_000
  const values: Readonly<Record<string, string>> = {
    transaction_id: `'t' || lpad(i::VARCHAR, 7, '0')`,
    event_timestamp: `TIMESTAMPTZ '2026-01-01 00:00:00+00' + INTERVAL (i // 10) SECOND`,
    customer_id: `'=c' || i`,
    total_amount: '(i % 1000)::DOUBLE',
    transaction_status: `'completed'`,
    event_date: `DATE '2026-01-01'`,
  }
  const columns = TRANSACTION_FIELDS.map(({ name, kind }) => `${values[name] ?? `NULL::${SQL_TYPES[kind]}`} AS ${name}`)
  await other.writeSql(`SELECT ${columns.join(', ')} FROM range(${rows}) AS r(i)`)
  const own = await other.engine()
  const { batchId } = await runBatch(own, { ...DATES, analysisType: 'customer_segmentation' })
  const read = async (file: Promise<ExportStream>) => {
    const { rows: told, chunks } = await file
    const [, ...lines] = (await bytesOf(chunks)).toString().trimEnd().split('\r\n')
    return { told, lines }
  }
  const guarded = { format: 'csv', guardFormulas: true } as const
  const raw = await read(own.batch.exportRaw(batchId, { ...guarded, where: [when('total_amount', '<', 10)] }))
  expect([raw.told, raw.lines.length]).toEqual([4500, 4500])
  const ids = raw.lines.map((line) => line.split(',')[0])
  expect(ids).toEqual([...ids].sort())
  expect(raw.lines.every((line) => line.includes(",'=c"))).toBe(true)
  const result = await read(
    own.batch.exportAggregated(batchId, null, { ...guarded, where: [when('lifetime_value', 'between', [5, 6])] }),
  )
  expect([result.told, result.lines.length]).toEqual([900, 900])
  expect(new Set(result.lines.map((line) => line.split(',')[0])).size).toBe(900)
  expect(result.lines.every((line) => line.startsWith("'=c"))).toBe(true)
  const all = await read(own.batch.exportAggregated(batchId, null, { format: 'csv', sort: 'customer_id:desc' }))
  expect([all.told, new Set(all.lines).size]).toEqual([rows, rows])
  await other.remove()
})

test('a filter of a full report needs the name of an analysis', async () => {
  for (const asked of [{ search: 'x' }, { sort: 'total_revenue' }, { where: [when('category', 'is null')] }]) {
    const file = engine.batch.exportAggregated(batch('small'), null, { format: 'xlsx', ...asked })
    await expect(file).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(/^analysis: /) as string,
    })
  }
})

test('so many conditions are enough', async () => {
  const where = Array.from({ length: 51 }, () => when('brand', 'is null'))
  await expect(engine.batch.raw(batch('small'), { limit: 1, offset: 0, where })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: 'where: at most 50 conditions.',
  })
  expect(await explored(batch('small'), { where: where.slice(1) })).not.toEqual([])
})

test('a list has no order to sort by', async () => {
  const sorted = engine.batch.aggregated(batch('small'), 'fraud_analysis', {
    limit: 1,
    offset: 0,
    sort: 'affected_cities:desc',
  })
  await expect(sorted).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringMatching(/^sort: affected_cities is a list/) as string,
  })
})

test('a request that is given up ends its query and harms no other', async () => {
  const stop = new AbortController()
  const given = engine.batch.raw(batch('large'), { limit: 10, offset: 0, search: 'zzz', sort: 'city' }, stop.signal)
  stop.abort()
  await expect(given).rejects.toMatchObject({ code: 'BATCH_CANCELLED' })
  expect((await explored(batch('large'), { where: [when('category', '=', 'books')] })).length).toBeGreaterThan(0)
})

test('an estimate tells rows, dates, files and bytes without reading a file', async () => {
  const all = await engine.batch.estimate({ ...DATES, analysisType: 'revenue_by_category' })
  expect(all).toMatchObject({
    rows: SIZES.large,
    exact: true,
    dates: 3,
    firstDate: '2026-01-01',
    lastDate: '2026-01-03',
  })
  expect(all.files).toBe(all.tableFiles)
  const one = await engine.batch.estimate({
    startDate: '2026-01-02',
    endDate: '2026-01-02',
    analysisType: 'full_report',
  })
  const run = await runBatch(engine, {
    startDate: '2026-01-02',
    endDate: '2026-01-02',
    analysisType: 'revenue_by_category',
  })
  expect(one).toMatchObject({ rows: run.rowCount, exact: true, dates: 1 })
  const filtered = await engine.batch.estimate({
    ...DATES,
    analysisType: 'full_report',
    filters: { category: 'books' },
  })
  expect(filtered).toMatchObject({ exact: false, rows: SIZES.large })
  const proven = await engine.batch.estimate({ ...DATES, analysisType: 'full_report', filters: { currency: 'USD' } })
  expect(proven).toMatchObject({ exact: true, rows: SIZES.large })
  const none = await engine.batch.estimate({ ...DATES, analysisType: 'full_report', filters: { category: 'zzz' } })
  expect(none).toMatchObject({ exact: true, rows: 0, files: 0 })
})

test('fields that do not go together are refused by the request itself, for each of its doors', () => {
  const body = { startDate: '2026-01-01', endDate: '2026-01-02', analysisType: 'full_report' }
  const said = (request: object) => BatchRequest.safeParse(request).error?.issues.map(({ message }) => message) ?? []
  expect(said(body)).toEqual([])
  expect(said({ ...body, startDate: '2026-01-03' })).toEqual(['startDate 2026-01-03 is after endDate 2026-01-02.'])
  expect(said({ ...body, tableVersion: 1, asOf: '2026-01-01T00:00:00Z' })).toEqual([
    'Give tableVersion or asOf, not both.',
  ])
  const report = { name: 'r', analysisType: 'full_report', dates: { startDate: '2026-01-03', endDate: '2026-01-02' } }
  expect(ReportDefinition.safeParse(report).error?.issues[0]).toMatchObject({
    message: 'startDate 2026-01-03 is after endDate 2026-01-02.',
  })
})

test('when the worker dies, its copies of results are made anew', async () => {
  await explored(batch('large'), { where: [when('category', '=', 'books')] })
  const workers = workersOf()
  expect(workers).not.toEqual([])
  for (const pid of workers) process.kill(pid, 'SIGKILL')
  expect((await explored(batch('large'), { sort: 'total_amount:desc' })).length).toBe(SIZES.large)
})
