import type { AddFile } from '../../src/main/lake/actions'
import type { Snapshot } from '../../src/main/lake/ports'

/** A snapshot that no log was read for; what a test is about is said in `parts`. */
export function snapshotOf({
  partitionColumns = [],
  ...parts
}: Partial<Omit<Snapshot, 'metadata'>> & { readonly partitionColumns?: readonly string[] }): Snapshot {
  return {
    root: '/t',
    version: 1,
    timestamp: 1,
    protocol: { minReaderVersion: 1, minWriterVersion: 2 },
    metadata: {
      id: 'x',
      format: { provider: 'parquet', options: {} },
      schemaString: '',
      partitionColumns,
      configuration: {},
    },
    schema: [],
    files: [],
    setTransactions: new Map(),
    tombstones: [],
    ...parts,
  }
}

/** A file of such a snapshot, of one byte and without statistics. */
export function fileOf(parts: Pick<AddFile, 'path'> & Partial<AddFile>): AddFile {
  return {
    partitionValues: {},
    size: 1,
    modificationTime: 1,
    dataChange: true,
    stats: null,
    statsText: null,
    ...parts,
  }
}
