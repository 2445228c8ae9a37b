import type { Snapshot } from '../lake/ports'
import { parseFilters } from './filters'
import type { RemoteSource } from './ports'
import type { StoredBatch } from './stores'

/** What an engine elsewhere reads for a batch: the table itself, at the batch's version. */
export function remoteSource(
  { startDate, endDate, filters }: Pick<StoredBatch, 'startDate' | 'endDate' | 'filters'>,
  { root, version, schema }: Snapshot,
): RemoteSource {
  return { table: { root, version, schema }, startDate, endDate, filters: parseFilters(filters ?? {}, schema) }
}
