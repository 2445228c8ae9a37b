import type { TrialEntry } from '../trials/catalog'
import catalog from './catalog.json'

export type AttackName = keyof typeof catalog

export const ATTACKS: Readonly<Record<AttackName, TrialEntry>> = catalog
