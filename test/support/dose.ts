import { expect } from 'vitest'

/** `npm run test:long`, which says so by environment; `npm test` is the gate. */
export function isLong(): boolean {
  return process.env['MILLRACE_DOSE'] === 'long'
}

/** How much a test tries: as much as the gate can afford, or the whole of it. */
export function dose<T>(gate: T, long: T): T {
  return isLong() ? long : gate
}

/** How often the part of a suite is tried; `--trials N` says otherwise. */
export function wantedTrials({ short, full }: { readonly short: number; readonly full: number }): number {
  const given = process.env['MILLRACE_DOSE_TRIALS']
  return given === undefined ? dose(short, full) : Number(given)
}

/** A suite's part ends after this, however many of its trials it has done. */
export function minutesLimit(): number {
  return Number(process.env['MILLRACE_DOSE_MINUTES'] ?? Number.POSITIVE_INFINITY)
}

/** A promised time, which is worth something only where nothing else runs: the gate runs on machines of any speed. */
export function expectWithinMs(tookMs: number, promisedMs: number, what: string): void {
  if (isLong()) expect(tookMs, `${what}, in ms`).toBeLessThan(promisedMs)
}
