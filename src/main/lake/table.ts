import { randomUUID } from 'node:crypto'
import { MillraceError, type ErrorCode } from '../../shared/errors'
import { makeFolder, toIoError } from '../durable'
import type { AddFile, Metadata, RemoveFile, SchemaField } from './actions'
import { addToLog, removeToLog, stringifyCommit, withStats, type LogEntry, type RawAdd } from './log-entry'
import {
  checkpointTime,
  commitFileTime,
  commitIdentity,
  listNames,
  logFolder,
  putCommit,
  readCommit,
} from './log-files'
import { listLog, planSegment, type LogListing, type LogSegment } from './log-segment'
import { CREATOR, CREATOR_PROPERTY } from './ownership'
import { createPins } from './pins'
import type {
  CommitOutcome,
  CommitRequest,
  CreateTableRequest,
  HistoryEntry,
  LakeTable,
  NewFile,
  ParquetPort,
  Snapshot,
  TableChange,
} from './ports'
import { checkWritable, OUR_PROTOCOL } from './protocol'
import { readCheckpoint } from './read-checkpoint'
import { applyEntries, EMPTY_STATE, toSnapshot, type ParsedState } from './replay'
import { schemaToString } from './schema'
import { stringifyStats } from './stats'
import { relativePath } from './table-path'

const BOUNDED_PROPERTY = 'delta.dataSkippingStatsColumns'

export interface TableOptions {
  readonly parquet: ParquetPort
  readonly engineInfo: string
  readonly now: () => number
  /** Called after each commit of ours; must not throw. */
  readonly onCommit: (table: LakeTable, snapshot: Snapshot) => void
}

/** One Delta table: a cached newest snapshot over its log folder, and commits in order. */
export function createLakeTable(root: string, options: TableOptions): LakeTable {
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
      checkWritable(current.snapshot)
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
    pins: createPins(),
    async snapshot(version) {
      if (version === undefined) return (await newest())?.snapshot ?? null
      if (cached?.snapshot.version === version) return cached.snapshot
      return (await load(root, options.parquet, version))?.snapshot ?? null
    },
    async versionAt(time) {
      const current = await newest()
      if (current === null) return null
      if (current.snapshot.timestamp <= time) return current.snapshot.version
      // Commit times rise with the version, so few commits need to be read.
      const { commits } = listLog(await listNames(root))
      let found: number | null = null
      for (let low = 0, high = commits.length - 1; low <= high;) {
        const middle = (low + high) >> 1
        const version = commits[middle] ?? 0
        // A damaged one ends the search: the time of its file would lead it to another version.
        const commit = await readCommit(root, version)
        if (commit !== null && commit.timestamp <= time) {
          found = version
          low = middle + 1
        } else {
          high = middle - 1
        }
      }
      return found
    },
    ensure(request) {
      return inOrder(async () => {
        const current = await newest()
        if (current !== null) return current.snapshot
        await makeFolder(logFolder(root)).catch((error: unknown) => {
          throw toIoError(error, `A table at ${root} cannot be made`)
        })
        await putCommit(root, 0, planCreate(request, options))
        const created = await newest()
        if (created === null) throw new MillraceError('TABLE_CORRUPT', `The new table at ${root} cannot be read back.`)
        return created.snapshot
      })
    },
    commit: (request) => inOrder(() => append(request)),
    async changes(after) {
      const current = await newest()
      const changes: TableChange[] = []
      if (current === null) return changes
      const { version: last, schema, metadata } = current.snapshot
      for (let version = after + 1; version <= last; version++) {
        const commit = await readCommit(root, version)
        if (commit === null) return null
        changes.push(toChange(version, commit.entries, (add) => withStats(add, schema, metadata)))
      }
      return changes
    },
    async history(limit = Number.MAX_SAFE_INTEGER) {
      const current = await newest()
      const entries: HistoryEntry[] = []
      if (current === null) return entries
      for (let version = current.snapshot.version; version >= 0 && entries.length < limit; version--) {
        const entry = await historyAt(root, version)
        if (entry === null) break
        entries.push(entry)
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

/**
 * Reads a table from its files; the newest version, or the given one. A checkpoint only saves work: where one is
 * damaged, an older one or the commits themselves give the same state, as long as they are still there.
 */
async function load(root: string, parquet: ParquetPort, target?: number): Promise<ParsedState | null> {
  let log = listLog(await listNames(root))
  let damaged: MillraceError | null = null
  for (;;) {
    const segment = planOrThrow(root, log, target, damaged)
    if (segment === null) return null
    const { checkpoint } = segment
    if (checkpoint === null) return readSegment(root, segment, [], 0)
    try {
      const entries = await readCheckpoint(root, checkpoint, parquet)
      const timestamp = await checkpointTime(root, checkpoint)
      return await readSegment(root, segment, entries, timestamp)
    } catch (error) {
      // A damaged one may ask for any amount of memory.
      if (!(error instanceof MillraceError) || !UNREADABLE_CODES.includes(error.code)) throw error
      damaged ??= error
      log = { ...log, checkpoints: log.checkpoints.filter((candidate) => candidate !== checkpoint) }
    }
  }
}

const UNREADABLE_CODES: readonly ErrorCode[] = ['TABLE_CORRUPT', 'OUT_OF_MEMORY']

/** What is wrong with the newest checkpoint says more than the gap that is left without it. */
function planOrThrow(
  root: string,
  log: LogListing,
  target: number | undefined,
  damaged: MillraceError | null,
): LogSegment | null {
  try {
    const segment = planSegment(root, log, target)
    if (segment !== null || damaged === null) return segment
  } catch (error) {
    throw damaged ?? error
  }
  throw damaged
}

async function readSegment(
  root: string,
  segment: LogSegment,
  checkpoint: readonly LogEntry[],
  checkpointTime: number,
): Promise<ParsedState> {
  let timestamp = checkpointTime
  const all: LogEntry[] = []
  for (const version of segment.commits) {
    const commit = await readCommit(root, version)
    if (commit === null)
      throw new MillraceError('TABLE_CORRUPT', `Version ${version} of ${root} vanished while it was read.`)
    all.push(...commit.entries)
    timestamp = commit.timestamp
  }
  const state = applyEntries(applyEntries(EMPTY_STATE, checkpoint), all)
  return toSnapshot(root, segment.version, state, timestamp, null)
}

/** Appends and compactions pass each other, everything else is told. */
function findConflict(request: CommitRequest, base: Snapshot, current: Snapshot): CommitOutcome | null {
  const at = current.version
  for (const { appId, previous } of request.setTransactions ?? []) {
    const found = current.setTransactions.get(appId) ?? null
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
}

function planCreate(request: CreateTableRequest, options: TableOptions): string {
  const now = options.now()
  const metadata: Metadata = {
    id: randomUUID(),
    ...(request.name === undefined ? {} : { name: request.name }),
    format: { provider: 'parquet', options: {} },
    schemaString: schemaToString(request.columns),
    partitionColumns: request.partitionColumns,
    configuration: {
      ...request.configuration,
      ...(request.boundedColumns === undefined ? {} : { [BOUNDED_PROPERTY]: request.boundedColumns.join(',') }),
      [CREATOR_PROPERTY]: CREATOR,
    },
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

/** A commit that a checkpoint stands for may be damaged: then it is named as such, and the others are told. */
async function historyAt(root: string, version: number): Promise<HistoryEntry | null> {
  try {
    const commit = await readCommit(root, version)
    return commit === null ? null : toHistory(version, commit.timestamp, commit.entries)
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code !== 'TABLE_CORRUPT') throw error
    const info = { ...UNREADABLE, operationParameters: { error: error.message } }
    const timestamp = await commitFileTime(root, version)
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

function conflict(
  reason: Extract<CommitOutcome, { kind: 'conflict' }>['reason'],
  version: number,
  detail: string,
): CommitOutcome {
  return { kind: 'conflict', reason, version, detail }
}
