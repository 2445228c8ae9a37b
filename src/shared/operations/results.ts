import { z } from 'zod'
import { AggregatedData, BatchData, EXPORT_TYPES, FullReportData } from '../batch'
import { BatchExplanation, ColumnAnswer, ColumnsAnswer, Comparison, DrillDown } from '../explore'
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
  ResultColumnParameter,
  ResultRowParameter,
} from './parameters'

const TAGGED = { ETag: 'Of this very address and query; for If-None-Match.' }

/** What a completed batch stored never changes, so whoever has the answer already is told just that. */
const stored = {
  errors: ['BATCH_NOT_FOUND', 'BATCH_NOT_READY'],
  others: { 304: { description: 'The answer that If-None-Match names is still right.', output: null } },
  headers: IfNoneMatch,
  answerHeaders: TAGGED,
} as const
const fileTypes = Object.values(EXPORT_TYPES)
const answerHeaders = {
  ...TAGGED,
  'Content-Disposition': 'An attachment, with the name of the file.',
  'Millrace-Rows': 'How many rows the file holds, all sheets together.',
}

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
  rawColumn: {
    ...stored,
    kind: 'rows',
    method: 'GET',
    path: '/batch/data/{id}/columns/{column}',
    summary: 'Statistics of one raw column',
    params: ResultColumnParameter,
    query: ColumnsQuery,
    output: ColumnAnswer,
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
  resultColumn: {
    ...stored,
    kind: 'rows',
    method: 'GET',
    path: '/batch/data/{id}/aggregated/columns/{column}',
    summary: 'Statistics of one result column',
    params: ResultColumnParameter,
    query: AggregatedColumnsQuery,
    output: ColumnAnswer,
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
    summary: 'Raw rows as a file: all, or those asked for',
    params: BatchIdParameter,
    query: ExportQuery,
    output: 'file',
    fileTypes,
    answerHeaders,
  },
  exportResult: {
    ...stored,
    kind: 'file',
    method: 'GET',
    path: '/batch/data/{id}/aggregated/export',
    summary: 'Result rows as a file: all, or those asked for',
    params: BatchIdParameter,
    query: AggregatedExportQuery,
    output: 'file',
    fileTypes,
    answerHeaders,
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
