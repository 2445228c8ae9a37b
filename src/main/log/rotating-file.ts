import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, MillraceError } from '../../shared/errors'
import { isErrno, toIoError } from '../durable'

export interface RotatingFile {
  /** Returns when the text is with the operating system, so that a crash loses no line. Never throws. */
  write(text: string): void
}

export interface Rotation {
  /** A file is left for a new one before it grows beyond this many bytes. */
  readonly maxBytes: number
  /** How many older ones stay, as `.1` (newest), `.2`, ... */
  readonly keep: number
  /** So often it is looked whether the file is still there; a second by default. */
  readonly lookMs?: number
}

const LOG_ROTATION: Rotation = { maxBytes: 16 * 2 ** 20, keep: 4 }
const LOOK_MS = 1000

/**
 * A log file of mode 0600 that is rotated by size. Processes may share it: who finds that another has rotated
 * goes on in the new file, and so does one whose file was moved or removed by somebody else.
 *
 * @throws INVALID_CONFIGURATION where it cannot be opened
 */
export function openRotatingFile(
  path: string,
  { maxBytes, keep, lookMs = LOOK_MS }: Rotation = LOG_ROTATION,
): RotatingFile {
  let file: number
  let size: number
  let lookedAt = performance.now()
  try {
    makeFolderSync(dirname(path))
    open()
  } catch (error) {
    throw new MillraceError(
      'INVALID_CONFIGURATION',
      `${messageOf(toIoError(error, `pipeline.log.file: ${path} cannot be written`))} Name a file that this user may write.`,
      { cause: error },
    )
  }
  return {
    write(text) {
      attempt(() => {
        if (performance.now() - lookedAt >= lookMs) attempt(look)
        if (size > 0 && size + Buffer.byteLength(text) > maxBytes) attempt(rotate)
        size += writeSync(file, text)
      })
    },
  }

  function open(): void {
    file = openSync(path, 'a', 0o600)
    size = fstatSync(file).size
  }

  function look(): void {
    lookedAt = performance.now()
    if (isOurs()) return
    const before = file
    open()
    closeSync(before)
  }

  function isOurs(): boolean {
    return statSync(path, { throwIfNoEntry: false })?.ino === fstatSync(file).ino
  }

  /** The old file is closed last: where the new one cannot be had, lines go on into it, and never into a number that is another file's by now. */
  function rotate(): void {
    const before = file
    if (isOurs()) {
      for (let number = keep - 1; number >= 1; number--) rename(`${path}.${number}`, `${path}.${number + 1}`)
      rename(path, `${path}.1`)
    }
    open()
    closeSync(before)
  }
}

/** As `makeFolder`: by mkdir's own `recursive` Node would try for ever where a folder takes no names (/proc). */
function makeFolderSync(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return
    if (!isErrno(error, 'ENOENT') || existsSync(dirname(path))) throw error
    makeFolderSync(dirname(path))
    mkdirSync(path)
  }
}

/** A full disk must not end what the log only tells of; the terminal has the line. */
function attempt(work: () => void): void {
  try {
    work()
  } catch {
    // Tried again with the next line.
  }
}

function rename(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to)
}
