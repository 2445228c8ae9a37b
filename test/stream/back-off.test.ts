import { expect, test } from 'vitest'
import { MillraceError } from '../../src/shared/errors'
import { backOffMs, fixOf } from '../../src/main/stream/faults'

const conflict = new MillraceError('COMMIT_CONFLICT', 'another instance was faster', { canRetry: true })
const diskFull = new MillraceError('DISK_FULL', 'the disk is full', { canRetry: true })

test('who was overtaken reads the table again at once, then waits its own while, which grows', () => {
  expect(backOffMs(conflict, 1, () => 1)).toBe(0)
  expect([2, 3, 4, 5, 6, 7, 20].map((failures) => backOffMs(conflict, failures, () => 1))).toEqual([
    500, 1000, 2000, 4000, 8000, 10_000, 10_000,
  ])
  // Two that were overtaken together do not meet again: each draws.
  expect([0.1, 0.7].map((draw) => backOffMs(conflict, 4, () => draw))).toEqual([200, 1400])
  expect(fixOf(conflict)).toContain('consumer group')
})

test('what mends itself is tried again more and more seldom', () => {
  expect([1, 2, 3, 4, 5, 50].map((failures) => backOffMs(diskFull, failures))).toEqual([
    1000, 2000, 5000, 10_000, 30_000, 30_000,
  ])
})
