import { codeOf } from '../../shared/errors'
import { LAST_TIME_MS } from '../../shared/scalars'
import { parseCommit, type LogEntry } from './log-entry'
import type { CheckpointFiles } from './log-segment'
import { commitName, commitPath } from './paths'
import type { LogStore } from './ports'

export interface CommitFile {
  readonly entries: readonly LogEntry[]
  /** `commitInfo.timestamp`, or the file's own time where that is none; epoch milliseconds. */
  readonly timestamp: number
}

/**
 * One commit, or null where that version does not exist.
 * @throws TABLE_CORRUPT where it is damaged
 */
export async function readCommit(log: LogStore, version: number): Promise<CommitFile | null> {
  const text = await log.readCommitText(version)
  if (text === null) return null
  const entries = parseCommit(text, commitPath(log.root, version))
  for (const entry of entries) {
    if (entry.kind === 'commitInfo' && entry.info.timestamp > 0 && entry.info.timestamp <= LAST_TIME_MS)
      return { entries, timestamp: entry.info.timestamp }
  }
  return { entries, timestamp: await log.fileTime(commitName(version)) }
}

/** When a version was committed, epoch milliseconds; null where its commit is not there any more. */
export async function commitTime(log: LogStore, version: number): Promise<number | null> {
  try {
    return (await readCommit(log, version))?.timestamp ?? null
  } catch (error) {
    if (codeOf(error) !== 'TABLE_CORRUPT') throw error
    return log.fileTime(commitName(version))
  }
}

/** When the version of a checkpoint was committed, whatever has become of its commit; epoch milliseconds. */
export async function checkpointTime(log: LogStore, { version, names }: CheckpointFiles): Promise<number> {
  return (await commitTime(log, version)) ?? log.fileTime(names[0] ?? '')
}
