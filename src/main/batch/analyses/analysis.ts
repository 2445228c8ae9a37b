import type { AnalysisName } from '../../../shared/batch'
import type { FieldKind } from '../../../shared/transaction'

export interface ResultColumn {
  readonly name: string
  readonly kind: FieldKind | 'string_list' | 'int64'
}

export interface SortKey {
  readonly column: string
  readonly descending?: boolean
}

/** One analysis: its definition in one place (original.md, section 5). */
export interface Analysis {
  readonly name: AnalysisName
  /** One sentence for people. */
  readonly title: string
  readonly columns: readonly ResultColumn[]
  /** The SELECT over `source`, a relation with the columns of a transaction. */
  readonly sql: string
  /** The total order of the result: the analysis' own, then its group columns (decision 16). */
  readonly order: readonly SortKey[]
}

/** Nulls first ascending, last descending, as Spark sorts. */
export function orderBy(keys: readonly SortKey[]): string {
  return keys
    .map(({ column, descending }) => `"${column}" ${descending === true ? 'DESC NULLS LAST' : 'ASC NULLS FIRST'}`)
    .join(', ')
}

/** Rows that count as a sale. */
export const COMPLETED = `transaction_status = 'completed'`

/**
 * Half up on the shortest decimal text of the double, as Spark's `round` (decision 10: 1.025 is 1.03). Beyond
 * 10^15 a double has no fraction left to round.
 */
export function roundHalfUp(expression: string, digits: number): string {
  return `(CASE WHEN isfinite(${expression}) AND abs(${expression}) < 1e15
    THEN CAST(CAST(CAST(${expression} AS VARCHAR) AS DECIMAL(38, ${digits})) AS DOUBLE) ELSE ${expression} END)`
}

/** Null where the divisor is zero. */
export function divide(dividend: string, divisor: string): string {
  return `(CAST(${dividend} AS DOUBLE) / nullif(CAST(${divisor} AS DOUBLE), 0))`
}
