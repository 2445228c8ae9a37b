import type { ColumnCondition, ConditionOperator } from '../../src/shared/explore'

/** One condition on a column. */
export function when(column: string, op: ConditionOperator, value?: ColumnCondition['value']): ColumnCondition {
  return { column, op, ...(value === undefined ? {} : { value }) }
}

/** Conditions as an address has them: `where=...`. */
export function whereParameter(...conditions: readonly unknown[]): string {
  return `where=${encodeURIComponent(JSON.stringify(conditions))}`
}
