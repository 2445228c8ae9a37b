import type { BatchRequest } from '../../../../shared/batch'
import { overTable } from '../../api/over-table'
import { text } from '../../strings/text'
import { toCurl, type Recipe } from '../../ui/copy-as'

/** The batch as curl; the rows that it would read as SQL over the Delta files and as Python. */
export function batchRecipe(request: BatchRequest): Recipe {
  const { startDate, endDate, filters = {}, tableVersion } = request
  return {
    curl: () => toCurl({ operation: 'runBatch', input: { body: request } }),
    more: [{ name: text.batch.estimate, curl: () => toCurl({ operation: 'estimateBatch', input: { body: request } }) }],
    ...overTable(() => ({
      table: 'transactions',
      version: tableVersion,
      where: [
        { column: 'event_date', is: '>=', value: startDate },
        { column: 'event_date', is: '<=', value: endDate },
        ...Object.entries(filters).map(([column, value]) => ({ column, is: '=' as const, value })),
      ],
    })),
  }
}
