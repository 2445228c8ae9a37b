import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import type { BatchAccepted, BatchRecord, BatchRequest } from '../../../../shared/batch'
import { messageOf } from '../../../../shared/errors'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { notify } from '../../ui/toast'

/** Runs batches again as they were, by the same engine, on the newest version of the table. */
export function useRerun(): UseMutationResult<readonly BatchAccepted[], Error, readonly BatchRecord[]> {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (batches) => Promise.all(batches.map((batch) => call('runBatch', { body: againOf(batch) }))),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.batches }),
    onError: (error) => notify({ mark: 'failed', title: text.batch.notSubmitted, detail: messageOf(error) }),
  })
}

export function againOf({ startDate, endDate, analysisType, filters, engine }: BatchRecord): BatchRequest {
  return { startDate, endDate, analysisType, filters, engine }
}
