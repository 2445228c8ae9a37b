import type { StreamTrail, TrailPoint } from '../../../shared/stream'
import { extendTrail, type LagPoint } from '../../../shared/trail'

interface Look extends LagPoint {
  readonly input: number
  readonly capacity: number | null
}

/** What the live charts show of the time before a page was opened; it goes on over stops and starts. */
export class TrailRecorder {
  private points: readonly Look[] = []

  constructor(private readonly now: () => number) {}

  /** A point has the worst lag of its time, and the rates of its begin. */
  mark(look: Omit<Look, 'at'>): void {
    this.points = extendTrail(this.points, { at: this.now(), ...look })
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
