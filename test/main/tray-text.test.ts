import { expect, test } from 'vitest'
import { createTrayText } from '../../src/main/desktop/tray-text'

test('the tray is not redrawn at each status, and says a stop at once', () => {
  let at = 0
  const text = createTrayText(() => at)
  const running = (lag: number) =>
    ({ active: true, health: { word: 'Healthy', reason: '' }, inputRowsPerSecond: 12, lag }) as const
  const stopped = { active: false, health: { word: 'Stopped', reason: '' }, inputRowsPerSecond: 0, lag: 0 } as const
  expect(text(running(1))).toBe('Millrace: 12.0 rows/s, lag 1')
  expect(text(running(2))).toBeNull()
  expect(text(stopped)).toBe('Millrace: Stopped')
  expect(text(null)).toBe('Millrace: no engine')
  expect(text(running(3))).toBe('Millrace: 12.0 rows/s, lag 3')
  at = 999
  expect(text(running(4))).toBeNull()
  at = 1000
  expect(text(running(5))).toBe('Millrace: 12.0 rows/s, lag 5')
})
