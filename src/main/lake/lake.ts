import { resolve } from 'node:path'
import { checkpointTable } from './checkpoint'
import { cleanUpLog } from './log-cleanup'
import { listNames } from './log-files'
import { listLog } from './log-segment'
import { isOurs } from './ownership'
import type { Lake, LakeTable, ParquetPort, Snapshot } from './ports'
import { DEFAULT_FILE_RETENTION_MS, logRetentionMs, tombstoneRetentionMs } from './retention'
import { openTable } from './table'

export interface LakeOptions {
  readonly parquet: ParquetPort
  /** Written into each commit, for example `Millrace/0.1.0`. */
  readonly engineInfo: string
  /** A checkpoint every so many commits; 25 by default (delta.md: 20-50). */
  readonly checkpointEvery?: number
  /** `pipeline.delta.retention`, milliseconds. */
  readonly retentionMs?: number
  readonly now?: () => number
  /** A checkpoint that could not be written, or an old log that could not be cleaned up. It costs only speed: the commits are there. */
  readonly onCheckpointFailed?: (root: string, error: unknown) => void
}

/** All tables of a process. Checkpoints are written beside the commits, never in their way. */
export function openLake(options: LakeOptions): Lake {
  const tables = new Map<string, LakeTable>()
  const running = new Map<string, Promise<void>>()
  /** The newest checkpoint that we know of, by table. */
  const checkpoints = new Map<string, number>()
  const every = options.checkpointEvery ?? 25
  const retentionMs = options.retentionMs ?? DEFAULT_FILE_RETENTION_MS
  const now = options.now ?? Date.now

  function onCommit(table: LakeTable, snapshot: Snapshot): void {
    const { root } = table
    if (snapshot.version - (checkpoints.get(root) ?? 0) < every || running.has(root)) return
    const work = checkpoint(snapshot)
      .catch((error: unknown) => options.onCheckpointFailed?.(root, error))
      .finally(() => running.delete(root))
    running.set(root, work)
  }

  /** Whoever commits counts: another writer of the table may have written a checkpoint since. */
  async function checkpoint(snapshot: Snapshot): Promise<void> {
    const { root, version } = snapshot
    const newest = listLog(await listNames(root)).checkpoints.at(-1)?.version ?? 0
    checkpoints.set(root, newest)
    if (version - newest < every) return
    await checkpointTable(snapshot, options.parquet, now() - tombstoneRetentionMs(snapshot, retentionMs))
    checkpoints.set(root, version)
    const keptMs = logRetentionMs(snapshot, retentionMs)
    if (keptMs !== null && (await isOurs(snapshot))) await cleanUpLog(root, now() - keptMs, now())
  }

  function open(root: string): LakeTable {
    return openTable(root, { parquet: options.parquet, engineInfo: options.engineInfo, now, onCommit })
  }

  return {
    table(root) {
      const key = resolve(root)
      const known = tables.get(key)
      if (known !== undefined) return known
      const table = open(key)
      tables.set(key, table)
      return table
    },
    glance: (root) => tables.get(resolve(root)) ?? open(resolve(root)),
    async close() {
      await Promise.all(running.values())
    },
  }
}
