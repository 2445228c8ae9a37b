import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { QUALITY_COLUMNS, QualityHistory } from '../../src/shared/quality'
import { createQualityReader } from '../../src/main/duckdb/quality-reader'
import { openSession } from '../../src/main/duckdb/session'
import { createQualityStore } from '../../src/main/duckdb/state-quality'
import type { StreamManager } from '../../src/main/stream/manager'
import type { QualityRecord } from '../../src/main/stream/quality/ports'
import { openParts, type EngineParts } from '../support/engine-parts'
import { eventJson, events } from '../support/event-json'
import { ScriptedTopic } from '../support/scripted-topic'
import { until } from '../support/until'

const DAY = 86_400_000

let parts: EngineParts

beforeEach(async () => {
  parts = await openParts()
})
afterEach(() => parts.close())

/** Sends one micro-batch and waits for its row of the history. */
async function send(stream: StreamManager, topic: ScriptedTopic, values: readonly (string | null)[]) {
  const before = (await stream.quality({ limit: 1 })).summary.microBatches
  topic.produce(0, values)
  const history = await until(
    () => stream.quality({ limit: 100 }),
    ({ summary }) => summary.microBatches === before + 1,
  )
  return QualityHistory.parse(history)
}

test('a micro-batch has one row with its dead letters, nulls, amounts, times and repeated ids', async () => {
  const topic = new ScriptedTopic('orders', 1)
  const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await stream.start({ startingOffsets: 'earliest' })
  expect(stream.status().quality).toBeNull()
  const amount = { quantity: 3, unit_price: 19.99, discount_percent: 15 }
  await send(stream, topic, [
    ...events(2, 'clean'),
    eventJson({ transaction_id: 'a', ...amount, total_amount: 50.97, store_id: 's' }),
    eventJson({ transaction_id: 'b', ...amount, total_amount: 50.98, store_id: 's', brand: null }),
    eventJson({ transaction_id: 'c', ...amount, total_amount: 50.95 }),
    eventJson({ transaction_id: 'd', ...amount, total_amount: 59.97, discount_percent: null }),
    eventJson({ transaction_id: 'e', ...amount, total_amount: -50.97 }),
    eventJson({ transaction_id: 'f', event_timestamp: new Date(Date.now() + 3_600_000).toISOString() }),
    eventJson({ transaction_id: 'clean-0' }),
    eventJson({ transaction_id: 'clean-0' }),
    '{',
    null,
  ])
  const { data, summary, page } = await send(stream, topic, [
    eventJson({ transaction_id: 'clean-1' }),
    eventJson({ transaction_id: 'new', store_id: 's' }),
  ])
  const [second, first] = data
  expect(page).toEqual({ limit: 100, returned: 2, hasMore: false })
  expect(first).toMatchObject({
    topic: 'orders',
    rows: 10,
    deadLetters: 2,
    deadLetterShare: 2 / 12,
    // Two and a half cents, and the wrong sign; up to a cent is rounding.
    amountMismatches: 2,
    futureEvents: 1,
    repeatedIds: 2,
  })
  expect(Object.keys(first?.nullShare ?? {})).toEqual(QUALITY_COLUMNS)
  expect(first?.nullShare).toMatchObject({ store_id: 0.8, brand: 0.1, discount_percent: 0.1, card_network: 1, city: 0 })
  // Of the micro-batch before, too.
  expect(second).toMatchObject({ rows: 2, deadLetters: 0, deadLetterShare: 0, repeatedIds: 1, futureEvents: 0 })
  expect(second?.nullShare).toMatchObject({ store_id: 0.5 })
  expect(summary).toMatchObject({ microBatches: 2, rows: 12, deadLetters: 2, repeatedIds: 3, amountMismatches: 2 })
  expect(summary.nullShare['store_id']).toBeCloseTo(9 / 12)
  expect(stream.status().quality).toEqual({
    rows: 12,
    deadLetters: 2,
    deadLetterShare: 2 / 14,
    amountMismatches: 2,
    futureEvents: 1,
    repeatedIds: 3,
  })
  const [row] = await parts.rows(parts.transactionsPath, 'epoch_ms(max(processing_timestamp))::DOUBLE AS at')
  expect(Date.parse(second?.at ?? '')).toBe(row?.['at'])

  // A micro-batch of dead letters only has its row as well.
  const dead = await send(stream, topic, ['x', 'y'])
  expect(dead.data[0]).toMatchObject({ rows: 0, deadLetters: 2, deadLetterShare: 1, nullShare: { city: 0 } })
  const from = Date.parse(first?.at ?? '') + 1
  expect((await stream.quality({ from, limit: 1 })).page).toEqual({ limit: 1, returned: 1, hasMore: true })
  expect((await stream.quality({ to: from - 2, limit: 10 })).data).toEqual([])
})

test('generated events are of good quality', async () => {
  const stream = parts.stream()
  await stream.start({ source: 'sample', rate: 5000 })
  await until(
    () => stream.status().quality,
    (quality) => (quality?.rows ?? 0) > 5000,
  )
  await stream.stop()
  const { summary } = await stream.quality({ limit: 1 })
  expect(summary).toMatchObject({ amountMismatches: 0, futureEvents: 0, repeatedIds: 0, deadLetters: 0 })
  expect(summary.nullShare['store_id']).toBeGreaterThan(0.5)
  expect(summary.nullShare['city']).toBe(0)
})

test('ids are compared with those of the last hundred thousand rows at least, and not with all', async () => {
  const reader = await createQualityReader(parts.session)
  let files = 0
  /** A file with the ids of a range; the repeats in it. */
  const measure = async (from: number, to: number): Promise<number> => {
    const file = join(parts.folder, `${files++}.parquet`)
    await parts.sql(
      `COPY (SELECT 'id-' || range AS transaction_id, 1 AS quantity, 1.0 AS unit_price, 0.0 AS discount_percent, 1.0 AS total_amount,
         now() AS event_timestamp, now() AS processing_timestamp FROM range(${from}, ${to})) TO '${file}' (FORMAT parquet)`,
    )
    return (await reader.measure([file])).repeatedIds
  }
  expect(await measure(0, 60_000)).toBe(0)
  expect(await measure(59_990, 120_000)).toBe(10)
  // The oldest of a hundred thousand rows before it.
  expect(await measure(20_010, 20_020)).toBe(10)
  for (let from = 200_000; from < 600_000; from += 50_000) expect(await measure(from, from + 50_000)).toBe(0)
  expect(await measure(500_000, 500_005)).toBe(5)
  expect(await measure(0, 5)).toBe(0)
})

test('the history is kept for thirty days and over restarts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-quality-'))
  const file = join(folder, 'state.duckdb')
  const open = () => openSession({ file, threads: 1, memoryLimit: 128 * 2 ** 20, folders: [folder] })
  const record = (at: number): QualityRecord => ({
    version: at,
    at,
    topic: 't',
    rows: 10,
    deadLetters: 0,
    amountMismatches: 1,
    futureEvents: 2,
    repeatedIds: 3,
    nulls: QUALITY_COLUMNS.map((_, index) => index % 5),
  })
  try {
    let session = await open()
    let store = await createQualityStore(session, () => 40 * DAY)
    for (let day = 1; day <= 40; day++) await store.add(record(day * DAY))
    await session.close()
    session = await open()
    store = await createQualityStore(session, () => 40 * DAY)
    const { summary, data } = await store.history({ limit: 100 })
    expect(summary).toMatchObject({ microBatches: 31, rows: 310, amountMismatches: 31, futureEvents: 62 })
    expect(data.map(({ version }) => version)).toEqual(Array.from({ length: 31 }, (_, index) => (40 - index) * DAY))
    expect(data[0]?.nullShare[QUALITY_COLUMNS[3] ?? '']).toBe(0.3)
    await session.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
