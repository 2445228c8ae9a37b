import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { keys } from '../../src/renderer/src/api/keys'
import { followBatches } from '../../src/renderer/src/state/batches'
import { AnalysisType, type BatchRecord } from '../../src/shared/batch'

function batch(index: number, status: BatchRecord['status']): BatchRecord {
  return {
    batchId: `batch-20260101-${String(index).padStart(8, '0')}`,
    status,
    analysisType: AnalysisType.enum.revenue_by_category,
    engine: 'duckdb',
    sourcePath: '/data/delta/stream/transactions',
    startDate: '2026-01-01',
    endDate: '2026-01-01',
    submitTime: '2026-01-02T00:00:00.000Z',
  }
}

test('however many batches come together, their list is read a few times, and the last time after the last of them', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } })
  const stored: BatchRecord[] = []
  let reads = 0
  const observer = new QueryObserver(queries, {
    queryKey: keys.batchList({ status: 'PENDING' }),
    queryFn: () => {
      reads++
      return Promise.resolve({ total: stored.length, returned: stored.length, batches: [...stored] })
    },
  })
  const stop = observer.subscribe(() => undefined)
  const follower = followBatches(queries)
  await expect.poll(() => observer.getCurrentResult().data?.total).toBe(0)
  for (let index = 0; index < 115; index++) {
    stored.push(batch(index, 'PENDING'))
    follower.changed(batch(index, 'PENDING'))
  }
  await expect.poll(() => observer.getCurrentResult().data?.total).toBe(115)
  expect(reads).toBeLessThanOrEqual(3)
  stored.pop()
  follower.removed()
  await expect.poll(() => observer.getCurrentResult().data?.total).toBe(114)
  follower.close()
  stop()
  queries.clear()
})
