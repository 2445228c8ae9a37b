import { orderBy } from '../../batch/analyses/analysis'
import type { AnalysisTarget, BatchEngine } from '../../batch/ports'
import { parquetSql } from '../parquet-sql'
import { PARTITION_COLUMN } from '../../../shared/transaction'
import type { BatchWorker } from '../worker-client'
import type { WorkerStatement } from '../worker-protocol'
import { columnValuesSql, readColumnValues } from './column-values'
import { createExplorer } from './explorer'
import { exportRowsSql } from './export-rows-sql'
import { pageSql, readSlice, slicesSql } from './page-sql'
import { columnList } from './relation-sql'
import { analysisSql, cutRowsSql } from './source-sql'

/**
 * Batches and their results by the batch worker process.
 * @param exploreMemory bytes of the worker's memory for copies of results that are explored
 */
export function createBatchEngine(worker: BatchWorker, exploreMemory: number): BatchEngine {
  return {
    materialize({ threads, scans, filters, target }, onProgress, signal) {
      const statements = scans.map((scan): WorkerStatement => ({
        phase: 'snapshot',
        select: cutRowsSql(scan, filters),
        target,
        partitionBy: PARTITION_COLUMN,
      }))
      return worker.run({ threads, statements }, onProgress, signal)
    },
    analyze: ({ threads, results }, onProgress, signal) =>
      worker.run({ threads, statements: results.map(toStatement) }, onProgress, signal),
    explain: (analysis, files) => worker.explain(analysisSql(analysis, files)),
    rawRows: (rows, slice, range, signal) => worker.query(pageSql(rows, slice, range), signal),
    timeSlices: async (files, count) => (await worker.query(slicesSql(files, count))).map(readSlice),
    resultRows: (path, { columns }, { offset, limit }, signal) =>
      worker.query(
        {
          // The file is in the order of its analysis, so a page is a range of its row numbers.
          text: `SELECT ${columnList(columns)} FROM (SELECT * FROM ${parquetSql([path], { positions: true })}
            WHERE file_row_number >= ? AND file_row_number < ? ORDER BY file_row_number)`,
          values: [offset, offset + limit],
        },
        signal,
      ),
    ...createExplorer(worker, exploreMemory),
    columnValues: async (column, query, asked, signal) =>
      readColumnValues(await worker.query(columnValuesSql(column, query, asked), signal), query),
    exportRows: (rows, { path, format, header, guardFormulas }, signal) =>
      worker.exportFile(exportRowsSql(rows, format, guardFormulas), path, format, header, signal),
  }
}

function toStatement({ analysis, source, target }: AnalysisTarget, index: number): WorkerStatement {
  const of = { phase: 'analysis', analysis: analysis.name, target } as const
  if ('files' in source) return { ...of, select: analysisSql(analysis, source.files) }
  const table = `received_${index}`
  return {
    ...of,
    select: { text: `SELECT * FROM ${table} ORDER BY ${orderBy(analysis.order)}`, values: [] },
    rows: { table, file: source.arrow, columns: analysis.columns },
  }
}
