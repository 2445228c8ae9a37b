import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OwnedEngine } from '../../src/main/engine'
import { ANALYSIS_NAMES, type AnalysisName } from '../../src/shared/batch'
import { openTestFolder, runBatch, type SampleRow, type TestFolder } from '../support/engine'

let folder: TestFolder
let engine: OwnedEngine

const DAY = { startDate: '2026-01-01', endDate: '2026-01-01' }

/** 41 completed card orders at 1.00 beside 3,959 at 1.00: 41 / 4,000 is 1.025%, which is 1.03 half up on its text. */
const ROWS: readonly SampleRow[] = [
  {
    transaction_id: 'a1',
    customer_id: 'c1',
    customer_tier: 'gold',
    category: 'books',
    total_amount: 30,
    quantity: 3,
    discount_percent: 10,
    channel: 'mobile_app',
    fraud_score: 0.1,
    is_fraudulent: false,
    product_id: 'p1',
    unit_price: 11,
  },
  {
    transaction_id: 'a2',
    customer_id: 'c1',
    customer_tier: 'gold',
    category: 'toys',
    total_amount: 10,
    quantity: 1,
    discount_percent: null,
    channel: 'web',
    event_timestamp: '2026-01-01T23:59:59.999Z',
    product_id: 'p2',
    unit_price: 10,
  },
  {
    transaction_id: 'a3',
    customer_id: 'c2',
    customer_tier: null,
    category: 'books',
    total_amount: 5,
    quantity: 1,
    discount_percent: 0,
    channel: 'pos_in_store',
    store_id: 's1',
    city: 'Agra',
    is_fraudulent: true,
    fraud_score: 0.9,
    payment_method: 'credit_card',
    card_network: 'visa',
  },
  {
    transaction_id: 'a4',
    customer_id: 'c3',
    category: null,
    total_amount: 5,
    channel: 'call_center',
    store_id: 's1',
    region: 'west',
    city: 'Pune',
    payment_method: 'credit_card',
    card_network: null,
  },
  {
    transaction_id: 'a5',
    customer_id: 'c4',
    category: 'books',
    total_amount: 999,
    transaction_status: 'failed',
    is_fraudulent: true,
    fraud_score: 0.7,
  },
  {
    transaction_id: 'a6',
    customer_id: 'c4',
    category: 'books',
    total_amount: 1,
    transaction_status: 'pending',
    is_fraudulent: false,
    fraud_score: 0.71,
  },
  {
    transaction_id: 'a7',
    customer_id: 'c5',
    total_amount: 1,
    transaction_status: 'refunded',
    is_fraudulent: null,
    fraud_score: 0.7,
  },
  {
    transaction_id: 'a8',
    customer_id: 'c5',
    total_amount: 1,
    transaction_status: 'chargeback',
    is_fraudulent: null,
    fraud_score: null,
  },
]

beforeAll(async () => {
  folder = await openTestFolder()
  await folder.write(ROWS)
  // Another day, other rules: zero revenue, and the two quotients that binary rounding gets wrong.
  await folder.write(
    Array.from({ length: 3 }, (_, index): SampleRow => ({
      transaction_id: `z${index}`,
      event_timestamp: `2026-01-02T0${index}:00:00Z`,
      total_amount: 0,
      payment_method: index === 0 ? 'upi' : 'cod',
    })),
  )
  await folder.writeSql(`SELECT 'q' || i AS transaction_id, TIMESTAMPTZ '2026-01-03 00:00:00+00' + INTERVAL (i) SECOND AS event_timestamp, NULL::TIMESTAMPTZ AS processing_timestamp,
      'c' || i AS customer_id, NULL::VARCHAR AS customer_tier, 'p' AS product_id, 'P' AS product_name, 'books' AS category, NULL::VARCHAR AS sub_category, NULL::VARCHAR AS brand,
      1 AS quantity, 1.0::DOUBLE AS unit_price, NULL::DOUBLE AS discount_percent, 1.0::DOUBLE AS total_amount, NULL::DOUBLE AS tax_amount, 'USD' AS currency,
      CASE WHEN i < 41 THEN 'credit_card' WHEN i < 84 THEN 'debit_card' ELSE 'upi' END AS payment_method, NULL::VARCHAR AS card_network, 'completed' AS transaction_status,
      'web' AS channel, NULL::VARCHAR AS store_id, 'north' AS region, 'Delhi' AS city, NULL::VARCHAR AS state, NULL::VARCHAR AS postal_code, NULL::VARCHAR AS device_type,
      NULL::VARCHAR AS session_id, NULL::VARCHAR AS ip_address, false AS is_fraudulent, 0.0::DOUBLE AS fraud_score, NULL::VARCHAR AS batch_id, DATE '2026-01-03' AS event_date,
      NULL::INTEGER AS kafka_partition, NULL::BIGINT AS kafka_offset FROM range(4000) AS r(i)`)
  engine = await folder.engine()
})
afterAll(() => folder.remove())

async function result(analysisType: AnalysisName, dates = DAY) {
  const record = await runBatch(engine, { ...dates, analysisType })
  expect(record.errorMessage).toBeUndefined()
  expect(record.status).toBe('COMPLETED')
  const answer = await engine.batch.aggregated(record.batchId, null, { limit: 100, offset: 0 })
  if (!('data' in answer)) throw new Error('one analysis was asked for')
  return { record, rows: answer.data }
}

test('[checklist 18] revenue_by_category: completed only, null is a group, order by revenue', async () => {
  const { record, rows } = await result('revenue_by_category')
  expect(record.rowCount).toBe(8)
  expect(rows).toEqual([
    {
      category: 'books',
      total_revenue: 35,
      avg_order_value: 17.5,
      transaction_count: 2,
      total_units_sold: 4,
      avg_discount_pct: 5,
      unique_customers: 2,
    },
    {
      category: 'toys',
      total_revenue: 10,
      avg_order_value: 10,
      transaction_count: 1,
      total_units_sold: 1,
      avg_discount_pct: null,
      unique_customers: 1,
    },
    {
      category: null,
      total_revenue: 5,
      avg_order_value: 5,
      transaction_count: 1,
      total_units_sold: 1,
      avg_discount_pct: null,
      unique_customers: 1,
    },
  ])
})

test('revenue_by_region: a tie goes by region and city', async () => {
  const { rows } = await result('revenue_by_region')
  expect(rows).toEqual([
    {
      region: 'north',
      city: 'Delhi',
      total_revenue: 40,
      transaction_count: 2,
      avg_order_value: 20,
      active_stores: 0,
      unique_customers: 1,
    },
    {
      region: 'north',
      city: 'Agra',
      total_revenue: 5,
      transaction_count: 1,
      avg_order_value: 5,
      active_stores: 1,
      unique_customers: 1,
    },
    {
      region: 'west',
      city: 'Pune',
      total_revenue: 5,
      transaction_count: 1,
      avg_order_value: 5,
      active_stores: 1,
      unique_customers: 1,
    },
  ])
})

test('payment_analysis: shares of the filtered set, null network first', async () => {
  const { rows } = await result('payment_analysis')
  expect(rows).toEqual([
    {
      payment_method: 'upi',
      card_network: null,
      transaction_count: 2,
      total_revenue: 40,
      avg_transaction_value: 20,
      unique_customers: 1,
      revenue_share_pct: 80,
    },
    {
      payment_method: 'credit_card',
      card_network: null,
      transaction_count: 1,
      total_revenue: 5,
      avg_transaction_value: 5,
      unique_customers: 1,
      revenue_share_pct: 10,
    },
    {
      payment_method: 'credit_card',
      card_network: 'visa',
      transaction_count: 1,
      total_revenue: 5,
      avg_transaction_value: 5,
      unique_customers: 1,
      revenue_share_pct: 10,
    },
  ])
})

test('payment_analysis: 41/40 is 1.03 and 43/40 is 1.08, half up on the decimal text', async () => {
  const { rows } = await result('payment_analysis', { startDate: '2026-01-03', endDate: '2026-01-03' })
  expect(rows.map((row) => [row['payment_method'], row['revenue_share_pct']])).toEqual([
    ['upi', 97.9],
    ['debit_card', 1.08],
    ['credit_card', 1.03],
  ])
})

test('payment_analysis: a total of zero gives null shares', async () => {
  const { rows } = await result('payment_analysis', { startDate: '2026-01-02', endDate: '2026-01-02' })
  expect(rows.map((row) => [row['payment_method'], row['transaction_count'], row['revenue_share_pct']])).toEqual([
    ['cod', 2, null],
    ['upi', 1, null],
  ])
})

test('customer_segmentation', async () => {
  const { rows } = await result('customer_segmentation')
  expect(rows[0]).toEqual({
    customer_id: 'c1',
    customer_tier: 'gold',
    lifetime_value: 40,
    total_transactions: 2,
    avg_order_value: 20,
    last_purchase_date: '2026-01-01T23:59:59.999Z',
    first_purchase_date: '2026-01-01T10:00:00.000Z',
    category_diversity: 2,
    mobile_orders: 1,
    web_orders: 1,
    instore_orders: 0,
    segment: 'low_value',
  })
  expect(
    rows.slice(1).map((row) => [row['customer_id'], row['segment'], row['instore_orders'], row['category_diversity']]),
  ).toEqual([
    ['c2', 'one_time', 1, 1],
    ['c3', 'one_time', 0, 0],
  ])
})

test('fraud_analysis: every status, a score strictly above 0.7, nulls never', async () => {
  const { rows } = await result('fraud_analysis')
  expect(
    rows.map((row) => [
      row['channel'],
      row['payment_method'],
      row['fraud_count'],
      row['fraud_total_amount'],
      row['affected_customers'],
      row['affected_cities'],
    ]),
  ).toEqual([
    ['web', 'upi', 2, 1000, 1, ['Delhi']],
    ['pos_in_store', 'credit_card', 1, 5, 1, ['Agra']],
  ])
  expect(rows[0]?.['avg_fraud_score']).toBeCloseTo(0.705, 12)
})

test('hourly_trends: one row a date and hour, UTC', async () => {
  const { rows } = await result('hourly_trends', { startDate: '2026-01-01', endDate: '2026-01-02' })
  expect(
    rows.map((row) => [row['event_date'], row['event_hour'], row['transaction_count'], row['hourly_revenue']]),
  ).toEqual([
    ['2026-01-01', 10, 3, 40],
    ['2026-01-01', 23, 1, 10],
    ['2026-01-02', 0, 1, 0],
    ['2026-01-02', 1, 1, 0],
    ['2026-01-02', 2, 1, 0],
  ])
})

test('channel_performance: fraud among completed rows, rate to four digits', async () => {
  const { rows } = await result('channel_performance')
  expect(
    rows.map((row) => [
      row['channel'],
      row['total_revenue'],
      row['fraud_count'],
      row['fraud_rate_pct'],
      row['avg_fraud_score'],
    ]),
  ).toEqual([
    ['mobile_app', 30, 0, 0, 0.1],
    ['web', 10, 0, 0, null],
    ['call_center', 5, 0, 0, null],
    ['pos_in_store', 5, 1, 100, 0.9],
  ])
})

test('inventory_velocity: units a day over calendar days', async () => {
  const { rows } = await result('inventory_velocity', { startDate: '2026-01-01', endDate: '2026-01-02' })
  const books = rows.find((row) => row['product_id'] === 'p1' && row['category'] === 'books')
  expect(books).toMatchObject({
    total_units_sold: 7,
    order_count: 5,
    days_in_range: 2,
    daily_velocity: 3.5,
    regions_sold_in: 1,
    stores_sold_in: 1,
  })
})

/** The column of each analysis that is the sum of total_amount over its rows. */
const SUMS: Readonly<Record<AnalysisName, string>> = {
  revenue_by_category: 'total_revenue',
  revenue_by_region: 'total_revenue',
  payment_analysis: 'total_revenue',
  customer_segmentation: 'lifetime_value',
  fraud_analysis: 'fraud_total_amount',
  hourly_trends: 'hourly_revenue',
  channel_performance: 'total_revenue',
  inventory_velocity: 'total_revenue',
}

test.each(ANALYSIS_NAMES)('the rows behind every group of %s are its count and its sum', async (analysis) => {
  let groups = 0
  for (const date of ['2026-01-01', '2026-01-02', '2026-01-03']) {
    const { batchId } = await runBatch(engine, { startDate: date, endDate: date, analysisType: analysis })
    const answer = await engine.batch.aggregated(batchId, null, { limit: 10_000, offset: 0 })
    if (!('data' in answer)) throw new Error('one analysis was asked for')
    // The third day has thousands of customers of one row each.
    for (const [row, aggregate] of answer.data.slice(0, 100).entries()) {
      const behind = await engine.batch.drillDown(batchId, null, row, { limit: 10_000, offset: 0 })
      const sum = behind.data.reduce((total, one) => total + Number(one['total_amount']), 0)
      expect(behind.aggregate).toEqual(aggregate)
      expect([behind.rowCount, behind.page.total, behind.data.length]).toEqual(Array(3).fill(behind.count))
      expect(sum, JSON.stringify(behind.group)).toBeCloseTo(Number(aggregate[SUMS[analysis]]), 6)
      groups++
    }
  }
  expect(groups).toBeGreaterThan(1)
})

test('a range without rows completes with nothing', async () => {
  const { record, rows } = await result('revenue_by_category', { startDate: '2020-01-01', endDate: '2020-01-31' })
  expect(record.rowCount).toBe(0)
  expect(rows).toEqual([])
})

test('full_report holds all of them, and one by name', async () => {
  const record = await runBatch(engine, { ...DAY, analysisType: 'full_report' })
  expect(record).toMatchObject({ status: 'COMPLETED', rowCount: 8 })
  const all = await engine.batch.aggregated(record.batchId, null, { limit: 2, offset: 0 })
  expect('analyses' in all ? Object.keys(all.analyses) : []).toEqual(ANALYSIS_NAMES)
  const one = await engine.batch.aggregated(record.batchId, 'revenue_by_category', { limit: 1, offset: 1 })
  expect(one).toMatchObject({
    analysisType: 'revenue_by_category',
    page: { limit: 1, offset: 1, returned: 1, hasMore: true },
    data: [{ category: 'toys' }],
  })
})

test('[checklist 12] filters are ANDed and exact, on strings and other types', async () => {
  const count = async (filters: Record<string, string>) =>
    (await runBatch(engine, { ...DAY, analysisType: 'revenue_by_category', filters })).rowCount
  expect(await count({ category: 'books' })).toBe(6)
  expect(await count({ category: 'Books' })).toBe(0)
  expect(await count({ category: 'books', transaction_status: 'completed' })).toBe(2)
  expect(await count({ quantity: '3' })).toBe(1)
  expect(await count({ is_fraudulent: 'true' })).toBe(2)
  expect(await count({ fraud_score: '0.7' })).toBe(2)
  expect(await count({ event_date: '2026-01-01' })).toBe(8)
  expect(await count({ event_date: '2026-01-02' })).toBe(0)
  expect(await count({ event_timestamp: '2026-01-01T23:59:59.999Z' })).toBe(1)
  for (const [filters, named] of [
    [{ nothing: 'x' }, 'nothing'],
    [{ quantity: 'many' }, 'quantity'],
    [{ is_fraudulent: 'yes' }, 'is_fraudulent'],
    [{ event_date: '2026-02-30' }, 'event_date'],
  ] as const) {
    await expect(engine.batch.submit({ ...DAY, analysisType: 'revenue_by_category', filters })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(named) as unknown,
    })
  }
})
