import { afterEach, expect, test } from 'vitest'
import { Moment, momentOf } from '../../src/shared/scalars'

const zone = process.env['TZ']
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

test('a moment without a zone is UTC, wherever the host stands; with one it is that', () => {
  process.env['TZ'] = 'Asia/Kolkata'
  expect(new Date(2026, 0, 1).getTimezoneOffset()).not.toBe(0)
  for (const [text, time] of [
    ['2026-01-31T12:00:00Z', Date.UTC(2026, 0, 31, 12)],
    ['2026-01-31T12:00:00', Date.UTC(2026, 0, 31, 12)],
    ['2026-01-31T12:00:00.123456', Date.UTC(2026, 0, 31, 12, 0, 0, 123)],
    ['2026-01-31T12:00:00.123456789Z', Date.UTC(2026, 0, 31, 12, 0, 0, 123)],
    ['2026-01-31T12:00:00+05:30', Date.UTC(2026, 0, 31, 6, 30)],
    ['2026-01-31T12:00:00-08:00', Date.UTC(2026, 0, 31, 20)],
  ] as const) {
    expect(Moment.safeParse(text).success, text).toBe(true)
    expect(momentOf(text), text).toBe(time)
  }
  for (const text of ['', '2026-01-31', '2026-02-30T00:00:00', '12:00:00', '1767225600000', '2026-01-31 12:00:00'])
    expect(Moment.safeParse(text).success, text).toBe(false)
})
