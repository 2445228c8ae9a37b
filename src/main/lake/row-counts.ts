import type { AddFile } from './actions'
import type { ParquetPort } from './ports'
import { CHECKSUM_TAG } from '../data-file'

/**
 * Rows of data files, in their order: as the log has them where we wrote it, else by the files' footers, since what
 * another writer says of them is not known to be true, or not there.
 * @param files with absolute paths
 */
export async function countFileRows(
  files: readonly Pick<AddFile, 'path' | 'stats' | 'tags'>[],
  parquet: Pick<ParquetPort, 'countRows'>,
): Promise<readonly number[]> {
  const told = files.map(({ stats, tags }) => (tags?.[CHECKSUM_TAG] === undefined ? undefined : stats?.numRecords))
  const unsure = files.flatMap(({ path }, index) => (told[index] === undefined ? [path] : []))
  const counted = (await parquet.countRows(unsure)).values()
  return told.map((rows) => rows ?? counted.next().value ?? 0)
}
