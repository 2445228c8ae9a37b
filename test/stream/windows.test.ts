import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StreamManager } from '../../src/main/stream/manager'
import type { DashboardWindow } from '../../src/shared/stream'
import { dose } from '../support/dose'
import { openParts, type EngineParts } from '../support/engine-parts'
import { eventJson } from '../support/event-json'
import { Random } from '../support/random'
import { ScriptedTopic } from '../support/scripted-topic'
import { until } from '../support/until'
import { comparable, WindowOracle, type OracleEvent } from '../support/window-oracle'

/** Decision 9, (a) to (f): the same windows, whatever cuts, orders, divides or kills the stream. */
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const NOON = Date.parse('2026-03-01T12:00:00Z')
const WATERMARK = 'millrace/dashboard/watermark'

let parts: EngineParts

beforeEach(async () => {
  parts = await openParts()
})
afterEach(() => parts.close())

const plain = (time: number): OracleEvent => ({
  time,
  category: 'books',
  amount: 1,
  status: 'completed',
  fraud: false,
  customer: `CUST-${Math.floor(time / SECOND) % 50}`,
})

function randomEvent(random: Random, time: number): OracleEvent {
  return {
    time,
    category: random.pick(['books', 'toys']),
    amount: random.below(100_000) / 100,
    status: random.pick(['completed', 'completed', 'pending', 'failed']),
    fraud: random.below(10) === 0,
    customer: `CUST-${random.below(40)}`,
  }
}

/** An event each so often, a few of them out of their order by up to `disorder` ms. */
function eventsEvery(random: Random, everyMs: number, fromMs: number, toMs: number, disorder: number): OracleEvent[] {
  return Array.from({ length: Math.floor((toMs - fromMs) / everyMs) }, (_, index) => {
    const late = random.below(8) === 0 ? random.below(disorder + 1) : 0
    return randomEvent(random, fromMs + index * everyMs - late)
  })
}

function produce(topic: ScriptedTopic, oracle: WindowOracle, partition: number, events: readonly OracleEvent[]): void {
  oracle.add(events, partition)
  topic.produce(
    partition,
    events.map((event) =>
      eventJson({
        event_timestamp: new Date(event.time).toISOString(),
        category: event.category,
        total_amount: event.amount,
        transaction_status: event.status,
        is_fraudulent: event.fraud,
        customer_id: event.customer,
      }),
    ),
  )
}

/** Until the table has all, the watermark stands where it comes to rest, and the dashboard has taken that in. */
async function settled(streams: readonly StreamManager[], topic: ScriptedTopic, watermark: number): Promise<void> {
  for (const stream of streams) {
    await until(
      () => stream.status(),
      (status) => status.watermark === new Date(watermark).toISOString() && status.watermarkWaitsFor.length === 0,
    )
  }
  const rows = await parts.rows(parts.transactionsPath, 'count(*)::INTEGER AS n')
  const held = topic.ranges().reduce((sum, { low, high }) => sum + Number(high - low), 0)
  expect(rows[0]?.['n']).toBe(held)
}

async function expectWindows(stream: StreamManager, oracle: WindowOracle): Promise<void> {
  const dashboard = await stream.dashboard({})
  expect(comparable(dashboard.windows)).toEqual(oracle.all())
  expect(dashboard).toMatchObject({ lateRows: oracle.late, futureRows: 0 })
  await expectFinalOnce(dashboard.windows)
}

/** Each final window is in its table, once. */
async function expectFinalOnce(windows: readonly DashboardWindow[]): Promise<void> {
  const stored = await parts.rows(
    parts.aggregationsPath,
    'epoch_ms(window_start)::BIGINT AS start, category, txn_count::INTEGER AS n',
    'ORDER BY start, category',
  )
  expect(stored.map(({ start, category, n }) => [Number(start), category, n])).toEqual(
    windows
      .filter(({ final }) => final)
      .map((window) => [Date.parse(window.window_start), window.category, window.txn_count]),
  )
}

const windowsAt = (windows: readonly DashboardWindow[], start: number) =>
  windows.filter((window) => window.window_start === new Date(start).toISOString()).map((window) => window.txn_count)

test('a backlog of uneven partitions, cut and fetched at random, stopped and read on, gives the windows of all its rows', async () => {
  const random = Random.fresh()
  for (let round = 0; round < dose(2, 10); round++) {
    const topic = new ScriptedTopic('orders', 3, { random })
    const oracle = new WindowOracle()
    const end = NOON + 2 * HOUR
    // Eight times as many in one partition as in another; the third ends an hour before.
    produce(topic, oracle, 0, eventsEvery(random, 2 * SECOND, NOON, end, 5 * MINUTE))
    produce(topic, oracle, 1, eventsEvery(random, 16 * SECOND, NOON, end, 20 * MINUTE))
    produce(topic, oracle, 2, eventsEvery(random, 5 * SECOND, NOON, end - HOUR, 5 * MINUTE))
    for (let restart = 0; restart < 3; restart++) {
      const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 1, maxRows: 50 + random.below(400) })
      await stream.start({ startingOffsets: 'earliest' })
      const some = (restart + 1) * 300
      await until(
        () => stream.status().totals.rows,
        (rows) => rows >= some,
      )
      parts = await parts.restart()
    }
    const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 1, maxRows: 50 + random.below(400) })
    await stream.start({})
    await settled([stream], topic, oracle.watermark)
    await expectWindows(stream, oracle)
    expect(oracle.late).toBeGreaterThan(0)
    await parts.close()
    parts = await openParts()
  }
})

test('two instances, each with its own partitions, give the windows of both, and both say so', async () => {
  const random = Random.fresh()
  const other = await openParts(parts.folder)
  try {
    const topic = new ScriptedTopic('orders', 2, { random })
    const oracle = new WindowOracle()
    produce(topic, oracle, 0, eventsEvery(random, 2 * SECOND, NOON, NOON + HOUR, 5 * MINUTE))
    produce(topic, oracle, 1, eventsEvery(random, 10 * SECOND, NOON, NOON + HOUR, 5 * MINUTE))
    const one = parts.stream({ openSource: () => topic.open([0]), intervalMs: 5, maxRows: 100 })
    const two = other.stream({ openSource: () => topic.open([1]), intervalMs: 5, maxRows: 40 })
    await one.start({ startingOffsets: 'earliest' })
    // What nobody reads yet holds the windows open.
    const waiting = await until(
      () => one.status(),
      ({ totals, watermarkWaitsFor }) => totals.rows === 1800 && watermarkWaitsFor.length > 0,
    )
    expect(waiting.watermarkWaitsFor).toEqual([1])
    expect((await one.dashboard({})).windows.some(({ final }) => final)).toBe(false)
    await two.start({})
    await settled([one, two], topic, oracle.watermark)
    await expectWindows(one, oracle)
    await expectWindows(two, oracle)
    await one.stop()
    await two.stop()
  } finally {
    await other.close()
  }
})

test('a partition that is added behind the watermark is late, and what is missing is what is counted', async () => {
  const topic = new ScriptedTopic('orders', 1)
  const oracle = new WindowOracle()
  const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await stream.start({ startingOffsets: 'earliest' })
  produce(topic, oracle, 0, [plain(NOON), plain(NOON + HOUR)])
  await settled([stream], topic, NOON + 50 * MINUTE)
  topic.addPartitions(1)
  // Seven whose windows have all ended, then three that are in time.
  const late = Array.from({ length: 7 }, (_, index) => plain(NOON + index * MINUTE))
  const timely = Array.from({ length: 3 }, () => plain(NOON + 55 * MINUTE))
  produce(topic, oracle, 1, [...late, ...timely])
  const { totals } = await until(
    () => stream.status(),
    (status) => status.totals.rows === 12 && status.totals.lateRows > 0,
  )
  expect(totals.lateRows).toBe(7)
  const { windows, lateRows } = await stream.dashboard({})
  expect(lateRows).toBe(7)
  expect(windowsAt(windows, NOON)).toEqual([1])
  expect(windowsAt(windows, NOON + 55 * MINUTE)).toEqual([3])
  await expectFinalOnce(windows)
  await stream.stop()
  // The totals survive, also while nothing runs.
  parts = await parts.restart()
  expect((await parts.stream().dashboard({})).lateRows).toBe(7)
})

test('who begins behind the watermark is announced: a stream, and a partition that was added meanwhile', async () => {
  const orders = new ScriptedTopic('orders', 1)
  produce(orders, new WindowOracle(), 0, [plain(NOON), plain(NOON + HOUR)])
  const first = parts.stream({ openSource: () => orders.open(), intervalMs: 1 })
  expect((await first.start({ startingOffsets: 'earliest' })).note).toBeUndefined()
  await settled([first], orders, NOON + 50 * MINUTE)
  await first.stop()
  const returns = new ScriptedTopic('returns', 3)
  returns.leaveHole(0)
  produce(returns, new WindowOracle(), 0, [plain(NOON)])
  produce(returns, new WindowOracle(), 1, [plain(NOON + HOUR)])
  const second = parts.stream({ openSource: () => returns.open(), intervalMs: 1 })
  const { note } = await second.start({ startingOffsets: 'earliest' })
  expect(note).toContain('partition 0 begins before it')
  expect(note).toContain(new Date(NOON + 50 * MINUTE).toISOString())
  expect(note).toContain('lateRows')
  await second.stop()
  orders.addPartitions(1)
  produce(orders, new WindowOracle(), 1, [plain(NOON)])
  const again = await parts.stream({ openSource: () => orders.open(), intervalMs: 1 }).start({})
  expect(again.resumedFrom).toHaveLength(2)
  expect(again.note).toContain('partition 1 begins before it')
})

test('a row from the future is a row, counted, in no window, and blinds nobody', async () => {
  const topic = new ScriptedTopic('orders', 1)
  const oracle = new WindowOracle()
  const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await stream.start({ startingOffsets: 'earliest' })
  const before = Array.from({ length: 100 }, (_, index) => plain(NOON + index * SECOND))
  const after = Array.from({ length: 100 }, (_, index) => plain(NOON + HOUR + index * SECOND))
  produce(topic, oracle, 0, before)
  await settled([stream], topic, oracle.watermark)
  // 2 of 102: over one in a hundred.
  produce(topic, new WindowOracle(), 0, [plain(Date.parse('2126-01-01T00:00:00Z')), plain(Date.now() + HOUR)])
  const odd = await until(
    () => stream.status(),
    (status) => status.totals.futureRows === 2,
  )
  expect(odd.health).toMatchObject({ word: 'Degraded' })
  expect(odd.health.reason).toContain('2 of the last 102 messages')
  produce(topic, oracle, 0, after)
  await settled([stream], topic, oracle.watermark)
  const dashboard = await stream.dashboard({})
  expect(comparable(dashboard.windows)).toEqual(oracle.all())
  expect(dashboard).toMatchObject({ lateRows: 0, futureRows: 2 })
  // 2 of 202: under one in a hundred.
  expect(stream.status().health.reason).not.toContain('in the future')
  await stream.stop()
  parts = await parts.restart()
  const again = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  // The status tells them as the dashboard does: before a start, while it runs, after its end.
  const told = { totals: { futureRows: 2 }, watermark: new Date(oracle.watermark).toISOString() }
  await again.recover()
  expect(again.status()).toMatchObject({ ...told, state: 'STOPPED' })
  await again.start({})
  expect(again.status()).toMatchObject(told)
  expect(comparable((await again.dashboard({})).windows)).toEqual(oracle.all())
  expect(again.status()).toMatchObject(told)
  await again.stop()
  expect(again.status()).toMatchObject({ ...told, state: 'STOPPED' })
})

test('a clock that is set back takes no watermark back, and no window is written again', async () => {
  const topic = new ScriptedTopic('orders', 2)
  let now = NOON + HOUR
  const open = () => parts.stream({ openSource: () => topic.open(), intervalMs: 1, now: () => now })
  const oracle = new WindowOracle()
  produce(topic, oracle, 0, [plain(NOON), plain(NOON + HOUR)])
  produce(topic, oracle, 1, [plain(NOON - HOUR)])
  const first = open()
  await first.start({ startingOffsets: 'earliest' })
  await settled([first], topic, oracle.watermark)
  const before = await first.dashboard({})
  await first.stop()
  parts = await parts.restart()
  now = NOON - HOUR / 2
  const second = open()
  await second.start({})
  // In time by its own partition, but its windows are final.
  produce(topic, new WindowOracle(), 1, [plain(NOON - HOUR / 2)])
  await until(
    () => second.status(),
    ({ totals, lag }) => totals.rows === 1 && totals.lateRows === 1 && lag === 0,
  )
  const after = await second.dashboard({})
  expect(after).toMatchObject({ watermark: before.watermark, lateRows: 1 })
  expect(comparable(after.windows)).toEqual(comparable(before.windows))
  await expectFinalOnce(after.windows)
})

test('a watermark that an older build left in the future is replaced, and windows are written again from there', async () => {
  const topic = new ScriptedTopic('orders', 1)
  const oracle = new WindowOracle()
  produce(topic, oracle, 0, [plain(NOON)])
  const first = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await first.start({ startingOffsets: 'earliest' })
  await settled([first], topic, oracle.watermark)
  await first.stop()
  // As it left both tables.
  const version = BigInt(Date.parse('2126-01-01T00:00:00Z'))
  for (const root of [parts.transactionsPath, parts.aggregationsPath]) {
    const table = parts.lake.table(root)
    const previous = (await table.snapshot())?.setTransactions.get(WATERMARK) ?? null
    await table.commit({ operation: 'WRITE', setTransactions: [{ appId: WATERMARK, version, previous }] })
  }
  parts = await parts.restart()
  const second = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await second.start({})
  produce(topic, oracle, 0, [plain(NOON + HOUR), plain(NOON + HOUR + MINUTE)])
  await settled([second], topic, oracle.watermark)
  const dashboard = await until(
    () => second.dashboard({}),
    ({ windows }) => windows.length > 0 && windows.some(({ final }) => final),
  )
  expect(comparable(dashboard.windows)).toEqual(oracle.all())
  expect(dashboard.lateRows).toBe(0)
  await expectFinalOnce(dashboard.windows)
})

test('where no rows follow, a commit of the watermark alone says so', async () => {
  const topic = new ScriptedTopic('orders', 2)
  const oracle = new WindowOracle()
  produce(topic, oracle, 0, [plain(NOON), plain(NOON + HOUR)])
  // The other partition holds a marker only, which has to be proved.
  topic.leaveHole(1)
  const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await stream.start({ startingOffsets: 'earliest' })
  const { lastBatch } = await until(
    () => stream.status(),
    (status) => status.watermark === new Date(oracle.watermark).toISOString(),
  )
  const snapshot = await parts.lake.table(parts.transactionsPath).snapshot()
  expect(snapshot?.version).toBeGreaterThan(lastBatch?.version ?? 0)
  expect(snapshot?.setTransactions.get(WATERMARK)).toBe(BigInt(oracle.watermark))
  await until(
    () => stream.dashboard({}),
    ({ windows }) => windows.filter(({ final }) => final).length > 0,
  )
})
