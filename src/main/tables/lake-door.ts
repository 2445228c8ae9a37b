import { stat } from 'node:fs/promises'
import { codeOf, messageOf } from '../../shared/errors'
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
import { freeBytesOf } from '../free-space'
import type { LakeDoor, VerifyOptions } from '../../shared/engine'
import type { AddFile } from '../lake/actions'
import type { LakeCare } from './care'
import { CHECKSUM_TAG, checksumOf } from '../lake/checksum'
import { describeCommit, describeFiles, describeTable } from './describe'
import { readDeletionVector } from '../lake/deletion-vector'
import type { Lake, ParquetPort, Snapshot } from '../lake/ports'
import type { ScanPort } from '../lake/scan'
import { openTable } from '../lake/open-table'
import { folderOf, listBatchTables, listStreamTables, type TableFolders } from './catalog'
import { absolutePath } from '../lake/table-path'

export interface LakeDoorOptions extends TableFolders {
  readonly lake: Lake
  readonly parquet: ScanPort & Pick<ParquetPort, 'readPages'>
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

  const open = (name: string, version?: number) => openTable(name, options, version)

  return {
    async info(name): Promise<TableInfo> {
      const { snapshot } = await open(name)
      return describeTable(name, snapshot, today())
    },
    async list({ limit, offset }): Promise<TableList> {
      const tables: TableSummary[] = []
      const unreadable: TableList['unreadable'] = []
      const names = await listStreamTables(options)
      try {
        names.push(...(await listBatchTables(options)))
      } catch (error) {
        unreadable.push({ name: 'batches', error: codeOf(error), message: messageOf(error) })
      }
      for (const name of names.slice(offset, offset + limit)) {
        try {
          const snapshot = await lake.glance(folderOf(name, options)).snapshot()
          if (snapshot !== null) tables.push(TableSummary.parse(await describeTable(name, snapshot, today())))
        } catch (error) {
          // Whatever it is, the other tables are still there.
          unreadable.push({ name, error: codeOf(error), message: messageOf(error) })
        }
      }
      const freeBytes = await freeBytesOf(options.transactionsPath)
      return { total: names.length, returned: tables.length, tables, unreadable, freeBytes }
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
    async verify(name, request = {}): Promise<VerifyReport> {
      const started = performance.now()
      const { table, snapshot } = await open(name)
      const release = table.pins.pin(snapshot.files.map((file) => absolutePath(snapshot.root, file.path)))
      try {
        return await verifySnapshot(name, snapshot, { ...options, ...request }, started)
      } finally {
        release()
      }
    },
  }
}

async function verifySnapshot(
  name: string,
  snapshot: Snapshot,
  options: LakeDoorOptions & VerifyOptions,
  started: number,
): Promise<VerifyReport> {
  const findings: VerifyFinding[] = []
  let rows = 0
  for (const [index, file] of snapshot.files.entries()) {
    const found = await verifyFile(snapshot.root, file, options)
    findings.push(...found.findings)
    rows += found.rows
    options.onProgress?.(index + 1, snapshot.files.length)
  }
  const whole = findings.length === 0
  // The rows of a batch do not say which stream they are of: the same offset may stand there for each.
  const isStreams = name === 'transactions' || name === 'dead_letters'
  const stream = whole && isStreams ? await options.auditStream() : null
  for (const { kind, detail } of stream?.differences ?? []) findings.push({ kind, path: null, detail })
  return {
    table: name,
    version: snapshot.version,
    files: snapshot.files.length,
    rows,
    offsets: countOffsets(snapshot),
    ok: findings.length === 0,
    findings,
    stream,
    elapsedMs: Math.round(performance.now() - started),
  }
}

async function verifyFile(
  root: string,
  file: AddFile,
  { parquet, pages }: Pick<LakeDoorOptions & VerifyOptions, 'parquet' | 'pages'>,
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
    rows = (await parquet.countRows([path]))[0] ?? 0
    if (pages === true) {
      const told = file.tags?.[CHECKSUM_TAG]
      if (told === undefined) await parquet.readPages(path)
      else if ((await checksumOf(path)) !== told)
        return problem('wrong_checksum', 'Its bytes are not those that were written: bits have flipped on the disk.')
    }
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

/** As the log tells it; nobody else's file need say. */
function countOffsets({ files }: Snapshot): number {
  return files.reduce((sum, { stats }) => {
    const without = stats?.nullCount['kafka_offset']
    return stats === null || without === undefined ? sum : sum + stats.numRecords - without
  }, 0)
}
