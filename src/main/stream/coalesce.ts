/** Calls `work` soon after `poke`, but never twice within `spanMs`; the last poke is always followed by a call. */
export interface Coalescer {
  poke(): void
  close(): void
}

export function coalesce(work: () => void, spanMs: number, now: () => number = Date.now): Coalescer {
  let last = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | null = null
  let closed = false

  function run(): void {
    timer = null
    last = now()
    work()
  }

  return {
    poke() {
      if (closed || timer !== null) return
      timer = setTimeout(run, Math.max(0, last + spanMs - now()))
      timer.unref()
    },
    close() {
      closed = true
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
