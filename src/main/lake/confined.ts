import { realpath } from 'node:fs/promises'
import { atOnce } from '../../shared/at-once'
import { MillraceError } from '../../shared/errors'
import { isErrno, toIoError } from '../durable'
import { isInside } from './table-path'

/** How many files are looked at a time. */
const AT_ONCE = 32

/**
 * Makes sure that data files are there, and where they seem to be: really inside one of the folders, whatever the log names and
 * wherever links lead. Who may write to a shared lake could else have the files of whoever runs a batch put into results
 * that all can read.
 *
 * @param files absolute
 * @throws TABLE_INVALID, or TABLE_CORRUPT where it is not there, naming the file
 */
export async function checkConfined(root: string, files: readonly string[], folders: readonly string[]): Promise<void> {
  const allowed = (await Promise.all([root, ...folders].map(realOrNull))).filter((folder) => folder !== null)
  await atOnce(AT_ONCE, files, async (file) => {
    const real = await realOrNull(file)
    if (real === null)
      throw new MillraceError(
        'TABLE_CORRUPT',
        `${file} belongs to this version of the table at ${root}, but is not there: something else deleted it. Nothing was written. \`millrace lake verify\` lists all that is missing; dates without it can still be read.`,
      )
    if (allowed.some((folder) => isInside(real, folder))) return
    throw new MillraceError(
      'TABLE_INVALID',
      `The table at ${root} names ${file}${real === file ? '' : `, which is ${real}`}: a file outside of the lake. It is not read. Copy it into the table's folder, or remove it from the table with the engine that put it there.`,
    )
  })
}

async function realOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null
    throw toIoError(error, `${path} cannot be read`)
  }
}
