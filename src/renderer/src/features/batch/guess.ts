import type { ValueCount } from './column-values'

/**
 * About how many of `rows` the filters keep, as though each value stood as often in every part of the table as in all
 * of it, whatever the others are. Null while a count is not known, or where nothing is filtered.
 */
export function guessRows(rows: number, counts: readonly (ValueCount | null | undefined)[]): number | null {
  if (counts.length === 0) return null
  let kept = rows
  for (const counted of counts) {
    if (counted === null || counted === undefined) return null
    if (counted.count === 0) return 0
    kept *= counted.count / counted.rows
  }
  // Each value is there: none would be more than is known.
  return Math.min(rows, Math.max(1, Math.round(kept)))
}
