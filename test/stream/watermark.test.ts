import { expect, test } from 'vitest'
import { createProof } from '../../src/main/stream/progress/proof'
import { TopicEnds } from '../../src/main/stream/progress/topic-ends'
import { partitionWatermarkAppId, WATERMARK_APP_ID } from '../../src/main/stream/progress/offsets'
import {
  moveWatermark,
  raiseWatermark,
  standingAt,
  type PartitionReading,
} from '../../src/main/stream/dashboard/watermark'
import { ScriptedTopic } from '../support/scripted-topic'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const MINUTE = 60_000
const ORDERS = { kind: 'kafka', topic: 'orders', identity: '' } as const

function reading(partition: number, watermark: number | null, unread: boolean | null): PartitionReading {
  return { partition, watermark: watermark === null ? null : BigInt(watermark), unread }
}

const move = (current: number | null, ...readings: PartitionReading[]) =>
  moveWatermark(current === null ? null : BigInt(current), readings)

test('the watermark goes to the smallest one of the unread partitions, to the greatest where none is unread', () => {
  expect(move(null)).toEqual({ watermark: null, waitsFor: [] })
  expect(move(null, reading(0, null, false))).toEqual({ watermark: null, waitsFor: [] })
  expect(move(null, reading(0, 50, true), reading(1, 30, true), reading(2, 10, false)).watermark).toBe(30n)
  expect(move(20, reading(0, 50, true), reading(1, 30, false)).watermark).toBe(50n)
  expect(move(20, reading(0, 50, false), reading(1, 30, false)).watermark).toBe(50n)
  // It never falls.
  expect(move(40, reading(0, 50, true), reading(1, 30, true)).watermark).toBe(40n)
})

test('an unread partition without a row, and one whose end is not known, hold it and are named', () => {
  expect(move(20, reading(0, 50, true), reading(1, null, true))).toEqual({ watermark: 20n, waitsFor: [1] })
  expect(move(20, reading(0, 50, null), reading(1, null, null), reading(2, 90, true))).toEqual({
    watermark: 20n,
    waitsFor: [0, 1],
  })
  // One that is empty holds nothing up.
  expect(move(20, reading(0, 50, true), reading(1, null, false))).toEqual({ watermark: 50n, waitsFor: [] })
})

test('a watermark that an older build left in the future is replaced once, by what the partitions say', () => {
  const blinded = BigInt(Date.parse('2126-01-01T00:00:00Z'))
  const table = (...own: number[]) => ({
    setTransactions: new Map([
      [WATERMARK_APP_ID, blinded],
      ...own.map((time, partition): [string, bigint] => [partitionWatermarkAppId(ORDERS, partition), BigInt(time)]),
    ]),
  })
  expect(standingAt(blinded, table(), NOW)).toBeNull()
  expect(standingAt(blinded, table(NOW, NOW - MINUTE), NOW)).toBeNull()
  expect(moveWatermark(blinded, [reading(0, NOW - MINUTE, false)], null).watermark).toBe(BigInt(NOW - MINUTE))
  expect(moveWatermark(blinded, [reading(0, null, true)], null).watermark).toBe(blinded)
  expect(standingAt(BigInt(NOW + 10 * MINUTE), table(), NOW)).toBe(BigInt(NOW + 10 * MINUTE))
  // The clock was set back: a partition has come that far.
  const ahead = NOW + 60 * MINUTE
  expect(standingAt(BigInt(ahead), table(NOW, ahead), NOW)).toBe(BigInt(ahead))
})

test("a partition's own watermark is its newest event less ten minutes, never falls, and begins in 1970", () => {
  expect(raiseWatermark(null, NOW)).toBe(BigInt(NOW - 10 * MINUTE))
  expect(raiseWatermark(BigInt(NOW), NOW)).toBe(BigInt(NOW))
  expect(raiseWatermark(null, -5)).toBe(0n)
})

test('an end that was asked more than ten seconds ago is not known any more', () => {
  let time = 0
  const ends = new TopicEnds(() => time)
  ends.set([
    { partition: 0, low: 0n, high: 10n },
    { partition: 1, low: 0n, high: 0n },
  ])
  expect([ends.unread(0, 9n), ends.unread(0, 10n), ends.unread(1, 0n), ends.unread(2, 0n)]).toEqual([
    true,
    false,
    false,
    null,
  ])
  time = 10_000
  expect(ends.unread(0, 9n)).toBe(true)
  ends.fetched(1, 3n, 0n)
  time = 10_001
  expect([ends.unread(0, 9n), ends.unread(1, 0n)]).toEqual([null, true])
  expect(ends.partitions).toEqual([0, 1])
})

test('offsets that are proved to be empty are passed, and only those', () => {
  const ends = new TopicEnds(() => 0)
  ends.set([{ partition: 0, low: 0n, high: 10n }])
  expect(ends.open(new Map([[0, 4n]]))).toEqual([{ partition: 0, from: 4n, to: 10n }])
  ends.proveEmpty(0, 4n, 8n)
  expect([ends.pastEmpty(0, 3n), ends.pastEmpty(0, 4n), ends.pastEmpty(0, 7n), ends.pastEmpty(0, 8n)]).toEqual([
    3n,
    8n,
    8n,
    8n,
  ])
  expect(ends.unread(0, 4n)).toBe(true)
  // What follows is proved later; both together are passed.
  ends.proveEmpty(0, 8n, 10n)
  expect(ends.pastEmpty(0, 4n)).toBe(10n)
  expect(ends.unread(0, 4n)).toBe(false)
  expect(ends.open(new Map([[0, 4n]]))).toEqual([])
})

test('an end that came with messages which waited takes back no newer one, and what was read needs no proof', () => {
  const ends = new TopicEnds(() => 0)
  ends.set([{ partition: 0, low: 0n, high: 5000n }])
  ends.fetched(0, 1000n, 1000n)
  expect(ends.unread(0, 1000n)).toBe(true)
  expect(ends.open(new Map([[0, 400n]]))).toEqual([{ partition: 0, from: 1000n, to: 5000n }])
  ends.fetched(0, 6000n, 2000n)
  expect(ends.unread(0, 5000n)).toBe(true)
  ends.dropped()
  expect(ends.open(new Map([[0, 400n]]))).toEqual([{ partition: 0, from: 400n, to: 6000n }])
})

test('every partition is looked at first, then those whose position stands still, and markers are passed', async () => {
  const topic = new ScriptedTopic('orders', 3)
  topic.produce(0, ['a', 'b'])
  topic.leaveHole(0)
  topic.leaveHole(0)
  topic.produce(1, ['a'])
  topic.leaveHole(2)
  const ends = new TopicEnds(() => 0)
  ends.set(topic.ranges())
  const prove = createProof(topic.open(), ends)
  expect(await prove(new Map([[0, 1n]]))).toBe(true)
  expect(ends.open(new Map([[0, 1n]])).map(({ partition }) => partition)).toEqual([0, 1])
  // Partition 0 has moved, partition 1 holds a message.
  expect(await prove(new Map([[0, 2n]]))).toBe(false)
  expect(await Promise.all([prove(new Map([[0, 2n]])), prove(new Map())])).toEqual([true, null])
  expect(ends.open(new Map([[0, 2n]]))).toEqual([{ partition: 1, from: 0n, to: 1n }])
})
