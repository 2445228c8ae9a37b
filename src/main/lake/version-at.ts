import { listLog } from './log-segment'
import type { LogStore, Snapshot } from './ports'
import { readCommit } from './read-commit'

/**
 * The newest version up to `current` that was committed at or before a time (epoch ms). Null where none was, as far
 * back as the log goes.
 */
export async function findVersionAt(log: LogStore, current: Snapshot, time: number): Promise<number | null> {
  if (current.timestamp <= time) return current.version
  // Commit times rise with the version, so few commits need to be read.
  const { commits } = listLog(await log.listNames())
  let found: number | null = null
  for (let low = 0, high = commits.length - 1; low <= high;) {
    const middle = (low + high) >> 1
    const version = commits[middle] ?? 0
    // A damaged one ends the search: the time of its file would lead it to another version.
    const commit = await readCommit(log, version)
    if (commit !== null && commit.timestamp <= time) {
      found = version
      low = middle + 1
    } else {
      high = middle - 1
    }
  }
  return found
}
