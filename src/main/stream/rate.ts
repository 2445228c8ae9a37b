/** Events per second over the last ten seconds. */
export class RateMeter {
  private readonly marks: { readonly at: number; readonly count: number }[] = []
  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
  }

  add(count: number): void {
    if (count > 0) this.marks.push({ at: this.now(), count })
    this.trim()
  }

  get perSecond(): number {
    this.trim()
    const total = this.marks.reduce((sum, mark) => sum + mark.count, 0)
    return Math.round((total / (SPAN_MS / 1000)) * 100) / 100
  }

  private trim(): void {
    const oldest = this.now() - SPAN_MS
    while ((this.marks[0]?.at ?? Number.POSITIVE_INFINITY) < oldest) this.marks.shift()
  }
}

const SPAN_MS = 10_000
