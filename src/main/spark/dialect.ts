import { exactSum, type Dialect } from '../batch/analyses/dialect'

export const SPARK: Dialect = {
  roundHalfUp: (expression, digits) => `round(${expression}, ${digits})`,
  sum: exactSum((expression) => `CAST(${expression} AS DECIMAL(38, 0))`),
  sortedSet: (expression) => `array_sort(collect_set(${expression}))`,
  micros: (expression) => `unix_micros(${expression})`,
  quotient: (dividend, divisor) => `(${dividend} div ${divisor})`,
  boundTime: 'timestamp_micros(CAST(? AS BIGINT))',
}
