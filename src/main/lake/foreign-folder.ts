import { readdir } from 'node:fs/promises'
import { MillraceError } from '../../shared/errors'
import { isErrno, toIoError } from '../durable'

/** What file systems and engines put beside data, as Spark passes it over too. */
const NO_DATA = /^[._]|^lost\+found$|^Thumbs\.db$|^desktop\.ini$/i

/**
 * Where there is no table yet: makes sure that there is nothing else either, for example Parquet files without a
 * log, which would be taken for no rows, and be mixed with those of a table made there.
 *
 * @param setting that names the folder
 * @throws TABLE_INVALID naming what is there
 */
export async function refuseForeignFolder(root: string, setting: string): Promise<void> {
  const found = await findForeign(root)
  if (found === null) return
  throw new MillraceError(
    'TABLE_INVALID',
    `${root} is not a Delta table: ${found}. Convert it with the engine that wrote it (Spark: CONVERT TO DELTA), restore its _delta_log, remove what is there, or point ${setting} at another folder.`,
  )
}

async function findForeign(root: string): Promise<string | null> {
  try {
    const name = (await readdir(root)).sort().find((one) => !NO_DATA.test(one))
    return name === undefined ? null : `it holds ${name}, and no version in a folder _delta_log`
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    if (isErrno(error, 'ENOTDIR')) return 'it is a file, or lies below one'
    throw toIoError(error, `The folder ${root} cannot be listed`)
  }
}
