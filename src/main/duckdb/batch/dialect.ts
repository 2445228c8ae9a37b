import { exactSum, type Dialect } from '../../batch/analyses/dialect'

export const DUCKDB: Dialect = {
  // Beyond 10^15 the shortest text of a double has one digit of a fraction at most. What rounds to zero never becomes
  // text: DuckDB writes it with an exponent (9e-09) and rounds such a text by its first digit, to 0.01.
  roundHalfUp: (
    expression,
    digits,
  ) => `(CASE WHEN NOT isfinite(${expression}) OR abs(${expression}) >= 1e15 THEN ${expression}
    WHEN abs(${expression}) < CAST(5e-${digits + 1} AS DOUBLE) THEN 0.0
    ELSE CAST(CAST(CAST(${expression} AS VARCHAR) AS DECIMAL(38, ${digits})) AS DOUBLE) END)`,
  sum: exactSum((expression) => expression),
  sortedSet: (expression) =>
    `coalesce(list_sort(list(DISTINCT ${expression}) FILTER (WHERE ${expression} IS NOT NULL)), [])`,
  micros: (expression) => `epoch_us(${expression})`,
  quotient: (dividend, divisor) => `(${dividend} // ${divisor})`,
  boundTime: 'make_timestamptz(CAST(? AS BIGINT))',
}
