/** Five seconds a point, half an hour of them: of the live charts, in the engine and in a page. */
export const TRAIL_POINT_MS = 5000
const MAX_POINTS = 360

export interface LagPoint {
  /** Epoch ms. */
  readonly at: number
  readonly lag: number
}

/** A look more: within five seconds of the last point it only raises that one's lag, so that each has the worst. */
export function extendTrail<P extends LagPoint>(trail: readonly P[], look: P): readonly P[] {
  const last = trail.at(-1)
  if (last === undefined || look.at - last.at >= TRAIL_POINT_MS) return [...trail.slice(1 - MAX_POINTS), look]
  // The clock was set back: a chart goes on in one direction.
  if (look.at < last.at) return extendTrail(trail.slice(0, -1), look)
  return look.lag <= last.lag ? trail : [...trail.slice(0, -1), { ...last, lag: look.lag }]
}
