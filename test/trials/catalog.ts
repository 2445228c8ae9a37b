import attacks from '../attacks/catalog.json'
import faults from '../faults/catalog.json'

/** One promise of a table in reliability-security (design), as the catalogs list them. */
export interface TrialEntry {
  readonly title: string
  /** The test that tries it, from the project's root. */
  readonly file: string
  /** Trials for `npm test`. */
  readonly short: number
  /** Trials for `npm run test:long -- --only faults` or `--only attacks`. */
  readonly full: number
  /** What one trial is. */
  readonly unit: string
}

export type Catalog = Readonly<Record<string, TrialEntry>>
export type SuiteKind = 'fault' | 'attack'

export const CATALOGS: Readonly<Record<SuiteKind, Catalog>> = { fault: faults, attack: attacks }
