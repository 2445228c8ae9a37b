import { OpenAPIHono, z, type RouteConfig } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import {
  AggregatedData,
  ANALYSIS_TYPES,
  BatchAccepted,
  BatchData,
  BatchList,
  BatchRecord,
  BatchRequest,
  FullReportData,
  MAX_LIST_LIMIT,
} from '../../shared/batch'
import { ErrorBody, MillraceError } from '../../shared/errors'
import {
  Dashboard,
  DeadLetterPage,
  StreamStarted,
  StreamStartRequest,
  StreamStatus,
  StreamStopped,
} from '../../shared/stream'
import { TableHistoryEntry, TableInfo } from '../../shared/table'
import type { ExportStream } from '../engine-port'
import { toErrorAnswer } from './error-table'
import {
  AggregatedExportQuery,
  AggregatedQuery,
  BatchIdParameter,
  DashboardQueryParameters,
  DeadLetterQueryParameters,
  ExportQuery,
  ListQuery,
  HistoryQuery,
  PageQuery,
  TableParameter,
} from './parameters'
import type { ApiOptions } from './server'

const DEFAULT_LIST_LIMIT = 20
const DEFAULT_HISTORY_LIMIT = 100

const Health = z
  .object({
    status: z.enum(['healthy', 'unhealthy']),
    engine: z.boolean(),
    spark: z.boolean().openapi({ deprecated: true, description: 'As engine; kept for scripts of the original.' }),
    uptime: z.string(),
  })
  .meta({ id: 'Health' })
const Stopping = z.object({ status: z.literal('shutting_down'), queriesStopped: z.int() }).meta({ id: 'Stopping' })
const Setting = z
  .object({
    key: z.string(),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
    source: z.enum(['flag', 'environment', 'file', 'default']),
    from: z.string().nullable(),
  })
  .meta({ id: 'Setting' })

/** The routes over the engine: parse, call one function, answer. */
export function createApp({ engine, version, log, onStop }: ApiOptions): OpenAPIHono {
  const app = new OpenAPIHono({ strict: true })
  const { stream, batch, lake, paging } = engine

  app.onError((error, context) => answerError(context, toKnown(error), log))
  app.notFound((context) => {
    const allowed = allowedMethods(app, context.req.path)
    if (allowed.length === 0) {
      return answerError(
        context,
        new MillraceError('NOT_FOUND', `There is nothing at ${context.req.path}. GET /openapi.json lists all routes.`),
        log,
      )
    }
    context.header('Allow', allowed.join(', '))
    const { method } = context.req.raw
    return answerError(
      context,
      new MillraceError('METHOD_NOT_ALLOWED', `${method} is not possible here; use ${allowed.join(' or ')}.`),
      log,
    )
  })
  app.use(async (context, next) => {
    // Hono answers HEAD with the GET route; the contract has no HEAD.
    if (context.req.raw.method === 'HEAD') return context.notFound()
    if (engine.stopping) throw new MillraceError('SERVICE_UNAVAILABLE', 'Millrace is stopping.')
    await next()
    context.header('Cache-Control', 'no-store')
    context.header('X-Content-Type-Options', 'nosniff')
    return undefined
  })
  const route = createRouter(app)

  route(
    'post',
    '/stream/start',
    {
      summary: 'Start the stream',
      answer: StreamStarted,
      body: StreamStartRequest.strict(),
      bodyRequired: false,
      errors: [400, 409, 503],
    },
    ({ body }) => stream.start(body),
  )
  route('post', '/stream/stop', { summary: 'Stop the stream; what was read is committed', answer: StreamStopped }, () =>
    stream.stop(),
  )
  route('get', '/stream/status', { summary: 'State, lag and rates of the stream', answer: StreamStatus }, () =>
    Promise.resolve(stream.status()),
  )
  route(
    'get',
    '/stream/dashboard',
    {
      summary: 'Sliding 5-minute windows by category',
      answer: Dashboard,
      query: DashboardQueryParameters,
      errors: [400],
    },
    ({ query }) => stream.dashboard(present(query)),
  )
  route(
    'get',
    '/stream/dead-letters',
    {
      summary: 'Messages that are not rows, newest first',
      answer: DeadLetterPage,
      query: DeadLetterQueryParameters,
      errors: [400],
    },
    ({ query }) => {
      const { limit, offset, ...filters } = query
      return stream.deadLetters({
        limit: Math.min(limit ?? paging.defaultSize, paging.maxSize),
        offset: offset ?? 0,
        ...present(filters),
      })
    },
  )

  route(
    'post',
    '/batch/run',
    {
      summary: 'Submit a batch',
      answer: BatchAccepted,
      body: BatchRequest.strict(),
      checkBody: checkBatchFields,
      status: 202,
      errors: [400, 503],
    },
    ({ body }) => batch.submit(body),
  )
  route(
    'get',
    '/batch/list',
    { summary: 'Batches, newest first', answer: BatchList, query: ListQuery, errors: [400] },
    ({ query }) => {
      const { limit, offset, ...filters } = query
      return batch.list({
        limit: Math.min(limit ?? DEFAULT_LIST_LIMIT, MAX_LIST_LIMIT),
        offset: offset ?? 0,
        ...present(filters),
      })
    },
  )
  route(
    'get',
    '/batch/status/{id}',
    { summary: 'One batch', answer: BatchRecord, params: BatchIdParameter, errors: [404] },
    ({ params }) => batch.record(params.id),
  )
  route(
    'post',
    '/batch/cancel/{id}',
    { summary: 'Cancel a batch', answer: BatchAccepted, params: BatchIdParameter, status: 202, errors: [404, 409] },
    ({ params }) => batch.cancel(params.id),
  )
  route(
    'delete',
    '/batch/{id}',
    {
      summary: 'Delete a batch and its files',
      answer: null,
      params: BatchIdParameter,
      status: 204,
      errors: [404, 409],
    },
    ({ params }) => batch.remove(params.id),
  )
  route(
    'get',
    '/batch/data/{id}',
    {
      summary: 'Raw rows of a batch',
      answer: BatchData,
      params: BatchIdParameter,
      query: PageQuery,
      errors: [400, 404, 409],
    },
    ({ params, query, signal }) => batch.raw(params.id, toPage(query), signal),
  )
  route(
    'get',
    '/batch/data/{id}/aggregated',
    {
      summary: 'Result of a batch',
      answer: z.union([AggregatedData, FullReportData]),
      params: BatchIdParameter,
      query: AggregatedQuery,
      errors: [400, 404, 409],
    },
    ({ params, query, signal }) => batch.aggregated(params.id, query.analysis ?? null, toPage(query), signal),
  )
  route(
    'get',
    '/batch/data/{id}/export',
    {
      summary: 'All raw rows as a file',
      answer: 'file',
      params: BatchIdParameter,
      query: ExportQuery,
      errors: [400, 404, 409],
    },
    async ({ params, query, signal }) => sendExport(await batch.exportRaw(params.id, query.format, signal)),
  )
  route(
    'get',
    '/batch/data/{id}/aggregated/export',
    {
      summary: 'All result rows as a file',
      answer: 'file',
      params: BatchIdParameter,
      query: AggregatedExportQuery,
      errors: [400, 404, 409],
    },
    async ({ params, query, signal }) =>
      sendExport(await batch.exportAggregated(params.id, query.analysis ?? null, query.format, signal)),
  )

  route(
    'get',
    '/lake/tables/{name}',
    { summary: 'Size and shape of a table', answer: TableInfo, params: TableParameter, errors: [400, 404] },
    ({ params }) => lake.info(params.name),
  )
  route(
    'get',
    '/lake/tables/{name}/history',
    {
      summary: 'Commits of a table, newest first',
      answer: z.array(TableHistoryEntry),
      params: TableParameter,
      query: HistoryQuery,
      errors: [400, 404],
    },
    ({ params, query }) => lake.history(params.name, query.limit ?? DEFAULT_HISTORY_LIMIT),
  )

  route('get', '/health', { summary: 'Whether the engine works', answer: Health, errors: [503] }, () => {
    const healthy = engine.healthy()
    const body = {
      status: healthy ? 'healthy' : 'unhealthy',
      engine: healthy,
      spark: healthy,
      uptime: uptime(Date.now() - engine.startedAt),
    }
    return Promise.resolve(Response.json(body, { status: healthy ? 200 : 503 }))
  })
  route(
    'get',
    '/config',
    { summary: 'Every setting with its source', answer: z.object({ settings: z.array(Setting) }) },
    () => Promise.resolve({ settings: engine.settings }),
  )
  route('post', '/stop', { summary: 'Drain, commit and end the process', answer: Stopping }, async () => ({
    status: 'shutting_down',
    ...(await onStop()),
  }))
  route('get', '/openapi.json', { summary: 'This document', answer: z.looseObject({}) }, () =>
    Promise.resolve(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: 'Millrace',
          version,
          description: 'Every error, on every route, is {error, message, timestamp}. Times are ISO 8601 UTC.',
        },
      }),
    ),
  )
  return app

  function toPage(query: { limit?: number | undefined; offset?: number | undefined }): {
    limit: number
    offset: number
  } {
    return { limit: query.limit ?? paging.defaultSize, offset: query.offset ?? 0 }
  }
}

interface RouteParts<B extends z.ZodType, Q extends z.ZodObject, P extends z.ZodObject> {
  readonly summary: string
  readonly answer: z.ZodType | 'file' | null
  readonly status?: 200 | 202 | 204
  readonly errors?: readonly number[]
  readonly body?: B
  /** True by default; an optional body that is empty counts as {}. */
  readonly bodyRequired?: boolean
  /** Checks that have words of their own, before the schema. */
  readonly checkBody?: (body: unknown) => void
  readonly query?: Q
  readonly params?: P
}

interface RouteInput<B extends z.ZodType, Q extends z.ZodObject, P extends z.ZodObject> {
  readonly body: z.output<B>
  readonly query: z.output<Q>
  readonly params: z.output<P>
  readonly signal: AbortSignal
}

const NOTHING = z.object({})

/** One call a route: the same schemas check the request and describe it in the OpenAPI document. */
function createRouter(app: OpenAPIHono) {
  return function route<
    B extends z.ZodType = typeof NOTHING,
    Q extends z.ZodObject = typeof NOTHING,
    P extends z.ZodObject = typeof NOTHING,
  >(
    method: 'get' | 'post' | 'delete',
    path: string,
    parts: RouteParts<B, Q, P>,
    handle: (input: RouteInput<B, Q, P>) => Promise<unknown>,
  ): void {
    app.openAPIRegistry.registerPath(describeRoute(method, path, parts))
    app.on(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'), async (context) => {
      const answer = await handle({
        body: parse(parts.body, parts.body === undefined ? undefined : await jsonBody(context, parts), 'body'),
        query: parse(parts.query, context.req.query(), 'query'),
        params: parse(parts.params, context.req.param(), 'params'),
        signal: context.req.raw.signal,
      })
      if (answer instanceof Response) return answer
      const status = parts.status ?? 200
      return status === 204 ? context.body(null, 204) : context.json(answer as object, status)
    })
  }
}

function parse<S extends z.ZodType>(schema: S | undefined, value: unknown, what: string): z.output<S> {
  const result = (schema ?? NOTHING).safeParse(value ?? {})
  if (!result.success) throw invalid(result.error.issues, what)
  return result.data as z.output<S>
}

function describeRoute(
  method: 'get' | 'post' | 'delete',
  path: string,
  parts: RouteParts<z.ZodType, z.ZodObject, z.ZodObject>,
): RouteConfig {
  const { answer, summary } = parts
  const content =
    answer === null
      ? undefined
      : answer === 'file'
        ? { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } }
        : { 'application/json': { schema: answer } }
  const errors = [...new Set([...(parts.errors ?? []), 403, 429, 500, 503])]
  return {
    method,
    path,
    summary,
    request: {
      ...(parts.query === undefined ? {} : { query: parts.query }),
      ...(parts.params === undefined ? {} : { params: parts.params }),
      ...(parts.body === undefined
        ? {}
        : { body: { required: parts.bodyRequired ?? true, content: { 'application/json': { schema: parts.body } } } }),
    },
    responses: {
      [parts.status ?? 200]: { description: summary, ...(content === undefined ? {} : { content }) },
      ...Object.fromEntries(
        errors.map((status) => [
          status,
          { description: ERROR_WORDS[status] ?? 'An error.', content: { 'application/json': { schema: ErrorBody } } },
        ]),
      ),
    },
  }
}

const ERROR_WORDS: Readonly<Record<number, string>> = {
  400: 'INVALID_REQUEST: the message names what is wrong.',
  403: 'FORBIDDEN_HOST or FORBIDDEN_ORIGIN.',
  404: 'Not found.',
  409: 'Not possible in the present state.',
  429: 'TOO_MANY_REQUESTS.',
  500: 'INTERNAL_ERROR.',
  503: 'SERVICE_UNAVAILABLE.',
}

async function jsonBody(context: Context, parts: RouteParts<z.ZodType, z.ZodObject, z.ZodObject>): Promise<unknown> {
  const text = await context.req.text()
  let body: unknown = {}
  if (text.trim() !== '' || (parts.bodyRequired ?? true)) {
    try {
      body = JSON.parse(text)
    } catch {
      throw new MillraceError('INVALID_REQUEST', 'The body is not JSON.')
    }
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new MillraceError('INVALID_REQUEST', 'The body must be a JSON object.')
  parts.checkBody?.(body)
  return body
}

/** Words of the original where it had them (original.md, section 7). */
function checkBatchFields(body: unknown): void {
  const fields = new Map(Object.entries(Object(body) as Record<string, unknown>))
  const missing = ['startDate', 'endDate', 'analysisType'].filter((name) => (fields.get(name) ?? null) === null)
  if (missing.length > 0)
    throw new MillraceError('INVALID_REQUEST', 'Missing required fields: startDate, endDate, analysisType')
  const type = fields.get('analysisType')
  if (typeof type === 'string' && !ANALYSIS_TYPES.some((known) => known === type)) {
    throw new MillraceError(
      'INVALID_REQUEST',
      `Unknown analysisType: ${type.slice(0, 100)}. Valid types: ${ANALYSIS_TYPES.join(', ')}`,
    )
  }
}

function toKnown(error: unknown): unknown {
  if (error instanceof HTTPException)
    return new MillraceError(error.status === 404 ? 'NOT_FOUND' : 'INVALID_REQUEST', error.message)
  return error
}

/** Names the field; the first problem is enough to mend. */
function invalid(issues: readonly z.core.$ZodIssue[], target: string): MillraceError {
  const issue = issues[0]
  const path = issue?.path.map(String).join('.') ?? ''
  if (issue?.code === 'unrecognized_keys') {
    return new MillraceError('INVALID_REQUEST', `Unknown key: ${issue.keys.join(', ')}.`)
  }
  const name = path === '' ? `the ${target}` : path
  return new MillraceError('INVALID_REQUEST', `${name}: ${issue?.message ?? 'is not valid'}`)
}

function answerError(context: Context, error: unknown, log: ApiOptions['log']): Response {
  const { status, body } = toErrorAnswer(error)
  if (status >= 500) log.error({ err: error, path: context.req.path }, 'api')
  if (status === 503) context.header('Retry-After', '1')
  context.header('Cache-Control', 'no-store')
  context.header('X-Content-Type-Options', 'nosniff')
  return context.json(body, status)
}

function allowedMethods(app: OpenAPIHono, path: string): string[] {
  const methods = new Set<string>()
  for (const { method, path: pattern } of app.routes) {
    if (method === 'ALL') continue
    const matcher = new RegExp(`^${pattern.replace(/:[^/]+/g, '[^/]+')}$`)
    if (matcher.test(path)) methods.add(method)
  }
  return [...methods].sort()
}

function sendExport(file: ExportStream): Response {
  const iterator = file.chunks[Symbol.asyncIterator]()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await iterator.next()
        if (next.done === true) controller.close()
        else controller.enqueue(next.value)
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 1 },
  )
  return new Response(body, {
    headers: { 'Content-Type': file.contentType, 'Content-Disposition': `attachment; filename="${file.fileName}"` },
  })
}

/** Only the keys that have a value. */
function present<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

function uptime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m ${seconds % 60}s`
}
