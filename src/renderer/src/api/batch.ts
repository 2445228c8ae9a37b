import { BatchAccepted, BatchCancelled, BatchList, BatchRecord, type BatchRequest } from '../../../shared/batch'
import { BatchEstimate } from '../../../shared/explore'
import { z } from 'zod'
import { call, type Query } from './call'

export const batchApi = {
  run: (request: BatchRequest) => call(BatchAccepted, 'POST', '/batch/run', { body: request }),
  record: (batchId: string, signal?: AbortSignal) =>
    call(BatchRecord, 'GET', `/batch/status/${encodeURIComponent(batchId)}`, { signal }),
  list: (query: Query, signal?: AbortSignal) => call(BatchList, 'GET', '/batch/list', { query, signal }),
  estimate: (request: BatchRequest, signal?: AbortSignal) =>
    call(BatchEstimate, 'POST', '/batch/estimate', { body: request, signal }),
  remove: (batchId: string) => call(z.null(), 'DELETE', `/batch/${encodeURIComponent(batchId)}`),
  cancel: (batchId: string) => call(BatchCancelled, 'POST', `/batch/cancel/${encodeURIComponent(batchId)}`),
}
