import { EXPORT_TYPES, type ExportFormat } from '../../../shared/batch'
import type { Engine, ExportRequest } from '../../../shared/engine'
import type { ColumnCondition, ExploreQuery } from '../../../shared/explore'
import type { resultOperations } from '../../../shared/operations/results'
import { KEPT_BY_TAG } from '../../security-headers'
import { immutableTag, isKnown } from '../etag'
import { pageOf } from '../../../shared/paging'
import { present, type Handlers } from '../router'
import { sendExport } from '../send-export'

/** What the address and the headers of a request say of an answer that the client may have already. */
interface Conditional {
  readonly headers: { readonly 'If-None-Match'?: string | undefined }
  readonly url: string
}

/** Answers the operations of stored results. */
export function resultHandlers({ batch, paging }: Engine, version: string): Handlers<typeof resultOperations> {
  /** The sizes of pages are part of how we write an answer. */
  const writtenBy = JSON.stringify([version, paging])

  /** What a completed batch stored does not change, so whoever has the answer already is told just that. */
  async function immutable(
    ids: readonly string[],
    { headers, url }: Conditional,
    work: () => Promise<object>,
    contentType = 'application/json',
  ): Promise<Response> {
    const tag = immutableTag(url, writtenBy)
    const kept = { ETag: tag, ...KEPT_BY_TAG }
    if (isKnown(headers['If-None-Match'], tag)) {
      const records = await Promise.all(ids.map((id) => batch.record(id)))
      if (records.every(({ status }) => status === 'COMPLETED'))
        return new Response(null, {
          status: 304,
          headers: { ...kept, 'Content-Type': contentType, Vary: 'Accept-Encoding' },
        })
    }
    const answer = await work()
    const response = answer instanceof Response ? answer : Response.json(answer)
    for (const [name, value] of Object.entries(kept)) response.headers.set(name, value)
    return response
  }

  return {
    rawRows: ({ params: { id }, query, signal, ...asked }) =>
      immutable([id], asked, () => batch.raw(id, { ...pageOf(paging, query), ...toQuery(query) }, signal)),
    rawColumns: ({ params: { id }, query, signal, ...asked }) =>
      immutable([id], asked, () => batch.rawColumns(id, toQuery(query), signal)),
    rawColumn: ({ params: { id, column }, query, signal, ...asked }) =>
      immutable([id], asked, () => batch.rawColumn(id, column, toQuery(query), signal)),
    resultRows: ({ params: { id }, query, signal, ...asked }) =>
      immutable([id], asked, () =>
        batch.aggregated(id, query.analysis ?? null, { ...pageOf(paging, query), ...toQuery(query) }, signal),
      ),
    resultColumns: ({ params: { id }, query, signal, ...asked }) =>
      immutable([id], asked, () => batch.aggregatedColumns(id, query.analysis ?? null, toQuery(query), signal)),
    resultColumn: ({ params: { id, column }, query, signal, ...asked }) =>
      immutable([id], asked, () => batch.aggregatedColumn(id, query.analysis ?? null, column, toQuery(query), signal)),
    rowsBehind: ({ params: { id, row }, query, signal, ...asked }) =>
      immutable([id], asked, () =>
        batch.drillDown(id, query.analysis ?? null, row, { ...pageOf(paging, query), ...toQuery(query) }, signal),
      ),
    exportRaw: ({ params: { id }, query, signal, ...asked }) =>
      immutable(
        [id],
        asked,
        async () => sendExport(await batch.exportRaw(id, toExportRequest(query), signal)),
        EXPORT_TYPES[query.format],
      ),
    exportResult: ({ params: { id }, query, signal, ...asked }) =>
      immutable(
        [id],
        asked,
        async () =>
          sendExport(await batch.exportAggregated(id, query.analysis ?? null, toExportRequest(query), signal)),
        EXPORT_TYPES[query.format],
      ),
    compareBatches: ({ query: { left, right, analysis, ...query }, signal, ...asked }) =>
      immutable([left, right], asked, () =>
        batch.compare(left, right, analysis ?? null, { ...pageOf(paging, query), ...toQuery(query) }, signal),
      ),
    explainBatch: ({ params }) => batch.explain(params.id),
  }
}

interface Asked {
  readonly sort?: string | undefined
  readonly where?: readonly ColumnCondition[] | undefined
  readonly search?: string | undefined
}

function toQuery({ sort, where, search }: Asked): ExploreQuery {
  return present({ sort, where, search })
}

function toExportRequest({
  format,
  guardFormulas,
  ...asked
}: Asked & { readonly format: ExportFormat; readonly guardFormulas?: boolean | undefined }): ExportRequest {
  return { format, ...present({ guardFormulas }), ...toQuery(asked) }
}
