import type { Stats } from 'node:fs'
import { readdir, stat, unlink } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { atOnce } from '../../shared/at-once'
import { MillraceError } from '../../shared/errors'
import { isErrno, toIoError } from '../durable'
import { failpoint } from '../failpoint'
import type { LakeTable, Snapshot } from './ports'
import { checkWritable } from './protocol'
import { absolutePath } from './table-path'

export interface VacuumOptions {
  /** Milliseconds that a file stays after it was removed. */
  readonly retentionMs: number
  readonly dryRun: boolean
  /** Epoch ms. */
  readonly now: number
}

/** A Parquet file under a table's folder. */
export interface StoredFile {
  /** Absolute. */
  readonly path: string
  readonly bytes: number
  /** Epoch ms. */
  readonly modifiedAt: number
}

export interface Doomed extends StoredFile {
  /** Epoch ms when it left the table; null for a file that the log does not name (any more). */
  readonly removedAt: number | null
}

/**
 * A file that no commit names may be of a write that is still at work, whatever the retention says: it looks like
 * the leftovers of a crash, and only its age tells them apart.
 */
export const IN_FLIGHT_MS = 24 * 3_600_000
const LOOKS_AT_ONCE = 32

/** What vacuum deleted, or would delete. */
export interface Vacuum {
  readonly version: number
  /** Oldest first. */
  readonly deleted: readonly Doomed[]
  /** Files that stay although they are due, because somebody in this process reads them. */
  readonly pinned: number
}

/**
 * Deletes what is in no live add and no unexpired tombstone, is older than the retention, and is pinned by no
 * reader of this process (docs/lake.md). A kill in between leaves the rest for the next time. Null where there
 * is no table.
 *
 * @throws UNSUPPORTED_PROTOCOL for a table with features of which we do not know which files they need, TABLE_CORRUPT and
 * TABLE_INVALID as `planVacuum`, IO_ERROR
 */
export async function vacuumTable(table: LakeTable, options: VacuumOptions): Promise<Vacuum | null> {
  const { retentionMs, dryRun, now } = options
  const before = await table.snapshot()
  if (before === null) return null
  // Listed before the log is read: what is committed in between is then live, not unknown.
  const listed = await listStored(table.root, before.metadata.partitionColumns)
  const snapshot = await table.snapshot()
  if (snapshot === null) return null
  checkWritable(snapshot)
  const stored = [...listed, ...(await findLate(before, snapshot, listed))]
  const doomed = planVacuum(snapshot, stored, { retentionMs, now })
  const deleted: Doomed[] = []
  let pinned = 0
  for (const file of doomed) {
    if (dryRun ? table.pins.isPinned(file.path) : !table.pins.letGo(file.path)) {
      pinned++
      continue
    }
    if (!dryRun) {
      await remove(file.path)
      failpoint('vacuum:between-files')
    }
    deleted.push(file)
  }
  return { version: snapshot.version, deleted, pinned }
}

/**
 * Which of the stored files may go, oldest first. Pure.
 * @throws TABLE_CORRUPT where a live file is not among them: then paths may not mean what we think they do
 * @throws TABLE_INVALID for a log that names files by absolute path
 */
export function planVacuum(
  snapshot: Snapshot,
  stored: readonly StoredFile[],
  { retentionMs, now }: Pick<VacuumOptions, 'retentionMs' | 'now'>,
): readonly Doomed[] {
  const { root } = snapshot
  const found = new Set(stored.map((file) => file.path))
  const live = new Set<string>()
  for (const { path } of snapshot.files) {
    if (isAbsolute(path)) {
      throw new MillraceError(
        'TABLE_INVALID',
        `The log of ${root} names files by absolute path (${path}), as a shallow clone does. Vacuum it with the engine that made it.`,
      )
    }
    const absolute = resolve(absolutePath(root, path))
    if (!found.has(absolute)) {
      throw new MillraceError(
        'TABLE_CORRUPT',
        `${path} of ${root} is live, but not there. Nothing was deleted; run millrace lake verify.`,
      )
    }
    live.add(absolute)
  }
  const removed = new Map(
    snapshot.tombstones.map((remove) => [resolve(absolutePath(root, remove.path)), remove.deletionTimestamp]),
  )
  return stored
    .filter((file) => {
      if (live.has(file.path)) return false
      const removedAt = removed.get(file.path)
      const age = removedAt === undefined ? Math.max(retentionMs, IN_FLIGHT_MS) : retentionMs
      return Math.max(removedAt ?? 0, file.modifiedAt) <= now - age
    })
    .map((file) => ({ ...file, removedAt: removed.get(file.path) ?? null }))
    .sort((left, right) => left.modifiedAt - right.modifiedAt)
}

/** Data files below a table; hidden names are the log's or another's, but for folders of a column that begins so. */
async function listStored(folder: string, partitionColumns: readonly string[]): Promise<StoredFile[]> {
  const files: StoredFile[] = []
  let entries
  try {
    entries = await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return files
    throw toIoError(error, `The folder ${folder} cannot be listed`)
  }
  for (const entry of entries) {
    const ofColumn = entry.isDirectory() && partitionColumns.some((column) => entry.name.startsWith(`${column}=`))
    if (/^[_.]/.test(entry.name) && !ofColumn) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) files.push(...(await listStored(path, partitionColumns)))
    else if (entry.isFile() && entry.name.endsWith('.parquet')) {
      const found = await findStored(path)
      if (found !== null) files.push(found)
    }
  }
  return files
}

/**
 * Files that came to the table after it was listed. One that was live before and is not listed stands under another
 * name, which must not look like a leftover: it is none of these.
 */
async function findLate(
  before: Snapshot,
  snapshot: Snapshot,
  listed: readonly StoredFile[],
): Promise<readonly StoredFile[]> {
  const pathsOf = ({ root, files }: Snapshot) => files.map(({ path }) => resolve(absolutePath(root, path)))
  const known = new Set([...listed.map(({ path }) => path), ...pathsOf(before)])
  const late = pathsOf(snapshot).filter((path) => !known.has(path))
  const found = await atOnce(LOOKS_AT_ONCE, late, findStored)
  return found.filter((file) => file !== null)
}

async function findStored(path: string): Promise<StoredFile | null> {
  const found = await statOrNull(path)
  return found === null ? null : { path, bytes: found.size, modifiedAt: Math.floor(found.mtimeMs) }
}

/** Null where another vacuum was faster. */
async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw toIoError(error, `${path} cannot be looked at`)
  }
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw toIoError(error, `${path} cannot be deleted`)
  }
}
