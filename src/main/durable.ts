import { constants } from 'node:fs'
import { link, mkdir, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf, MillraceError } from '../shared/errors'

/**
 * Files that survive a power cut (rules 1 and 2): data first, then its
 * folder, then the folders that were made for it. A failed fsync is never tried again: the caller
 * must stop and read back what is there.
 */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDWR)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes the names in a folder durable. Windows has no such call: NTFS journals its names. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a folder and its missing parents, each name durable. Others may make the same parents at the same time. */
export async function makeFolder(path: string): Promise<void> {
  // Not by mkdir's own `recursive`: where a folder exists but takes no names (/proc), Node tries again for ever.
  if ((await makeName(path)) === null) return
  if (!(await exists(dirname(path)))) await makeFolder(dirname(path))
  const error = await makeName(path)
  if (error !== null) throw error
}

/** ENOENT where its parent is not there, or takes no names. */
async function makeName(path: string): Promise<Error | null> {
  try {
    await mkdir(path)
  } catch (error) {
    if (isErrno(error, 'EEXIST') && (await stat(path)).isDirectory()) return null
    if (isErrno(error, 'ENOENT')) return error
    throw error
  }
  await syncFolder(path)
  await syncFolder(dirname(path))
  return null
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false
    throw error
  }
}

/** Writes a new file and makes its bytes durable, not yet its name (`syncFolder`). */
export async function writeNewFile(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  const handle = await open(path, 'wx', mode)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** For a name that no other process makes at the same time. */
export function uniqueSuffix(): string {
  return `${process.pid}.${Math.random().toString(36).slice(2, 12)}`
}

/** Replaces a file as a whole: after a crash it holds the old content or the new. */
export async function replaceFile(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  const temporary = `${path}.${uniqueSuffix()}.tmp`
  await writeNewFile(temporary, content, mode)
  await rename(temporary, path)
  await syncFolder(dirname(path))
}

/** Gives a finished file its name only if nobody has it; false where the name is taken. */
export async function linkIfAbsent(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    throw error
  } finally {
    await unlink(temporary)
  }
}

/** Whether it is an error of the system with one of these codes. */
export function isErrno(error: unknown, ...codes: readonly string[]): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

/** Says what a file-system error means to a user; anything else passes through. */
export function toIoError(error: unknown, what: string): unknown {
  // It has a sentence of its own.
  if (error instanceof MillraceError) return error
  // DuckDB tells a full disk in words only.
  if (isErrno(error, 'ENOSPC', 'EDQUOT') || (error instanceof Error && NO_SPACE.test(error.message))) {
    return new MillraceError('DISK_FULL', `${what}: the disk is full. Free space, then try again.`, {
      cause: error,
      canRetry: true,
    })
  }
  const words = causeOf(error)
  if (words !== undefined)
    return new MillraceError('IO_ERROR', `${what}: ${words}`, {
      cause: error,
      canRetry: isErrno(error, 'EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'),
    })
  if (error instanceof Error && 'code' in error && 'syscall' in error) {
    return new MillraceError('IO_ERROR', `${what}: ${error.message}`, { cause: error, canRetry: true })
  }
  return error
}

/**
 * The same of whatever file the error names: Node tells its path beside its words, DuckDB in them.
 * @param unnamed where it names none
 */
export function toFileError(error: unknown, unnamed = 'A file'): unknown {
  const told = error instanceof Error && 'path' in error ? error.path : undefined
  const file = typeof told === 'string' ? told : QUOTED_PATH.exec(messageOf(error))?.[1]
  return toIoError(error, `${file ?? unnamed} cannot be used`)
}

const QUOTED_PATH = /"((?:\/|[A-Za-z]:\\)[^"\n]+)"/

/** What is in the way, and what mends it. */
const CAUSES: Readonly<Record<string, string>> = {
  EACCES: 'no permission there. Give this user access, or choose another place.',
  EPERM: 'no permission there. Give this user access, or choose another place.',
  EROFS: 'it is on a file system that can only be read. Choose another place.',
  EEXIST: 'there is something of this name already. Move it away, or choose another name.',
  ENOTDIR: 'a part of the path is a file, not a folder. Choose another place.',
  EISDIR: 'it is a folder. Name a file.',
  ENAMETOOLONG: 'the name is too long. Choose a shorter one.',
}

function causeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  // DuckDB tells these in words only, too.
  if (READ_ONLY.test(error.message)) return CAUSES['EROFS']
  if (FORBIDDEN.test(error.message)) return CAUSES['EACCES']
  return 'code' in error ? CAUSES[String(error.code)] : undefined
}

const READ_ONLY = /^IO Error: .*Read-only file system/
const FORBIDDEN = /^IO Error: .*(Permission denied|Operation not permitted)/
const NO_SPACE = /No space left on device|Disk quota exceeded|not enough space on the disk/i
