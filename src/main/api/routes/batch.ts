import type { Engine } from '../../../shared/engine'
import type { batchOperations } from '../../../shared/operations/batch'
import { waitOf } from '../prefer'
import { present, type Handlers } from '../router'

/** Answers the operations of batches. */
export function batchHandlers({ batch }: Engine): Handlers<typeof batchOperations> {
  return {
    async runBatch({ body, headers, signal }) {
      const wait = waitOf(headers.Prefer)
      const accepted = await batch.submit(body)
      if (wait === null) return accepted
      const record = await batch.wait(accepted.batchId, wait * 1000, signal)
      const ended = record.endTime !== undefined
      return Response.json(record, { status: ended ? 200 : 202, headers: { 'Preference-Applied': `wait=${wait}` } })
    },
    estimateBatch: ({ body }) => batch.estimate(body),
    batches: ({ query }) => batch.list(present(query)),
    batchRetention: ({ query: { limit, offset, ...limits }, signal }) =>
      batch.retention({ limit, offset, ...present(limits) }, signal),
    batch: ({ params }) => batch.record(params.id),
    cancelBatch: ({ params }) => batch.cancel(params.id),
    deleteBatch: ({ params }) => batch.remove(params.id),
  }
}
