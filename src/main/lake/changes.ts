import type { AddFile } from './actions'
import { withStats, type LogEntry, type RawAdd } from './log-entry'
import type { LogStore, Snapshot, TableChange } from './ports'
import { readCommit } from './read-commit'

/** What came after a version up to that of the snapshot, in order; null where the log no longer has it all. */
export async function readChanges(
  log: LogStore,
  after: number,
  { version: last, schema, metadata }: Snapshot,
): Promise<readonly TableChange[] | null> {
  const changes: TableChange[] = []
  for (let version = after + 1; version <= last; version++) {
    const commit = await readCommit(log, version)
    if (commit === null) return null
    changes.push(toChange(version, commit.entries, (add) => withStats(add, schema, metadata)))
  }
  return changes
}

function toChange(version: number, entries: readonly LogEntry[], read: (add: RawAdd) => AddFile): TableChange {
  return {
    version,
    added: entries.flatMap((entry) => (entry.kind === 'add' && entry.add.dataChange ? [read(entry.add)] : [])),
    setTransactions: new Map(
      entries.flatMap((entry) =>
        entry.kind === 'txn' ? [[entry.transaction.appId, entry.transaction.version] as const] : [],
      ),
    ),
  }
}
