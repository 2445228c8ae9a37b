/**
 * Where the same thing is said differently on the engines that run analyses. Everything else that an analysis says
 * means the same on each of them (test/spark/engines.test.ts).
 */
export interface Dialect {
  /**
   * Half up on the shortest decimal text of the double (decision 10: 1.025 is 1.03), as the original's `round`. What
   * has no fraction stays as it is.
   */
  readonly roundHalfUp: (expression: string, digits: number) => string
  /**
   * Of doubles, to the last digit whatever the order in which rows are added: parts that are added up in parallel would
   * differ from run to run, and the same request on the same version gives the same answer (decision 12).
   */
  readonly sum: (column: string) => string
  /** The distinct values that are not null, sorted; a list without values where there are none. */
  readonly sortedSet: (expression: string) => string
  /** Microseconds since 1970 of a time, BIGINT. */
  readonly micros: (expression: string) => string
  /** Of two BIGINTs, where the divisor divides the dividend. */
  readonly quotient: (dividend: string, divisor: number) => string
  /** The time of so many microseconds since 1970, as a bound value. */
  readonly boundTime: string
}

/** 2^63, as each engine reads it. */
const FRACTION_UNITS = 'CAST(9223372036854775808 AS DOUBLE)'

/**
 * Whole numbers add up alike in every order: those of the values, and their fractions in units of 2^-63, which hold
 * every digit of a double above 0.001. Where a value is not within 64 bits, the engine's own sum of doubles.
 * @param wide a BIGINT in the type that the engine adds up without overflow
 */
export function exactSum(wide: (expression: string) => string): (column: string) => string {
  return (column) => {
    const whole = `TRY_CAST(${column} AS BIGINT)`
    const fraction = `CAST((${column} - CAST(${whole} AS DOUBLE)) * ${FRACTION_UNITS} AS BIGINT)`
    const total = (part: string) => `CAST(sum(${wide(part)}) AS DOUBLE)`
    return `(CASE WHEN count(${whole}) = count(${column}) THEN ${total(whole)} + ${total(fraction)} / ${FRACTION_UNITS}
      ELSE sum(${column}) END)`
  }
}

/** Of doubles that are not null; null where there are none. */
export function average({ sum }: Dialect, column: string): string {
  return `(${sum(column)} / nullif(count(${column}), 0))`
}

/** Null where the divisor is zero. */
export function divide(dividend: string, divisor: string): string {
  return `(CAST(${dividend} AS DOUBLE) / nullif(CAST(${divisor} AS DOUBLE), 0))`
}

/** Units since 1970 of a time, floored; arithmetic on microseconds is several times as fast as date functions. */
export function floorTime({ micros, quotient }: Dialect, expression: string, unit: number): string {
  const time = micros(expression)
  return quotient(`(${time} - ((${time} % ${unit} + ${unit}) % ${unit}))`, unit)
}
