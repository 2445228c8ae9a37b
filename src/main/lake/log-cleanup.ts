import { stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrno, toIoError } from '../durable'
import { failpoint } from '../failpoint'
import { createLogFiles } from './log-files'
import { listLog } from './log-segment'
import { logFolder } from './paths'
import type { LogStore } from './ports'
import { commitTime } from './read-commit'

/** Left by a process that was killed while it wrote; nobody writes one of them for so long. */
const STALE_TEMPORARY_MS = 24 * 3_600_000
const VERSIONED = /^\.?(\d{20})\./
const TEMPORARY = /^(?:\.\d{20}(?:\.checkpoint\.parquet\.crc)?|_last_checkpoint)\.\d+\.[a-z0-9]+\.(?:tmp|json|parquet)$/

/**
 * Deletes commits and checkpoints from before the newest checkpoint at or below the cutoff (epoch ms); that
 * checkpoint and its own commit stay, so every version from it on can still be read. Without such a checkpoint
 * nothing goes. What a killed writer left of a commit or a checkpoint goes too. Oldest first: a kill in between leaves a log without holes.
 *
 * @returns how many files went
 */
export async function cleanUpLog(root: string, cutoff: number, now: number): Promise<number> {
  const log = createLogFiles(root)
  const names = await log.listNames()
  const keep = await newestCheckpointBefore(log, names, cutoff)
  const expired =
    keep === null
      ? []
      : names.filter((name) => Number(VERSIONED.exec(name)?.[1] ?? keep) < keep && !TEMPORARY.test(name))
  const stale: string[] = []
  for (const name of names.filter((one) => TEMPORARY.test(one)))
    if ((await modifiedAt(root, name)) < now - STALE_TEMPORARY_MS) stale.push(name)
  // By version, whatever the kind of file.
  for (const name of [...expired].sort((left, right) => (versionPart(left) < versionPart(right) ? -1 : 1))) {
    await remove(root, name)
    failpoint('log-cleanup:between-files')
  }
  for (const name of stale) await remove(root, name)
  return expired.length + stale.length
}

async function newestCheckpointBefore(log: LogStore, names: readonly string[], cutoff: number): Promise<number | null> {
  for (const { version, names: files } of [...listLog(names).checkpoints].reverse()) {
    const at = (await commitTime(log, version)) ?? (await modifiedAt(log.root, files[0] ?? ''))
    if (at <= cutoff) return version
  }
  return null
}

function versionPart(name: string): string {
  return VERSIONED.exec(name)?.[1] ?? ''
}

async function modifiedAt(root: string, name: string): Promise<number> {
  try {
    return (await stat(join(logFolder(root), name))).mtimeMs
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return Number.POSITIVE_INFINITY
    throw error
  }
}

async function remove(root: string, name: string): Promise<void> {
  try {
    await unlink(join(logFolder(root), name))
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw toIoError(error, `The old log file ${name} of ${root} cannot be deleted`)
  }
}
