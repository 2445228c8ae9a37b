import { randomBytes } from 'node:crypto'
import { access, constants, open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { messageOf, MillraceError } from '../../shared/errors'
import { isErrno, toIoError } from '../durable'

/** Where a result goes, open before there is one. */
export interface OutFile {
  readonly path: string
  /** The file appears whole or not at all. @throws IO_ERROR, DISK_FULL */
  write(content: Readable, signal: AbortSignal): Promise<void>
  /** What was not written whole leaves nothing behind. */
  close(): Promise<void>
}

/** Whether results go there as one file each. */
export async function isFolder(out: string): Promise<boolean> {
  return (await statOf(out))?.isDirectory() === true
}

/**
 * A folder is not made, since a misspelt one would be made too.
 * @throws INVALID_REQUEST where nothing can be written there, DISK_FULL
 */
export async function openOutFile(out: string): Promise<OutFile> {
  const found = await statOf(out)
  if (found?.isDirectory() === true)
    throw new MillraceError('INVALID_REQUEST', `--out ${out}: that is a folder. Name a file.`)
  if (out.trim() === '') throw new MillraceError('INVALID_REQUEST', '--out: name a file.')
  const folder = /[/\\]$/.test(out) ? resolve(out) : dirname(resolve(out))
  if ((await statOf(folder))?.isDirectory() !== true)
    throw new MillraceError(
      'INVALID_REQUEST',
      `--out ${out}: there is no folder ${folder}. Create it, or name another.`,
    )
  try {
    // A terminal, a pipe: nothing can be put in its place.
    if (found !== null && !found.isFile()) return toOutFile(out, await open(out, 'w'), null)
    // A link is followed. What may not be written is not replaced either.
    const path = found === null ? join(await realpath(folder), basename(out)) : await realpath(out)
    if (found !== null) await access(path, constants.W_OK)
    const partial = join(dirname(path), `.millrace-${randomBytes(6).toString('hex')}.partial`)
    return toOutFile(out, await open(partial, 'wx'), { partial, path })
  } catch (error) {
    throw refused(error, out)
  }
}

function toOutFile(
  out: string,
  handle: FileHandle,
  place: { readonly partial: string; readonly path: string } | null,
): OutFile {
  return {
    path: out,
    async write(content, signal) {
      await pipeline(content, handle.createWriteStream(), { signal }).catch((error: unknown) => {
        throw isErrno(error, 'ABORT_ERR') ? error : toIoError(error, `${out} cannot be written`)
      })
      if (place === null) return
      await rename(place.partial, place.path).catch((error: unknown) => {
        throw toIoError(error, `${out} cannot be written`)
      })
    },
    async close() {
      await handle.close()
      if (place !== null) await rm(place.partial, { force: true })
    },
  }
}

/** Null where nothing is there. @throws INVALID_REQUEST where it cannot be looked at, or can never be there */
async function statOf(out: string) {
  try {
    return await stat(out)
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null
    throw refused(error, out)
  }
}

function refused(error: unknown, out: string): Error {
  // As in /proc.
  if (isErrno(error, 'ENOENT'))
    return new MillraceError('INVALID_REQUEST', `--out ${out}: no file can be made there. Choose another place.`, {
      cause: error,
    })
  const told = toIoError(error, `--out ${out}`)
  if (told instanceof MillraceError && told.code === 'DISK_FULL') return told
  return new MillraceError('INVALID_REQUEST', messageOf(told), { cause: error })
}
