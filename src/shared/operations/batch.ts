import { z } from 'zod'
import {
  ANALYSIS_TYPES,
  BatchAccepted,
  BatchCancelled,
  BatchList,
  BatchRecord,
  BatchRequest,
  MAX_WAIT_SECONDS,
  RetentionPreview,
} from '../batch'
import { MillraceError } from '../errors'
import { BatchEstimate } from '../explore'
import type { Operations } from './operation'
import { BatchIdParameter, ListQuery, PreferHeader, RetentionParameters } from './parameters'

/** Submit and follow batches. */
export const batchOperations = {
  runBatch: {
    kind: 'command',
    method: 'POST',
    path: '/batch/run',
    summary: 'Submit a batch',
    description: `Answers at once. With Prefer: wait=N it answers when the batch has ended, or after N seconds (at most ${MAX_WAIT_SECONDS}), with the whole record; a client that goes away ends the wait and not the batch.`,
    headers: PreferHeader,
    answerHeaders: { 'Preference-Applied': 'wait=N, where it was asked for.' },
    body: BatchRequest.strict(),
    checkBody: checkBatchFields,
    status: 202,
    output: z.union([BatchAccepted, BatchRecord]),
    others: { 200: { description: 'With Prefer: wait=N, where the batch ended in time.', output: BatchRecord } },
    errors: ['TABLE_INVALID', 'UNSUPPORTED_PROTOCOL'],
  },
  estimateBatch: {
    kind: 'query',
    method: 'POST',
    path: '/batch/estimate',
    summary: 'What a batch would read, from statistics alone',
    body: BatchRequest.strict(),
    checkBody: checkBatchFields,
    output: BatchEstimate,
    errors: ['TABLE_INVALID', 'UNSUPPORTED_PROTOCOL'],
  },
  batches: {
    kind: 'query',
    method: 'GET',
    path: '/batch/list',
    summary: 'Batches, newest first',
    query: ListQuery,
    output: BatchList,
  },
  batchRetention: {
    kind: 'query',
    method: 'GET',
    path: '/batch/retention',
    summary: 'Which batches retention would delete',
    description:
      'Deletes nothing, and answers also where no retention is configured: no batch would go where there is no limit. A batch whose results are being read is told too; it goes when its last reader is gone.',
    query: RetentionParameters,
    output: RetentionPreview,
  },
  batch: {
    kind: 'query',
    method: 'GET',
    path: '/batch/status/{id}',
    summary: 'One batch',
    params: BatchIdParameter,
    output: BatchRecord,
    errors: ['BATCH_NOT_FOUND'],
  },
  cancelBatch: {
    kind: 'command',
    method: 'POST',
    path: '/batch/cancel/{id}',
    summary: 'Cancel a batch',
    params: BatchIdParameter,
    status: 202,
    output: BatchCancelled,
    errors: ['BATCH_NOT_FOUND', 'BATCH_FINISHED'],
  },
  deleteBatch: {
    kind: 'command',
    method: 'DELETE',
    path: '/batch/{id}',
    summary: 'Delete a batch and its files',
    params: BatchIdParameter,
    status: 204,
    output: null,
    errors: ['BATCH_NOT_FOUND', 'BATCH_RUNNING'],
  },
} as const satisfies Operations

/** Words of the original where it had them: scripts look for them. */
function checkBatchFields(body: unknown): void {
  const fields = new Map(Object.entries(Object(body) as Record<string, unknown>))
  const missing = ['startDate', 'endDate', 'analysisType'].filter((name) => (fields.get(name) ?? null) === null)
  if (missing.length > 0)
    throw new MillraceError('INVALID_REQUEST', 'Missing required fields: startDate, endDate, analysisType')
  const type = fields.get('analysisType')
  if (typeof type === 'string' && !ANALYSIS_TYPES.some((known) => known === type)) {
    throw new MillraceError(
      'INVALID_REQUEST',
      `Unknown analysisType: ${type.slice(0, 100)}. Valid types: ${ANALYSIS_TYPES.join(', ')}`,
    )
  }
}
