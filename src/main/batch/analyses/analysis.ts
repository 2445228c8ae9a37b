import type { AnalysisName } from '../../../shared/batch'
import type { FieldKind } from '../../../shared/transaction'
import { quoteName } from '../../sql'
import type { Dialect } from './dialect'

export interface ResultColumn {
  readonly name: string
  readonly kind: FieldKind | 'string_list' | 'int64'
}

export interface SortKey {
  readonly column: string
  readonly descending?: boolean
}

/** A column of a result that rows are grouped by. */
export interface GroupKey {
  readonly column: string
  /** Over the columns of a transaction; null where it is the column of that name. */
  readonly expression: ((dialect: Dialect) => string) | null
}

/** A condition on rows of transactions. */
export interface RowFilter {
  /** In the words of every engine. */
  readonly sql: string
  /** As Spark names it among its PushedFilters. */
  readonly spark: string
  readonly columns: readonly string[]
}

/** One analysis: its definition in one place, as the original's (docs/batches.md). */
export interface Analysis {
  readonly name: AnalysisName
  /** One sentence for people. */
  readonly title: string
  readonly columns: readonly ResultColumn[]
  /** The rows that it looks at; `sql` is made with it, so the rows behind a group are found by it too. */
  readonly where: RowFilter
  readonly keys: readonly GroupKey[]
  /** Its count of transactions. */
  readonly countColumn: string
  /** The number that it is about: two results are compared by it where no other is asked for. */
  readonly measure: string
  /** The SELECT over `source`, a relation with the columns of a transaction, in the words of an engine. */
  readonly sql: (dialect: Dialect) => string
  /** The total order of the result: the analysis' own, then its group columns (decision 16). */
  readonly order: readonly SortKey[]
}

/** Nulls first ascending, last descending, as Spark sorts. */
export function orderBy(keys: readonly SortKey[]): string {
  return keys
    .map(
      ({ column, descending }) => `${quoteName(column)} ${descending === true ? 'DESC NULLS LAST' : 'ASC NULLS FIRST'}`,
    )
    .join(', ')
}

/** Keys that are columns of a transaction themselves. */
export function plainKeys(...columns: readonly string[]): readonly GroupKey[] {
  return columns.map((column) => ({ column, expression: null }))
}

/** Rows that count as a sale. */
export const COMPLETED: RowFilter = {
  sql: `transaction_status = 'completed'`,
  spark: 'EqualTo(transaction_status,completed)',
  columns: ['transaction_status'],
}

/** The names of columns in a SELECT. */
export function listColumns(columns: readonly ResultColumn[]): string {
  return columns.map(({ name }) => name).join(', ')
}

/** The SELECT of an analysis over a relation, without its order. */
export function analysisOver({ sql }: Analysis, dialect: Dialect, source: string): string {
  const select = sql(dialect).trim()
  return select.startsWith('WITH ')
    ? `WITH source AS ${source}, ${select.slice('WITH '.length)}`
    : `WITH source AS ${source} ${select}`
}
