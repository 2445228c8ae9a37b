import { expect, test } from 'vitest'
import { MAX_COUNTED, parseSchedule } from '../../src/main/batch/schedule'

test('of very many times the last one is told all the same', () => {
  const minutely = parseSchedule('* * * * *')
  const from = Date.UTC(2026, 0, 1)
  for (const until of [Date.UTC(2026, 0, 9), Date.UTC(2026, 0, 9, 0, 0, 0, 500), Date.UTC(2026, 0, 9, 0, 0, 59, 999)])
    expect(minutely.between(from, until)).toEqual({ count: MAX_COUNTED, last: Date.UTC(2026, 0, 9) })
  expect(minutely.between(from, from + 120_000)).toEqual({ count: 2, last: from + 120_000 })
})
