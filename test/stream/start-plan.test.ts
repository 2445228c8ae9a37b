import { expect, test } from 'vitest'
import { MillraceError } from '../../src/shared/errors'
import { describeGaps, gapsToJson, planStart, unreadableGap } from '../../src/main/stream/progress/start-plan'

const range = (partition: number, low: number, high: number) => ({ partition, low: BigInt(low), high: BigInt(high) })

test.each([
  { what: 'goes on where the table stands', known: 5, at: range(0, 0, 9), start: 5, gap: null },
  { what: 'waits at the end', known: 9, at: range(0, 0, 9), start: 9, gap: null },
  { what: 'goes on at the first that is held', known: 5, at: range(0, 5, 9), start: 5, gap: null },
  { what: 'starts at 0 where it is new', known: null, at: range(0, 0, 9), start: 0, gap: null },
  {
    what: 'misses what retention removed',
    known: 5,
    at: range(0, 7, 9),
    start: 7,
    gap: { partition: 0, from: 5n, to: 6n, cause: 'retention' },
  },
  {
    what: 'misses the beginning of a new one that was trimmed',
    known: null,
    at: range(0, 3, 9),
    start: 3,
    gap: { partition: 0, from: 0n, to: 2n, cause: 'retention' },
  },
  {
    what: 'finds that the topic is younger than the table',
    known: 50,
    at: range(0, 0, 20),
    start: 0,
    gap: { partition: 0, from: 0n, to: 49n, cause: 'recreated' },
  },
  {
    what: 'finds an emptied topic',
    known: 50,
    at: range(0, 0, 0),
    start: 0,
    gap: { partition: 0, from: 0n, to: 49n, cause: 'recreated' },
  },
])('a partition $what', ({ known, at, start, gap }) => {
  const plan = planStart(new Map(known === null ? [] : [[0, BigInt(known)]]), [at])
  expect(plan.positions).toEqual(new Map([[0, BigInt(start)]]))
  expect(plan.gaps).toEqual(gap === null ? [] : [gap])
})

test('a partition whose last message is another one is read anew', () => {
  const plan = planStart(new Map([[0, 5n]]), [range(0, 0, 9)], new Set([0]))
  expect(plan.gaps).toEqual([{ partition: 0, from: 0n, to: 4n, cause: 'recreated' }])
  expect(plan.positions.get(0)).toBe(0n)
})

test('gaps are told with their exact ranges, and offsets beyond 2^53 keep their digits', () => {
  const gaps = [
    { partition: 3, from: 5n, to: 9007199254740993n, cause: 'retention' },
    { partition: 4, from: 0n, to: 1n, cause: 'unreadable' },
  ] as const
  const text = describeGaps('orders', gaps)
  expect(text).toContain('partition 3 no longer holds offsets 5 to 9007199254740993')
  expect(text).toContain('partition 4 cannot be read from offset 0 to 1')
  expect(JSON.parse(gapsToJson(gaps))).toEqual({
    failOnDataLoss: false,
    gaps: [
      { partition: 3, from: '5', to: '9007199254740993', cause: 'retention' },
      { partition: 4, from: '0', to: '1', cause: 'unreadable' },
    ],
  })
})

test('an unreadable batch can be skipped only where it names its place', () => {
  const details = { partition: 2, from: '10', to: '19' }
  expect(unreadableGap(new MillraceError('UNREADABLE_BATCH', 'x', { details }))).toEqual({
    partition: 2,
    from: 10n,
    to: 19n,
    cause: 'unreadable',
  })
  expect(unreadableGap(new MillraceError('UNREADABLE_BATCH', 'x'))).toBeNull()
  expect(unreadableGap(new MillraceError('DATA_LOSS', 'x', { details }))).toBeNull()
  expect(unreadableGap(new Error('x'))).toBeNull()
})
