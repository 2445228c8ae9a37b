/** Calls `work` soon after `poke`, but never twice within `spanMs`; the last poke is always followed by a call. `now` does not wait. */
export interface Coalescer {
  poke(): void
  now(): void
  close(): void
}

/** @param clock milliseconds, rising */
export function coalesce(work: () => void, spanMs: number, clock: () => number = () => performance.now()): Coalescer {
  let last = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | null = null
  let closed = false

  function run(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    last = clock()
    work()
  }

  return {
    poke() {
      if (closed || timer !== null) return
      timer = setTimeout(run, Math.max(0, last + spanMs - clock()))
      // A process does not stay for it; in a page it is a number.
      if (typeof timer === 'object') timer.unref()
    },
    now() {
      if (!closed) run()
    },
    close() {
      closed = true
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
