import type { TrialEntry } from '../trials/catalog'
import catalog from './catalog.json'

export type FaultName = keyof typeof catalog

export const FAULTS: Readonly<Record<FaultName, TrialEntry>> = catalog
