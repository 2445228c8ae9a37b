import type { Row } from '../../../../../shared/scalars'
import { readRange, type StoredTable, type View } from '../../../api/results'

/** More rows than this are not put on the clipboard, nor selected one by one. */
export const MOST_ROWS = 10_000
/** Rows apart that are still one question. */
const GAP = 200

/** Rows by their indexes in the shown order, in that order: those at hand, and the others from the engine, in runs. */
export async function readIndexes(
  table: StoredTable,
  view: View,
  indexes: readonly number[],
  at: (index: number) => Row | undefined,
  signal?: AbortSignal,
): Promise<Row[]> {
  const known = new Map<number, Row>()
  for (const index of indexes) {
    const row = at(index)
    if (row !== undefined) known.set(index, row)
  }
  for (const [first, last] of runsOf(indexes.filter((index) => !known.has(index)))) {
    const { rows } = await readRange(table, view, first, last - first + 1, signal)
    rows.forEach((row, offset) => known.set(first + offset, row))
  }
  return [...indexes]
    .sort((left, right) => left - right)
    .map((index) => known.get(index))
    .filter((row) => row !== undefined)
}

/** First and last index of each run, at most `MOST_ROWS` long; what lies close together is one. */
export function runsOf(indexes: readonly number[]): (readonly [number, number])[] {
  const runs: [number, number][] = []
  for (const index of [...indexes].sort((left, right) => left - right)) {
    const run = runs.at(-1)
    if (run !== undefined && index - run[1] <= GAP && index - run[0] < MOST_ROWS) run[1] = index
    else runs.push([index, index])
  }
  return runs
}
