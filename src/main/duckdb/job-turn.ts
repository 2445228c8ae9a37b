import type { Semaphore } from '../../shared/semaphore'

/** A turn lasts so long, and to the end of its query then. */
const TURN_MS = 2000

/**
 * The turns of one job among the queries of others. While its turn lasts its queries come before those who wait for theirs,
 * in a place that is kept for that: a short job waits for its first query, and not for each one. A long one goes to the
 * end of the queue when its turn is over.
 */
export class JobTurn {
  /** Milliseconds; none has begun. */
  private used = TURN_MS

  /** @param now milliseconds of any clock that only goes forward */
  constructor(
    private readonly queries: Semaphore,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Runs a query when it may. @throws the signal's reason where it is aborted before */
  take<T>(query: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const goesOn = this.used < TURN_MS
    if (!goesOn) this.used = 0
    const timed = async () => {
      const started = this.now()
      try {
        return await query()
      } finally {
        this.used += this.now() - started
      }
    }
    return this.queries.run(timed, signal, goesOn)
  }
}
