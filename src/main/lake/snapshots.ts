import { loadState, type CheckpointReader } from './load-state'
import type { LogStore, Snapshot } from './ports'
import { readCommit } from './read-commit'
import { applyEntries, toSnapshot, type ParsedState } from './replay'

/** The snapshots of one table. The newest stays in memory, so that the next costs only what is new. */
export interface Snapshots {
  /** Null where there is no table. */
  newest(): Promise<Snapshot | null>
  /** Rejects VERSION_NOT_FOUND, also where there is no table. */
  at(version: number): Promise<Snapshot | null>
}

/** Keeps the newest state of a table, and reads only what was committed since. */
export function createSnapshots(log: LogStore, readCheckpoint: CheckpointReader): Snapshots {
  let cached: (ParsedState & { readonly identity: string }) | null = null
  let refreshing: Promise<ParsedState | null> | null = null

  /** Reads only what was committed since the last call. */
  async function refresh(): Promise<ParsedState | null> {
    let known = cached
    if (known !== null && (await log.commitIdentity(known.snapshot.version)) !== known.identity) known = null
    let next: ParsedState | null = known ?? (await loadState(log, readCheckpoint))
    for (;;) {
      if (next === null) break
      const version = next.snapshot.version + 1
      const commit = await readCommit(log, version)
      if (commit === null) break
      next = toSnapshot(log.root, version, applyEntries(next.state, commit.entries), commit.timestamp, next)
    }
    cached = null
    if (next !== null && next !== known) {
      const identity = await log.commitIdentity(next.snapshot.version)
      cached = identity === null ? null : { ...next, identity }
    } else if (known !== null) {
      cached = known
    }
    return next
  }

  return {
    async newest() {
      refreshing ??= refresh().finally(() => {
        refreshing = null
      })
      return (await refreshing)?.snapshot ?? null
    },
    async at(version) {
      if (cached?.snapshot.version === version) return cached.snapshot
      return (await loadState(log, readCheckpoint, version))?.snapshot ?? null
    },
  }
}
