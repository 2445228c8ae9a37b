import { copyFile, constants, link } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { atOnce } from '../../shared/at-once'
import { PARTITION_COLUMN, TRANSACTION_FIELDS } from '../../shared/transaction'
import { isErrno, makeFolder, syncFile } from '../durable'
import type { AddFile, SchemaField } from '../lake/actions'
import type { NewFile } from '../lake/ports'
import { deltaSchemaOf } from '../lake/schema'
import { absolutePath } from '../lake/table-path'
import { CHECKSUM_TAG } from '../data-file'

/** Of `batches/{id}/raw`. */
export const RAW_COLUMNS: readonly SchemaField[] = deltaSchemaOf(TRANSACTION_FIELDS)

export interface BatchConstants {
  readonly batchId: string
  /** Epoch ms. */
  readonly processingTime: number
}

/** Partition values as Delta writes them: timestamps in UTC without a zone. */
export function rawPartitionValues(
  { batchId, processingTime }: BatchConstants,
  eventDate: string | null,
): Record<string, string | null> {
  const time = new Date(processingTime).toISOString()
  return {
    batch_id: batchId,
    processing_timestamp: `${time.slice(0, 10)} ${time.slice(11, 23)}000`,
    [PARTITION_COLUMN]: eventDate,
  }
}

/** How many links are made at a time. */
const LINKS_AT_ONCE = 16

/**
 * Links (or, across file systems, copies) whole files into the raw folder, so that a snapshot of a million rows costs
 * no copy and does not depend on later vacuum of the source: one folder for all of them, since each
 * folder would have to be made durable of its own. The names are durable after `syncFolder(rawRoot)`.
 */
export async function linkWholeFiles(
  sourceRoot: string,
  files: readonly AddFile[],
  rawRoot: string,
  constants: BatchConstants,
): Promise<readonly NewFile[]> {
  await makeFolder(rawRoot)
  const linked = files.map((file, index): NewFile => ({
    path: join(rawRoot, `${index}-${basename(file.path).replace(/[^\w.=-]/g, '_')}`),
    partitionValues: rawPartitionValues(constants, file.partitionValues[PARTITION_COLUMN] ?? null),
    size: file.size,
    modificationTime: file.modificationTime,
    stats: file.stats,
    ...(file.tags?.[CHECKSUM_TAG] === undefined ? {} : { tags: { [CHECKSUM_TAG]: file.tags[CHECKSUM_TAG] } }),
  }))
  await atOnce(LINKS_AT_ONCE, files, (file, index) =>
    linkOrCopy(absolutePath(sourceRoot, file.path), linked[index]?.path ?? ''),
  )
  return linked
}

async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target)
  } catch (error) {
    if (!isErrno(error, 'EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error
    await copyFile(source, target, constants.COPYFILE_FICLONE)
    await syncFile(target)
  }
}
