import { expect, test } from 'vitest'
import { coalesce } from '../../src/main/stream/coalesce'
import { RateMeter } from '../../src/main/stream/rate'
import type { PartitionMark } from '../../src/main/stream/committer'
import { StreamFigures } from '../../src/main/stream/status'
import { until } from '../support/until'

let time = 1_000_000
const now = () => time

/** A commit of one partition up to the offset before `next`. */
function mark(next: bigint, timestamp: number): PartitionMark {
  return { first: 0n, last: next - 1n, fingerprint: 0n, timestamp }
}

function batch(records: number, dead: number, marks: readonly [number, PartitionMark][] = []) {
  return {
    version: 1,
    processingTime: 1,
    files: [],
    marks: new Map(marks),
    records,
    rows: records - dead,
    rejected: Array.from({ length: dead }, (_, index) => ({
      partition: 0,
      record: { offset: BigInt(index), timestamp: null, key: null, value: null, headers: [] },
      code: 'NO_VALUE' as const,
      field: null,
      reason: 'x',
    })),
    unknownKeys: 1,
    newestEvent: null,
    fetchMs: 1,
    decodeMs: 1,
    writeMs: 1,
    commitMs: 1,
    totalMs: 1,
  }
}

test('[checklist 5] lag is what the table lacks, per partition and in sum, whatever was fetched', () => {
  const figures = new StreamFigures(now)
  figures.assign(
    new Map([
      [0, 10n],
      [1, 5n],
    ]),
  )
  figures.setRanges([
    { partition: 0, low: 0n, high: 25n },
    { partition: 1, low: 0n, high: 5n },
    { partition: 2, low: 0n, high: 99n },
  ])
  expect(figures.snapshot()).toMatchObject({ lag: 15 })
  expect(figures.snapshot().partitions).toMatchObject([
    { partition: 0, offset: 10, endOffset: 25, lag: 15 },
    { partition: 1, offset: 5, endOffset: 5, lag: 0, lagSeconds: 0 },
  ])
  figures.read(0, { records: 15, endOffset: 27n })
  expect(figures.snapshot().partitions[0]).toMatchObject({ offset: 10, endOffset: 27, lag: 17 })
  figures.committed(batch(15, 0, [[0, mark(25n, time)]]))
  expect(figures.snapshot().partitions[0]).toMatchObject({ offset: 25, endOffset: 27, lag: 2 })
  expect(figures.snapshot().lag).toBe(2)
  figures.assign(new Map([[1, 5n]]))
  expect(figures.snapshot().partitions.map((one) => one.partition)).toEqual([1])
})

test('lagSeconds is never told too small, nor by a quiet partition too large', () => {
  const figures = new StreamFigures(now)
  figures.assign(new Map([[0, 0n]]))
  const lagSeconds = () => figures.snapshot().lagSeconds
  figures.setRanges([{ partition: 0, low: 0n, high: 100n }])
  time += 4000
  expect(lagSeconds()).toBe(4)
  const commit = (next: bigint, timestamp: number) => figures.committed(batch(50, 0, [[0, mark(next, timestamp)]]))
  // A backlog of an hour ago: as old as the newest message committed.
  commit(50n, time - 3_600_000)
  expect(lagSeconds()).toBe(3600)
  commit(100n, time - 1_800_000)
  expect(lagSeconds()).toBe(0)
  // Then silence for an hour, in which the end was seen again and again; what comes now is fresh.
  time += 3_600_000
  figures.setRanges([{ partition: 0, low: 0n, high: 100n }])
  time += 2000
  figures.setRanges([{ partition: 0, low: 0n, high: 101n }])
  expect(lagSeconds()).toBe(2)
})

test('totals count each message once, though it was read twice', () => {
  const figures = new StreamFigures(now)
  figures.assign(new Map([[0, 0n]]))
  figures.read(0, { records: 30, endOffset: 30n })
  figures.dropped(30)
  figures.assign(new Map([[0, 0n]]))
  figures.read(0, { records: 30, endOffset: 30n })
  figures.committed(batch(30, 4))
  figures.addLate(3)
  const { totals, deadLettersByCode, lastBatch } = figures.snapshot()
  expect(totals).toEqual({ consumed: 30, rows: 26, deadLetters: 4, unknownKeys: 1, lateRows: 3 })
  expect(deadLettersByCode).toEqual({ NO_VALUE: 4 })
  expect(lastBatch).toMatchObject({ rows: 26, deadLetters: 4 })
})

test('sixty micro-batches are kept, and dead letters of about the last thousand messages', () => {
  const figures = new StreamFigures(now)
  figures.committed(batch(100, 100))
  for (let index = 0; index < 65; index++) figures.committed(batch(100, 0))
  expect(figures.snapshot().recentBatches).toHaveLength(60)
  const { recentMessages, recentDeadLetters } = figures.healthFacts()
  expect(recentDeadLetters).toBe(0)
  expect(recentMessages).toBeGreaterThanOrEqual(1000)
  expect(recentMessages).toBeLessThan(1200)
})

test('a rate is of the last ten seconds, and of less at the start', () => {
  const meter = new RateMeter(now)
  time += 2000
  meter.add(100)
  expect(meter.perSecond).toBe(50)
  time += 8000
  meter.add(100)
  expect(meter.perSecond).toBe(20)
  time += 5000
  expect(meter.perSecond).toBe(10)
  time += 6000
  expect(meter.perSecond).toBe(0)
})

test('events are at most one in their span, and the last change is always told', async () => {
  const told: { at: number; value: number }[] = []
  let value = 0
  const events = coalesce(
    () => told.push({ at: performance.now(), value }),
    50,
    () => performance.now(),
  )
  for (value = 1; value < 40; value++) {
    events.poke()
    await new Promise((resolve) => setImmediate(resolve))
  }
  value = 1000
  events.poke()
  await until(
    () => told,
    (all) => all.at(-1)?.value === 1000,
  )
  events.close()
  for (const [index, one] of told.entries()) {
    if (index > 0) expect(one.at - (told[index - 1]?.at ?? 0)).toBeGreaterThan(45)
  }
})
