import { expect, test } from 'vitest'
import type { BatchState } from '../../src/shared/batch'
import type { EngineEvent } from '../../src/shared/events'
import { createRunningBatches } from '../../src/main/desktop/running-batches'
import { createTrayText } from '../../src/main/desktop/tray-text'

test('the tray is not redrawn at each status, and says a stop at once', () => {
  let at = 0
  const text = createTrayText(() => at)
  const running = (lag: number) =>
    ({ active: true, health: { word: 'Healthy', reason: '' }, inputRowsPerSecond: 12, lag }) as const
  const stopped = { active: false, health: { word: 'Stopped', reason: '' }, inputRowsPerSecond: 0, lag: 0 } as const
  expect(text(running(1), 0)).toBe('Millrace: 12.0 rows/s, lag 1')
  expect(text(running(2), 0)).toBeNull()
  expect(text(stopped, 0)).toBe('Millrace: Stopped')
  expect(text(null, 0)).toBe('Millrace: no engine')
  expect(text(running(3), 0)).toBe('Millrace: 12.0 rows/s, lag 3')
  at = 999
  expect(text(running(4), 0)).toBeNull()
  at = 1000
  expect(text(running(5), 0)).toBe('Millrace: 12.0 rows/s, lag 5')
})

test('the tray says how many batches run, at once while the stream stands still', () => {
  let at = 0
  const text = createTrayText(() => at)
  const running = { active: true, health: { word: 'Healthy', reason: '' }, inputRowsPerSecond: 12, lag: 1 } as const
  const stopped = { active: false, health: { word: 'Stopped', reason: '' }, inputRowsPerSecond: 0, lag: 0 } as const
  expect(text(stopped, 0)).toBe('Millrace: Stopped')
  expect(text(stopped, 1)).toBe('Millrace: Stopped; 1 batch running')
  expect(text(stopped, 2)).toBe('Millrace: Stopped; 2 batches running')
  expect(text(running, 2)).toBe('Millrace: 12.0 rows/s, lag 1; 2 batches running')
  expect(text(running, 3)).toBeNull()
  at = 1000
  expect(text(running, 3)).toBe('Millrace: 12.0 rows/s, lag 1; 3 batches running')
  expect(text(null, 3)).toBe('Millrace: no engine')
})

test('batches are counted from their begin to their end, whatever way that is, and anew with another engine', () => {
  const batches = createRunningBatches()
  const tell = (batchId: string, status: BatchState) =>
    batches.heard({ type: 'batch', batch: recordOf(batchId, status) })
  const hello = (resumed: boolean): EngineEvent => ({ type: 'hello', version: '1', startedAt: AT, resumed })
  expect(batches.heard(hello(false))).toBe(0)
  expect(tell('a', 'PENDING')).toBe(0)
  expect(tell('a', 'RUNNING')).toBe(1)
  expect(tell('a', 'RUNNING')).toBe(1)
  expect(tell('b', 'RUNNING')).toBe(2)
  expect(tell('c', 'RUNNING')).toBe(3)
  expect(tell('a', 'COMPLETED')).toBe(2)
  expect(tell('b', 'CANCELLED')).toBe(1)
  expect(batches.heard(hello(true))).toBe(1)
  expect(batches.heard({ type: 'batch-removed', batchId: 'c' })).toBe(0)
  expect(tell('d', 'RUNNING')).toBe(1)
  expect(batches.heard(hello(false))).toBe(0)
  expect(tell('e', 'RUNNING')).toBe(1)
  batches.lost()
  expect(tell('f', 'FAILED')).toBe(0)
})

const AT = '2026-01-01T00:00:00.000Z'

function recordOf(batchId: string, status: BatchState) {
  const dates = { startDate: '2026-01-01', endDate: '2026-01-31' }
  return { batchId, status, analysisType: 'fraud_analysis' as const, sourcePath: '/lake', submitTime: AT, ...dates }
}
