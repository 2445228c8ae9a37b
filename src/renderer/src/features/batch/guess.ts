import type { BatchRecord } from '../../../../shared/batch'
import { tookOf } from '../../state/batches'
import type { ValueCount } from './column-values'

/** A batch tells of one with up to so many times its rows, and of one with so many times fewer. */
const SAME_SIZE = 2

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

/** How long batches like one took, and how many there were. */
export interface UsualTime {
  readonly ms: number
  readonly runs: number
}

/**
 * What batches of about as many rows took, the one in the middle: a larger or a smaller one tells nothing of it.
 * @param past completed batches of the analysis, newest first; what ran on another engine than the newest does not count
 * @returns null where there was none
 */
export function usualTime(rows: number, past: readonly BatchRecord[]): UsualTime | null {
  const [newest] = past
  const took = past
    .filter(({ engine }) => engine === newest?.engine)
    .filter(({ rowCount = 0 }) => rowCount <= rows * SAME_SIZE && rows <= rowCount * SAME_SIZE)
    .map(tookOf)
    .filter((ms) => ms !== null)
    .sort((left, right) => left - right)
  const ms = took[took.length >> 1]
  return ms === undefined ? null : { ms, runs: took.length }
}
