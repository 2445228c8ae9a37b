import { resolve } from 'node:path'
import { checkpointTable } from './checkpoint'
import { cleanUpLog } from './log-cleanup'
import { createLogFiles } from './log-files'
import { listLog } from './log-segment'
import { isOurs } from './ownership'
import type { Lake, LakeTable, ParquetPort, Snapshot } from './ports'
import { readCheckpoint } from './read-checkpoint'
import { DEFAULT_FILE_RETENTION_MS, logRetentionMs, tombstoneRetentionMs } from './retention'
import { createLakeTable } from './table'

export interface LakeOptions {
  readonly parquet: ParquetPort
  /** Written into each commit, for example `Millrace/0.1.0`. */
  readonly engineInfo: string
  /** A checkpoint every so many commits; 25 by default: a reader replays at most so many commits. */
  readonly checkpointEvery?: number
  /** `pipeline.delta.retention`, milliseconds. */
  readonly retentionMs?: number
  readonly now?: () => number
  /** After each commit of this process but those that make a table; with the newest version then. Must not throw. */
  readonly onCommit?: (root: string, version: number) => void
  /** A checkpoint that could not be written, or an old log that could not be cleaned up. It costs only speed: the commits are there. */
  readonly onCheckpointFailed?: (root: string, error: unknown) => void
}

/** All tables of a process. Checkpoints are written beside the commits, never in their way. */
export function openLake(options: LakeOptions): Lake {
  const tables = new Map<string, LakeTable>()
  const running = new Map<string, Promise<void>>()
  /** The version of the newest checkpoint that is there, under way or due, by table. */
  const scheduled = new Map<string, number>()
  /** The newest snapshot that is due while another is being written, by table. */
  const due = new Map<string, Snapshot>()
  const every = options.checkpointEvery ?? 25
  const retentionMs = options.retentionMs ?? DEFAULT_FILE_RETENTION_MS
  const now = options.now ?? Date.now

  function onCommit({ root }: LakeTable, snapshot: Snapshot): void {
    options.onCommit?.(root, snapshot.version)
    if (snapshot.version - (scheduled.get(root) ?? 0) < every) return
    scheduled.set(root, snapshot.version)
    due.set(root, snapshot)
    if (!running.has(root)) running.set(root, writeDue(root))
  }

  /** One after another, until none is due: whatever a checkpoint takes, the newest that was due is written. */
  async function writeDue(root: string): Promise<void> {
    try {
      for (let snapshot = due.get(root); snapshot !== undefined; snapshot = due.get(root)) {
        due.delete(root)
        await checkpoint(snapshot).catch((error: unknown) => options.onCheckpointFailed?.(root, error))
      }
    } finally {
      running.delete(root)
    }
  }

  /** Whoever commits counts: another writer of the table may have written a checkpoint since. */
  async function checkpoint(snapshot: Snapshot): Promise<void> {
    const { root, version } = snapshot
    let newest = 0
    let isWritten = false
    try {
      newest = listLog(await createLogFiles(root).listNames()).checkpoints.at(-1)?.version ?? 0
      if (version - newest < every) return
      await checkpointTable(snapshot, options.parquet, now() - tombstoneRetentionMs(snapshot, retentionMs))
      isWritten = true
    } finally {
      // The next commits are measured by what is really there.
      if (!isWritten && !due.has(root)) scheduled.set(root, newest)
    }
    const keptMs = logRetentionMs(snapshot, retentionMs)
    if (keptMs !== null && (await isOurs(snapshot))) await cleanUpLog(root, now() - keptMs, now())
  }

  function open(root: string): LakeTable {
    return createLakeTable(createLogFiles(root), {
      readCheckpoint: (checkpoint) => readCheckpoint(root, checkpoint, options.parquet),
      engineInfo: options.engineInfo,
      now,
      onCommit,
    })
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
