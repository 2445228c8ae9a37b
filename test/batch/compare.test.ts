import { afterAll, beforeAll, expect, test } from 'vitest'
import { ANALYSES } from '../../src/main/batch/analyses'
import type { OwnedEngine } from '../../src/main/engine'
import { SHAPES } from '../../src/renderer/src/features/results/columns'
import { ANALYSIS_NAMES } from '../../src/shared/batch'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { when } from '../support/where'

let folder: TestFolder
let engine: OwnedEngine
let first: string
let second: string

const PAGE = { limit: 100, offset: 0 }
const day = (date: string) => ({ startDate: date, endDate: date })

beforeAll(async () => {
  folder = await openTestFolder()
  await folder.write([
    { category: 'books', total_amount: 10 },
    { category: 'toys', total_amount: 0 },
    { category: 'grocery', total_amount: 7 },
    { category: null, total_amount: 1, is_fraudulent: true },
    ...[
      { category: 'books', total_amount: 15, quantity: 3 },
      { category: 'toys', total_amount: 4 },
      { category: null, total_amount: 1 },
      { category: 'sports', total_amount: 2, is_fraudulent: true },
      { category: '', total_amount: 2 },
    ].map((row) => ({ ...row, event_timestamp: '2026-01-02T10:00:00Z' })),
  ])
  engine = await folder.engine()
  first = (await runBatch(engine, { ...day('2026-01-01'), analysisType: 'full_report' })).batchId
  second = (await runBatch(engine, { ...day('2026-01-02'), analysisType: 'full_report' })).batchId
})
afterAll(() => folder.remove())

test('two results are compared group by group, with what either side lacks', async () => {
  const { data, ...rest } = await engine.batch.compare(first, second, 'revenue_by_category', PAGE)
  expect(rest).toMatchObject({
    analysisType: 'revenue_by_category',
    left: { batchId: first, rowCount: 4 },
    right: { batchId: second, rowCount: 5 },
    groupColumns: ['category'],
    onlyLeft: 1,
    onlyRight: 2,
    page: { returned: 6, hasMore: false, total: 6 },
  })
  // By the difference of the main measure; a group that one side lacks has none and comes last.
  const told = data.map(({ group, left, right, difference, percent }) => [
    group['category'],
    left?.['total_revenue'] ?? null,
    right?.['total_revenue'] ?? null,
    difference['total_revenue'],
    percent['total_revenue'],
  ])
  expect(told).toEqual([
    ['books', 10, 15, 5, 50],
    ['toys', 0, 4, 4, null],
    [null, 1, 1, 0, 0],
    ['', null, 2, null, null],
    ['grocery', 7, null, null, null],
    ['sports', null, 2, null, null],
  ])
  expect(data.map(({ left, right }) => [left === null, right === null])).toEqual([
    [false, false],
    [false, false],
    [false, false],
    [true, false],
    [false, true],
    [true, false],
  ])
  expect(Object.keys(data[0]?.left ?? {})).toEqual(rest.valueColumns)
})

test.each(ANALYSIS_NAMES)('%s is compared by a number that it has', async (analysis) => {
  const { data, valueColumns, groupColumns } = await engine.batch.compare(first, second, analysis, PAGE)
  const { measure } = ANALYSES[analysis]
  const differences = data.flatMap(({ difference }) => {
    const one = difference[measure]
    return typeof one === 'number' ? [one] : []
  })
  expect(differences).toEqual([...differences].sort((left, right) => right - left))
  expect(valueColumns).toContain(measure)
  expect(SHAPES[analysis]).toEqual({ keys: groupColumns, measure })
})

test('a comparison is sorted, filtered and paged like a result', async () => {
  const sorted = await engine.batch.compare(first, second, 'revenue_by_category', {
    limit: 2,
    offset: 1,
    sort: 'total_revenue.difference:desc',
    where: [when('missing', 'is null')],
  })
  expect(sorted.page).toEqual({ limit: 2, offset: 1, returned: 2, hasMore: false, total: 3 })
  expect(sorted.data.map(({ group }) => group['category'])).toEqual(['toys', null])
  await expect(
    engine.batch.compare(first, second, 'revenue_by_category', { ...PAGE, sort: 'total_revenue' }),
  ).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('total_revenue.difference') as string,
  })
})

test('times, texts and lists have no difference, and an empty side is a side', async () => {
  const none = await runBatch(engine, { ...day('2026-01-09'), analysisType: 'fraud_analysis' })
  const fraud = await engine.batch.compare(first, none.batchId, null, PAGE)
  expect(fraud).toMatchObject({ analysisType: 'fraud_analysis', onlyLeft: 1, onlyRight: 0 })
  expect(fraud.data[0]).toMatchObject({
    left: { affected_cities: ['Delhi'] },
    right: null,
    difference: { affected_cities: null, fraud_count: null },
    percent: { affected_cities: null, fraud_count: null },
  })
  const products = await engine.batch.compare(first, second, 'inventory_velocity', PAGE)
  const times = products.data.map(({ difference }) => difference['first_sale'])
  expect(times.every((difference) => difference === null)).toBe(true)
})

test('what cannot be compared is refused and says why', async () => {
  const other = await runBatch(engine, { ...day('2026-01-01'), analysisType: 'hourly_trends' })
  const wrong = async (left: string, right: string, analysis: 'payment_analysis' | null) =>
    engine.batch.compare(left, right, analysis, PAGE).catch((error: unknown) => error)
  const third = await runBatch(engine, { ...day('2026-01-01'), analysisType: 'payment_analysis' })
  const refused = (message: RegExp) => ({ code: 'INVALID_REQUEST', message: expect.stringMatching(message) as string })
  expect(await wrong(first, second, null)).toMatchObject(refused(/^analysis: name the analysis/))
  expect(await wrong(first, other.batchId, 'payment_analysis')).toMatchObject(
    refused(/^analysis: .*left is full_report, right is hourly_trends, asked for is payment_analysis/),
  )
  expect(await wrong(third.batchId, other.batchId, null)).toMatchObject(
    refused(/^right: .*left is payment_analysis, right is hourly_trends/),
  )
  expect(await engine.batch.compare(first, other.batchId, null, PAGE)).toMatchObject({ analysisType: 'hourly_trends' })
  expect(await wrong(first, 'batch-20260101-00000000', null)).toMatchObject({ code: 'BATCH_NOT_FOUND' })
})

test('an explanation tells files, pruning, filters, times, rows, memory and plans', async () => {
  const { batchId, rowCount } = await runBatch(engine, {
    ...day('2026-01-02'),
    analysisType: 'revenue_by_category',
    filters: { category: 'books', event_date: '2026-01-02' },
  })
  expect(rowCount).toBe(1)
  const explained = await engine.batch.explain(batchId)
  expect(explained).toMatchObject({
    batchId,
    engine: 'duckdb',
    filesRead: 1,
    filesOfTable: 2,
    filesPruned: 1,
    datesRead: 1,
    datesPruned: 1,
    rowsRead: 5,
    rawRows: 1,
    resultRows: 1,
    linkedFiles: 0,
    PartitionFilters: ['(event_date >= 2026-01-02)', '(event_date <= 2026-01-02)', '(event_date = 2026-01-02)'],
    PushedFilters: ['EqualTo(category,books)', 'EqualTo(transaction_status,completed)'],
    FiltersAfterScan: [],
  })
  expect(explained.statements.map(({ phase, rows }) => [phase, rows])).toEqual([
    ['snapshot', 1],
    ['analysis', 1],
  ])
  const scan = explained.statements[1]?.operators.find(({ name }) => name.includes('PARQUET'))
  expect(scan).toMatchObject({ rows: 1 })
  expect(explained.memory.peakBytes).toBeGreaterThan(0)
  expect(explained.plans[0]?.physical).toContain('HASH_GROUP_BY')
  expect(explained.plans[0]?.logical).toContain('AGGREGATE')
  const { queued, plan, snapshot, analysis, commit, total } = explained.timeMs
  expect(queued + plan + snapshot + analysis + commit).toBeCloseTo(total, 0)
  // DuckDB pushes no condition over two columns into a scan, and that is not claimed.
  const fraud = await runBatch(engine, { ...day('2026-01-02'), analysisType: 'fraud_analysis' })
  expect(await engine.batch.explain(fraud.batchId)).toMatchObject({
    PushedFilters: [],
    FiltersAfterScan: ['Or(EqualTo(is_fraudulent,true),GreaterThan(fraud_score,0.7))'],
  })
  const whole = await engine.batch.explain(first)
  expect(whole).toMatchObject({ linkedFiles: 1, filesRead: 1, rawRows: 4 })
  expect(whole.plans).toHaveLength(ANALYSIS_NAMES.length)
})
