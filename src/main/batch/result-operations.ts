import { ANALYSIS_NAMES, toPage, type AnalysisName, type AnalysisType } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import type { BatchFigures } from '../../shared/explore'
import type { BatchOperations, ExploreRequest } from '../../shared/engine'
import { ANALYSES } from './analyses'
import type { ResultColumn } from './analyses/analysis'
import { compareBatches } from './compare'
import { groupOf, keysOf } from './drill-down'
import { explainBatch } from './explain'
import { isPlain, parseExploreQuery } from './explore-query'
import type { Snapshot } from '../lake/ports'
import type { BatchEngine, ParsedQuery, RemoteEngine } from './ports'
import { RAW_RESULT_COLUMNS } from './relation'
import type { Results } from './results'
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
  | 'aggregatedColumns'
  | 'drillDown'
  | 'compare'
  | 'explain'
  | 'exportRaw'
  | 'exportAggregated'
>

/** Everything that reads what finished batches stored. */
export function createResultOperations(options: ResultOperationsOptions): ResultOperations {
  const { findCompleted, results, engine, figuresOf, memoryLimit } = options

  async function readAnalysis(record: StoredBatch, analysis: AnalysisName, page: ExploreRequest, signal?: AbortSignal) {
    const query = parseExploreQuery(page, ANALYSES[analysis].columns)
    if (isPlain(page)) {
      const { total, rows } = await results.aggregated(record, analysis, page.offset, page.limit, signal)
      return { page: toPage(page, rows.length, total), data: [...rows] }
    }
    const relation = await results.resultRelation(record, analysis)
    const { rows, total } = await engine.page(relation, query, null, page, signal)
    return { page: { ...toPage(page, rows.length, total), total }, data: [...rows] }
  }

  return {
    async raw(batchId, page, signal) {
      const record = await findCompleted(batchId)
      const query = parseExploreQuery(page, RAW_RESULT_COLUMNS)
      const rowCount = record.rowCount ?? 0
      const answer = { batchId, status: 'COMPLETED', rowCount } as const
      if (isPlain(page)) {
        const data = await results.raw(record, page.offset, page.limit, signal)
        return { ...answer, page: toPage(page, data.length, rowCount), data: [...data] }
      }
      const { rows, total } = await engine.page(await results.rawRelation(record), query, null, page, signal)
      return { ...answer, page: { ...toPage(page, rows.length, total), total }, data: [...rows] }
    },
    async aggregated(batchId, analysis, request, signal) {
      const record = await findCompleted(batchId)
      const name = chosenAnalysis(record.analysisType, analysis)
      if (name !== null) return { batchId, analysisType: name, ...(await readAnalysis(record, name, request, signal)) }
      if (!isPlain(request)) throw mustName('sort, filter and q')
      const analyses = await Promise.all(
        ANALYSIS_NAMES.map(async (one) => [one, await readAnalysis(record, one, request, signal)] as const),
      )
      return { batchId, analysisType: 'full_report', analyses: Object.fromEntries(analyses) }
    },
    async rawColumns(batchId, columns, query, signal) {
      const record = await findCompleted(batchId)
      checkColumns(columns, RAW_RESULT_COLUMNS)
      const parsed = parseExploreQuery(query, RAW_RESULT_COLUMNS)
      return { batchId, ...(await engine.columns(await results.rawRelation(record), parsed, columns, signal)) }
    },
    async aggregatedColumns(batchId, analysis, columns, query, signal) {
      const record = await findCompleted(batchId)
      const name = chosenAnalysis(record.analysisType, analysis)
      if (name === null) throw mustName('column statistics')
      const known = ANALYSES[name].columns
      checkColumns(columns, known)
      const parsed = parseExploreQuery(query, known)
      const relation = await results.resultRelation(record, name)
      return { batchId, analysisType: name, ...(await engine.columns(relation, parsed, columns, signal)) }
    },
    async drillDown(batchId, analysis, row, page, signal) {
      const record = await findCompleted(batchId)
      const name = chosenAnalysis(record.analysisType, analysis)
      if (name === null) throw mustName('the rows behind a row')
      const query = parseExploreQuery(page, RAW_RESULT_COLUMNS)
      const { total: groups, rows: found } = await results.aggregated(record, name, row, 1, signal)
      const aggregate = found[0]
      if (aggregate === undefined) {
        throw new MillraceError('NOT_FOUND', `The result has ${groups} rows, counted from 0; there is no row ${row}.`)
      }
      const definition = ANALYSES[name]
      const relation = await results.rawRelation(record)
      const group = groupOf(definition, aggregate)
      const { rows, total } = await engine.page(relation, query, group, page, signal)
      const behind =
        query.where.length === 0 && query.search === null
          ? total
          : (await engine.page(relation, EVERYTHING, group, { offset: 0, limit: 0 }, signal)).total
      return {
        batchId,
        analysisType: name,
        row,
        group: keysOf(definition, aggregate),
        aggregate,
        count: Number(aggregate[definition.countColumn] ?? 0),
        rowCount: behind,
        page: { ...toPage(page, rows.length, total), total },
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
    async exportRaw(batchId, format, signal) {
      return results.exportRaw(await findCompleted(batchId), format, signal)
    },
    async exportAggregated(batchId, analysis, format, signal) {
      const record = await findCompleted(batchId)
      const name = chosenAnalysis(record.analysisType, analysis)
      if (name === null) {
        if (format !== 'xlsx') throw mustName(`an export as ${format}`)
        return results.exportReport(record, signal)
      }
      return results.exportAggregated(record, name, format, signal)
    },
  }
}

const EVERYTHING: ParsedQuery = { where: [], search: null, sort: [] }

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

function checkColumns(names: readonly string[] | null, columns: readonly ResultColumn[]): void {
  const unknown = names?.find((name) => !columns.some((column) => column.name === name))
  if (unknown === undefined) return
  throw new MillraceError(
    'INVALID_REQUEST',
    `columns: there is no column ${unknown.slice(0, 100)}. Columns: ${columns.map(({ name }) => name).join(', ')}.`,
  )
}
