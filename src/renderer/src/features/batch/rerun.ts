import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import type { BatchAccepted, BatchRecord, BatchRequest } from '../../../../shared/batch'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { withEach, type Outcome } from './each'

/** Runs batches again as they were, by the same engine, on the newest version of the table. */
export function useRerun(): UseMutationResult<Outcome<BatchAccepted>, Error, readonly BatchRecord[]> {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (batches) =>
      withEach(batches, (batch) => call('runBatch', { body: againOf(batch) }), text.batch.someNotSubmitted),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.batches }),
  })
}

/** The request of a batch, to be run anew on the newest version. */
export function againOf({ startDate, endDate, analysisType, filters, engine }: BatchRecord): BatchRequest {
  return { startDate, endDate, analysisType, filters, engine }
}
