import { create } from 'zustand'

/** How far one point alone reaches. */
const ALONE_MS = 30_000

/** The moment at which the live charts of a screen are pointed, epoch ms: one for all of them (design, 7). */
export const useChartCursor = create<{ readonly at: number | null }>(() => ({ at: null }))

/** Points all live charts at a time, epoch ms; null: at none. */
export function pointAt(at: number | null): void {
  useChartCursor.setState({ at })
}

/**
 * The point of a chart that is nearest to a moment; null where the chart does not reach so far.
 * @param times epoch ms, ascending
 */
export function nearestPoint(times: readonly number[], at: number | null): number | null {
  const [first, last] = [times[0], times.at(-1)]
  if (at === null || first === undefined || last === undefined) return null
  const step = times.length === 1 ? ALONE_MS : (last - first) / (times.length - 1)
  if (at < first - step || at > last + step) return null
  const after = times.findIndex((time) => time >= at)
  if (after < 0) return times.length - 1
  const before = Math.max(0, after - 1)
  return at - (times[before] ?? first) < (times[after] ?? last) - at ? before : after
}
