import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnalysisName, ExportFormat } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import type { Row } from '../../shared/scalars'
import type { ExportStream } from '../engine-port'
import type { Lake } from '../lake/ports'
import { absolutePath } from '../lake/table-path'
import { ANALYSES } from './analyses'
import { isoText, planClusters, rankedScan, RAW_ORDER, RawPages, rawColumnsSql, toRawFile } from './pages'
import type { BatchWorker, BoundSql, StoredBatch } from './ports'

export interface ResultsOptions {
  readonly lake: Lake
  readonly worker: BatchWorker
  readonly batchBasePath: string
  /** For export files, removed as they are sent. */
  readonly tempDir: string
}

/** Reads what finished batches stored: pages and exports, never running anything again. */
export interface Results {
  raw(batch: StoredBatch, offset: number, limit: number, signal?: AbortSignal): Promise<readonly Row[]>
  aggregated(
    batch: StoredBatch,
    analysis: AnalysisName,
    offset: number,
    limit: number,
    signal?: AbortSignal,
  ): Promise<{ total: number; rows: readonly Row[] }>
  exportRaw(batch: StoredBatch, format: ExportFormat, signal?: AbortSignal): Promise<ExportStream>
  exportAggregated(
    batch: StoredBatch,
    analysis: AnalysisName,
    format: ExportFormat,
    signal?: AbortSignal,
  ): Promise<ExportStream>
  forget(batchId: string): void
}

const CACHED_BATCHES = 32
const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
}

export function rawPath(base: string, batchId: string): string {
  return join(base, batchId, 'raw')
}

/** One table, or one a folder for a full report (original.md, section 3). */
export function aggregatedPath(
  base: string,
  batch: Pick<StoredBatch, 'batchId' | 'analysisType'>,
  analysis: AnalysisName,
): string {
  const root = join(base, batch.batchId, 'aggregated')
  return batch.analysisType === 'full_report' ? join(root, analysis) : root
}

export function createResults({ lake, worker, batchBasePath, tempDir }: ResultsOptions): Results {
  const cache = new Map<string, Promise<RawPages>>()

  function pagesOf(batch: StoredBatch): Promise<RawPages> {
    const known = cache.get(batch.batchId)
    cache.delete(batch.batchId)
    const pages = known ?? openPages(batch)
    cache.set(batch.batchId, pages)
    pages.catch(() => cache.delete(batch.batchId))
    if (cache.size > CACHED_BATCHES) cache.delete([...cache.keys()][0] ?? '')
    return pages
  }

  async function openPages(batch: StoredBatch): Promise<RawPages> {
    const snapshot = await lake.table(rawPath(batchBasePath, batch.batchId)).snapshot()
    if (snapshot === null) throw missing(batch)
    const files = snapshot.files.map((file) => toRawFile(snapshot.root, file, file.stats?.numRecords ?? 0))
    return new RawPages(worker, planClusters(files), {
      batchId: batch.batchId,
      processingTimestamp: batch.startTime ?? batch.submitTime,
    })
  }

  async function resultFile(
    batch: StoredBatch,
    analysis: AnalysisName,
  ): Promise<{ path: string | null; total: number }> {
    const snapshot = await lake.table(aggregatedPath(batchBasePath, batch, analysis)).snapshot()
    if (snapshot === null) throw missing(batch)
    const file = snapshot.files[0]
    if (file === undefined) return { path: null, total: 0 }
    return { path: absolutePath(snapshot.root, file.path), total: file.stats?.numRecords ?? 0 }
  }

  async function* sendFile(
    sql: BoundSql,
    format: ExportFormat,
    header: boolean,
    signal?: AbortSignal,
  ): AsyncGenerator<Buffer> {
    await mkdir(tempDir, { recursive: true })
    const path = join(tempDir, `export-${randomUUID()}`)
    try {
      await worker.exportFile(sql, path, format, header, signal)
      for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }))
        yield Buffer.from(chunk as Uint8Array)
    } finally {
      await rm(path, { force: true })
    }
  }

  async function* sendParts(
    parts: readonly BoundSql[],
    format: ExportFormat,
    signal?: AbortSignal,
  ): AsyncGenerator<Buffer> {
    for (const [index, part] of parts.entries()) yield* sendFile(part, format, index === 0, signal)
  }

  function toExport(
    name: string,
    parts: readonly BoundSql[],
    format: ExportFormat,
    signal?: AbortSignal,
  ): ExportStream {
    const chunks = sendParts(parts, format, signal)
    return {
      fileName: `${name}.${format}`,
      contentType: CONTENT_TYPES[format],
      bytes: null,
      chunks: format === 'json' ? toJsonArray(chunks) : chunks,
    }
  }

  return {
    async raw(batch, offset, limit, signal) {
      return (await pagesOf(batch)).rows(offset, limit, signal)
    },
    async aggregated(batch, analysis, offset, limit, signal) {
      const { path, total } = await resultFile(batch, analysis)
      if (path === null || limit === 0 || offset >= total) return { total, rows: [] }
      const rows = await worker.query(resultSql(path, analysis, offset, limit), signal)
      return { total, rows }
    },
    async exportRaw(batch, format, signal) {
      const pages = await pagesOf(batch)
      const constants = { batchId: batch.batchId, processingTimestamp: batch.startTime ?? batch.submitTime }
      const columns = rawColumnsSql(constants, format === 'parquet' ? 'value' : 'text')
      const files = pages.clusters.map((cluster) => cluster.files)
      // Parquet is one file; text formats go out cluster by cluster, so memory and disk stay flat.
      const groups = format === 'parquet' || files.length === 0 ? [files.flat()] : files
      const parts = groups.map((group) => ({
        text: `SELECT ${columns} FROM (SELECT * FROM ${rankedScan(group)} ORDER BY ${RAW_ORDER})`,
        values: [],
      }))
      return toExport(`${batch.batchId}-raw`, parts, format, signal)
    },
    async exportAggregated(batch, analysis, format, signal) {
      const { path } = await resultFile(batch, analysis)
      return toExport(`${batch.batchId}-${analysis}`, [exportResultSql(path, analysis, format)], format, signal)
    },
    forget(batchId) {
      cache.delete(batchId)
    },
  }

  function missing(batch: StoredBatch): MillraceError {
    return new MillraceError(
      'INTERNAL_ERROR',
      `The stored result of ${batch.batchId} is not there any more. Run the batch again.`,
    )
  }
}

/** The file is in the order of its analysis, so a page is a range of its row numbers. */
function resultSql(path: string, analysis: AnalysisName, offset: number, limit: number): BoundSql {
  const columns = ANALYSES[analysis].columns.map(({ name }) => `"${name}"`).join(', ')
  return {
    text: `SELECT ${columns} FROM (SELECT * FROM read_parquet('${path.replaceAll("'", "''")}', file_row_number = true)
      WHERE file_row_number >= ? AND file_row_number < ? ORDER BY file_row_number)`,
    values: [offset, offset + limit],
  }
}

function exportResultSql(path: string | null, analysis: AnalysisName, format: ExportFormat): BoundSql {
  const { columns } = ANALYSES[analysis]
  if (path === null) {
    return {
      text: `SELECT ${columns.map(({ name }) => `NULL::VARCHAR AS "${name}"`).join(', ')} WHERE false`,
      values: [],
    }
  }
  const selected = columns.map(({ name, kind }) => {
    if (format === 'parquet') return `"${name}"`
    if (kind === 'timestamp') return `${isoText(name)} AS "${name}"`
    if (kind === 'string_list' && format === 'csv') return `CAST(to_json("${name}") AS VARCHAR) AS "${name}"`
    return `"${name}"`
  })
  return {
    text: `SELECT ${selected.join(', ')} FROM (SELECT * FROM read_parquet('${path.replaceAll("'", "''")}', file_row_number = true) ORDER BY file_row_number)`,
    values: [],
  }
}

/** JSON lines as one array: a line break becomes a comma, but the last. Lines hold no raw line breaks. */
async function* toJsonArray(lines: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from('[')
  let pending = ''
  for await (const chunk of lines) {
    const text = pending + chunk.toString('latin1')
    const ends = text.endsWith('\n')
    pending = ends ? '\n' : ''
    const body = ends ? text.slice(0, -1) : text
    yield Buffer.from(body.replaceAll('\n', ',\n'), 'latin1')
  }
  yield Buffer.from(']\n')
}
