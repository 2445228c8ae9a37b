import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OwnedEngine } from '../../src/main/engine'
import type { AnalysisType } from '../../src/shared/batch'
import { day } from '../support/day'
import { dose } from '../support/dose'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { until } from '../support/until'

const ROWS = dose(100_000, 1_000_000)
/** A count of decision 37, which names it for a million rows. */
const share = (rows: number) => (rows * ROWS) / 1_000_000

let folder: TestFolder
let engine: OwnedEngine

beforeAll(async () => {
  folder = await openTestFolder()
  await folder.seed(ROWS)
  engine = await folder.engine()
})
afterAll(() => folder.remove())

// The README's ten example queries on a fresh table, within 3%.
test.each<[string, number, AnalysisType, Record<string, string>, number]>([
  ['30 days', 30, 'revenue_by_category', {}, 333_333],
  ['60 days of electronics in the west', 60, 'revenue_by_region', { category: 'electronics', region: 'west' }, 37_333],
  ['45 days of the south', 45, 'customer_segmentation', { region: 'south' }, 125_000],
  ['credit cards', 90, 'payment_analysis', { payment_method: 'credit_card' }, 300_000],
  ['the mobile app', 90, 'channel_performance', { channel: 'mobile_app' }, 350_000],
  ['grocery', 90, 'inventory_velocity', { category: 'grocery' }, 220_000],
  ['7 days by hour', 7, 'hourly_trends', {}, 77_778],
  [
    'gold customers, electronics, north',
    90,
    'customer_segmentation',
    { customer_tier: 'gold', category: 'electronics', region: 'north' },
    6_600,
  ],
  ['everything', 90, 'full_report', {}, 1_000_000],
])('[checklist 28] %s', async (_name, days, analysisType, filters, expected) => {
  const record = await runBatch(engine, { startDate: day(days), endDate: day(1), analysisType, filters })
  expect(record.status).toBe('COMPLETED')
  expect(Math.abs((record.rowCount ?? 0) - share(expected)) / share(expected)).toBeLessThanOrEqual(0.03)
})

test('[checklist 28] fraud over 90 days: the counts sum to 2% of the rows', async () => {
  const { batchId, rowCount } = await runBatch(engine, {
    startDate: day(90),
    endDate: day(1),
    analysisType: 'fraud_analysis',
  })
  expect(rowCount).toBe(ROWS)
  const answer = await engine.batch.aggregated(batchId, null, { limit: 10_000, offset: 0 })
  const sum = ('data' in answer ? answer.data : []).reduce((total, row) => total + Number(row['fraud_count']), 0)
  expect(Math.abs(sum - share(20_000))).toBeLessThanOrEqual(share(600))
})

test('[checklist 28] the last k days hold exactly their share, over 24 regions and cities', async () => {
  expect(
    (await runBatch(engine, { startDate: day(30), endDate: day(1), analysisType: 'hourly_trends' })).rowCount,
  ).toBe(Math.floor(ROWS / 3))
  expect((await runBatch(engine, { startDate: day(7), endDate: day(1), analysisType: 'hourly_trends' })).rowCount).toBe(
    Math.floor((ROWS * 7) / 90),
  )
  const { batchId } = await runBatch(engine, { startDate: day(90), endDate: day(1), analysisType: 'revenue_by_region' })
  const regions = await engine.batch.aggregated(batchId, null, { limit: 100, offset: 0 })
  expect('page' in regions ? regions.page : null).toMatchObject({
    returned: 24,
    hasMore: false,
  })
})

test('[checklist 25] a date range reads only its dates: their files are the snapshot', async () => {
  const { batchId } = await runBatch(engine, { startDate: day(7), endDate: day(1), analysisType: 'hourly_trends' })
  const { datesRead, filesRead, linkedFiles, filesOfTable } = await engine.batch.explain(batchId)
  expect({ datesRead, filesRead, linkedFiles }).toEqual({ datesRead: 7, filesRead: 7, linkedFiles: 7 })
  expect(filesOfTable).toBeGreaterThan(7)
  const names = await readdir(join(folder.loaded.config.delta.batchBasePath, batchId, 'raw'))
  expect(names.filter((name) => name.endsWith('.parquet'))).toHaveLength(7)
})

test('[checklist 2] what the stream commits is what batches read', async () => {
  const before =
    (await runBatch(engine, { startDate: day(0), endDate: day(-1), analysisType: 'hourly_trends' })).rowCount ?? 0
  await engine.stream.start({ source: 'sample', rate: 2000 })
  await until(
    () => engine.stream.status(),
    ({ totals }) => totals.rows > 1000,
  )
  await engine.stream.stop()
  const after =
    (await runBatch(engine, { startDate: day(0), endDate: day(-1), analysisType: 'hourly_trends' })).rowCount ?? 0
  expect(after - before).toBeGreaterThan(1000)
})

test('[checklist 14] business hours hold 80% of the rows', async () => {
  const { batchId } = await runBatch(engine, { startDate: day(30), endDate: day(1), analysisType: 'hourly_trends' })
  const answer = await engine.batch.aggregated(batchId, null, { limit: 10_000, offset: 0 })
  const rows = 'data' in answer ? answer.data : []
  const count = (some: typeof rows) => some.reduce((total, row) => total + Number(row['transaction_count']), 0)
  const business = rows.filter((row) => Number(row['event_hour']) >= 8 && Number(row['event_hour']) <= 22)
  expect(count(business) / count(rows)).toBeCloseTo(0.8, 2)
})
