import { MillraceError } from '../../shared/errors'
import type { LogEntry } from './log-entry'
import { commitName } from './paths'
import type { HistoryEntry, LogStore } from './ports'
import { readCommit } from './read-commit'

/** What the commits up to a version say of themselves, newest first, as far back as the log has them. */
export async function readHistory(log: LogStore, newest: number, limit: number): Promise<readonly HistoryEntry[]> {
  const entries: HistoryEntry[] = []
  for (let version = newest; version >= 0 && entries.length < limit; version--) {
    const entry = await historyAt(log, version)
    if (entry === null) break
    entries.push(entry)
  }
  return entries
}

/** A commit that a checkpoint stands for may be damaged: then it is named as such, and the others are told. */
async function historyAt(log: LogStore, version: number): Promise<HistoryEntry | null> {
  try {
    const commit = await readCommit(log, version)
    return commit === null ? null : toHistory(version, commit.timestamp, commit.entries)
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code !== 'TABLE_CORRUPT') throw error
    const info = { ...UNREADABLE, operationParameters: { error: error.message } }
    const timestamp = await log.fileTime(commitName(version))
    return { version, timestamp, info, filesAdded: 0, filesRemoved: 0, rowsAdded: null, bytesAdded: 0 }
  }
}

const UNREADABLE = { timestamp: 0, operation: 'UNREADABLE', operationMetrics: {}, engineInfo: '' } as const

function toHistory(version: number, timestamp: number, entries: readonly LogEntry[]): HistoryEntry {
  let info: HistoryEntry['info'] = null
  let filesAdded = 0
  let filesRemoved = 0
  let bytesAdded = 0
  let rowsAdded: number | null = 0
  const removed = new Set(entries.flatMap((entry) => (entry.kind === 'remove' ? [entry.remove.path] : [])))
  for (const entry of entries) {
    if (entry.kind === 'commitInfo') info = entry.info
    if (entry.kind === 'remove') filesRemoved++
    if (entry.kind !== 'add') continue
    filesAdded++
    bytesAdded += entry.add.size
    // A file that stays, with other deleted rows.
    if (removed.has(entry.add.path)) continue
    const rows = numRecordsOf(entry.add.statsText)
    rowsAdded = rowsAdded === null || rows === null ? null : rowsAdded + rows
  }
  return { version, timestamp, info, filesAdded, filesRemoved, rowsAdded, bytesAdded }
}

function numRecordsOf(stats: string | null): number | null {
  const match = stats === null ? null : /"numRecords"\s*:\s*(\d+)/.exec(stats)
  return match === null ? null : Number(match[1])
}
