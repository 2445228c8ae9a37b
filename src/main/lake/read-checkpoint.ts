import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { atOnce } from '../../shared/at-once'
import { messageOf, MillraceError } from '../../shared/errors'
import { checkHadoopChecksum } from './hadoop-checksum'
import { parseCommit, parseEntry, type LogEntry } from './log-entry'
import type { CheckpointFiles } from './log-segment'
import { logFolder } from './paths'
import type { ParquetPort } from './ports'

/**
 * The actions of a checkpoint of any form: one V1 file, its parts, or a V2 manifest (Parquet or JSON) with
 * sidecars (PROTOCOL.md, "Checkpoints"). A V2 manifest may also stand under a V1 name.
 *
 * @throws TABLE_CORRUPT where any file of it is missing, damaged or unreadable; OUT_OF_MEMORY
 */
export async function readCheckpoint(
  root: string,
  checkpoint: CheckpointFiles,
  parquet: ParquetPort,
): Promise<readonly LogEntry[]> {
  const folder = logFolder(root)
  const manifest = await readActions(
    checkpoint.names.map((name) => join(folder, name)),
    parquet,
  )
  const names = manifest.flatMap((entry) => (entry.kind === 'sidecar' ? [entry.name] : []))
  if (names.length === 0) return manifest
  const sidecars = await readActions(
    [...new Set(names)].map((name) => join(folder, '_sidecars', name)),
    parquet,
  )
  return [...manifest, ...sidecars]
}

async function readActions(files: readonly string[], parquet: ParquetPort): Promise<LogEntry[]> {
  const [first = ''] = files
  try {
    // Each is read whole.
    await atOnce(2, files, checkHadoopChecksum)
    if (first.endsWith('.json')) return parseCommit(await readFile(first, 'utf8'), first)
    const rows = await parquet.readCheckpoint(files)
    return rows.map((row) => parseEntry(row, first)).filter((entry) => entry !== null)
  } catch (error) {
    if (error instanceof MillraceError) throw error
    throw new MillraceError('TABLE_CORRUPT', `The checkpoint ${first} cannot be read: ${messageOf(error)}`, {
      cause: error,
    })
  }
}
