import { resolve } from 'node:path'
import { checkpointTable } from './checkpoint'
import type { Lake, LakeTable, ParquetPort, Snapshot } from './ports'
import { openTable } from './table'

export interface LakeOptions {
  readonly parquet: ParquetPort
  /** Written into each commit, for example `Millrace/0.1.0`. */
  readonly engineInfo: string
  /** A checkpoint every so many commits; 25 by default (delta.md: 20-50). */
  readonly checkpointEvery?: number
  readonly now?: () => number
  /** A checkpoint that could not be written. It costs only speed: the commits are there. */
  readonly onCheckpointFailed?: (root: string, error: unknown) => void
}

/** All tables of a process. Checkpoints are written beside the commits, never in their way. */
export function openLake(options: LakeOptions): Lake {
  const tables = new Map<string, LakeTable>()
  const running = new Map<string, Promise<void>>()
  const every = options.checkpointEvery ?? 25
  const now = options.now ?? Date.now

  function onCommit(table: LakeTable, snapshot: Snapshot): void {
    if (snapshot.version === 0 || snapshot.version % every !== 0 || running.has(table.root)) return
    const work = checkpointTable(snapshot, options.parquet, now())
      .catch((error: unknown) => options.onCheckpointFailed?.(table.root, error))
      .finally(() => running.delete(table.root))
    running.set(table.root, work)
  }

  return {
    table(root) {
      const key = resolve(root)
      const known = tables.get(key)
      if (known !== undefined) return known
      const table = openTable(key, { parquet: options.parquet, engineInfo: options.engineInfo, now, onCommit })
      tables.set(key, table)
      return table
    },
    async close() {
      await Promise.all(running.values())
    },
  }
}
