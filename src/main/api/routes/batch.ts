import { z } from '@hono/zod-openapi'
import {
  ANALYSIS_TYPES,
  BatchAccepted,
  BatchCancelled,
  BatchList,
  BatchRecord,
  BatchRequest,
  MAX_LIST_LIMIT,
} from '../../../shared/batch'
import { MillraceError } from '../../../shared/errors'
import { BatchEstimate } from '../../../shared/explore'
import type { Engine } from '../../engine-port'
import { BatchIdParameter, ListQuery, PreferHeader } from '../parameters'
import { MAX_WAIT_SECONDS, waitOf } from '../prefer'
import { present, type Router } from '../router'

const DEFAULT_LIST_LIMIT = 20

/** Submit and follow batches. */
export function addBatchRoutes(route: Router, { batch }: Engine): void {
  route(
    'post',
    '/batch/run',
    {
      summary: 'Submit a batch',
      description: `Answers at once. With Prefer: wait=N it answers when the batch has ended, or after N seconds (at most ${MAX_WAIT_SECONDS}), with the whole record; a client that goes away ends the wait and not the batch.`,
      headers: PreferHeader,
      others: { 200: { description: 'With Prefer: wait=N, where the batch ended in time.', answer: BatchRecord } },
      answer: z.union([BatchAccepted, BatchRecord]),
      body: BatchRequest.strict(),
      checkBody: checkBatchFields,
      status: 202,
      errors: ['TABLE_INVALID', 'UNSUPPORTED_PROTOCOL'],
    },
    async ({ body, header, signal }) => {
      const wait = waitOf(header('Prefer'))
      const accepted = await batch.submit(body)
      if (wait === null) return accepted
      const record = await batch.wait(accepted.batchId, wait * 1000, signal)
      const ended = record.endTime !== undefined
      return Response.json(record, { status: ended ? 200 : 202, headers: { 'Preference-Applied': `wait=${wait}` } })
    },
  )
  route(
    'post',
    '/batch/estimate',
    {
      summary: 'What a batch would read, from statistics alone',
      answer: BatchEstimate,
      body: BatchRequest.strict(),
      checkBody: checkBatchFields,
      errors: ['UNSUPPORTED_PROTOCOL'],
    },
    ({ body }) => batch.estimate(body),
  )
  route(
    'get',
    '/batch/list',
    { summary: 'Batches, newest first', answer: BatchList, query: ListQuery },
    ({ query }) => {
      const { limit, offset, ...filters } = query
      return batch.list({
        limit: Math.min(limit ?? DEFAULT_LIST_LIMIT, MAX_LIST_LIMIT),
        offset: offset ?? 0,
        ...present(filters),
      })
    },
  )
  route(
    'get',
    '/batch/status/{id}',
    { summary: 'One batch', answer: BatchRecord, params: BatchIdParameter, errors: ['BATCH_NOT_FOUND'] },
    ({ params }) => batch.record(params.id),
  )
  route(
    'post',
    '/batch/cancel/{id}',
    {
      summary: 'Cancel a batch',
      answer: BatchCancelled,
      params: BatchIdParameter,
      status: 202,
      errors: ['BATCH_NOT_FOUND', 'BATCH_FINISHED'],
    },
    ({ params }) => batch.cancel(params.id),
  )
  route(
    'delete',
    '/batch/{id}',
    {
      summary: 'Delete a batch and its files',
      answer: null,
      params: BatchIdParameter,
      status: 204,
      errors: ['BATCH_NOT_FOUND', 'BATCH_RUNNING'],
    },
    ({ params }) => batch.remove(params.id),
  )
}

/** Words of the original where it had them (original.md, section 7). */
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
