import { afterEach, beforeEach, expect, test } from 'vitest'
import { Dashboard, lateRowsOf, toWindow } from '../../src/main/stream/dashboard/dashboard'
import { WATERMARK_DELAY_MS, type MinuteInput } from '../../src/main/stream/dashboard/ports'
import { DistinctSketch } from '../../src/main/stream/dashboard/sketch'
import type { StreamManager } from '../../src/main/stream/manager'
import { openParts, type EngineParts } from '../support/engine-parts'
import { eventJson } from '../support/event-json'
import { Random } from '../support/random'
import { ScriptedTopic } from '../support/scripted-topic'
import { until } from '../support/until'
import { comparable, WindowOracle, type OracleEvent } from '../support/window-oracle'

const MINUTE = 60_000
const NOON = Date.parse('2026-03-01T12:00:00Z')

let parts: EngineParts

beforeEach(async () => {
  parts = await openParts()
})
afterEach(() => parts.close())

function randomEvent(random: Random, around: number): OracleEvent {
  // Mostly on time, some late by up to half an hour, a few early.
  const shift = random.below(10) < 7 ? -random.below(60_000) : random.below(35 * MINUTE) - 30 * MINUTE
  return {
    time: around + shift,
    category: random.pick(['books', 'toys', 'grocery']),
    amount: random.below(100_000) / 100,
    status: random.pick(['completed', 'completed', 'pending', 'failed', 'refunded']),
    fraud: random.below(10) === 0,
    customer: `CUST-${random.below(40)}`,
  }
}

function toJson(event: OracleEvent): string {
  return eventJson({
    event_timestamp: new Date(event.time).toISOString(),
    category: event.category,
    total_amount: event.amount,
    transaction_status: event.status,
    is_fraudulent: event.fraud,
    customer_id: event.customer,
  })
}

/** Sends one micro-batch and waits until the dashboard has it too. */
async function send(topic: ScriptedTopic, stream: StreamManager, batch: readonly OracleEvent[]): Promise<void> {
  const before = stream.status().totals.rows
  topic.produce(0, batch.map(toJson))
  await until(
    () => stream.status(),
    (status) => status.totals.rows === before + batch.length,
  )
  const version = (await parts.lake.table(parts.transactionsPath).snapshot())?.version ?? -1
  await until(
    () => stream.dashboard({ from: 0, to: 1 }),
    (dashboard) => dashboard.asOf.version === version,
  )
}

function start(topic: ScriptedTopic): { stream: StreamManager; started: Promise<unknown> } {
  // A fetch holds a hundred records: each of ours is one micro-batch.
  const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  return { stream, started: stream.start({ startingOffsets: 'earliest' }) }
}

async function expectFinalOnce(oracle: WindowOracle): Promise<void> {
  const rows = await parts.rows(
    parts.aggregationsPath,
    "epoch_ms(window_start)::VARCHAR || '/' || category AS key, count(*)::INTEGER AS times, min(txn_count)::INTEGER AS txn_count",
    'GROUP BY key ORDER BY key',
  )
  const wanted = oracle
    .all()
    .filter((window) => window.final)
    .map((window) => ({
      key: `${Date.parse(window.window_start)}/${window.category ?? ''}`,
      times: 1,
      txn_count: window.txn_count,
    }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
  expect(rows).toEqual(wanted)
}

test('windows of events in any order are those of the definition, also over restarts', async () => {
  const random = Random.fresh()
  const topic = new ScriptedTopic('orders', 1)
  const oracle = new WindowOracle()
  let { stream, started } = start(topic)
  await started
  let clock = NOON
  for (let round = 0; round < 30; round++) {
    clock += random.below(4 * MINUTE)
    const batch = Array.from({ length: 1 + random.below(60) }, () => randomEvent(random, clock))
    await send(topic, stream, batch)
    oracle.add(batch)
    if (random.below(4) === 0) {
      parts = await parts.restart()
      ;({ stream, started } = start(topic))
      await started
      await until(
        () => stream.status(),
        (status) => status.watermark !== null,
      )
    }
    if (round % 5 === 4) expect(comparable((await stream.dashboard({})).windows)).toEqual(oracle.all())
  }
  const { late } = oracle
  expect(stream.status().totals.lateRows).toBe(late)
  expect(late).toBeGreaterThan(0)
  const { windows, lateRows } = await stream.dashboard({})
  expect(lateRows).toBe(late)
  expect(windows.some((window) => window.final) && windows.some((window) => !window.final)).toBe(true)
  await expectFinalOnce(oracle)

  const category = 'toys'
  const [from, to] = [clock - 8 * MINUTE, clock - 3 * MINUTE]
  const asked = comparable((await stream.dashboard({ from, to, category })).windows)
  expect(asked).toEqual(
    oracle
      .all()
      .filter(
        (window) =>
          window.category === category && Date.parse(window.window_end) > from && Date.parse(window.window_start) < to,
      ),
  )
  await stream.stop()
  // What was open can still be looked at after a stop.
  expect(comparable((await stream.dashboard({})).windows)).toEqual(oracle.all())
})

const event = (time: number, customer = 'c'): OracleEvent => ({
  time,
  category: 'books',
  amount: 1,
  status: 'completed',
  fraud: false,
  customer,
})

test('a row is judged by its own partition just before it, however it is cut', async () => {
  const topic = new ScriptedTopic('orders', 1)
  const { stream, started } = start(topic)
  await started
  // Half an hour apart, in one micro-batch: the second is late by the first.
  await send(topic, stream, [event(NOON), event(NOON - 30 * MINUTE)])
  expect(stream.status()).toMatchObject({
    totals: { lateRows: 1 },
    watermark: new Date(NOON - 10 * MINUTE).toISOString(),
    watermarkWaitsFor: [],
  })
  // The last of its windows ends at 11:50, which is the watermark: late. One minute more: in one window.
  await send(topic, stream, [event(NOON - 15 * MINUTE), event(NOON - 14 * MINUTE)])
  expect(stream.status().totals.lateRows).toBe(2)
  const { windows } = await stream.dashboard({ from: NOON - 15 * MINUTE, to: NOON - 9 * MINUTE })
  expect(windows.map(({ window_start: at, txn_count: count, final }) => [at.slice(11, 16), count, final])).toEqual([
    ['11:46', 1, false],
  ])
})

test('a dashboard whose table cannot be written leaves the stream alone, and is whole again afterwards', async () => {
  const topic = new ScriptedTopic('orders', 1)
  const oracle = new WindowOracle()
  const { stream, started } = start(topic)
  await started
  const batchAt = (time: number) => {
    const batch = Array.from({ length: 20 }, (_, index) => randomEvent(new Random(time / 1000 + index), time))
    oracle.add(batch)
    return batch
  }
  await send(topic, stream, batchAt(NOON))
  // Somebody else moves the dashboard's own txn: our next commit there is refused.
  const aggregations = parts.lake.table(parts.aggregationsPath)
  const appId = 'millrace/dashboard/watermark'
  const known = (await aggregations.snapshot())?.setTransactions.get(appId) ?? null
  await aggregations.commit({
    operation: 'WRITE',
    setTransactions: [{ appId, version: known ?? 0n, previous: known }],
  })
  await aggregations.commit({
    operation: 'WRITE',
    setTransactions: [{ appId, version: (known ?? 0n) + 1n, previous: known }],
  })
  topic.produce(0, batchAt(NOON + 10 * MINUTE).map(toJson))
  await until(
    () => stream.status(),
    (status) => status.totals.rows === 40,
  )
  await send(topic, stream, batchAt(NOON + 11 * MINUTE))
  expect(stream.status().state).toBe('RUNNING')
  expect(comparable((await stream.dashboard({})).windows)).toEqual(oracle.all())
  await expectFinalOnce(oracle)
})

test('memory is bounded by what is open: final windows are forgotten', () => {
  const dashboard = new Dashboard(0)
  const sizes: number[] = []
  for (let minute = 1; minute <= 300; minute++) {
    const time = NOON + minute * MINUTE
    const input: MinuteInput[] = ['a', 'b'].map((category) => ({
      minute: time,
      category,
      late: 0,
      rows: 5000,
      revenue: 1,
      fraud: 0,
      customers: Array.from({ length: 3000 }, (_, index) => index * 1_000_003 + minute),
    }))
    dashboard.add(input)
    dashboard.advance(time - WATERMARK_DELAY_MS)
    sizes.push(dashboard.size.bytes)
  }
  expect(dashboard.size.rows).toBeLessThanOrEqual(2 * 16)
  expect(sizes.at(-1)).toBe(sizes[30])
})

test('a year in one micro-batch is final at once, and a partition that was idle for a year comes too late', () => {
  const dashboard = new Dashboard(0)
  const year = 365 * 24 * 60
  const at = (minute: number): MinuteInput => ({
    minute: NOON + minute * MINUTE,
    category: 'a',
    late: 0,
    rows: 1,
    revenue: 1,
    fraud: 0,
    customers: [minute],
  })
  // An event every ten minutes: each in five windows of its own.
  const spread = Array.from({ length: year / 10 }, (_, index) => at(index * 10))
  dashboard.add(spread)
  const newest = NOON + (year - 10) * MINUTE
  const final = dashboard.advance(newest - WATERMARK_DELAY_MS)
  expect(new Set(final.map(({ start }) => start)).size).toBe(final.length)
  // All windows but those of the last event, and those of the one before that are still open.
  const open = dashboard.open()
  expect(final.length + open.length).toBe(spread.length * 5)
  expect(open.every(({ end }) => end > newest - WATERMARK_DELAY_MS)).toBe(true)
  expect(dashboard.size.rows).toBe(2)
  expect(lateRowsOf([at(0), at(year - 21), at(year - 25)], dashboard.watermark)).toBe(2)
  dashboard.add([at(0), at(year - 21), at(year - 25)])
  expect(dashboard.size.rows).toBeLessThanOrEqual(3)
})

test('a watermark never goes back, and a window is final once', () => {
  const dashboard = new Dashboard(0)
  const row = { minute: NOON, category: null, late: 0, rows: 1, revenue: 2, fraud: 0, customers: [7] }
  dashboard.add([row])
  expect(dashboard.open()).toHaveLength(5)
  expect(dashboard.advance(NOON + MINUTE)).toHaveLength(1)
  expect(dashboard.advance(NOON - MINUTE)).toEqual([])
  expect(dashboard.watermark).toBe(NOON + MINUTE)
  expect(dashboard.advance(NOON + 2 * MINUTE)).toHaveLength(1)
  const [last] = dashboard.advance(NOON + 20 * MINUTE).slice(-1)
  expect(last && toWindow(last, true)).toEqual({
    window_start: new Date(NOON).toISOString(),
    window_end: new Date(NOON + 5 * MINUTE).toISOString(),
    category: null,
    txn_count: 1,
    window_revenue: 2,
    avg_order_value: 2,
    fraud_alerts: 0,
    approx_unique_customers: 1,
    final: true,
  })
  expect(dashboard.open()).toEqual([])
  expect(lateRowsOf([row], dashboard.watermark)).toBe(1)
  dashboard.add([row])
  expect(dashboard.open()).toEqual([])
})

test('a row that was late for some of its windows is in the others only', () => {
  const dashboard = new Dashboard(0)
  const row = { minute: NOON, category: 'a', rows: 1, revenue: 2, fraud: 0, customers: [7] }
  for (let late = 0; late <= 5; late++) dashboard.add([{ ...row, late }])
  // The window that ends a minute after it has the one row that was late for none.
  expect(dashboard.open().map(({ end, rows }) => [(end - NOON) / MINUTE, rows])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [5, 5],
  ])
  expect(
    lateRowsOf(
      [
        { ...row, late: 4 },
        { ...row, late: 5 },
      ],
      NOON,
    ),
  ).toBe(1)
})

test('customers are counted exactly up to a thousand and within 5% beyond, however they are merged', () => {
  const random = Random.fresh()
  const hash = () => random.below(2 ** 26) * 2 ** 26 + random.below(2 ** 26)
  for (const count of [0, 1, 999, 1000, 1001, 5000, 20_000, 41_000, 100_000, 400_000]) {
    const hashes = Array.from({ length: count }, hash)
    const distinct = new Set(hashes).size
    const parts = Array.from({ length: 5 }, () => new DistinctSketch())
    for (const [index, one] of hashes.entries()) {
      parts[index % 5]?.add(one)
      if (random.below(3) === 0) parts[random.below(5)]?.add(one)
    }
    const whole = new DistinctSketch()
    for (const part of parts) whole.merge(part)
    if (count <= 1000) expect(whole.estimate()).toBe(distinct)
    else expect(Math.abs(whole.estimate() / distinct - 1)).toBeLessThan(0.05)
    expect(whole.size).toBeLessThan(64 * 1024)
  }
})
