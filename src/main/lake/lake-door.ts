import { stat } from 'node:fs/promises'
import { MillraceError, messageOf } from '../../shared/errors'
import type { StreamAudit } from '../../shared/audit'
import {
  isBatchTable,
  TableSummary,
  type TableInfo,
  type TableList,
  type VerifyFinding,
  type VerifyReport,
} from '../../shared/table'
import { isErrno } from '../durable'
import type { LakeDoor } from '../engine-port'
import type { AddFile } from './actions'
import type { LakeCare } from './care'
import { describeCommit, describeFiles, describeTable } from './describe'
import { readDeletionVector } from './deletion-vector'
import type { Lake, LakeTable, Snapshot } from './ports'
import type { ScanPort } from './scan'
import { folderOf, listTableNames, type TableFolders } from './table-names'
import { absolutePath } from './table-path'

/** What `verify` asks of a Parquet engine. */
export interface OffsetAudit {
  /** Offsets that more than one row has, and those above the given ones; at most a hundred of each. */
  check(snapshot: Snapshot, limits: ReadonlyMap<number, bigint>): Promise<OffsetFindings>
}

export interface OffsetPlace {
  readonly partition: number
  readonly offset: bigint
}

export interface OffsetFindings {
  readonly offsets: number
  readonly repeated: readonly OffsetPlace[]
  readonly beyond: readonly OffsetPlace[]
}

export interface LakeDoorOptions extends TableFolders {
  readonly lake: Lake
  readonly parquet: ScanPort
  readonly audit: OffsetAudit
  /** Compares `transactions` with its dead letters and txns, and with the topic where that can be asked. */
  readonly auditStream: () => Promise<StreamAudit>
  readonly care: Pick<LakeCare, 'compact' | 'vacuum'>
  readonly now?: () => number
}

/** Tables by name, for the API and the command line (decision 35). */
export function createLakeDoor(options: LakeDoorOptions): LakeDoor {
  const { lake, care } = options
  const now = options.now ?? Date.now
  const today = () => new Date(now()).toISOString().slice(0, 10)

  async function open(name: string, version?: number): Promise<{ table: LakeTable; snapshot: Snapshot }> {
    const table = lake.table(folderOf(name, options))
    const snapshot = await table.snapshot(version)
    if (snapshot === null) throw new MillraceError('TABLE_NOT_FOUND', `There is no table ${name} yet (${table.root}).`)
    return { table, snapshot }
  }

  return {
    async info(name): Promise<TableInfo> {
      const { snapshot } = await open(name)
      return describeTable(name, snapshot, today())
    },
    async list({ limit, offset }): Promise<TableList> {
      const names = await listTableNames(options)
      const tables: TableSummary[] = []
      const unreadable: TableList['unreadable'] = []
      for (const name of names.slice(offset, offset + limit)) {
        try {
          const snapshot = await lake.glance(folderOf(name, options)).snapshot()
          if (snapshot !== null) tables.push(TableSummary.parse(await describeTable(name, snapshot, today())))
        } catch (error) {
          if (!(error instanceof MillraceError)) throw error
          unreadable.push({ name, error: error.code, message: error.message })
        }
      }
      return { total: names.length, returned: tables.length, tables, unreadable }
    },
    async history(name, limit) {
      const { table } = await open(name)
      return (await table.history(limit)).map(describeCommit)
    },
    async files(name, version) {
      const { snapshot } = await open(name, version)
      return describeFiles(name, snapshot, options.parquet)
    },
    async compact(name) {
      const { table } = await open(name)
      if (!isBatchTable(name)) return care.compact(name, table)
      return { table: name, version: null, filesRemoved: 0, filesAdded: 0, bytesBefore: 0, bytesAfter: 0, dates: [] }
    },
    async vacuum(name, request) {
      const { table } = await open(name)
      return care.vacuum(name, table, request)
    },
    async verify(name, onProgress): Promise<VerifyReport> {
      const started = performance.now()
      const { table, snapshot } = await open(name)
      const release = table.pins.pin(snapshot.files.map((file) => absolutePath(snapshot.root, file.path)))
      try {
        return await verifySnapshot(name, snapshot, options, started, onProgress)
      } finally {
        release()
      }
    },
  }
}

async function verifySnapshot(
  name: string,
  snapshot: Snapshot,
  options: LakeDoorOptions,
  started: number,
  onProgress?: (done: number, total: number) => void,
): Promise<VerifyReport> {
  const findings: VerifyFinding[] = []
  let rows = 0
  for (const [index, file] of snapshot.files.entries()) {
    const found = await verifyFile(snapshot.root, file, options.parquet)
    findings.push(...found.findings)
    rows += found.rows
    onProgress?.(index + 1, snapshot.files.length)
  }
  const whole = findings.length === 0
  const stream = whole && name === 'transactions' ? await options.auditStream() : null
  const offsets = stream === null ? (whole ? await verifyOffsets(snapshot, options, findings) : 0) : sumRows(stream)
  for (const { kind, detail } of stream?.differences ?? []) findings.push({ kind, path: null, detail })
  return {
    table: name,
    version: snapshot.version,
    files: snapshot.files.length,
    rows,
    offsets,
    ok: findings.length === 0,
    findings,
    stream,
    elapsedMs: Math.round(performance.now() - started),
  }
}

async function verifyFile(
  root: string,
  file: AddFile,
  parquet: ScanPort,
): Promise<{ rows: number; findings: VerifyFinding[] }> {
  const problem = (kind: VerifyFinding['kind'], detail: string) => ({
    rows: 0,
    findings: [{ kind, path: file.path, detail }],
  })
  const path = absolutePath(root, file.path)
  const { stats, deletionVector } = file
  let rows: number
  try {
    const { size } = await stat(path)
    if (size !== file.size) return problem('wrong_size', `The file has ${size} bytes, the log says ${file.size}.`)
    rows = await parquet.countRows(path)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return problem('missing_file', 'The file is not there.')
    return problem('unreadable_file', messageOf(error))
  }
  if (stats !== null && rows !== stats.numRecords)
    return problem('wrong_row_count', `The file has ${rows} rows, the log says ${stats.numRecords}.`)
  if (deletionVector === undefined) return { rows, findings: [] }
  try {
    const deleted = await readDeletionVector(root, deletionVector, rows)
    return { rows: rows - deleted.count, findings: [] }
  } catch (error) {
    return problem('unreadable_deletion_vector', messageOf(error))
  }
}

async function verifyOffsets(snapshot: Snapshot, options: LakeDoorOptions, findings: VerifyFinding[]): Promise<number> {
  if (!snapshot.schema.some((field) => field.name === 'kafka_offset')) return 0
  const { offsets, repeated, beyond } = await options.audit.check(snapshot, lastOffsets(snapshot))
  for (const place of repeated)
    findings.push({ kind: 'repeated_offset', path: null, detail: `${describe(place)} stands in more than one row.` })
  for (const place of beyond)
    findings.push({
      kind: 'offset_beyond_txn',
      path: null,
      detail: `${describe(place)} is above the txn of its partition.`,
    })
  return offsets
}

/** The highest txn of each partition, whatever the stream. */
function lastOffsets(snapshot: Snapshot): Map<number, bigint> {
  const last = new Map<number, bigint>()
  for (const [appId, version] of snapshot.transactions) {
    const partition = /^millrace\/.*\/(\d+)$/.exec(appId)?.[1]
    if (partition === undefined) continue
    const known = last.get(Number(partition))
    if (known === undefined || version > known) last.set(Number(partition), version)
  }
  return last
}

function sumRows({ partitions }: StreamAudit): number {
  return partitions.reduce((sum, { rows }) => sum + rows, 0)
}

function describe({ partition, offset }: OffsetPlace): string {
  return `Partition ${partition}, offset ${offset}`
}
