/** Lets callers wait for the end of a batch without asking again and again. */
export interface EndWatch {
  /** The batch ended, or is gone. */
  ended(batchId: string): void
  /** Resolves when the batch ends, after `waitMs`, or when the signal comes; whatever is first. Begin before you look. */
  begin(batchId: string, waitMs: number, signal?: AbortSignal): { readonly over: Promise<void>; cancel(): void }
}

/** Lets callers wait for the end of a batch. */
export function createEndWatch(): EndWatch {
  const waiting = new Map<string, Set<() => void>>()
  return {
    ended(batchId) {
      for (const wake of [...(waiting.get(batchId) ?? [])]) wake()
    },
    begin(batchId, waitMs, signal) {
      const waiters = waiting.get(batchId) ?? new Set()
      waiting.set(batchId, waiters)
      let wake: () => void = () => undefined
      const over = new Promise<void>((resolve) => {
        const timer = setTimeout(() => wake(), waitMs)
        wake = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', wake)
          waiters.delete(wake)
          if (waiters.size === 0 && waiting.get(batchId) === waiters) waiting.delete(batchId)
          resolve()
        }
        waiters.add(wake)
        signal?.addEventListener('abort', wake, { once: true })
        if (signal?.aborted === true) wake()
      })
      return { over, cancel: () => wake() }
    },
  }
}
