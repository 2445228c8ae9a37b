import { useQuery, type QueryClient } from '@tanstack/react-query'
import type { BatchList, BatchRecord, BatchState } from '../../../shared/batch'
import { call } from '../api/call'
import { keys } from '../api/keys'

/** Puts a changed batch into every cached answer that shows it; lists are read again when it is new or changed its state. */
export function showBatch(queries: QueryClient, batch: BatchRecord): void {
  const lists = queries.getQueriesData<BatchList>({ queryKey: ['batches', 'list'] })
  const known =
    queries.getQueryData<BatchRecord>(keys.batch(batch.batchId)) ??
    lists.flatMap(([, list]) => list?.batches ?? []).find(({ batchId }) => batchId === batch.batchId)
  queries.setQueryData(keys.batch(batch.batchId), batch)
  if (known?.status !== batch.status) {
    void queries.invalidateQueries({ queryKey: ['batches', 'list'] })
    return
  }
  for (const [key, list] of lists) {
    if (list?.batches.some(({ batchId }) => batchId === batch.batchId) !== true) continue
    const batches = list.batches.map((one) => (one.batchId === batch.batchId ? batch : one))
    queries.setQueryData<BatchList>(key, { ...list, batches })
  }
}

/** How long a batch ran, ms; null before its end, and for one that never began. */
export function tookOf({ startTime, endTime }: BatchRecord): number | null {
  return startTime === undefined || endTime === undefined ? null : Date.parse(endTime) - Date.parse(startTime)
}

/** How many batches run or wait. */
export function useActiveBatches(): number {
  const running = useBatchCount('RUNNING')
  const pending = useBatchCount('PENDING')
  return running + pending
}

/** How many batches are in a state. */
export function useBatchCount(status: BatchState): number {
  const query = { status, limit: 1 }
  const { data } = useQuery({
    queryKey: keys.batchList(query),
    queryFn: ({ signal }) => call('batches', { query }, signal),
  })
  return data?.total ?? 0
}
