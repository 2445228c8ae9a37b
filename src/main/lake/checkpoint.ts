import { stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { uniqueSuffix, writeNewFile } from '../durable'
import { failpoint } from '../failpoint'
import { addToLog, removeToLog, stringifyActions } from './log-entry'
import { putCheckpoint } from './log-files'
import { logFolder, versionName } from './paths'
import type { ParquetPort, Snapshot } from './ports'

/**
 * Writes a single-file V1 checkpoint of a snapshot (PROTOCOL.md, "Checkpoints").
 * @param expired epoch ms; files removed before need no tombstone any more
 */
export async function checkpointTable(snapshot: Snapshot, parquet: ParquetPort, expired: number): Promise<void> {
  const folder = logFolder(snapshot.root)
  const base = join(folder, `.${versionName(snapshot.version)}.${uniqueSuffix()}`)
  const source = `${base}.json`
  const target = `${base}.parquet`
  const actions = checkpointActions(snapshot, expired)
  try {
    await writeNewFile(source, stringifyActions(actions))
    await parquet.writeCheckpoint(source, target)
    failpoint('checkpoint:before-rename')
    const { size } = await stat(target)
    await putCheckpoint(snapshot.root, snapshot.version, target, {
      version: snapshot.version,
      size: actions.length,
      sizeInBytes: size,
      numOfAddFiles: snapshot.files.length,
    })
  } finally {
    await unlink(source).catch(() => undefined)
    await unlink(target).catch(() => undefined)
  }
}

/** All that a reader needs to start at this version: no commitInfo, removes without statistics. */
export function checkpointActions(snapshot: Snapshot, expired: number): Record<string, unknown>[] {
  return [
    { protocol: snapshot.protocol },
    { metaData: snapshot.metadata },
    ...[...snapshot.setTransactions].map(([appId, version]) => ({ txn: { appId, version } })),
    ...snapshot.tombstones
      .filter((remove) => remove.deletionTimestamp > expired)
      .map((remove) => removeToLog({ ...remove, dataChange: false })),
    ...snapshot.files.map((file) => addToLog({ ...file, dataChange: false })),
  ]
}
