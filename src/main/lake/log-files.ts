import { readdir, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { MillraceError } from '../../shared/errors'
import {
  isErrno,
  linkIfAbsent,
  makeFolder,
  replaceFile,
  syncFolder,
  toIoError,
  uniqueSuffix,
  writeNewFile,
} from '../durable'
import { failpoint } from '../failpoint'
import { hadoopChecksum, hadoopChecksumPath } from './hadoop-checksum'
import { commitPath, logFolder, versionName } from './paths'
import type { LogStore } from './ports'

/** The log of a table in its `_delta_log` folder. */
export function createLogFiles(root: string): LogStore {
  return {
    root,
    listNames: () => listNames(root),
    readCommitText: (version) => readCommitText(root, version),
    fileTime: (name) => fileTime(root, name),
    commitIdentity: (version) => commitIdentity(root, version),
    create: () =>
      makeFolder(logFolder(root)).catch((error: unknown) => {
        throw toIoError(error, `A table at ${root} cannot be made`)
      }),
    putCommit: (version, content) => putCommit(root, version, content),
  }
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

async function listNames(root: string): Promise<readonly string[]> {
  try {
    return await readdir(logFolder(root))
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return []
    throw toIoError(error, `The Delta log of ${root} cannot be listed`)
  }
}

async function readCommitText(root: string, version: number): Promise<string | null> {
  try {
    return await readFile(commitPath(root, version), 'utf8')
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw toIoError(error, `Version ${version} of ${root} cannot be read`)
  }
}

async function fileTime(root: string, name: string): Promise<number> {
  try {
    return Math.floor((await stat(join(logFolder(root), name))).mtimeMs)
  } catch (error) {
    throw toIoError(error, `The Delta log of ${root} cannot be read`)
  }
}

async function commitIdentity(root: string, version: number): Promise<string | null> {
  try {
    const { ino, mtimeMs, size } = await stat(commitPath(root, version))
    return `${ino}/${mtimeMs}/${size}`
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null
    throw toIoError(error, `The Delta log of ${root} cannot be read`)
  }
}

async function putCommit(root: string, version: number, content: string): Promise<boolean> {
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

/** @throws IO_ERROR on a file system without hard links: nothing else gives a name only where nobody has it */
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
