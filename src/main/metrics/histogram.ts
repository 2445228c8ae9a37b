import type { MetricSample } from '../../shared/metrics'

/** Seconds, from a quick commit to a batch over a large table. */
const SECONDS_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] as const

/** Counts values by size, as Prometheus wants it: each bucket holds all values up to its bound. */
export class Histogram {
  private readonly counts: number[]
  private count = 0
  private sum = 0

  constructor(private readonly bounds: readonly number[] = SECONDS_BOUNDS) {
    this.counts = bounds.map(() => 0)
  }

  observe(value: number): void {
    this.count++
    this.sum += value
    const first = this.bounds.findIndex((bound) => value <= bound)
    if (first >= 0) this.counts[first] = (this.counts[first] ?? 0) + 1
  }

  samples(): MetricSample[] {
    let below = 0
    const buckets = this.bounds.map((bound, index) => {
      below += this.counts[index] ?? 0
      return { suffix: '_bucket', labels: { le: String(bound) }, value: below }
    })
    return [
      ...buckets,
      { suffix: '_bucket', labels: { le: '+Inf' }, value: this.count },
      { suffix: '_sum', labels: {}, value: this.sum },
      { suffix: '_count', labels: {}, value: this.count },
    ]
  }
}
