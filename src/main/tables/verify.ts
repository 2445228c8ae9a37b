import { stat } from 'node:fs/promises'
import type { StreamAudit } from '../../shared/audit'
import type { VerifyOptions } from '../../shared/engine'
import { messageOf } from '../../shared/errors'
import type { VerifyFinding, VerifyReport } from '../../shared/table'
import { isErrno } from '../durable'
import type { AddFile } from '../lake/actions'
import { readDeletionVector } from '../lake/deletion-vector'
import type { ParquetPort, Snapshot } from '../lake/ports'
import type { ScanPort } from '../lake/scan'
import { absolutePath } from '../lake/table-path'
import type { OpenTable } from './catalog'
import { CHECKSUM_TAG, checksumOf } from '../data-file'

export interface VerifyPorts {
  readonly parquet: ScanPort & Pick<ParquetPort, 'readPages'>
  /** Compares `transactions` with its dead letters and txns, and with the topic where that can be asked. */
  readonly auditStream: () => Promise<StreamAudit>
}

/** Compares the files of a table with what its log says of them; vacuum leaves them meanwhile. */
export async function verifyTable(
  name: string,
  { table, snapshot }: OpenTable,
  ports: VerifyPorts,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const started = performance.now()
  const release = table.pins.pin(snapshot.files.map((file) => absolutePath(snapshot.root, file.path)))
  try {
    return await verifySnapshot(name, snapshot, { ...ports, ...options }, started)
  } finally {
    release()
  }
}

async function verifySnapshot(
  name: string,
  snapshot: Snapshot,
  options: VerifyPorts & VerifyOptions,
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
  { parquet, pages }: Pick<VerifyPorts & VerifyOptions, 'parquet' | 'pages'>,
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
