import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { getPath } from 'hono/utils/url'
import { ANALYSIS_NAMES } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import type { Engine } from '../../shared/engine'
import type { Logger } from '../log/logger'
import type { RendererFiles } from '../renderer-files'
import { toErrorAnswer } from '../error-answer'
import { AS_TOLD, NOT_KEPT } from '../security-headers'
import { addRoutes } from './router'
import { batchHandlers } from './routes/batch'
import { eventHandlers } from './routes/events'
import { kafkaHandlers } from './routes/kafka'
import { lakeHandlers } from './routes/lake'
import { reportHandlers } from './routes/reports'
import { resultHandlers } from './routes/results'
import { streamHandlers } from './routes/stream'
import { systemHandlers, type ProcessParts } from './routes/system'

export interface AppOptions extends Omit<ProcessParts, 'describe'> {
  readonly engine: Engine
  readonly version: string
  readonly log: Logger
  /** The screens, served at `/`. */
  readonly files: RendererFiles
}

/**
 * The routes over the engine: parse, call one function, answer. The same app answers HTTP and, without a
 * socket, the window (`app.fetch`).
 */
export function createApp({ engine, version, log, files, requests, packSupport, onStop }: AppOptions): OpenAPIHono {
  const app = new OpenAPIHono({ strict: true, getPath: (request) => joinTableName(getPath(request)) })

  app.onError((error, context) => answerError(context, toKnown(error), log))
  app.notFound((context) => {
    const { method } = context.req.raw
    const allowed = allowedMethods(app, context.req.path)
    // A screen's file that is not there has the right method.
    if (allowed.length === 0 || allowed.includes(method)) {
      return answerError(
        context,
        new MillraceError('NOT_FOUND', `There is nothing at ${context.req.path}. GET /openapi.json lists all routes.`),
        log,
      )
    }
    context.header('Allow', allowed.join(', '))
    // Who looks for a batch is not sent to the route that deletes it.
    const looked =
      method === 'GET' && allowed.join() === 'DELETE' ? /^\/batch\/([^/]+)$/.exec(context.req.path)?.[1] : undefined
    if (looked !== undefined)
      return answerError(
        context,
        new MillraceError(
          'METHOD_NOT_ALLOWED',
          `A batch is at GET /batch/status/${looked}, its rows at /batch/data/${looked}.`,
        ),
        log,
      )
    return answerError(
      context,
      new MillraceError('METHOD_NOT_ALLOWED', `${method} is not possible here; use ${allowed.join(' or ')}.`),
      log,
    )
  })
  app.use(async (context, next) => {
    // Hono answers HEAD with the GET route; the contract has no HEAD. A path that is written out in a route is
    // that route and no parameter of another: DELETE /batch/list deletes no batch of this name.
    const { method } = context.req.raw
    const written = writtenMethods(app, context.req.path)
    if (method === 'HEAD' || (written.length > 0 && !written.includes(method))) return context.notFound()
    // /health has its own 503: scripts of the original read `status` there (decision 23).
    if (engine.stopping && context.req.path !== '/health')
      throw new MillraceError('SERVICE_UNAVAILABLE', 'Millrace is stopping.', { canRetry: true })
    await next()
    for (const [name, value] of Object.entries({ ...NOT_KEPT, ...AS_TOLD }))
      if (!context.res.headers.has(name)) context.header(name, value)
    return undefined
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description:
      'Of the file `token` in the state folder; where pipeline.http.require-token is on, and beyond loopback.',
  })
  addRoutes(app, {
    ...streamHandlers(engine),
    ...batchHandlers(engine),
    ...resultHandlers(engine, version),
    ...reportHandlers(engine),
    ...lakeHandlers(engine),
    ...kafkaHandlers(engine),
    ...eventHandlers(engine),
    ...systemHandlers(engine, {
      packSupport,
      onStop,
      requests,
      // Who never asks for it pays nothing for its examples.
      describe: once(async () => ({ ...(await import('./openapi/document')).createDocument(app, version) })),
    }),
  })
  for (const path of ['/', '/assets/*', '/docs']) {
    app.get(path, async (context) => {
      const file = await files.read(path === '/docs' ? '/docs.html' : context.req.path)
      return file === null ? context.notFound() : context.body(new Uint8Array(file.body), 200, { ...file.headers })
    })
  }
  return app
}

const BATCH_TABLE = new RegExp(
  `^(/lake/tables/)(batch-[^/]+(?:/|%2F)(?:raw|aggregated(?:(?:/|%2F)(?:${ANALYSIS_NAMES.join('|')}))?))(?=/|$)`,
  'i',
)

/** The name of a batch's table has slashes; they need not be escaped. */
function joinTableName(path: string): string {
  return path.replace(BATCH_TABLE, (_, start: string, name: string) => start + name.replaceAll('/', '%2F'))
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => (made ??= make())
}

function toKnown(error: unknown): unknown {
  if (error instanceof HTTPException)
    return new MillraceError(error.status === 404 ? 'NOT_FOUND' : 'INVALID_REQUEST', error.message)
  return error
}

function answerError(context: Context, error: unknown, log: Logger): Response {
  const { status, headers, body } = toErrorAnswer(error)
  const path = context.req.path
  // What it needs is away, or it stops: that is no fault of ours, and the words are all that there is to know.
  if (status === 503) log.warn({ reason: body['message'], path }, 'api')
  else if (status >= 500) log.error({ err: error, path }, 'api')
  return context.json(body, status, { ...headers })
}

function writtenMethods(app: OpenAPIHono, path: string): string[] {
  return app.routes.filter((route) => route.method !== 'ALL' && route.path === path).map(({ method }) => method)
}

function allowedMethods(app: OpenAPIHono, path: string): string[] {
  const written = writtenMethods(app, path)
  if (written.length > 0) return [...new Set(written)].sort()
  const methods = new Set<string>()
  for (const { method, path: pattern } of app.routes) {
    if (method === 'ALL') continue
    const matcher = new RegExp(`^${pattern.replace(/:[^/]+/g, '[^/]+').replace(/\*$/, '.*')}$`)
    if (matcher.test(path)) methods.add(method)
  }
  return [...methods].sort()
}
