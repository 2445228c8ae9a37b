import type { BatchRequest } from '../../../../shared/batch'
import { plainLiteral } from '../../../../shared/literals'
import { TRANSACTION_FIELDS } from '../../../../shared/transaction'
import { call } from '../../api/call'
import { overTable } from '../../api/over-table'
import { text } from '../../strings/text'
import { toCurl, type Recipe } from '../../ui/copy-as'

const KINDS = new Map<string, string>(TRANSACTION_FIELDS.map(({ name, kind }) => [name, kind]))

/** The batch as curl; the rows that it would read as SQL over the Delta files and as Python. */
export function batchRecipe(request: BatchRequest): Recipe {
  const { startDate, endDate, filters = {}, tableVersion, asOf } = request
  return {
    curl: () => toCurl({ operation: 'runBatch', input: { body: request } }),
    more: [{ name: text.batch.estimate, curl: () => toCurl({ operation: 'estimateBatch', input: { body: request } }) }],
    ...overTable(async () => ({
      table: 'transactions',
      version: asOf === undefined ? tableVersion : (await call('estimateBatch', { body: request })).tableVersion,
      where: [
        { column: 'event_date', is: '>=', value: startDate },
        { column: 'event_date', is: '<=', value: endDate },
        ...Object.entries(filters).map(([column, value]) => ({
          column,
          is: '=' as const,
          value: plainLiteral(value, KINDS.get(column) ?? 'string'),
        })),
      ],
    })),
  }
}
