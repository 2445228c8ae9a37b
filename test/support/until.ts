/** Only a guard against waiting for ever, below the guard of a whole test. */
export const PATIENCE_MS = 150_000
/** The same for what takes a process many steps. */
export const LONG_PATIENCE_MS = 2 * PATIENCE_MS
const LONGEST_PAUSE_MS = 60

/** What it says of what did not come. */
export const NOT_SEEN = /not seen within/

/** Asks again and again until the answer is liked; throws with the last answer after `limitMs`. */
export async function until<T>(
  ask: () => T | Promise<T>,
  likes: (answer: T) => boolean,
  limitMs = PATIENCE_MS,
): Promise<T> {
  const end = Date.now() + limitMs
  // Asked often at first; whoever has to wait leaves the machine to what it waits for.
  let pauseMs = 10
  for (;;) {
    const answer = await ask()
    if (likes(answer)) return answer
    if (Date.now() > end)
      throw new Error(`not seen within ${limitMs} ms; last: ${JSON.stringify(answer).slice(0, 2000)}`)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.4)
  }
}
