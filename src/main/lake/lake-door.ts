import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MillraceError, messageOf } from '../../shared/errors'
import type { TableInfo, VerifyFinding, VerifyReport } from '../../shared/table'
import { isErrno } from '../durable'
import type { LakeDoor } from '../engine-port'
import { listNames } from './log-files'
import { listLog } from './log-segment'
import type { Lake, LakeTable, ParquetPort, Snapshot } from './ports'
import { typeName } from './schema'
import { absolutePath } from './table-path'

/** What `verify` asks of a Parquet engine; files are absolute. */
export interface OffsetAudit {
  /** Offsets that more than one row has, and those above the given ones; at most a hundred of each. */
  check(files: readonly string[], limits: ReadonlyMap<number, bigint>): Promise<OffsetFindings>
  /** Offsets that stand in both sets of files. */
  shared(rows: readonly string[], letters: readonly string[]): Promise<readonly OffsetPlace[]>
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

export interface LakeDoorOptions {
  readonly lake: Lake
  readonly parquet: Pick<ParquetPort, 'countRows'>
  readonly audit: OffsetAudit
  readonly transactionsPath: string
  readonly deadLettersPath: string
  readonly aggregationsPath: string
  readonly batchBasePath: string
}

const SMALL_FILE_BYTES = 16 * 2 ** 20
const BATCH_TABLE = /^(batch-\d{8}-[0-9a-f]{8})\/(raw|aggregated)(?:\/([a-z_]+))?$/

/** Tables by name, for the API and the command line (decision 35). */
export function createLakeDoor(options: LakeDoorOptions): LakeDoor {
  const { lake } = options

  function tableOf(name: string): LakeTable {
    switch (name) {
      case 'transactions':
        return lake.table(options.transactionsPath)
      case 'dead_letters':
        return lake.table(options.deadLettersPath)
      case 'stream_aggregations':
        return lake.table(options.aggregationsPath)
    }
    const match = BATCH_TABLE.exec(name)
    if (match === null) {
      throw new MillraceError(
        'INVALID_REQUEST',
        `table: there is no table "${name.slice(0, 100)}". Tables: transactions, dead_letters, stream_aggregations, BATCHID/raw, BATCHID/aggregated.`,
      )
    }
    return lake.table(join(options.batchBasePath, ...name.split('/')))
  }

  async function open(name: string): Promise<{ table: LakeTable; snapshot: Snapshot }> {
    const table = tableOf(name)
    const snapshot = await table.snapshot()
    if (snapshot === null) throw new MillraceError('TABLE_NOT_FOUND', `There is no table ${name} yet (${table.root}).`)
    return { table, snapshot }
  }

  return {
    async info(name): Promise<TableInfo> {
      const { table, snapshot } = await open(name)
      const { checkpoints } = listLog(await listNames(table.root))
      const created = (await table.history()).at(-1)
      return {
        name,
        path: table.root,
        version: snapshot.version,
        committedAt: new Date(snapshot.timestamp).toISOString(),
        rows: sumOrNull(snapshot.files.map((file) => file.stats?.numRecords ?? null)),
        files: snapshot.files.length,
        bytes: snapshot.files.reduce((sum, file) => sum + file.size, 0),
        smallFiles: snapshot.files.filter((file) => file.size < SMALL_FILE_BYTES).length,
        partitionColumns: [...snapshot.metadata.partitionColumns],
        columns: snapshot.schema.map((field) => ({ name: field.name, type: typeName(field) })),
        minReaderVersion: snapshot.protocol.minReaderVersion,
        minWriterVersion: snapshot.protocol.minWriterVersion,
        lastCheckpoint: checkpoints.at(-1)?.version ?? null,
        millraceOwned: created?.version !== 0 || (created.info?.engineInfo ?? '').startsWith('Millrace'),
      }
    },
    async history(name, limit) {
      const { table } = await open(name)
      return (await table.history(limit)).map((entry) => ({
        version: entry.version,
        timestamp: new Date(entry.timestamp).toISOString(),
        operation: entry.info?.operation ?? 'UNKNOWN',
        engineInfo: entry.info?.engineInfo === '' ? null : (entry.info?.engineInfo ?? null),
        filesAdded: entry.filesAdded,
        filesRemoved: entry.filesRemoved,
        rowsAdded: entry.rowsAdded,
        bytesAdded: entry.bytesAdded,
        parameters: {
          ...entry.info?.operationParameters,
          ...(entry.info?.userMetadata === undefined ? {} : { userMetadata: entry.info.userMetadata }),
        },
      }))
    },
    async verify(name, onProgress): Promise<VerifyReport> {
      const started = performance.now()
      const { snapshot } = await open(name)
      const findings: VerifyFinding[] = []
      let rows = 0
      for (const [index, file] of snapshot.files.entries()) {
        const found = await verifyFile(
          absolutePath(snapshot.root, file.path),
          file.path,
          file.size,
          file.stats?.numRecords ?? null,
          options.parquet,
        )
        findings.push(...found.findings)
        rows += found.rows
        onProgress?.(index + 1, snapshot.files.length)
      }
      const offsets = findings.length === 0 ? await verifyOffsets(name, snapshot, options, findings) : 0
      return {
        table: name,
        version: snapshot.version,
        files: snapshot.files.length,
        rows,
        offsets,
        ok: findings.length === 0,
        findings,
        elapsedMs: Math.round(performance.now() - started),
      }
    },
  }
}

async function verifyFile(
  path: string,
  name: string,
  size: number,
  numRecords: number | null,
  parquet: Pick<ParquetPort, 'countRows'>,
): Promise<{ rows: number; findings: VerifyFinding[] }> {
  try {
    const found = await stat(path)
    if (found.size !== size) {
      return {
        rows: 0,
        findings: [
          { kind: 'wrong_size', path: name, detail: `The file has ${found.size} bytes, the log says ${size}.` },
        ],
      }
    }
    const rows = await parquet.countRows(path)
    if (numRecords === null || rows === numRecords) return { rows, findings: [] }
    return {
      rows,
      findings: [
        { kind: 'wrong_row_count', path: name, detail: `The file has ${rows} rows, the log says ${numRecords}.` },
      ],
    }
  } catch (error) {
    const missing = isErrno(error, 'ENOENT')
    return {
      rows: 0,
      findings: [
        {
          kind: missing ? 'missing_file' : 'unreadable_file',
          path: name,
          detail: missing ? 'The file is not there.' : messageOf(error),
        },
      ],
    }
  }
}

async function verifyOffsets(
  name: string,
  snapshot: Snapshot,
  options: LakeDoorOptions,
  findings: VerifyFinding[],
): Promise<number> {
  if (!snapshot.schema.some((field) => field.name === 'kafka_offset')) return 0
  const files = snapshot.files.map((file) => absolutePath(snapshot.root, file.path))
  const { offsets, repeated, beyond } = await options.audit.check(files, lastOffsets(snapshot))
  for (const place of repeated)
    findings.push({ kind: 'repeated_offset', path: null, detail: `${describe(place)} stands in more than one row.` })
  for (const place of beyond)
    findings.push({
      kind: 'offset_beyond_txn',
      path: null,
      detail: `${describe(place)} is above the txn of its partition.`,
    })
  if (name === 'transactions') {
    const letters = await options.lake.table(options.deadLettersPath).snapshot()
    const letterFiles = (letters?.files ?? []).map((file) => absolutePath(options.deadLettersPath, file.path))
    for (const place of await options.audit.shared(files, letterFiles)) {
      findings.push({ kind: 'offset_in_both', path: null, detail: `${describe(place)} is a row and a dead letter.` })
    }
  }
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

function describe({ partition, offset }: OffsetPlace): string {
  return `Partition ${partition}, offset ${offset}`
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0)
}
