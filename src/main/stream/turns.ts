import { withinTime } from '../wait'

/**
 * Micro-batches and redrives of one process, one at a time. Each has a processing time of its own, rising
 * in the order of commits: the time of its dead letters is part of their key.
 */
export interface CommitTurns {
  /** @param work gets its processing time, epoch ms */
  take<T>(work: (processingTime: number) => Promise<T>): Promise<T>
}

/** A write that hangs holds nobody up for longer: each offset once is proved by the txns, not by turns. */
const LONGEST_TURN_MS = 30_000

/** @param now epoch ms */
export function createTurns(now: () => number): CommitTurns {
  let last = 0
  let before: Promise<unknown> = Promise.resolve()

  return {
    take(work) {
      const turn = withinTime(before, LONGEST_TURN_MS).then(() => {
        last = Math.max(now(), last + 1)
        return work(last)
      })
      before = turn.catch(() => undefined)
      return turn
    },
  }
}
