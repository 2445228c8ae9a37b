import { expect, test } from 'vitest'
import { coalesce } from '../../src/shared/coalesce'
import { RateMeter } from '../../src/main/stream/status/rate'
import type { PartitionMark } from '../../src/main/stream/committer'
import { StreamFigures } from '../../src/main/stream/status/status'
import { until } from '../support/until'

let time = 1_000_000
const now = () => time

/** A commit of one partition up to the offset before `next`. */
function mark(next: bigint, timestamp: number): PartitionMark {
  return { first: 0n, last: next - 1n, records: Number(next), fingerprint: 0n, timestamp }
}

function batch(records: number, dead: number, marks: readonly [number, PartitionMark][] = [], future = 0) {
  const places = Array.from({ length: records }, (_, index) => ({ partition: 0, offset: BigInt(index) }))
  return {
    version: 1,
    setTransactions: new Map<string, bigint>(),
    judged: { newest: new Map<number, number>(), future: places.slice(dead, dead + future), minutes: [] },
    newest: places,
    processingTime: 1,
    files: [],
    marks: new Map(marks),
    records,
    rows: records - dead,
    deadLetters: Array.from({ length: dead }, (_, index) => ({
      partition: 0,
      record: { offset: BigInt(index), timestamp: null, key: null, value: null, headers: [] },
      code: 'NO_VALUE' as const,
      field: null,
      reason: 'x',
    })),
    unknownKeys: 1,
    fetchMs: 1,
    decodeMs: 1,
    writeMs: 1,
    commitMs: 1,
    totalMs: 1,
  }
}

test('[checklist 5] lag is what the table lacks, per partition and in sum, whatever was fetched', () => {
  const figures = new StreamFigures(now)
  const ranges = [
    { partition: 0, low: 0n, high: 25n },
    { partition: 1, low: 0n, high: 5n },
    { partition: 2, low: 0n, high: 99n },
  ]
  figures.begin(
    ranges,
    new Map([
      [0, 10n],
      [1, 5n],
    ]),
  )
  figures.assign([0, 1])
  expect(figures.snapshot()).toMatchObject({ lag: 114 })
  expect(figures.snapshot().partitions).toMatchObject([
    { partition: 0, offset: 10, endOffset: 25, lag: 15, member: 'self' },
    { partition: 1, offset: 5, endOffset: 5, lag: 0, lagSeconds: 0, member: 'self' },
    { partition: 2, offset: 0, endOffset: 99, lag: 99, member: null },
  ])
  // What another member reads counts in the lag all the same, and its position is the table's.
  figures.setMembers(new Map([[2, 'other-1']]))
  figures.setPositions(new Map([[2, 99n]]))
  expect(figures.snapshot().partitions[2]).toMatchObject({ offset: 99, lag: 0, member: 'other-1' })
  figures.read(0, { records: 15, endOffset: 27n })
  expect(figures.snapshot().partitions[0]).toMatchObject({ offset: 10, endOffset: 27, lag: 17 })
  figures.committed(batch(15, 0, [[0, mark(25n, time)]]))
  expect(figures.snapshot().partitions[0]).toMatchObject({ offset: 25, endOffset: 27, lag: 2 })
  expect(figures.snapshot().lag).toBe(2)
  figures.assign([1])
  expect(figures.snapshot().partitions.map(({ member }) => member)).toEqual([null, 'self', 'other-1'])
})

test('a stream has caught up when little is left, somebody reads each partition, and its position is known', () => {
  const figures = new StreamFigures(now)
  figures.begin(
    [0, 1].map((partition) => ({ partition, low: 0n, high: 5n })),
    new Map(),
  )
  expect(figures.caughtUp).toBe(false)
  figures.assign([0])
  expect(figures.caughtUp).toBe(false)
  expect(figures.healthFacts().unassigned).toEqual([1])
  figures.setMembers(new Map([[1, 'other-1']]))
  // What is left may be markers, or old messages: nobody has looked yet.
  expect(figures.caughtUp).toBe(false)
  figures.committed(batch(3, 0, [[0, mark(3n, time)]]))
  expect(figures.caughtUp).toBe(false)
  figures.setKnown()
  expect(figures.caughtUp).toBe(true)
  figures.setRanges([{ partition: 1, low: 0n, high: 5000n }])
  expect(figures.caughtUp).toBe(false)
})

test('lagSeconds is never told too small, nor by a quiet partition too large', () => {
  const figures = new StreamFigures(now)
  figures.begin([{ partition: 0, low: 0n, high: 100n }], new Map())
  const lagSeconds = () => figures.snapshot().lagSeconds
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
  figures.begin([{ partition: 0, low: 0n, high: 0n }], new Map())
  figures.read(0, { records: 30, endOffset: 30n })
  figures.dropped(30)
  figures.read(0, { records: 30, endOffset: 30n })
  figures.committed(batch(30, 4))
  const { totals, deadLettersByCode, lastBatch } = figures.snapshot({ lateRows: 3, futureRows: 2 })
  expect(totals).toEqual({ consumed: 30, rows: 26, deadLetters: 4, unknownKeys: 1, lateRows: 3, futureRows: 2 })
  expect(deadLettersByCode).toEqual({ NO_VALUE: 4 })
  expect(lastBatch).toMatchObject({ rows: 26, deadLetters: 4 })
})

test('sixty micro-batches are kept, and what became of the last thousand messages, wherever they were cut', () => {
  const figures = new StreamFigures(now)
  const recent = () => {
    const { recentMessages, recentDeadLetters, recentFutureRows } = figures.healthFacts()
    return [recentMessages, recentDeadLetters, recentFutureRows]
  }
  figures.committed(batch(100, 100))
  expect(recent()).toEqual([100, 100, 0])
  figures.committed(batch(940, 10, [], 5))
  // Forty of the first are no longer among them.
  expect(recent()).toEqual([1000, 70, 5])
  for (let index = 0; index < 65; index++) figures.committed(batch(100, 0))
  expect(recent()).toEqual([1000, 0, 0])
  expect(figures.snapshot().recentBatches).toHaveLength(60)
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
