import { expect, test } from 'vitest'
import { createProof } from '../../src/main/stream/proof'
import { TopicEnds } from '../../src/main/stream/topic-ends'
import { moveWatermark, raiseWatermark, type PartitionReading } from '../../src/main/stream/watermark'
import { ScriptedTopic } from '../support/scripted-topic'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const MINUTE = 60_000

function reading(partition: number, watermark: number | null, unread: boolean | null): PartitionReading {
  return { partition, watermark: watermark === null ? null : BigInt(watermark), unread }
}

const move = (current: number | null, ...readings: PartitionReading[]) =>
  moveWatermark(current === null ? null : BigInt(current), readings, NOW)

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
  const blinded = Date.parse('2126-01-01T00:00:00Z')
  expect(move(blinded, reading(0, NOW - MINUTE, false)).watermark).toBe(BigInt(NOW - MINUTE))
  expect(move(blinded, reading(0, null, true)).watermark).toBe(BigInt(blinded))
  expect(move(NOW + 10 * MINUTE, reading(0, NOW, false)).watermark).toBe(BigInt(NOW + 10 * MINUTE))
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
  ends.fetched(1, 3n)
  time = 10_001
  expect([ends.unread(0, 9n), ends.unread(1, 0n)]).toEqual([null, true])
  expect(ends.partitions).toEqual([0, 1])
})

test('offsets that are proved to be empty are passed, and only those', () => {
  const ends = new TopicEnds(() => 0)
  ends.set([{ partition: 0, low: 0n, high: 10n }])
  expect(ends.open(new Map([[0, 4n]]))).toEqual([{ partition: 0, from: 4n, to: 10n }])
  ends.proveEmpty(0, 4n, 8n)
  expect([ends.settle(0, 3n), ends.settle(0, 4n), ends.settle(0, 7n), ends.settle(0, 8n)]).toEqual([3n, 8n, 8n, 8n])
  expect(ends.unread(0, 4n)).toBe(true)
  // What follows is proved later; both together are passed.
  ends.proveEmpty(0, 8n, 10n)
  expect(ends.settle(0, 4n)).toBe(10n)
  expect(ends.unread(0, 4n)).toBe(false)
  expect(ends.open(new Map([[0, 4n]]))).toEqual([])
})

test('a partition is looked at once its position stands still, and its markers are passed', async () => {
  const topic = new ScriptedTopic('orders', 2)
  topic.produce(0, ['a', 'b'])
  topic.leaveHole(0)
  topic.leaveHole(0)
  topic.produce(1, ['a'])
  const ends = new TopicEnds(() => 0)
  ends.set(topic.ranges())
  const prove = createProof(topic.open(), ends)
  expect(await prove(new Map([[0, 1n]]))).toBe(false)
  expect(ends.open(new Map([[0, 1n]]))).toHaveLength(2)
  // Partition 0 has moved, partition 1 holds a message.
  expect(await prove(new Map([[0, 2n]]))).toBe(false)
  expect(await prove(new Map([[0, 2n]]))).toBe(true)
  expect(ends.open(new Map([[0, 2n]]))).toEqual([{ partition: 1, from: 0n, to: 1n }])
})
