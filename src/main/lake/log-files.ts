import { readdir, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, MillraceError } from '../../shared/errors'
import { LAST_TIME_MS } from '../../shared/scalars'
import { isErrno, linkIfAbsent, replaceFile, syncFolder, toIoError, uniqueSuffix, writeNewFile } from '../durable'
import { failpoint } from '../failpoint'
import { hadoopChecksum, hadoopChecksumPath } from './hadoop-checksum'
import { parseCommit, type LogEntry } from './log-entry'
import type { CheckpointFiles } from './log-segment'
import { versionName } from './paths'

/** The `_delta_log` folder of a table: the only place that knows its file names. */
export function logFolder(root: string): string {
  return join(root, '_delta_log')
}

function commitPath(root: string, version: number): string {
  return join(logFolder(root), `${versionName(version)}.json`)
}

/** Names in the log folder; empty where there is none. */
export async function listNames(root: string): Promise<readonly string[]> {
  try {
    return await readdir(logFolder(root))
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return []
    throw toIoError(error, `The Delta log of ${root} cannot be listed`)
  }
}

export interface CommitFile {
  readonly entries: readonly LogEntry[]
  /** `commitInfo.timestamp`, or the file's own time where that is none; epoch milliseconds. */
  readonly timestamp: number
}

/** One commit, or null where that version does not exist. */
export async function readCommit(root: string, version: number): Promise<CommitFile | null> {
  const path = commitPath(root, version)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw toIoError(error, `Version ${version} of ${root} cannot be read`)
  }
  const entries = parseCommit(text, path)
  for (const entry of entries) {
    if (entry.kind === 'commitInfo' && entry.info.timestamp > 0 && entry.info.timestamp <= LAST_TIME_MS)
      return { entries, timestamp: entry.info.timestamp }
  }
  return { entries, timestamp: await commitFileTime(root, version) }
}

/** When the file of a commit was written, epoch milliseconds. */
export async function commitFileTime(root: string, version: number): Promise<number> {
  return fileTime(root, commitPath(root, version))
}

/** When a version was committed, epoch milliseconds; null where its commit is not there any more. */
export async function commitTime(root: string, version: number): Promise<number | null> {
  try {
    return (await readCommit(root, version))?.timestamp ?? null
  } catch (error) {
    if (codeOf(error) !== 'TABLE_CORRUPT') throw error
    return commitFileTime(root, version)
  }
}

/** When the version of a checkpoint was committed, whatever has become of its commit; epoch milliseconds. */
export async function checkpointTime(root: string, { version, names }: CheckpointFiles): Promise<number> {
  return (await commitTime(root, version)) ?? fileTime(root, join(logFolder(root), names[0] ?? ''))
}

async function fileTime(root: string, path: string): Promise<number> {
  try {
    return Math.floor((await stat(path)).mtimeMs)
  } catch (error) {
    throw toIoError(error, `The Delta log of ${root} cannot be read`)
  }
}

/** Changes when the table was dropped and made anew under the same path. */
export async function commitIdentity(root: string, version: number): Promise<string | null> {
  try {
    const { ino, mtimeMs, size } = await stat(commitPath(root, version))
    return `${ino}/${mtimeMs}/${size}`
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null
    throw toIoError(error, `The Delta log of ${root} cannot be read`)
  }
}

/**
 * Puts a commit in place if its version is free, durable when it resolves.
 * False: another writer has that version, nothing was written.
 *
 * @throws IO_ERROR after a failed fsync of the folder, when the commit may or may not survive a
 * power cut: the caller must reread the log, never write the same again unread (rule 2)
 */
export async function putCommit(root: string, version: number, content: string): Promise<boolean> {
  const folder = logFolder(root)
  const temporary = join(folder, `.${versionName(version)}.${uniqueSuffix()}.tmp`)
  failpoint('commit:before-temp')
  try {
    await writeNewFile(temporary, content)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw toIoError(error, `Version ${version} of ${root} cannot be written`)
  }
  failpoint('commit:before-link')
  if (!(await place(temporary, commitPath(root, version), root))) return false
  failpoint('commit:after-link')
  try {
    await syncFolder(folder)
  } catch (cause) {
    throw new MillraceError(
      'IO_ERROR',
      `Version ${version} of ${root} was written, but the disk did not confirm it. The log must be read again.`,
      {
        cause,
      },
    )
  }
  failpoint('commit:after-sync')
  return true
}

/**
 * Gives a finished checkpoint its name, then points `_last_checkpoint` at it. A checkpoint of that version that is
 * there already stays, so that it and its checksum are always of one writer.
 */
export async function putCheckpoint(
  root: string,
  version: number,
  temporary: string,
  pointer: Record<string, unknown>,
): Promise<void> {
  const folder = logFolder(root)
  const path = join(folder, `${versionName(version)}.checkpoint.parquet`)
  const checksum = hadoopChecksum(await readFile(temporary))
  if (!(await linkIfAbsent(temporary, path))) return
  await syncFolder(folder)
  await replaceFile(hadoopChecksumPath(path), checksum)
  const last = join(folder, '_last_checkpoint')
  // Spark's checksum of its own pointer would not fit ours.
  await unlink(hadoopChecksumPath(last)).catch(() => undefined)
  await replaceFile(last, JSON.stringify(pointer))
}

/** A file system without hard links takes a lock file and a rename instead. */
async function place(temporary: string, path: string, root: string): Promise<boolean> {
  try {
    return await linkIfAbsent(temporary, path)
  } catch (error) {
    if (!isErrno(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'))
      throw toIoError(error, `A commit to ${root} failed`)
  }
  throw new MillraceError(
    'IO_ERROR',
    `The file system of ${root} has no hard links, which a safe commit needs. Put the lake on a local disk.`,
  )
}
