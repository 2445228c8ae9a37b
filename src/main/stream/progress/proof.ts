import type { Positions } from './offsets'
import type { Source } from '../ports'
import type { TopicEnds } from './topic-ends'

/** A look at one partition; what is left of it waits for the next. */
const PROOF_MS = 5000

/**
 * Looks at partitions whose position has not moved since the last look though their end is beyond it, at first
 * at all of them: what is left there may be markers and aborted messages only, which nobody ever reads
 * (decision 26). True where some were proved to be; null for a look that comes while one is under way, which
 * does nothing.
 */
export function createProof(source: Source, ends: TopicEnds): (positions: Positions) => Promise<boolean | null> {
  let before: ReadonlyMap<number, bigint> | null = null
  let isLooking = false

  async function look(positions: Positions): Promise<boolean> {
    let proved = false
    const failures: unknown[] = []
    for (const { partition, from, to } of ends.open(positions)) {
      if (before !== null && before.get(partition) !== from) continue
      try {
        const reached = await source.emptyUpTo(partition, from, to, PROOF_MS)
        if (reached <= from) continue
        ends.proveEmpty(partition, from, reached)
        proved = true
      } catch (error) {
        failures.push(error)
      }
    }
    // Where the end was not reached in time, the next look goes on.
    before = new Map(ends.open(positions).map(({ partition, from }) => [partition, from]))
    if (failures.length > 0) throw new AggregateError(failures, 'some partitions could not be looked at')
    return proved
  }

  return async (positions) => {
    if (isLooking) return null
    isLooking = true
    try {
      return await look(positions)
    } finally {
      isLooking = false
    }
  }
}
