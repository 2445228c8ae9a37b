import { access } from 'node:fs/promises'
import { atOnce } from '../../shared/at-once'
import type { BatchRequest } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import { isErrno, toIoError } from '../durable'
import type { AddFile } from '../lake/actions'
import { vectorPath } from '../lake/deletion-vector'
import type { LakeTable, Snapshot } from '../lake/ports'
import { absolutePath } from '../lake/table-path'
import { planBatch } from './plan'

/** What a look at one file may hold up at once. */
const AT_ONCE = 64

/**
 * Keeps the files that a batch will read from vacuum, until the returned function is called.
 * @throws INVALID_REQUEST where vacuum was there before, and what `planBatch` throws
 */
export async function pinBatch(table: LakeTable, snapshot: Snapshot, request: BatchRequest): Promise<() => void> {
  const { whole, cut } = planBatch(request, snapshot)
  return pinFiles(table, snapshot, [...whole, ...cut], request.asOf === undefined ? 'tableVersion' : 'asOf')
}

/**
 * Keeps files of a snapshot from vacuum, until the returned function is called.
 * @param parameter what chose the version, for the words of the error
 * @throws INVALID_REQUEST where vacuum was there before
 */
export async function pinFiles(
  table: LakeTable,
  snapshot: Snapshot,
  live: readonly AddFile[],
  parameter: string,
): Promise<() => void> {
  const files = live.flatMap(({ path, deletionVector }) => {
    const vector = deletionVector === undefined ? null : vectorPath(snapshot.root, deletionVector)
    return [absolutePath(snapshot.root, path), ...(vector === null ? [] : [vector])]
  })
  const release = table.pins.pin(files)
  try {
    const gone = files.filter((file) => table.pins.isGoing(file))
    const newest = await table.snapshot()
    // Vacuum never takes a live file.
    if (newest?.version !== snapshot.version) gone.push(...(await findMissing(files)))
    const [first] = gone
    if (first === undefined) return release
    throw new MillraceError(
      'INVALID_REQUEST',
      `${parameter}: version ${snapshot.version} of the table can no longer be read in whole: vacuum has deleted files that it needs, for example ${first}. Choose a newer version.`,
    )
  } catch (error) {
    release()
    throw error
  }
}

async function findMissing(files: readonly string[]): Promise<string[]> {
  const missing = await atOnce(AT_ONCE, files, async (file) => {
    try {
      await access(file)
      return null
    } catch (error) {
      if (!isErrno(error, 'ENOENT', 'ENOTDIR')) throw toIoError(error, `${file} cannot be read`)
      return file
    }
  })
  return missing.filter((file) => file !== null)
}
