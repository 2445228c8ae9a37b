import { expect, test } from 'vitest'
import { countFitting, decideFlush } from '../../src/main/stream/micro-batch'

const LIMITS = { intervalMs: 5000, maxRows: 1000, maxBytes: 4096 }

test.each([
  { what: 'nothing', fill: { records: 0, bytes: 0, ageMs: 99_999 }, decision: 'wait' },
  { what: 'a young one', fill: { records: 1, bytes: 1, ageMs: 4999 }, decision: 'wait' },
  { what: 'one as old as the interval', fill: { records: 1, bytes: 1, ageMs: 5000 }, decision: 'due' },
  { what: 'one with all its rows', fill: { records: 1000, bytes: 1, ageMs: 0 }, decision: 'full' },
  { what: 'one with all its bytes', fill: { records: 1, bytes: 4096, ageMs: 0 }, decision: 'full' },
  { what: 'one that is full and old', fill: { records: 1001, bytes: 5000, ageMs: 9000 }, decision: 'full' },
  {
    what: 'one of tombstones only, which have no bytes',
    fill: { records: 999, bytes: 0, ageMs: 5001 },
    decision: 'due',
  },
  { what: 'the rest of a backlog', fill: { records: 1, bytes: 1, ageMs: 0, endsBacklog: true }, decision: 'due' },
  { what: 'a full rest of one', fill: { records: 1000, bytes: 1, ageMs: 0, endsBacklog: true }, decision: 'full' },
  {
    what: 'one that the next message does not fit into',
    fill: { records: 9, bytes: 9, ageMs: 0, isCut: true },
    decision: 'full',
  },
  { what: 'nothing behind a backlog', fill: { records: 0, bytes: 0, ageMs: 0, endsBacklog: true }, decision: 'wait' },
] as const)('a micro-batch ends by rows, bytes or age, whichever is first: $what', ({ fill, decision }) => {
  expect(decideFlush({ endsBacklog: false, isCut: false, ...fill }, LIMITS)).toBe(decision)
})

test.each([
  { what: 'all that there is', fill: { records: 0, bytes: 0 }, sizes: [1, 2, 3], count: 3 },
  { what: 'as many as there may be rows', fill: { records: 998, bytes: 0 }, sizes: [1, 1, 1], count: 2 },
  { what: 'as many as there may be bytes', fill: { records: 1, bytes: 4090 }, sizes: [3, 3, 1], count: 2 },
  { what: 'none into a full one', fill: { records: 1000, bytes: 0 }, sizes: [0], count: 0 },
  { what: 'none that is too large for what is left', fill: { records: 1, bytes: 1 }, sizes: [4096, 1], count: 0 },
  { what: 'one alone that is too large for any', fill: { records: 0, bytes: 0 }, sizes: [5000, 0], count: 1 },
])('a micro-batch never passes its limits: $what', ({ fill, sizes, count }) => {
  expect(countFitting(fill, sizes, LIMITS)).toBe(count)
})
