import type { TrialEntry } from './catalog'

/** How much a run tries; `npm run faults` and `npm run attacks` say it by environment. */
export function isFull(): boolean {
  return process.env['MILLRACE_DOSE'] === 'full'
}

/** `npm run faults` or `npm run attacks`, not `npm test`. */
export function isSuiteRun(): boolean {
  return process.env['MILLRACE_DOSE'] !== undefined
}

export function wantedTrials(entry: TrialEntry): number {
  const given = process.env['MILLRACE_DOSE_TRIALS']
  if (given !== undefined) return Number(given)
  return isFull() ? entry.full : entry.short
}

/** A suite's part ends after this, however many of its trials it has done. */
export function minutesLimit(): number {
  return Number(process.env['MILLRACE_DOSE_MINUTES'] ?? Number.POSITIVE_INFINITY)
}

export function chosenSeed(): number {
  const given = process.env['MILLRACE_TEST_SEED']
  return given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given)
}
