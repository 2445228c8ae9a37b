import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { MillraceError } from '../../shared/errors'
import { makeFolder } from '../durable'
import type { AddFile, Metadata, RemoveFile, SchemaField } from './actions'
import { addToLog, parseEntry, removeToLog, stringifyCommit, type LogEntry } from './log-entry'
import { commitIdentity, listNames, logFolder, putCommit, readCommit } from './log-files'
import { listLog, planSegment } from './log-segment'
import type {
  CommitOutcome,
  CommitRequest,
  CreateTableRequest,
  HistoryEntry,
  LakeTable,
  NewFile,
  ParquetPort,
  Snapshot,
} from './ports'
import { checkWritable, OUR_PROTOCOL } from './protocol'
import { applyEntries, EMPTY_STATE, toSnapshot, type ParsedState, type TableState } from './replay'
import { schemaToString } from './schema'
import { stringifyStats } from './stats'
import { relativePath } from './table-path'

export interface TableOptions {
  readonly parquet: ParquetPort
  readonly engineInfo: string
  readonly now: () => number
  /** Called after each commit of ours; must not throw. */
  readonly onCommit: (table: LakeTable, snapshot: Snapshot) => void
}

/** One Delta table: a cached newest snapshot over its log folder, and commits in order. */
export function openTable(root: string, options: TableOptions): LakeTable {
  let cached: (ParsedState & { readonly identity: string }) | null = null
  let refreshing: Promise<ParsedState | null> | null = null
  let queue: Promise<unknown> = Promise.resolve()

  /** The newest state; reads only what was committed since the last call. */
  function newest(): Promise<ParsedState | null> {
    refreshing ??= refresh().finally(() => {
      refreshing = null
    })
    return refreshing
  }

  async function refresh(): Promise<ParsedState | null> {
    let known = cached
    if (known !== null && (await commitIdentity(root, known.snapshot.version)) !== known.identity) known = null
    let next: ParsedState | null = known ?? (await load(root, options.parquet))
    for (;;) {
      if (next === null) break
      const version = next.snapshot.version + 1
      const commit = await readCommit(root, version)
      if (commit === null) break
      next = toSnapshot(root, version, applyEntries(next.state, commit.entries), commit.timestamp, next)
    }
    cached = null
    if (next !== null && next !== known) {
      const identity = await commitIdentity(root, next.snapshot.version)
      cached = identity === null ? null : { ...next, identity }
    } else if (known !== null) {
      cached = known
    }
    return next
  }

  async function append(request: CommitRequest): Promise<CommitOutcome> {
    const started = performance.now()
    let base: Snapshot | null = null
    for (;;) {
      const current = await newest()
      if (current === null) return conflict('table_deleted', -1, `There is no Delta table at ${root}.`)
      const refused = findConflict(request, base ?? current.snapshot, current.snapshot)
      if (refused !== null) return refused
      base ??= current.snapshot
      checkWritable(root, current.snapshot.protocol, current.snapshot.metadata)
      const version = current.snapshot.version + 1
      const content = planCommit(request, current.snapshot, options)
      if (await putCommit(root, version, content)) {
        const committed = await newest()
        if (committed === null || committed.snapshot.version < version) {
          throw new MillraceError('TABLE_CORRUPT', `Version ${version} of ${root} vanished after it was committed.`)
        }
        options.onCommit(table, committed.snapshot)
        return { kind: 'committed', version, snapshot: committed.snapshot, elapsedMs: performance.now() - started }
      }
    }
  }

  const table: LakeTable = {
    root,
    async snapshot(version) {
      if (version === undefined) return (await newest())?.snapshot ?? null
      if (cached?.snapshot.version === version) return cached.snapshot
      return (await load(root, options.parquet, version))?.snapshot ?? null
    },
    async versionAt(time) {
      const current = await newest()
      if (current === null) return null
      if (current.snapshot.timestamp <= time) return current.snapshot.version
      for (let version = current.snapshot.version - 1; version >= 0; version--) {
        const commit = await readCommit(root, version)
        if (commit === null) return null
        if (commit.timestamp <= time) return version
      }
      return null
    },
    ensure(request) {
      return inOrder(async () => {
        const current = await newest()
        if (current !== null) return current.snapshot
        await makeFolder(logFolder(root))
        await putCommit(root, 0, planCreate(request, options))
        const created = await newest()
        if (created === null) throw new MillraceError('TABLE_CORRUPT', `The new table at ${root} cannot be read back.`)
        return created.snapshot
      })
    },
    commit: (request) => inOrder(() => append(request)),
    async history(limit = Number.MAX_SAFE_INTEGER) {
      const current = await newest()
      const entries: HistoryEntry[] = []
      if (current === null) return entries
      for (let version = current.snapshot.version; version >= 0 && entries.length < limit; version--) {
        const commit = await readCommit(root, version)
        if (commit === null) break
        entries.push(toHistory(version, commit.timestamp, commit.entries))
      }
      return entries
    },
  }
  return table

  /** Commits of one process go one after another: racing ourselves would only cost retries. */
  function inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work, work)
    queue = result.catch(() => undefined)
    return result
  }
}

/** Reads a table from its files; the newest version, or the given one. */
async function load(root: string, parquet: ParquetPort, target?: number): Promise<ParsedState | null> {
  const segment = planSegment(root, listLog(await listNames(root)), target)
  if (segment === null) return null
  let state: TableState = EMPTY_STATE
  let timestamp = 0
  if (segment.checkpoint !== null) {
    const files = segment.checkpoint.names.map((name) => join(logFolder(root), name))
    const rows = await parquet.readCheckpoint(files)
    state = applyEntries(state, rows.map((row) => parseEntry(row, files[0] ?? '')).filter(isPresent))
    timestamp = (await readCommit(root, segment.checkpoint.version))?.timestamp ?? state.timestamp
  }
  const all: LogEntry[] = []
  for (const version of segment.commits) {
    const commit = await readCommit(root, version)
    if (commit === null)
      throw new MillraceError('TABLE_CORRUPT', `Version ${version} of ${root} vanished while it was read.`)
    all.push(...commit.entries)
    timestamp = commit.timestamp
  }
  return toSnapshot(root, segment.version, applyEntries(state, all), timestamp, null)
}

/** The conflict rules of delta.md: appends and compactions pass each other, everything else is told. */
function findConflict(request: CommitRequest, base: Snapshot, current: Snapshot): CommitOutcome | null {
  const at = current.version
  for (const { appId, previous } of request.transactions ?? []) {
    const found = current.transactions.get(appId) ?? null
    if (found !== previous) {
      return conflict(
        'same_transaction',
        at,
        `${appId} stands at ${String(found)}, not at ${String(previous)}: another writer of this stream committed.`,
      )
    }
  }
  if (base.metadata !== current.metadata && JSON.stringify(base.metadata) !== JSON.stringify(current.metadata)) {
    return conflict('metadata_changed', at, 'The table schema or its properties changed in between.')
  }
  if (JSON.stringify(base.protocol) !== JSON.stringify(current.protocol)) {
    return conflict('protocol_changed', at, 'The table protocol changed in between.')
  }
  if (request.remove !== undefined && request.remove.length > 0) {
    const live = new Set(current.files.map((file) => file.path))
    const gone = request.remove.find((file) => !live.has(file.path))
    if (gone !== undefined) return conflict('file_removed', at, `${gone.path} was removed by another writer.`)
  }
  return null
}

function planCommit(request: CommitRequest, current: Snapshot, options: TableOptions): string {
  const now = options.now()
  const dataChange = request.dataChange ?? true
  const metadata = extendSchema(current, request)
  const schema = [...current.schema, ...missingColumns(current, request)]
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
  return stringifyCommit(
    {
      timestamp: Math.max(now, current.timestamp + 1),
      operation: request.operation,
      operationParameters: request.operationParameters ?? {},
      readVersion: current.version,
      isolationLevel: 'Serializable',
      isBlindAppend: (request.remove ?? []).length === 0,
      operationMetrics: request.operationMetrics ?? {},
      engineInfo: options.engineInfo,
      userMetadata: request.userMetadata,
      txnId: randomUUID(),
    },
    [
      ...(metadata === null ? [] : [{ metaData: metadata }]),
      ...(request.transactions ?? []).map(({ appId, version }) => ({ txn: { appId, version, lastUpdated: now } })),
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
}

function planCreate(request: CreateTableRequest, options: TableOptions): string {
  const now = options.now()
  const metadata: Metadata = {
    id: randomUUID(),
    ...(request.name === undefined ? {} : { name: request.name }),
    format: { provider: 'parquet', options: {} },
    schemaString: schemaToString(request.columns),
    partitionColumns: request.partitionColumns,
    configuration: request.configuration ?? {},
    createdTime: now,
  }
  return stringifyCommit(
    {
      timestamp: now,
      operation: 'CREATE TABLE',
      operationParameters: { partitionBy: JSON.stringify(request.partitionColumns) },
      isolationLevel: 'Serializable',
      isBlindAppend: true,
      operationMetrics: {},
      engineInfo: options.engineInfo,
      txnId: randomUUID(),
    },
    [{ protocol: OUR_PROTOCOL }, { metaData: metadata }],
  )
}

function extendSchema(current: Snapshot, request: CommitRequest): Metadata | null {
  const added = missingColumns(current, request)
  if (added.length === 0) return null
  return { ...current.metadata, schemaString: schemaToString([...current.schema, ...added]) }
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

function toHistory(version: number, timestamp: number, entries: readonly LogEntry[]): HistoryEntry {
  let info: HistoryEntry['info'] = null
  let filesAdded = 0
  let filesRemoved = 0
  let bytesAdded = 0
  let rowsAdded: number | null = 0
  for (const entry of entries) {
    if (entry.kind === 'commitInfo') info = entry.info
    if (entry.kind === 'remove') filesRemoved++
    if (entry.kind !== 'add') continue
    filesAdded++
    bytesAdded += entry.add.size
    const rows = numRecordsOf(entry.add.statsText)
    rowsAdded = rowsAdded === null || rows === null ? null : rowsAdded + rows
  }
  return { version, timestamp, info, filesAdded, filesRemoved, rowsAdded, bytesAdded }
}

function numRecordsOf(stats: string | null): number | null {
  const match = stats === null ? null : /"numRecords"\s*:\s*(\d+)/.exec(stats)
  return match === null ? null : Number(match[1])
}

function conflict(
  reason: Extract<CommitOutcome, { kind: 'conflict' }>['reason'],
  version: number,
  detail: string,
): CommitOutcome {
  return { kind: 'conflict', reason, version, detail }
}

function isPresent<T>(value: T | null): value is T {
  return value !== null
}
