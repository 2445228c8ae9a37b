const DAY_MS = 86_400_000

/** What a test takes for now, whenever midnight passes on its way. */
let anchor = Date.now()

/** Epoch ms; `day` counts back from its date. */
export function now(): number {
  return anchor
}

/** `YYYY-MM-DD` so many days ago (UTC). */
export function day(back: number): string {
  return dateOf(anchor - back * DAY_MS)
}

/** Makes what another process dates by its own clock, anew where midnight passed meanwhile; `day` counts from then. */
export async function onOneDay<T>(make: () => T | Promise<T>): Promise<T> {
  for (;;) {
    anchor = Date.now()
    const made = await make()
    if (dateOf(Date.now()) === dateOf(anchor)) return made
  }
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
