import { AggregatedData, BatchData, type AnalysisName } from '../../../shared/batch'
import { BatchExplanation, ColumnsAnswer, Comparison, DrillDown } from '../../../shared/explore'
import { call, type Query } from './call'

/** Which stored table of a batch: its raw rows, or the result of one analysis. */
export interface StoredTable {
  readonly batchId: string
  /** Null: the raw rows. */
  readonly analysis: AnalysisName | null
}

/** How it is looked at, as the API writes it. */
export interface View {
  readonly sort?: string | undefined
  readonly filter?: readonly string[]
  readonly q?: string | undefined
}

export const resultsApi = {
  async rows(table: StoredTable, view: View, limit: number, offset: number, signal?: AbortSignal) {
    const options = { query: { ...queryOf(table, view), limit, offset }, signal }
    return table.analysis === null
      ? call(BatchData, 'GET', pathOf(table), options)
      : call(AggregatedData, 'GET', pathOf(table), options)
  },
  columns: (table: StoredTable, view: View, signal?: AbortSignal) =>
    call(ColumnsAnswer, 'GET', `${pathOf(table)}/columns`, {
      query: { ...queryOf(table, view), sort: undefined },
      signal,
    }),
  behind: (batchId: string, analysis: AnalysisName, row: number, query: Query, signal?: AbortSignal) =>
    call(DrillDown, 'GET', `${pathOf({ batchId, analysis })}/${row}/rows`, { query: { ...query, analysis }, signal }),
  compare: (query: Query, signal?: AbortSignal) => call(Comparison, 'GET', '/batch/compare', { query, signal }),
  explain: (batchId: string, signal?: AbortSignal) =>
    call(BatchExplanation, 'GET', `/batch/explain/${encodeURIComponent(batchId)}`, { signal }),
}

/** Of the table's own route. */
export function pathOf({ batchId, analysis }: StoredTable): string {
  return `/batch/data/${encodeURIComponent(batchId)}${analysis === null ? '' : '/aggregated'}`
}

export function queryOf({ analysis }: StoredTable, { sort, filter, q }: View): Query {
  return { analysis: analysis ?? undefined, sort, filter, q }
}
