import { z } from '@hono/zod-openapi'
import { AggregatedData, BatchData, EXPORT_TYPES, FullReportData } from '../../../shared/batch'
import { BatchExplanation, ColumnsAnswer, Comparison, DrillDown } from '../../../shared/explore'
import type { Engine, PageRequest } from '../../engine-port'
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
} from '../parameters'
import { immutableTag, isKnown } from '../etag'
import { present, type Router } from '../router'
import { sendExport } from '../send-export'

/** Read, explore and export what batches stored. */
export function addResultRoutes(route: Router, { batch, paging }: Engine, version: string): void {
  const errors = ['BATCH_NOT_FOUND', 'BATCH_NOT_READY'] as const
  const others = { 304: { description: 'The answer that If-None-Match names is still right.', answer: null } }
  const headers = IfNoneMatch
  const fileTypes = Object.values(EXPORT_TYPES)
  /** The sizes of pages are part of how we write an answer. */
  const writtenBy = JSON.stringify([version, paging])

  /** What a completed batch stored does not change, so whoever has the answer already is told just that. */
  async function immutable(
    ids: readonly string[],
    { header, url }: { readonly header: (name: string) => string | undefined; readonly url: string },
    work: () => Promise<unknown>,
  ): Promise<Response> {
    const tag = immutableTag(url, writtenBy)
    if (isKnown(header('If-None-Match'), tag)) {
      const records = await Promise.all(ids.map((id) => batch.record(id)))
      if (records.every(({ status }) => status === 'COMPLETED'))
        return new Response(null, { status: 304, headers: { ETag: tag } })
    }
    const answer = await work()
    const response = answer instanceof Response ? answer : Response.json(answer)
    response.headers.set('ETag', tag)
    return response
  }

  route(
    'get',
    '/batch/data/{id}',
    {
      summary: 'Raw rows of a batch',
      answer: BatchData,
      params: BatchIdParameter,
      query: ExploreQueryParameters,
      errors,
      others,
      headers,
    },
    ({ params, query, signal, ...asked }) =>
      immutable([params.id], asked, () => batch.raw(params.id, { ...toPage(query), ...toQuery(query) }, signal)),
  )
  route(
    'get',
    '/batch/data/{id}/columns',
    {
      summary: 'Statistics of raw columns',
      answer: ColumnsAnswer,
      params: BatchIdParameter,
      query: ColumnsQuery,
      errors,
      others,
      headers,
    },
    ({ params, query, signal, ...asked }) =>
      immutable([params.id], asked, () => batch.rawColumns(params.id, query.columns ?? null, toQuery(query), signal)),
  )
  route(
    'get',
    '/batch/data/{id}/aggregated',
    {
      summary: 'Result of a batch',
      answer: z.union([AggregatedData, FullReportData]),
      params: BatchIdParameter,
      query: AggregatedQuery,
      errors,
      others,
      headers,
    },
    ({ params, query, signal, ...asked }) =>
      immutable([params.id], asked, () =>
        batch.aggregated(params.id, query.analysis ?? null, { ...toPage(query), ...toQuery(query) }, signal),
      ),
  )
  route(
    'get',
    '/batch/data/{id}/aggregated/columns',
    {
      summary: 'Statistics of result columns',
      answer: ColumnsAnswer,
      params: BatchIdParameter,
      query: AggregatedColumnsQuery,
      errors,
      others,
      headers,
    },
    ({ params, query, signal, ...asked }) =>
      immutable([params.id], asked, () =>
        batch.aggregatedColumns(params.id, query.analysis ?? null, query.columns ?? null, toQuery(query), signal),
      ),
  )
  route(
    'get',
    '/batch/data/{id}/aggregated/{row}/rows',
    {
      summary: 'Raw rows behind one row of the result',
      answer: DrillDown,
      params: ResultRowParameter,
      query: AggregatedQuery,
      errors: [...errors, 'NOT_FOUND'],
      others,
      headers,
    },
    ({ params, query, signal, ...asked }) =>
      immutable([params.id], asked, () =>
        batch.drillDown(params.id, query.analysis ?? null, params.row, { ...toPage(query), ...toQuery(query) }, signal),
      ),
  )
  route(
    'get',
    '/batch/data/{id}/export',
    {
      summary: 'All raw rows as a file',
      answer: 'file',
      fileTypes,
      params: BatchIdParameter,
      query: ExportQuery,
      errors,
      others,
      headers,
    },
    ({ params, query, signal, ...asked }) =>
      immutable([params.id], asked, async () => sendExport(await batch.exportRaw(params.id, query.format, signal))),
  )
  route(
    'get',
    '/batch/data/{id}/aggregated/export',
    {
      summary: 'All result rows as a file',
      answer: 'file',
      fileTypes,
      params: BatchIdParameter,
      query: AggregatedExportQuery,
      errors,
      others,
      headers,
    },
    ({ params, query, signal, ...asked }) =>
      immutable([params.id], asked, async () =>
        sendExport(await batch.exportAggregated(params.id, query.analysis ?? null, query.format, signal)),
      ),
  )

  route(
    'get',
    '/batch/compare',
    {
      summary: 'Two results of one analysis, group by group',
      answer: Comparison,
      query: CompareQuery,
      errors,
      others,
      headers,
    },
    ({ query, signal, ...asked }) =>
      immutable([query.left, query.right], asked, () =>
        batch.compare(query.left, query.right, query.analysis ?? null, { ...toPage(query), ...toQuery(query) }, signal),
      ),
  )
  route(
    'get',
    '/batch/explain/{id}',
    {
      summary: 'What a batch read, did and cost',
      answer: BatchExplanation,
      params: BatchIdParameter,
      errors,
    },
    ({ params }) => batch.explain(params.id),
  )

  function toPage(query: { limit?: number | undefined; offset?: number | undefined }): PageRequest {
    return { limit: query.limit ?? paging.defaultSize, offset: query.offset ?? 0 }
  }
}

function toQuery({
  sort,
  filter,
  q,
}: {
  sort?: string | undefined
  filter?: string[] | undefined
  q?: string | undefined
}) {
  return present({ sort, filter, q })
}
