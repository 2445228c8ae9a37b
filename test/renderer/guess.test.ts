import { expect, test } from 'vitest'
import { guessRows, usualTime } from '../../src/renderer/src/features/batch/guess'
import type { BatchRecord } from '../../src/shared/batch'

const tenth = { count: 10, rows: 100, version: 1 }
const none = { count: 0, rows: 100, version: 1 }

test.each([
  [1000, [], null],
  [1000, [tenth], 100],
  [1000, [tenth, tenth], 10],
  [5, [tenth], 1],
  [1000, [tenth, none], 0],
  [1000, [tenth, undefined], null],
  [1000, [null], null],
])('of %d rows, filters with these counts keep about so many: %o', (rows, counts, kept) => {
  expect(guessRows(rows, counts)).toBe(kept)
})

function ran(rowCount: number, ms: number, engine: BatchRecord['engine'] = 'duckdb'): BatchRecord {
  const at = Date.UTC(2026, 0, 1)
  return {
    batchId: 'batch-20260101-00000000',
    status: 'COMPLETED',
    analysisType: 'hourly_trends',
    engine,
    sourcePath: '',
    startDate: '2026-01-01',
    endDate: '2026-01-01',
    submitTime: new Date(at - 5000).toISOString(),
    startTime: new Date(at).toISOString(),
    endTime: new Date(at + ms).toISOString(),
    rowCount,
  }
}

test.each<[string, number, BatchRecord[], ReturnType<typeof usualTime>]>([
  ['never ran', 1000, [], null],
  ['the one in the middle', 1000, [ran(1000, 90), ran(1000, 10), ran(1000, 50)], { ms: 50, runs: 3 }],
  ['half to twice as many rows', 1000, [ran(500, 10), ran(2000, 20)], { ms: 20, runs: 2 }],
  ['fewer or more tell nothing', 1000, [ran(499, 10), ran(2001, 20), ran(0, 1)], null],
  ['no row', 0, [ran(0, 7), ran(1, 9)], { ms: 7, runs: 1 }],
  ['another engine', 1000, [ran(1000, 10), ran(1000, 900, 'spark')], { ms: 10, runs: 1 }],
])('what such batches took: %s', (_, rows, past, usual) => {
  expect(usualTime(rows, past)).toEqual(usual)
})
