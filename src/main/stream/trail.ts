import type { StreamTrail, TrailPoint } from '../../shared/stream'

/** Five seconds a point, half an hour of them. */
const POINT_MS = 5000
const MAX_POINTS = 360

/** What the live charts show of the time before a page was opened; it goes on over stops and starts. */
export class TrailRecorder {
  private readonly points: { at: number; input: number; capacity: number | null; lag: number }[] = []

  constructor(private readonly now: () => number) {}

  /** A point has the worst lag of its time, and the rates of its begin. */
  mark({ input, capacity, lag }: { input: number; capacity: number | null; lag: number }): void {
    const at = this.now()
    // The clock was set back: a chart goes on in one direction.
    while ((this.points.at(-1)?.at ?? at) > at) this.points.pop()
    const last = this.points.at(-1)
    if (last !== undefined && at - last.at < POINT_MS) {
      last.lag = Math.max(last.lag, lag)
      return
    }
    this.points.push({ at, input, capacity, lag })
    if (this.points.length > MAX_POINTS) this.points.shift()
  }

  get trail(): StreamTrail {
    return {
      points: this.points.map(({ at, input, capacity, lag }): TrailPoint => ({
        at: new Date(at).toISOString(),
        inputRowsPerSecond: input,
        capacityRowsPerSecond: capacity,
        lagAtCommit: lag,
      })),
    }
  }
}
