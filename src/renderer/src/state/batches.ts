import { keepPreviousData, queryOptions, useQuery, type QueryClient, type QueryKey } from '@tanstack/react-query'
import { useState } from 'react'
import type { BatchList, BatchRecord, BatchState } from '../../../shared/batch'
import { coalesce } from '../../../shared/coalesce'
import { call, type Query } from '../api/call'
import { keys } from '../api/keys'
import { readBatches } from '../api/pages'

/** Keeps what is shown of batches as their events say. */
export interface BatchFollower {
  /** It was submitted, went on or ended. */
  changed(batch: BatchRecord): void
  /** One was deleted. */
  removed(): void
  close(): void
}

/** Lists are read again at once, but no more often than this, however many batches come together. */
const LISTS_MS = 200
const LISTS: QueryKey = ['batches', 'list']

/** The record of a batch, which its events keep. */
export function batchOf(batchId: string) {
  return queryOptions({
    queryKey: keys.batch(batchId),
    queryFn: ({ signal }) => call('batch', { params: { id: batchId } }, signal),
  })
}

/** Puts a changed batch into every cached answer that shows it; lists are read again when it is new or changed its state. */
export function followBatches(queries: QueryClient): BatchFollower {
  let isGone = false
  const reading = coalesce(() => {
    void queries.invalidateQueries({ queryKey: isGone ? keys.batches : LISTS })
    isGone = false
  }, LISTS_MS)
  return {
    changed(batch) {
      if (!showBatch(queries, batch)) reading.poke()
    },
    removed() {
      isGone = true
      reading.poke()
    },
    close: () => reading.close(),
  }
}

/** False where the lists do not know it as it is. */
function showBatch(queries: QueryClient, batch: BatchRecord): boolean {
  const lists = queries.getQueriesData<BatchList>({ queryKey: LISTS })
  const known =
    queries.getQueryData<BatchRecord>(keys.batch(batch.batchId)) ??
    lists.flatMap(([, list]) => list?.batches ?? []).find(({ batchId }) => batchId === batch.batchId)
  queries.setQueryData(keys.batch(batch.batchId), batch)
  if (known?.status !== batch.status) return false
  for (const [key, list] of lists) {
    if (list?.batches.some(({ batchId }) => batchId === batch.batchId) !== true) continue
    const batches = list.batches.map((one) => (one.batchId === batch.batchId ? batch : one))
    queries.setQueryData<BatchList>(key, { ...list, batches })
  }
  return true
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

/** The newest batches that a query chooses, and `step` more of them at a time. */
export function useBatches(chosen: Query, step: number) {
  const [limit, setLimit] = useState(step)
  const query = { ...chosen, limit }
  const { data, error, refetch } = useQuery({
    queryKey: keys.batchList(query),
    queryFn: ({ signal }) => readBatches(query, limit, signal),
    placeholderData: keepPreviousData,
  })
  /** Null where all of them are there. */
  const more = data !== undefined && data.returned < data.total ? () => setLimit(limit + step) : null
  return { query, data, error, refetch, more }
}
