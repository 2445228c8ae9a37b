import type { BatchProgress } from '../../shared/batch'
import { createTurn } from '../../shared/in-turn'
import type { Logger } from '../log/logger'

/** A batch that runs. */
export interface RunningBatch {
  readonly stop: AbortController
  /** Resolves when it has ended, however. */
  readonly done: Promise<void>
  progress: BatchProgress
}

export interface BatchQueueOptions {
  /** Batches at once (decision 20). */
  readonly size: number
  readonly run: (batchId: string, running: RunningBatch) => Promise<void>
  /** It runs no more, and the next one has not begun. */
  readonly onEnd: (batchId: string) => void
  readonly log: Logger
}

/** Batches in the order in which they came, so many at once. */
export interface BatchQueue {
  /**
   * Takes its place when `keep` has kept its record; who comes later waits for that, so that records and queue have one
   * order. Where `keep` rejects there is no place.
   */
  enter(batchId: string, keep: () => Promise<void>): Promise<void>
  /** From 1; null where it does not wait. */
  position(batchId: string): number | null
  running(batchId: string): RunningBatch | null
  /** False where it does not wait. */
  withdraw(batchId: string): boolean
  /** Nothing begins any more; what waits can still be withdrawn. */
  close(): void
  /** Takes out all that waits. */
  takeWaiting(): readonly string[]
  /** Resolves when what runs has ended; after `graceMs` it is stopped for this reason. */
  drain(graceMs: number, reason: Error): Promise<void>
}

/** An empty queue. */
export function createBatchQueue({ size, run, onEnd, log }: BatchQueueOptions): BatchQueue {
  const waiting: string[] = []
  const inTurn = createTurn()
  const running = new Map<string, RunningBatch>()
  let closed = false

  function pump(): void {
    while (!closed && running.size < size) {
      const batchId = waiting.shift()
      if (batchId === undefined) return
      begin(batchId)
    }
  }

  function begin(batchId: string): void {
    const entry: { -readonly [K in keyof RunningBatch]: RunningBatch[K] } = {
      stop: new AbortController(),
      done: Promise.resolve(),
      progress: { phase: 'plan' },
    }
    running.set(batchId, entry)
    entry.done = run(batchId, entry)
      // A registry that cannot be read ends no process: the stream goes on, and the next start ends the record.
      .catch((error: unknown) => log.error({ batchId, err: error }, 'a batch could not be begun'))
      .finally(() => {
        running.delete(batchId)
        onEnd(batchId)
        pump()
      })
  }

  return {
    enter: (batchId, keep) =>
      inTurn(async () => {
        await keep()
        waiting.push(batchId)
        pump()
      }),
    position(batchId) {
      const index = waiting.indexOf(batchId)
      return index < 0 ? null : index + 1
    },
    running: (batchId) => running.get(batchId) ?? null,
    withdraw(batchId) {
      const index = waiting.indexOf(batchId)
      if (index >= 0) waiting.splice(index, 1)
      return index >= 0
    },
    close() {
      closed = true
    },
    takeWaiting: () => waiting.splice(0),
    async drain(graceMs, reason) {
      const all = Promise.all([...running.values()].map(({ done }) => done))
      const timer = setTimeout(() => {
        for (const { stop } of running.values()) stop.abort(reason)
      }, graceMs)
      await all
      clearTimeout(timer)
    },
  }
}
