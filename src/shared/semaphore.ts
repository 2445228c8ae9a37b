/** So many works at a time, first come, first served. */
export class Semaphore {
  private running = 0
  /** Those whose turn goes on, and the others. */
  private readonly goingOn: (() => void)[] = []
  private readonly waiting: (() => void)[] = []

  /** @param spare places beyond `size` for those whose turn goes on */
  constructor(
    private size: number,
    private readonly spare = 0,
  ) {}

  /** Another number of places, at least one; who has one keeps it. */
  resize(size: number): void {
    this.size = Math.max(1, size)
    this.admit()
  }

  /**
   * Runs the work when there is a place.
   * @param goesOn it comes before all whose turn has not begun
   * @throws the signal's reason where it is aborted before
   */
  async run<T>(work: () => Promise<T>, signal: AbortSignal, goesOn = false): Promise<T> {
    await this.enter(goesOn ? this.goingOn : this.waiting, signal)
    try {
      return await work()
    } finally {
      this.running--
      this.admit()
    }
  }

  private async enter(queue: (() => void)[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const hasLeft = await new Promise<boolean>((resolve) => {
      const begin = () => {
        signal.removeEventListener('abort', leave)
        resolve(false)
      }
      const leave = () => {
        queue.splice(queue.indexOf(begin), 1)
        resolve(true)
      }
      signal.addEventListener('abort', leave, { once: true })
      queue.push(begin)
      this.admit()
    })
    if (hasLeft) signal.throwIfAborted()
  }

  private admit(): void {
    while (this.running < this.size + (this.goingOn.length > 0 ? this.spare : 0)) {
      const begin = this.goingOn.shift() ?? this.waiting.shift()
      if (begin === undefined) return
      this.running++
      begin()
    }
  }
}
