import type { AnalysisName } from '../../../shared/batch'
import { MillraceError } from '../../../shared/errors'
import type { ExploreQuery } from '../../../shared/explore'
import type { Row } from '../../../shared/scalars'
import { call, type Query } from './call'
import { readPages } from './pages'

/** Which stored table of a batch: its raw rows, or the result of one analysis. */
export interface StoredTable {
  readonly batchId: string
  /** Null: the raw rows. */
  readonly analysis: AnalysisName | null
}

/** How it is looked at. */
export type View = ExploreQuery

/** True where all rows are looked at, in their own order. */
export function isPlain({ sort, where, search }: View): boolean {
  return sort === undefined && where === undefined && search === undefined
}

/** As the API writes it. */
export function viewQuery({ sort, where, search }: View): Query {
  return { sort, where: where === undefined ? undefined : JSON.stringify(where), search }
}

/** A page of rows, of whichever of the two it is. */
export async function readRows(table: StoredTable, view: View, limit: number, offset: number, signal?: AbortSignal) {
  const { batchId: id, analysis } = table
  const query = { ...viewQuery(view), limit, offset }
  if (analysis === null) return call('rawRows', { params: { id }, query }, signal)
  const answer = await call('resultRows', { params: { id }, query: { ...query, analysis } }, signal)
  // Who names an analysis gets that one alone (decision 15).
  if ('analyses' in answer) throw new MillraceError('INTERNAL_ERROR', 'The engine answered with the whole report.')
  return answer
}

/** Rows from `first` on, fewer only at the end. */
export async function readRange(table: StoredTable, view: View, first: number, count: number, signal?: AbortSignal) {
  const { rows, hasMore } = await readPages<Row, Awaited<ReturnType<typeof readRows>>>(
    (limit, offset) => readRows(table, view, limit, offset, signal),
    first,
    count,
  )
  return { rows, hasMore }
}

/** Statistics of its columns; a sort changes none. */
export function readColumns(
  { batchId: id, analysis }: StoredTable,
  view: Pick<View, 'where' | 'search'>,
  signal?: AbortSignal,
) {
  const query = { ...viewQuery(view), sort: undefined }
  return analysis === null
    ? call('rawColumns', { params: { id }, query }, signal)
    : call('resultColumns', { params: { id }, query: { ...query, analysis } }, signal)
}

/** What asks for its rows. */
export function askFor({ batchId: id, analysis }: StoredTable, query: Query) {
  return analysis === null
    ? ({ operation: 'rawRows', input: { params: { id }, query } } as const)
    : ({ operation: 'resultRows', input: { params: { id }, query: { ...query, analysis } } } as const)
}

/** What asks for all results of a full report. */
export function askForReport(id: string) {
  return { operation: 'resultRows', input: { params: { id }, query: {} } } as const
}
