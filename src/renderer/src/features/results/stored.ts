import { queryOptions, useQuery } from '@tanstack/react-query'
import type { AnalysisName } from '../../../../shared/batch'
import { keys } from '../../api/keys'
import { readColumns, readRange, type StoredTable, type View } from '../../api/results'

/** Most rows that a chart looks at; the grid below always has all of them. */
const CHART_ROWS = 10_000
/** Of each analysis on the page of a full report; its own tab has them all. */
export const FIRST_ROWS = 5

/** Statistics of its columns, over all its rows or those that a view chooses. */
export function columnsOf(table: StoredTable, view: Pick<View, 'where' | 'search'> = {}) {
  return queryOptions({
    queryKey: keys.result('columns', table, view),
    queryFn: ({ signal }) => readColumns(table, view, signal),
  })
}

/** Columns of a result with their statistics. */
export function useColumns(table: StoredTable) {
  return useQuery(columnsOf(table))
}

/** The first rows of a result in its own order, as many as its chart looks at. */
export function chartRowsOf(batchId: string, analysis: AnalysisName) {
  const table = { batchId, analysis }
  // The shape of all customers is drawn from statistics; the first of them are the highest.
  const count = analysis === 'customer_segmentation' ? FIRST_ROWS : CHART_ROWS
  return queryOptions({
    queryKey: keys.result('chart', table),
    queryFn: ({ signal }) => readRange(table, {}, 0, count, signal),
  })
}
