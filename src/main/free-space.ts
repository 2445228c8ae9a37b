import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isErrno } from './durable'

/** What is left for a folder, or for the nearest one above that is there already, in bytes; null where the system does not say. */
export async function freeBytesOf(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return Math.min(Number.MAX_SAFE_INTEGER, bavail * bsize)
  } catch (error) {
    const above = dirname(folder)
    return isErrno(error, 'ENOENT') && above !== folder ? freeBytesOf(above) : null
  }
}
