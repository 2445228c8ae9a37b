import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { type ErrorCode, MillraceError } from '../../shared/errors'
import { checkDepth } from './body'
import { describeRoute } from './openapi/describe-route'

export type Method = 'get' | 'post' | 'put' | 'delete'

export interface RouteParts<B extends z.ZodType, Q extends z.ZodObject, P extends z.ZodObject> {
  readonly summary: string
  readonly description?: string
  readonly answer: z.ZodType | 'file' | null
  /** Of the answer; application/json by default. */
  readonly contentType?: string
  /** Of a file, the types that it may have. */
  readonly fileTypes?: readonly string[]
  readonly status?: 200 | 201 | 202 | 204
  /** Beside those of every route (`describe-route.ts`). */
  readonly errors?: readonly ErrorCode[]
  /** Answers with other states that are no errors. */
  readonly others?: Readonly<Record<number, { readonly description: string; readonly answer: z.ZodType | null }>>
  readonly body?: B
  /** True by default; an optional body that is empty counts as {}. */
  readonly bodyRequired?: boolean
  /** Checks that have words of their own, before the schema. */
  readonly checkBody?: (body: unknown) => void
  readonly query?: Q
  readonly params?: P
  /** Described here, read with `header()`. */
  readonly headers?: z.ZodObject
}

interface RouteInput<B extends z.ZodType, Q extends z.ZodObject, P extends z.ZodObject> {
  readonly body: z.output<B>
  readonly query: z.output<Q>
  readonly params: z.output<P>
  readonly signal: AbortSignal
  /** A header of the request, by its name in any case. */
  readonly header: (name: string) => string | undefined
  /** The whole address that was asked for. */
  readonly url: string
}

export type Router = ReturnType<typeof createRouter>

const NOTHING = z.object({})

/** One call a route: the same schemas check the request and describe it in the OpenAPI document. */
export function createRouter(app: OpenAPIHono) {
  return function route<
    B extends z.ZodType = typeof NOTHING,
    Q extends z.ZodObject = typeof NOTHING,
    P extends z.ZodObject = typeof NOTHING,
  >(
    method: Method,
    path: string,
    parts: RouteParts<B, Q, P>,
    handle: (input: RouteInput<B, Q, P>) => Promise<unknown>,
  ): void {
    app.openAPIRegistry.registerPath(describeRoute(method, path, parts))
    app.on(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'), async (context) => {
      const answer = await handle({
        body: parse(parts.body, parts.body === undefined ? undefined : await jsonBody(context, parts), 'body'),
        query: parse(parts.query, queryOf(context), 'query'),
        params: parse(parts.params, context.req.param(), 'params'),
        signal: context.req.raw.signal,
        header: (name) => context.req.header(name),
        url: context.req.url,
      })
      if (answer instanceof Response) return answer
      const status = parts.status ?? 200
      return status === 204 ? context.body(null, 204) : context.json(answer as object, status)
    })
  }
}

/** Parameters as text; the one that may be repeated as a list. */
function queryOf(context: Context): Record<string, unknown> {
  const filter = context.req.queries('filter')?.filter((text) => text !== '')
  return { ...context.req.query(), ...(filter === undefined ? {} : { filter }) }
}

function parse<S extends z.ZodType>(schema: S | undefined, value: unknown, what: string): z.output<S> {
  const result = (schema ?? NOTHING).safeParse(value ?? {})
  if (!result.success) throw invalid(result.error.issues, what)
  return result.data as z.output<S>
}

async function jsonBody(context: Context, parts: RouteParts<z.ZodType, z.ZodObject, z.ZodObject>): Promise<unknown> {
  const text = await context.req.text()
  let body: unknown = {}
  if (text.trim() !== '' || (parts.bodyRequired ?? true)) {
    checkDepth(text)
    try {
      body = JSON.parse(text, refusePrototype)
    } catch (error) {
      if (error instanceof MillraceError) throw error
      throw new MillraceError('INVALID_REQUEST', 'The body is not JSON.')
    }
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new MillraceError('INVALID_REQUEST', 'The body must be a JSON object.')
  parts.checkBody?.(body)
  return body
}

/** Schemas pass this key over in silence: a filter that is not seen would give rows that were not asked for. */
function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new MillraceError('INVALID_REQUEST', 'Unknown key: __proto__.')
  return value
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

/** Only the keys that have a value. */
export function present<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
