import { ANALYSIS_NAMES, toPage, type AnalysisName, type AnalysisType } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import type { BatchFigures, ExploreQuery } from '../../shared/explore'
import type { BatchOperations, ExploreRequest, ExportRequest } from '../../shared/engine'
import { ANALYSES } from './analyses'
import type { ResultColumn } from './analyses/analysis'
import { compareBatches } from './compare'
import { groupOf, keysOf } from './drill-down'
import { explainBatch } from './explain'
import { EVERYTHING, isNarrowed, isPlain, parseExploreQuery } from './explore-query'
import type { Snapshot } from '../lake/ports'
import type { BatchEngine, RawRelation, RemoteEngine, ResultRelation } from './ports'
import { RAW_RESULT_COLUMNS } from './relation'
import type { ExportOrder, Results } from './results'
import type { StoredBatch } from './stores'

export interface ResultOperationsOptions {
  /** Throws BATCH_NOT_FOUND, BATCH_NOT_READY. */
  readonly findCompleted: (batchId: string) => Promise<StoredBatch>
  readonly results: Results
  readonly engine: Pick<BatchEngine, 'explain' | 'page' | 'columns'>
  readonly remote: Pick<RemoteEngine, 'explain'> | null
  /** The source of a batch at its version; null where it is gone. */
  readonly snapshotOf: (batch: StoredBatch) => Promise<Snapshot | null>
  readonly figuresOf: (batchId: string) => Promise<BatchFigures | null>
  /** Bytes that the worker may use. */
  readonly memoryLimit: number
}

export type ResultOperations = Pick<
  BatchOperations,
  | 'raw'
  | 'aggregated'
  | 'rawColumns'
  | 'rawColumn'
  | 'aggregatedColumns'
  | 'aggregatedColumn'
  | 'drillDown'
  | 'compare'
  | 'explain'
  | 'exportRaw'
  | 'exportAggregated'
>

/** Everything that reads what finished batches stored. */
export function createResultOperations(options: ResultOperationsOptions): ResultOperations {
  const { findCompleted, results, engine, figuresOf, memoryLimit } = options

  /** A page of a result: by its row numbers where nothing is asked of the rows. */
  async function readAnalysis(record: StoredBatch, analysis: AnalysisName, page: ExploreRequest, signal?: AbortSignal) {
    const query = parseExploreQuery(page, ANALYSES[analysis].columns)
    const { total, rows } = isPlain(query)
      ? await results.aggregated(record, analysis, page.offset, page.limit, signal)
      : await engine.page(await results.resultRelation(record, analysis), query, null, page, signal)
    return { page: toPage(page, rows.length, total), data: [...rows] }
  }

  /** Where one analysis is needed and the batch holds all of them. */
  function oneAnalysis(type: AnalysisType, asked: AnalysisName | null, what: string): AnalysisName {
    const name = chosenAnalysis(type, asked)
    if (name === null) throw mustName(what)
    return name
  }

  /** Statistics of columns (null: all) of a relation. */
  async function statisticsOf(
    relation: RawRelation | ResultRelation,
    query: ExploreQuery,
    column: string | null,
    signal?: AbortSignal,
  ) {
    const parsed = parseExploreQuery(query, relation.columns)
    if (column !== null) checkColumn(column, relation.columns)
    return engine.columns(relation, parsed, column === null ? null : [column], signal)
  }

  function oneOf<T>({ rows, columns: [one] }: { readonly rows: number; readonly columns: readonly T[] }) {
    if (one === undefined) throw new MillraceError('INTERNAL_ERROR', 'The engine told nothing of the column.')
    return { rows, ...one }
  }

  return {
    async raw(batchId, page, signal) {
      const record = await findCompleted(batchId)
      const query = parseExploreQuery(page, RAW_RESULT_COLUMNS)
      const rowCount = record.rowCount ?? 0
      const { total, rows } = isPlain(query)
        ? { total: rowCount, rows: await results.raw(record, page.offset, page.limit, signal) }
        : await engine.page(await results.rawRelation(record), query, null, page, signal)
      return { batchId, status: 'COMPLETED', rowCount, page: toPage(page, rows.length, total), data: [...rows] }
    },
    async aggregated(batchId, analysis, request, signal) {
      const record = await findCompleted(batchId)
      const name = chosenAnalysis(record.analysisType, analysis)
      if (name !== null) return { batchId, analysisType: name, ...(await readAnalysis(record, name, request, signal)) }
      if (isExplored(request)) throw mustName('sort, where and search')
      const analyses = await Promise.all(
        ANALYSIS_NAMES.map(async (one) => [one, await readAnalysis(record, one, request, signal)] as const),
      )
      return { batchId, analysisType: 'full_report', analyses: Object.fromEntries(analyses) }
    },
    async rawColumns(batchId, query, signal) {
      const relation = await results.rawRelation(await findCompleted(batchId))
      return { batchId, ...(await statisticsOf(relation, query, null, signal)) }
    },
    async rawColumn(batchId, column, query, signal) {
      const relation = await results.rawRelation(await findCompleted(batchId))
      return { batchId, ...oneOf(await statisticsOf(relation, query, column, signal)) }
    },
    async aggregatedColumns(batchId, asked, query, signal) {
      const record = await findCompleted(batchId)
      const analysisType = oneAnalysis(record.analysisType, asked, 'column statistics')
      const relation = await results.resultRelation(record, analysisType)
      return { batchId, analysisType, ...(await statisticsOf(relation, query, null, signal)) }
    },
    async aggregatedColumn(batchId, asked, column, query, signal) {
      const record = await findCompleted(batchId)
      const analysisType = oneAnalysis(record.analysisType, asked, 'column statistics')
      const relation = await results.resultRelation(record, analysisType)
      return { batchId, analysisType, ...oneOf(await statisticsOf(relation, query, column, signal)) }
    },
    async drillDown(batchId, asked, row, page, signal) {
      const record = await findCompleted(batchId)
      const name = oneAnalysis(record.analysisType, asked, 'the rows behind a row')
      const query = parseExploreQuery(page, RAW_RESULT_COLUMNS)
      const { total: groups, rows: found } = await results.aggregated(record, name, row, 1, signal)
      const aggregate = found[0]
      if (aggregate === undefined) {
        throw new MillraceError(
          'NOT_FOUND',
          `row: the result has ${groups} rows, counted from 0; there is no row ${row}.`,
        )
      }
      const definition = ANALYSES[name]
      const relation = await results.rawRelation(record)
      const group = groupOf(definition, aggregate)
      const { rows, total } = await engine.page(relation, query, group, page, signal)
      const behind = isNarrowed(query)
        ? (await engine.page(relation, EVERYTHING, group, { offset: 0, limit: 0 }, signal)).total
        : total
      return {
        batchId,
        status: 'COMPLETED',
        analysisType: name,
        row,
        group: keysOf(definition, aggregate),
        aggregate,
        count: Number(aggregate[definition.countColumn] ?? 0),
        rowCount: behind,
        page: toPage(page, rows.length, total),
        data: [...rows],
      }
    },
    async compare(leftId, rightId, analysis, page, signal) {
      const [left, right] = [await findCompleted(leftId), await findCompleted(rightId)]
      return compareBatches({
        left,
        right,
        analysis,
        page,
        results,
        engine,
        ...(signal === undefined ? {} : { signal }),
      })
    },
    async explain(batchId) {
      const batch = await findCompleted(batchId)
      const figures = await figuresOf(batchId)
      if (figures === null) {
        throw new MillraceError(
          'NOT_FOUND',
          `Batch ${batchId} has no figures: it ran before Millrace kept them, or they were lost. Run it again.`,
        )
      }
      const files = (await results.rawFiles(batch)).map(({ path }) => path)
      return explainBatch({
        batch,
        figures,
        files,
        engine,
        remote: options.remote,
        snapshot: figures.engine === 'spark' ? await options.snapshotOf(batch) : null,
        memoryLimit,
      })
    },
    async exportRaw(batchId, request, signal) {
      const record = await findCompleted(batchId)
      return results.exportRaw(record, toExportOrder(request, RAW_RESULT_COLUMNS), signal)
    },
    async exportAggregated(batchId, analysis, request, signal) {
      const record = await findCompleted(batchId)
      const name = chosenAnalysis(record.analysisType, analysis)
      if (name !== null)
        return results.exportAggregated(record, name, toExportOrder(request, ANALYSES[name].columns), signal)
      if (request.format !== 'xlsx') throw mustName(`an export as ${request.format}`)
      if (isExplored(request)) throw mustName('sort, where and search')
      toExportOrder(request, [])
      return results.exportReport(record, signal)
    },
  }
}

/** @throws INVALID_REQUEST where an option is none of the format */
function toExportOrder(
  { format, guardFormulas = false, ...asked }: ExportRequest,
  columns: readonly ResultColumn[],
): ExportOrder {
  if (guardFormulas && format !== 'csv') {
    throw new MillraceError(
      'INVALID_REQUEST',
      `guardFormulas: is for csv alone; ${format} says itself what is text, so that nothing in it is a formula.`,
    )
  }
  return { format, guardFormulas, query: parseExploreQuery(asked, columns) }
}

/** Whether anything is asked of the rows, valid or not. */
function isExplored({ sort, where, search }: ExploreQuery): boolean {
  return sort !== undefined || where !== undefined || search !== undefined
}

/** Decision 15: null is all of a full report. */
function chosenAnalysis(type: AnalysisType, asked: AnalysisName | null): AnalysisName | null {
  if (type === 'full_report') return asked
  if (asked !== null && asked !== type) {
    throw new MillraceError('INVALID_REQUEST', `analysis: this batch holds ${type}, not ${asked}.`)
  }
  return type
}

function mustName(what: string): MillraceError {
  return new MillraceError(
    'INVALID_REQUEST',
    `analysis: for ${what}, name one analysis of the full report: ${ANALYSIS_NAMES.join(', ')}.`,
  )
}

function checkColumn(name: string, columns: readonly ResultColumn[]): void {
  if (columns.some((column) => column.name === name)) return
  throw new MillraceError(
    'INVALID_REQUEST',
    `column: there is no column ${name.slice(0, 100)}. Columns: ${columns.map((column) => column.name).join(', ')}.`,
  )
}
