import { copyFile, constants, link, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { PARTITION_COLUMN, TRANSACTION_FIELDS } from '../../shared/transaction'
import { isErrno, makeFolder, syncFile, syncFolder } from '../durable'
import type { AddFile, SchemaField } from '../lake/actions'
import type { NewFile } from '../lake/ports'
import { partitionFolder } from '../lake/paths'
import { deltaSchemaOf } from '../lake/schema'
import { absolutePath } from '../lake/table-path'

/**
 * The form of `batches/{id}/raw`: files that belong to the batch as a whole are hard-linked, so a snapshot
 * of a million rows costs no copy and does not depend on later vacuum of the source; `batch_id` and
 * `processing_timestamp` are partition columns, whose constants live in the log and win over what a file holds.
 */
export const RAW_PARTITIONS: readonly string[] = ['batch_id', 'processing_timestamp', PARTITION_COLUMN]

/** The columns that raw files hold themselves. */
export const RAW_FILE_COLUMNS: readonly string[] = TRANSACTION_FIELDS.map((field) => field.name).filter(
  (name) => !RAW_PARTITIONS.includes(name),
)

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

/** Links (or, across file systems, copies) whole files into the raw folder; durable when it resolves. */
export async function linkWholeFiles(
  sourceRoot: string,
  files: readonly AddFile[],
  rawRoot: string,
  constants: BatchConstants,
): Promise<readonly NewFile[]> {
  const folders = new Set<string>()
  const linked: NewFile[] = []
  for (const [index, file] of files.entries()) {
    const eventDate = file.partitionValues[PARTITION_COLUMN] ?? null
    const folder = join(rawRoot, partitionFolder(PARTITION_COLUMN, eventDate))
    if (!folders.has(folder)) await makeFolder(folder)
    folders.add(folder)
    const source = absolutePath(sourceRoot, file.path)
    const target = join(folder, `${index}-${basename(file.path)}`)
    await linkOrCopy(source, target)
    const { size, mtimeMs } = await stat(target)
    linked.push({
      path: target,
      partitionValues: rawPartitionValues(constants, eventDate),
      size,
      modificationTime: Math.floor(mtimeMs),
      stats: file.stats,
    })
  }
  await Promise.all([...folders].map(syncFolder))
  if (linked.length > 0) await syncFolder(dirname(dirname(linked[0]?.path ?? rawRoot)))
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
