import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { MillraceError } from '../../shared/errors'

/**
 * Where a result is to go must be there before anything runs: a folder is not made, since a misspelt one would
 * be made too. @throws INVALID_REQUEST naming the folder
 */
export async function checkOutFile(out: string): Promise<void> {
  const folder = dirname(resolve(out))
  const found = await stat(folder).catch(() => null)
  if (found?.isDirectory() !== true)
    throw new MillraceError(
      'INVALID_REQUEST',
      `--out ${out}: there is no folder ${folder}. Create it, or name another.`,
    )
  if ((await stat(out).catch(() => null))?.isDirectory() === true)
    throw new MillraceError('INVALID_REQUEST', `--out ${out}: that is a folder. Name a file.`)
  try {
    await access(folder, constants.W_OK)
  } catch (cause) {
    throw new MillraceError('INVALID_REQUEST', `--out ${out}: the folder ${folder} cannot be written.`, { cause })
  }
}
