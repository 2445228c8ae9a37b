import { readdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { atOnce } from '../../shared/at-once'
import { isoTime } from '../../shared/scalars'
import type { TableFiles, TableHistoryEntry, TableInfo } from '../../shared/table'
import { isErrno, toIoError } from '../durable'
import { liveRows, type RemoveFile } from '../lake/actions'
import { dateColumnOf, planCompaction } from '../lake/compaction-plan'
import { compareDates, parseDate } from '../lake/dates'
import { createLogFiles } from '../lake/log-files'
import { listLog } from '../lake/log-segment'
import { isOurs } from '../lake/ownership'
import type { HistoryEntry, Snapshot } from '../lake/ports'
import { planScan, type Scan, type ScanPort } from '../lake/scan'
import { typeName } from '../lake/schema'
import { absolutePath, isInside } from '../lake/table-path'

/** The stream's own writes wait for the same few threads. */
const FOLDERS_AT_ONCE = 2
const SMALL_FILE_BYTES = 16 * 2 ** 20

/** What a table looks like at a version. @param today the UTC date */
export async function describeTable(name: string, snapshot: Snapshot, today: string): Promise<TableInfo> {
  const { root, files, metadata, protocol } = snapshot
  const waiting = await findWaiting(snapshot)
  const { checkpoints } = listLog(await createLogFiles(root).listNames())
  return {
    name,
    path: root,
    version: snapshot.version,
    committedAt: isoTime(snapshot.timestamp),
    rows: sumOrNull(files.map(liveRows)),
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
    smallFiles: files.filter((file) => file.size < SMALL_FILE_BYTES).length,
    compactableFiles: planCompaction(snapshot, { today, quietSince: null }).reduce(
      (sum, unit) => sum + unit.files.length,
      0,
    ),
    removedFiles: waiting.length,
    removedBytes: waiting.reduce((sum, remove) => sum + (remove.size ?? 0), 0),
    dates: datesOf(snapshot),
    partitionColumns: [...metadata.partitionColumns],
    columns: snapshot.schema.map((field) => ({ name: field.name, type: typeName(field) })),
    minReaderVersion: protocol.minReaderVersion,
    minWriterVersion: protocol.minWriterVersion,
    lastCheckpoint: checkpoints.at(-1)?.version ?? null,
    millraceOwned: await isOurs(snapshot),
  }
}

/**
 * The files of a snapshot; what is in its `sql` holds as long as vacuum leaves them.
 * @param scanSql the rows of a scan as a SELECT
 */
export async function describeFiles(
  name: string,
  snapshot: Snapshot,
  parquet: ScanPort,
  scanSql: (scan: Scan) => string,
): Promise<TableFiles> {
  const { root, version, files, schema } = snapshot
  return {
    name,
    path: root,
    version,
    files: files.map((file) => ({
      path: absolutePath(root, file.path),
      bytes: file.size,
      rows: liveRows(file),
      partitionValues: { ...file.partitionValues },
      deletionVector: file.deletionVector !== undefined,
    })),
    sql: scanSql(await planScan(snapshot, files, schema, parquet)),
  }
}

/** One version as the history tells it. */
export function describeCommit({ version, timestamp, info, ...files }: HistoryEntry): TableHistoryEntry {
  return {
    version,
    timestamp: isoTime(timestamp),
    operation: info?.operation ?? 'UNKNOWN',
    engineInfo: info === null || info.engineInfo === '' ? null : info.engineInfo,
    filesAdded: files.filesAdded,
    filesRemoved: files.filesRemoved,
    rowsAdded: files.rowsAdded,
    bytesAdded: files.bytesAdded,
    parameters: {
      ...info?.operationParameters,
      ...(info?.userMetadata === undefined ? {} : { userMetadata: info.userMetadata }),
    },
  }
}

/** What left the table and is still there: the log tells removes also of files that a vacuum deleted. */
async function findWaiting({ root, files, tombstones }: Snapshot): Promise<readonly RemoveFile[]> {
  const removed = new Map(tombstones.map((remove) => [absolutePath(root, remove.path), remove]))
  // Vacuum looks nowhere else; a log of others may name anything.
  for (const path of removed.keys()) if (path.includes('\0') || !isInside(path, root)) removed.delete(path)
  if (removed.size === 0) return []
  for (const { path } of files) removed.delete(absolutePath(root, path))
  const folders = new Set([...removed.keys()].map((path) => dirname(path)))
  const names = await atOnce(FOLDERS_AT_ONCE, [...folders], async (folder) => [folder, await namesIn(folder)] as const)
  const stored = new Map(names)
  return [...removed].filter(([path]) => stored.get(dirname(path))?.has(basename(path))).map(([, remove]) => remove)
}

async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    return new Set(await readdir(folder))
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ENAMETOOLONG')) return new Set()
    throw toIoError(error, `The folder ${folder} cannot be listed`)
  }
}

function datesOf(snapshot: Snapshot): TableInfo['dates'] {
  const column = dateColumnOf(snapshot)
  if (column === null) return null
  const values = new Set(snapshot.files.map((file) => file.partitionValues[column] ?? null))
  const dates = [...values].filter((date) => date !== null && parseDate(date) !== null).sort(compareDates)
  const [from, to] = [dates[0], dates.at(-1)]
  return from == null || to == null ? null : { from, to }
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0)
}
