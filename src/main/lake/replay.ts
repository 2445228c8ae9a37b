import { MillraceError } from '../../shared/errors'
import type { AddFile, Metadata, Protocol, RemoveFile, SchemaField } from './actions'
import { vectorId } from './deletion-vector'
import { withStats, type LogEntry, type RawAdd, type RawRemove } from './log-entry'
import { MEND_LOG } from './mend-log'
import type { Snapshot } from './ports'
import { allowsDeletionVectors, checkReadable } from './protocol'
import { parseSchema } from './schema'

/** The state of a table while its log is replayed; later entries win (PROTOCOL.md, "Action Reconciliation"). */
export interface TableState {
  readonly protocol: Protocol | null
  readonly metadata: Metadata | null
  readonly files: ReadonlyMap<string, RawAdd>
  readonly tombstones: ReadonlyMap<string, RemoveFile>
  readonly setTransactions: ReadonlyMap<string, bigint>
}

export const EMPTY_STATE: TableState = {
  protocol: null,
  metadata: null,
  files: new Map(),
  tombstones: new Map(),
  setTransactions: new Map(),
}

/** The state after one more commit (or all rows of a checkpoint). The given state is not changed. */
export function applyEntries(state: TableState, entries: readonly LogEntry[]): TableState {
  const files = new Map(state.files)
  const tombstones = new Map(state.tombstones)
  const setTransactions = new Map(state.setTransactions)
  let { protocol, metadata } = state
  for (const entry of entries) {
    switch (entry.kind) {
      case 'protocol':
        protocol = entry.protocol
        break
      case 'metaData':
        metadata = entry.metadata
        break
      case 'txn':
        setTransactions.set(entry.transaction.appId, entry.transaction.version)
        break
      case 'add':
        files.set(fileKey(entry.add), entry.add)
        tombstones.delete(fileKey(entry.add))
        break
      case 'remove':
        files.delete(fileKey(entry.remove))
        tombstones.set(fileKey(entry.remove), entry.remove)
        break
      case 'commitInfo':
      case 'sidecar':
        break
    }
  }
  return { protocol, metadata, files, tombstones, setTransactions }
}

/** A logical file: its path, and its deletion vector where it has one (PROTOCOL.md, "Action Reconciliation"). */
function fileKey({ path, deletionVector }: Pick<RawAdd | RawRemove, 'path' | 'deletionVector'>): string {
  return deletionVector === undefined ? path : `${path}\n${vectorId(deletionVector)}`
}

/**
 * The state as readers see it. `previous` lends its parsed files, so that a new version costs
 * only what is new.
 *
 * @throws TABLE_CORRUPT without protocol or metaData, for a schema that is none or a deletion vector that the protocol
 * does not allow; UNSUPPORTED_PROTOCOL by name
 */
export function toSnapshot(
  root: string,
  version: number,
  state: TableState,
  timestamp: number,
  previous: ParsedState | null,
): ParsedState {
  const { protocol, metadata } = state
  if (protocol === null || metadata === null) {
    const what = protocol === null ? 'protocol' : 'metaData'
    throw new MillraceError(
      'TABLE_CORRUPT',
      `The log of the Delta table at ${root} has no ${what} action up to version ${version}. ${MEND_LOG}`,
    )
  }
  checkReadable(root, protocol, metadata)
  const same = previous !== null && previous.snapshot.metadata === metadata
  const schema: readonly SchemaField[] = same ? previous.snapshot.schema : parseSchema(metadata.schemaString)
  const parsed = new Map<RawAdd, AddFile>()
  const vectors = allowsDeletionVectors(protocol)
  for (const raw of state.files.values()) {
    if (raw.deletionVector !== undefined && !vectors) {
      throw new MillraceError(
        'TABLE_CORRUPT',
        `The log of the Delta table at ${root} gives ${raw.path} a deletion vector, though its protocol lacks the feature deletionVectors. ${MEND_LOG}`,
      )
    }
    parsed.set(raw, (same ? previous.parsed.get(raw) : undefined) ?? withStats(raw, schema, metadata))
  }
  const snapshot: Snapshot = {
    root,
    version,
    timestamp,
    protocol,
    metadata,
    schema,
    files: [...parsed.values()],
    setTransactions: state.setTransactions,
    tombstones: [...state.tombstones.values()],
  }
  return { state, parsed, snapshot }
}

/** A snapshot with what makes the next one cheap. */
export interface ParsedState {
  readonly state: TableState
  readonly parsed: ReadonlyMap<RawAdd, AddFile>
  readonly snapshot: Snapshot
}
