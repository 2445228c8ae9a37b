import { randomUUID } from 'node:crypto'
import { MillraceError } from '../../shared/errors'
import type { AddFile, RemoveFile, SchemaField } from './actions'
import { addToLog, removeToLog, stringifyCommit } from './log-entry'
import type { CommitRequest, NewFile, Snapshot } from './ports'
import { schemaToString } from './schema'
import { stringifyStats } from './stats'
import { relativePath } from './table-path'

/**
 * The text of the commit that follows `current`, and its time, epoch ms.
 * @param now epoch ms; the commit's own time is later than that of `current` in any case
 * @throws TABLE_INVALID where rows would be removed from an append-only table
 */
export function planCommit(
  request: CommitRequest,
  current: Snapshot,
  { engineInfo, now }: { readonly engineInfo: string; readonly now: number },
): { readonly text: string; readonly timestamp: number } {
  const dataChange = request.dataChange ?? true
  const added = missingColumns(current, request)
  const schema = [...current.schema, ...added]
  if (
    request.remove !== undefined &&
    request.remove.length > 0 &&
    dataChange &&
    current.metadata.configuration['delta.appendOnly'] === 'true'
  ) {
    throw new MillraceError(
      'TABLE_INVALID',
      `The table at ${current.root} is append-only (delta.appendOnly): rows cannot be removed.`,
    )
  }
  const timestamp = Math.max(now, current.timestamp + 1)
  const text = stringifyCommit(
    {
      timestamp,
      operation: request.operation,
      operationParameters: request.operationParameters ?? {},
      readVersion: current.version,
      isolationLevel: 'Serializable',
      isBlindAppend: (request.remove ?? []).length === 0,
      operationMetrics: request.operationMetrics ?? {},
      engineInfo,
      userMetadata: request.userMetadata,
      txnId: randomUUID(),
    },
    [
      ...(added.length === 0 ? [] : [{ metaData: { ...current.metadata, schemaString: schemaToString(schema) } }]),
      ...(request.setTransactions ?? []).map(({ appId, version }) => ({ txn: { appId, version, lastUpdated: now } })),
      ...uniqueByPath(request.remove ?? []).map((file) =>
        removeToLog({
          path: file.path,
          deletionTimestamp: now,
          dataChange,
          partitionValues: file.partitionValues,
          size: file.size,
        } satisfies RemoveFile),
      ),
      ...uniqueByPath((request.add ?? []).map((file) => toAdd(current.root, file, schema, dataChange))).map(addToLog),
    ],
  )
  return { text, timestamp }
}

function missingColumns(current: Snapshot, request: CommitRequest) {
  const present = new Set(current.schema.map((field) => field.name))
  return (request.addColumns ?? []).filter((field) => !present.has(field.name))
}

function toAdd(root: string, file: NewFile, schema: readonly SchemaField[], dataChange: boolean): AddFile {
  const statsText = file.stats === null ? null : stringifyStats(file.stats, schema)
  return { ...file, path: relativePath(root, file.path), dataChange, statsText }
}

function uniqueByPath<T extends { readonly path: string }>(files: readonly T[]): T[] {
  return [...new Map(files.map((file) => [file.path, file])).values()]
}
