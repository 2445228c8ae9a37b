/** Events per second over the last ten seconds (or another span), or since the meter was made where that is shorter. */
export class RateMeter {
  private readonly marks: { readonly at: number; count: number }[] = []
  private readonly madeAt: number

  constructor(
    /** A clock that nobody sets; milliseconds. */
    private readonly now: () => number = () => performance.now(),
    private readonly spanMs = 10_000,
  ) {
    this.madeAt = now()
  }

  add(count: number): void {
    if (count <= 0) return
    const at = this.now()
    const last = this.marks.at(-1)
    // Forty marks tell ten seconds well enough, however often something arrives.
    if (last !== undefined && at - last.at < this.spanMs / 40) last.count += count
    else this.marks.push({ at, count })
    this.trim()
  }

  get perSecond(): number {
    this.trim()
    const total = this.marks.reduce((sum, mark) => sum + mark.count, 0)
    const elapsed = Math.min(this.spanMs, Math.max(1000, this.now() - this.madeAt))
    return Math.round((total / (elapsed / 1000)) * 100) / 100
  }

  private trim(): void {
    const oldest = this.now() - this.spanMs
    while ((this.marks[0]?.at ?? Number.POSITIVE_INFINITY) < oldest) this.marks.shift()
  }
}
