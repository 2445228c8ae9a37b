import { expect, test } from 'vitest'
import { queueOf } from '../../src/renderer/src/features/batch/queue-order'
import type { BatchRecord } from '../../src/shared/batch'

function batch(batchId: string, more: Partial<BatchRecord>): BatchRecord {
  return {
    batchId,
    status: 'PENDING',
    analysisType: 'fraud_analysis',
    sourcePath: '/lake',
    startDate: '2026-01-01',
    endDate: '2026-01-31',
    submitTime: '2026-02-01T00:00:00.000Z',
    ...more,
  }
}

test('the queue has what runs, the oldest first, then what waits, and one that just began only once', () => {
  // Newest first, as lists are.
  const running = [batch('c', { status: 'RUNNING' }), batch('a', { status: 'RUNNING' })]
  const waiting = [
    batch('f', { queuePosition: 3 }),
    batch('d', { queuePosition: 1 }),
    batch('c', { status: 'RUNNING' }),
  ]
  expect(queueOf(running, waiting).map(({ batchId }) => batchId)).toEqual(['a', 'c', 'd', 'f'])
})
