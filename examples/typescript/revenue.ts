import type { Millrace } from './client'

/** Runs an analysis over some days and gives its rows. Dates are UTC, both inclusive. */
export async function revenueByCategory(millrace: Millrace, startDate: string, endDate: string) {
  const { data: batch, error } = await millrace.POST('/batch/run', {
    params: { header: { Prefer: 'wait=60' } },
    body: { startDate, endDate, analysisType: 'revenue_by_category' },
  })
  if (error) throw new Error(`${error.error}: ${error.message}`)
  if (batch.status !== 'COMPLETED') throw new Error(`${batch.batchId} is ${batch.status} after a minute.`)
  const result = await millrace.GET('/batch/data/{id}/aggregated', {
    params: { path: { id: batch.batchId }, query: { limit: 10, sort: 'total_revenue:desc' } },
  })
  if (result.error) throw new Error(`${result.error.error}: ${result.error.message}`)
  return 'data' in result.data ? result.data.data : []
}
