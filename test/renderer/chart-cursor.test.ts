import { expect, test } from 'vitest'
import { nearestPoint } from '../../src/renderer/src/ui/chart-cursor'

const TIMES = [10_000, 11_000, 12_000, 20_000]

test.each([
  ['on a point', 11_000, 1],
  ['nearer to the one before', 11_499, 1],
  ['nearer to the one after', 11_501, 2],
  ['a step before the first', 7_000, 0],
  ['a step after the last', 23_000, 3],
  ['further away', 24_000, null],
  ['nowhere', null, null],
])('%s', (_, at, point) => {
  expect(nearestPoint(TIMES, at)).toBe(point)
})

test('a point alone is had for half a minute around it, and no points at no time', () => {
  expect(nearestPoint([100_000], 125_000)).toBe(0)
  expect(nearestPoint([100_000], 131_000)).toBe(null)
  expect(nearestPoint([], 100_000)).toBe(null)
})
