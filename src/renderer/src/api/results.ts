import type { AnalysisName } from '../../../shared/batch'
import { MillraceError } from '../../../shared/errors'
import type { Row } from '../../../shared/scalars'
import { call, type Query } from './call'
import { readPages } from './pages'

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

/** A page of rows, of whichever of the two it is. */
export async function readRows(table: StoredTable, view: View, limit: number, offset: number, signal?: AbortSignal) {
  const { batchId: id, analysis } = table
  const query = { ...view, limit, offset }
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

/** Statistics of its columns. */
export function readColumns({ batchId: id, analysis }: StoredTable, { filter, q }: View, signal?: AbortSignal) {
  const query = { filter, q }
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
