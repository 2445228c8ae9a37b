export interface Conditions {
  readonly text: string
  readonly values: (string | number)[]
}

/** ANDed conditions of one bound value each; what is not asked for (undefined) is none. `TRUE` where nothing is. */
export function conditionsOf(
  asked: readonly (readonly [sql: string, value: string | number | undefined])[],
): Conditions {
  const parts = ['TRUE']
  const values: (string | number)[] = []
  for (const [sql, value] of asked) {
    if (value === undefined) continue
    parts.push(sql)
    values.push(value)
  }
  return { text: parts.join(' AND '), values }
}
