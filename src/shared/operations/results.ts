import { z } from 'zod'
import { AggregatedData, BatchData, EXPORT_TYPES, FullReportData } from '../batch'
import { BatchExplanation, ColumnsAnswer, Comparison, DrillDown } from '../explore'
import type { Operations } from './operation'
import {
  AggregatedColumnsQuery,
  AggregatedExportQuery,
  AggregatedQuery,
  BatchIdParameter,
  ColumnsQuery,
  CompareQuery,
  ExploreQueryParameters,
  ExportQuery,
  IfNoneMatch,
  ResultRowParameter,
} from './parameters'

/** What a completed batch stored never changes, so whoever has the answer already is told just that. */
const stored = {
  errors: ['BATCH_NOT_FOUND', 'BATCH_NOT_READY'],
  others: { 304: { description: 'The answer that If-None-Match names is still right.', output: null } },
  headers: IfNoneMatch,
} as const
const fileTypes = Object.values(EXPORT_TYPES)

/** Read, explore and export what batches stored. */
export const resultOperations = {
  rawRows: {
    ...stored,
    kind: 'rows',
    method: 'GET',
    path: '/batch/data/{id}',
    summary: 'Raw rows of a batch',
    params: BatchIdParameter,
    query: ExploreQueryParameters,
    output: BatchData,
  },
  rawColumns: {
    ...stored,
    kind: 'rows',
    method: 'GET',
    path: '/batch/data/{id}/columns',
    summary: 'Statistics of raw columns',
    params: BatchIdParameter,
    query: ColumnsQuery,
    output: ColumnsAnswer,
  },
  resultRows: {
    ...stored,
    kind: 'rows',
    method: 'GET',
    path: '/batch/data/{id}/aggregated',
    summary: 'Result of a batch',
    params: BatchIdParameter,
    query: AggregatedQuery,
    output: z.union([AggregatedData, FullReportData]),
  },
  resultColumns: {
    ...stored,
    kind: 'rows',
    method: 'GET',
    path: '/batch/data/{id}/aggregated/columns',
    summary: 'Statistics of result columns',
    params: BatchIdParameter,
    query: AggregatedColumnsQuery,
    output: ColumnsAnswer,
  },
  rowsBehind: {
    ...stored,
    kind: 'rows',
    method: 'GET',
    path: '/batch/data/{id}/aggregated/{row}/rows',
    summary: 'Raw rows behind one row of the result',
    params: ResultRowParameter,
    query: AggregatedQuery,
    output: DrillDown,
    errors: [...stored.errors, 'NOT_FOUND'],
  },
  exportRaw: {
    ...stored,
    kind: 'file',
    method: 'GET',
    path: '/batch/data/{id}/export',
    summary: 'All raw rows as a file',
    params: BatchIdParameter,
    query: ExportQuery,
    output: 'file',
    fileTypes,
  },
  exportResult: {
    ...stored,
    kind: 'file',
    method: 'GET',
    path: '/batch/data/{id}/aggregated/export',
    summary: 'All result rows as a file',
    params: BatchIdParameter,
    query: AggregatedExportQuery,
    output: 'file',
    fileTypes,
  },
  compareBatches: {
    ...stored,
    kind: 'rows',
    method: 'GET',
    path: '/batch/compare',
    summary: 'Two results of one analysis, group by group',
    query: CompareQuery,
    output: Comparison,
  },
  explainBatch: {
    kind: 'query',
    method: 'GET',
    path: '/batch/explain/{id}',
    summary: 'What a batch read, did and cost',
    params: BatchIdParameter,
    output: BatchExplanation,
    errors: [...stored.errors, 'NOT_FOUND'],
  },
} as const satisfies Operations
