/** So many works at a time, first come, first served. */
export class Semaphore {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(private size: number) {}

  /** Another number of places, at least one; who has one keeps it. */
  resize(size: number): void {
    this.size = Math.max(1, size)
    this.admit()
  }

  /** Runs the work when there is a place. @throws the signal's reason where it is aborted before */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.enter(signal)
    try {
      return await work()
    } finally {
      this.running--
      this.admit()
    }
  }

  private enter(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const begin = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(begin), 1)
        // The reason is the caller's, whatever it is.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        reject(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      this.waiting.push(begin)
      this.admit()
    })
  }

  private admit(): void {
    while (this.running < this.size) {
      const begin = this.waiting.shift()
      if (begin === undefined) return
      this.running++
      begin()
    }
  }
}
