import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ANALYSIS_NAMES, EXPORT_TYPES, type AnalysisName, type ExportFormat } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import { inParts } from '../../shared/in-parts'
import type { Row } from '../../shared/scalars'
import type { ExportStream } from '../../shared/engine'
import { makeFolder } from '../durable'
import type { Lake } from '../lake/ports'
import { plainFiles } from '../lake/scan'
import { ANALYSES } from './analyses'
import type { ResultColumn } from './analyses/analysis'
import { toCrlf } from './crlf'
import { EVERYTHING } from './explore-query'
import { planClusters, RawPages, toRawFile, type Cluster } from './pages'
import type { BatchEngine, ExportRows, ParsedQuery, RawFile, RawRelation, ResultRelation } from './ports'
import { rawRelation, resultRelation } from './relation'
import type { BatchEnd, StoredBatch } from './stores'
import { toWorkbook, type WorkbookTable } from './workbook'

export interface ResultsOptions {
  readonly lake: Lake
  readonly engine: BatchEngine
  readonly batchBasePath: string
  /** For export files, removed as they are sent. */
  readonly tempDir: string
}

/** Which rows leave, and how they are written. */
export interface ExportOrder {
  readonly format: ExportFormat
  readonly guardFormulas: boolean
  readonly query: ParsedQuery
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
  rawFiles(batch: StoredBatch): Promise<readonly RawFile[]>
  rawRelation(batch: StoredBatch): Promise<RawRelation>
  resultRelation(batch: StoredBatch, analysis: AnalysisName): Promise<ResultRelation>
  exportRaw(batch: StoredBatch, order: ExportOrder, signal?: AbortSignal): Promise<ExportStream>
  exportAggregated(
    batch: StoredBatch,
    analysis: AnalysisName,
    order: ExportOrder,
    signal?: AbortSignal,
  ): Promise<ExportStream>
  /** All results of a full report as one workbook, a sheet each. */
  exportReport(batch: StoredBatch, signal?: AbortSignal): Promise<ExportStream>
  /** Bytes of its files, by the logs of its tables; a file counts in full, whoever else links it. */
  bytes(batch: BatchEnd): Promise<number>
  forget(batchId: string): void
}

const CACHED_BATCHES = 32
/** Rows of a result that are exported at a time. */
const PART_ROWS = 200_000

/** The folder of a batch's raw snapshot. */
export function rawPath(base: string, batchId: string): string {
  return join(base, batchId, 'raw')
}

/** One table, or one a folder for a full report, as the original's. */
export function aggregatedPath(
  base: string,
  batch: Pick<StoredBatch, 'batchId' | 'analysisType'>,
  analysis: AnalysisName,
): string {
  const root = join(base, batch.batchId, 'aggregated')
  return batch.analysisType === 'full_report' ? join(root, analysis) : root
}

/** Reads stored results by the engine; keeps what it knows of those that were read last. */
export function createResults({ lake, engine, batchBasePath, tempDir }: ResultsOptions): Results {
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
    const paths = plainFiles(snapshot)
    const files = snapshot.files.map((file, index) => toRawFile(paths[index] ?? '', file, file.stats?.numRecords ?? 0))
    return new RawPages(engine, planClusters(files), {
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
    return { path: plainFiles(snapshot, [file])[0] ?? null, total: file.stats?.numRecords ?? 0 }
  }

  async function* sendFile(
    rows: ExportRows,
    { format, guardFormulas }: ExportOrder,
    header: boolean,
    signal?: AbortSignal,
  ): AsyncGenerator<Buffer> {
    await makeFolder(tempDir)
    const path = join(tempDir, `export-${randomUUID()}`)
    try {
      await engine.exportRows(rows, { path, format, header, guardFormulas }, signal)
      for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }))
        yield Buffer.from(chunk as Uint8Array)
    } finally {
      await rm(path, { force: true })
    }
  }

  async function* sendParts(
    parts: readonly ExportRows[],
    order: ExportOrder,
    signal?: AbortSignal,
  ): AsyncGenerator<Buffer> {
    for (const [index, part] of parts.entries()) yield* sendFile(part, order, index === 0, signal)
  }

  function toExport(name: string, exported: ExportedRows, order: ExportOrder, signal?: AbortSignal): ExportStream {
    const { format } = order
    const { rows } = exported
    if (format === 'xlsx') return asStream(name, format, rows, toWorkbook([toSheets('Rows', exported, order, signal)]))
    const chunks = sendParts(exported.parts, order, signal)
    switch (format) {
      case 'csv':
        return asStream(name, format, rows, toCrlf(chunks))
      case 'json':
        return asStream(name, format, rows, toJsonArray(chunks))
      case 'jsonl':
      case 'parquet':
        return asStream(name, format, rows, chunks)
    }
  }

  function toSheets(
    name: string,
    { parts, columns, rows }: ExportedRows,
    order: ExportOrder,
    signal?: AbortSignal,
  ): WorkbookTable {
    return { name, header: columns.map((column) => column.name), rows, lines: sendParts(parts, order, signal) }
  }

  async function exportedRaw(
    batch: StoredBatch,
    { format, query }: ExportOrder,
    signal?: AbortSignal,
  ): Promise<ExportedRows> {
    const { clusters, constants } = await pagesOf(batch)
    const partOf = (some: readonly Cluster[]): ExportRows => ({
      relation: rawRelation({ files: some.flatMap(({ files }) => files), constants }),
      query,
      part: null,
    })
    const all = partOf(clusters)
    const groups = isWhole(format, query) ? [] : inParts(clusters, { weightOf: ({ rows }) => rows, most: PART_ROWS })
    const parts = [...groups].map(partOf)
    return {
      parts: parts.length === 0 ? [all] : parts,
      columns: all.relation.columns,
      rows: await engine.count(all.relation, query, signal),
    }
  }

  async function exportedResult(
    batch: StoredBatch,
    analysis: AnalysisName,
    { format, query }: ExportOrder,
    signal?: AbortSignal,
  ): Promise<ExportedRows> {
    const { path, total } = await resultFile(batch, analysis)
    const relation = resultRelation(batch.batchId, analysis, path, total)
    const count = isWhole(format, query) ? 1 : Math.max(1, Math.ceil(total / PART_ROWS))
    const parts = Array.from({ length: count }, (_, index): ExportRows => ({
      relation,
      query,
      part: count === 1 ? null : { from: index * PART_ROWS, to: (index + 1) * PART_ROWS },
    }))
    return { parts, columns: relation.columns, rows: await engine.count(relation, query, signal) }
  }

  return {
    async raw(batch, offset, limit, signal) {
      return (await pagesOf(batch)).rows(offset, limit, signal)
    },
    async aggregated(batch, analysis, offset, limit, signal) {
      const { path, total } = await resultFile(batch, analysis)
      if (path === null || limit === 0 || offset >= total) return { total, rows: [] }
      const rows = await engine.resultRows(path, ANALYSES[analysis], { offset, limit }, signal)
      return { total, rows }
    },
    async rawFiles(batch) {
      return (await pagesOf(batch)).clusters.flatMap(({ files }) => files)
    },
    async rawRelation(batch) {
      const { clusters, constants } = await pagesOf(batch)
      return rawRelation({ files: clusters.flatMap(({ files }) => files), constants })
    },
    async resultRelation(batch, analysis) {
      const { path, total } = await resultFile(batch, analysis)
      return resultRelation(batch.batchId, analysis, path, total)
    },
    async exportRaw(batch, order, signal) {
      return toExport(`${batch.batchId}-raw`, await exportedRaw(batch, order, signal), order, signal)
    },
    async exportAggregated(batch, analysis, order, signal) {
      const exported = await exportedResult(batch, analysis, order, signal)
      return toExport(`${batch.batchId}-${analysis}`, exported, order, signal)
    },
    async exportReport(batch, signal) {
      const order: ExportOrder = { format: 'xlsx', guardFormulas: false, query: EVERYTHING }
      const tables: WorkbookTable[] = []
      for (const name of ANALYSIS_NAMES)
        tables.push(toSheets(name, await exportedResult(batch, name, order, signal), order, signal))
      const rows = tables.reduce((sum, table) => sum + table.rows, 0)
      return asStream(`${batch.batchId}-full_report`, order.format, rows, toWorkbook(tables))
    },
    async bytes(batch) {
      if (batch.status !== 'COMPLETED') return 0
      const names = batch.analysisType === 'full_report' ? ANALYSIS_NAMES : [batch.analysisType]
      const roots = [
        rawPath(batchBasePath, batch.batchId),
        ...names.map((name) => aggregatedPath(batchBasePath, batch, name)),
      ]
      const snapshots = await Promise.all(roots.map((root) => lake.glance(root).snapshot()))
      return snapshots.flatMap((snapshot) => snapshot?.files ?? []).reduce((sum, { size }) => sum + size, 0)
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

function asStream(name: string, format: ExportFormat, rows: number, chunks: AsyncIterable<Buffer>): ExportStream {
  return { fileName: `${name}.${format}`, contentType: EXPORT_TYPES[format], rows, chunks }
}

/** Parquet is one file, and a sort needs all rows; the others go out in parts, so memory and disk stay flat. */
function isWhole(format: ExportFormat, { sort }: ParsedQuery): boolean {
  return format === 'parquet' || sort.length > 0
}

interface ExportedRows {
  readonly parts: readonly ExportRows[]
  readonly columns: readonly ResultColumn[]
  readonly rows: number
}

/** JSON lines as one array: a line break becomes a comma, but the last. Lines hold no raw line breaks. */
async function* toJsonArray(lines: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let before = '['
  for await (const chunk of lines) {
    const text = chunk.toString('latin1')
    const ends = text.endsWith('\n')
    yield Buffer.from(before + (ends ? text.slice(0, -1) : text).replaceAll('\n', ',\n'), 'latin1')
    before = ends ? ',\n' : ''
  }
  yield Buffer.from(before === '[' ? '[]\n' : ']\n')
}
