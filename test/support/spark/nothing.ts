import type { RemoteSource } from '../../../src/main/batch/ports'

/** For a server that never gets so far as to read it. */
export const NOTHING: RemoteSource = {
  table: { root: '/nothing', version: 0, schema: [] },
  startDate: '2026-01-01',
  endDate: '2026-01-01',
  filters: [],
}
