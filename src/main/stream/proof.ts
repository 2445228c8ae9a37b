import type { Positions } from './offsets'
import type { Source } from './ports'
import type { TopicEnds } from './topic-ends'

/**
 * Looks at partitions whose position has not moved since the last look though their end is beyond it: what is
 * left there may be markers and aborted messages only, which nobody ever reads (decision 26). True where some
 * were proved to be; a look that comes while one is under way does nothing.
 */
export function createProof(source: Source, ends: TopicEnds): (positions: Positions) => Promise<boolean> {
  let before = new Map<number, bigint>()
  let isLooking = false

  async function look(positions: Positions): Promise<boolean> {
    const open = ends.open(positions)
    let proved = false
    for (const { partition, from, to } of open) {
      if (before.get(partition) !== from) continue
      const reached = await source.emptyUpTo(partition, from, to)
      if (reached <= from) continue
      ends.proveEmpty(partition, from, reached)
      proved = true
    }
    before = new Map(open.map(({ partition, from }) => [partition, from]))
    return proved
  }

  return async (positions) => {
    if (isLooking) return false
    isLooking = true
    try {
      return await look(positions)
    } finally {
      isLooking = false
    }
  }
}
