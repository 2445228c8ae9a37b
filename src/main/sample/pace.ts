/** Slow takers are made up for, up to this; after a sleep, or a clock that was set, nobody wants an hour at once. */
const CATCH_UP_MS = 10_000

/** How many events are due at a rate, whatever the clock does. */
export interface Pace {
  /** Those not made yet. */
  due(): number
  made(count: number): void
}

/**
 * @param rate events per second
 * @param now epoch ms
 * @param first due at once
 */
export function createPace(rate: number, now: () => number, first = 0): Pace {
  let last = now()
  let owed = first
  // And one: at a low rate it takes longer than that to be due.
  const most = (CATCH_UP_MS * rate) / 1000 + first + 1
  return {
    due() {
      const at = now()
      owed = Math.min(owed + (Math.max(0, at - last) * rate) / 1000, most)
      last = at
      return Math.floor(owed)
    },
    made(count) {
      owed -= count
    },
  }
}
