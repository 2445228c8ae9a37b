import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { columnStatisticsSql, readColumnStatistics } from '../../src/main/duckdb/batch/column-statistics'
import type { Row } from '../../src/shared/scalars'
import { Random } from '../support/random'

test('a bin holds just the values between the edges that are shown, those upon an edge too', async () => {
  const random = Random.fresh()
  const connection = await (await DuckDBInstance.create()).connect()
  const column = { name: 'x', kind: 'double' } as const
  let upon = 0
  for (let round = 0; round < 150; round++) {
    const step = random.pick([0.1, 0.01, 0.3, 1 / 3, 7e-5])
    const low = random.below(100) * step
    // Many values are whole steps above the lowest: edges, or next to one.
    const values = [low, ...Array.from({ length: 60 }, () => low + random.below(28) * step), low + 28 * step]
    const list = values.map((value) => `('${value}'::DOUBLE)`).join(', ')
    const { text } = columnStatisticsSql(`(SELECT * FROM (VALUES ${list}) AS t(x))`, null, column)
    const rows = (await connection.runAndReadAll(text)).getRowObjectsJson() as Row[]
    const { histogram } = readColumnStatistics(column, rows)
    expect(histogram).toHaveLength(14)
    for (const [index, { from, to, count }] of (histogram ?? []).entries()) {
      const [start, end] = [Number(from), Number(to)]
      const within = values.filter((value) => value >= start && (index === 13 ? value <= end : value < end))
      upon += within.filter((value) => value === start).length
      expect(count, `round ${round}, bin ${index} from ${start} to ${end}`).toBe(within.length)
    }
  }
  connection.closeSync()
  expect(upon).toBeGreaterThan(100)
})

test.each([
  ['date', 'DATE', '2026-01-01', '2026-01-15'],
  ['timestamp', 'TIMESTAMPTZ', '2026-01-01 00:00:00+00', '2026-01-15 00:00:00+00'],
  ['double', 'DOUBLE', '1', '15'],
] as const)('infinities of a %s are values, and in no bin', async (kind, type, low, high) => {
  const connection = await (await DuckDBInstance.create()).connect()
  const list = [low, low, low, high, 'infinity', '-infinity'].map((value) => `('${value}'::${type})`).join(', ')
  const column = { name: 'x', kind } as const
  const { text } = columnStatisticsSql(`(SELECT * FROM (VALUES ${list}) AS t(x))`, null, column)
  const { count, distinct, histogram } = readColumnStatistics(
    column,
    (await connection.runAndReadAll(text)).getRowObjectsJson() as Row[],
  )
  connection.closeSync()
  expect({ count, distinct }).toEqual({ count: 6, distinct: 4 })
  expect(histogram?.[0]?.count).toBe(3)
  expect(histogram?.reduce((sum, bin) => sum + bin.count, 0)).toBe(4)
})
