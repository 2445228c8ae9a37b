import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { z } from 'zod'
import { MillraceError } from '../../shared/errors'
import { isOperationName, OPERATIONS } from '../../shared/operations'
import type { Operation, Operations } from '../../shared/operations/operation'
import { findMistyped, wordsOf } from '../../shared/request-words'
import { HALF_CHARACTER } from '../../shared/scalars'
import { checkDepth } from './body'
import { describeRoute } from './openapi/describe-route'

/** What a handler is given: what was asked, proved by the operation's schemas. */
interface Asked<O extends Operation> {
  readonly body: O extends { readonly body: infer B extends z.ZodType } ? z.output<B> : Nothing
  readonly query: O extends { readonly query: infer Q extends z.ZodObject } ? z.output<Q> : Nothing
  readonly params: O extends { readonly params: infer P extends z.ZodObject } ? z.output<P> : Nothing
  readonly headers: O extends { readonly headers: infer H extends z.ZodObject } ? z.output<H> : Nothing
  readonly signal: AbortSignal
  /** The whole address that was asked for. */
  readonly url: string
}
type Nothing = Readonly<Record<string, never>>

/** One handler an operation: it calls the engine, and gives the answer, or a response where it says more than that. */
export type Handlers<T extends Operations> = {
  readonly [N in keyof T]: (asked: Asked<T[N]>) => Answer<T[N]> | Promise<Answer<T[N]>>
}

type Answer<O extends Operation> =
  | Response
  | (O['output'] extends infer S extends z.ZodType ? ReadOnly<z.input<S>> : O['output'] extends null ? unknown : never)

/** The engine's answers are nobody's to change. */
type ReadOnly<T> = T extends object ? { readonly [K in keyof T]: ReadOnly<T[K]> } : T

const NOTHING = z.object({})
/** What is not looked at must not be there. */
const NO_KEYS = z.strictObject({})

/** A route for each operation: the same schemas check the request and describe it in the OpenAPI document. */
export function addRoutes(app: OpenAPIHono, handlers: Handlers<typeof OPERATIONS>): void {
  for (const [name, operation] of Object.entries<Operation>(OPERATIONS)) {
    if (!isOperationName(name)) continue
    const handle: (asked: never) => unknown = handlers[name]
    app.openAPIRegistry.registerPath(describeRoute(operation))
    app.on(operation.method, operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (context) => {
      const { method, body, query, params, headers, checkBody, status = 200 } = operation
      // The operation's own schemas make it what its handler takes.
      const asked = {
        body: parse(
          body ?? NO_KEYS,
          method === 'GET' ? undefined : await jsonBody(context, operation),
          'body',
          checkBody,
        ),
        query: parse(query, queryOf(context, operation), 'query'),
        params: parse(params, context.req.param(), 'params'),
        headers: parse(headers, headersOf(context, headers), 'headers'),
        signal: context.req.raw.signal,
        url: context.req.url,
      }
      const answer = await handle(asked as never)
      if (answer instanceof Response) return answer
      return status === 204 ? context.body(null, 204) : context.json(answer as object, status)
    })
  }
}

/**
 * Parameters as text. One that is there twice has no one meaning; one that nobody knows would change which rows there
 * are, and is passed over only where there are none.
 */
function queryOf(context: Context, { kind, query }: Operation): Record<string, string> {
  for (const [name, values] of Object.entries(context.req.queries())) {
    if (values.length > 1) throw new MillraceError('INVALID_REQUEST', `${name}: is there ${values.length} times.`)
    if ((kind === 'rows' || kind === 'file') && query !== undefined && !Object.hasOwn(query.shape, name))
      throw new MillraceError(
        'INVALID_REQUEST',
        `${name.slice(0, 100)}: there is no such parameter. Parameters: ${Object.keys(query.shape).join(', ')}.`,
      )
  }
  return context.req.query()
}

/** The ones that the operation tells of, by its spelling. */
function headersOf(context: Context, schema: z.ZodObject | undefined): Record<string, string | undefined> {
  return Object.fromEntries(Object.keys(schema?.shape ?? {}).map((name) => [name, context.req.header(name)]))
}

/** The first problem is enough to mend; a value of the wrong kind is none that is missing. */
function parse<S extends z.ZodType>(
  schema: S | undefined,
  value: unknown = {},
  what: string,
  check?: (value: unknown) => void,
): z.output<S> {
  const result = (schema ?? NOTHING).safeParse(value)
  const issues = result.error?.issues ?? []
  const mistyped = findMistyped(issues, value)
  if (mistyped !== undefined) throw invalid(mistyped, value, what)
  check?.(value)
  if (issues[0] !== undefined) throw invalid(issues[0], value, what)
  return result.data as z.output<S>
}

async function jsonBody(
  context: Context,
  { body: schema, bodyRequired = schema !== undefined }: Operation,
): Promise<unknown> {
  const text = await context.req.text()
  let body: unknown = {}
  if (text.trim() !== '' || bodyRequired) {
    checkDepth(text)
    try {
      body = JSON.parse(text, refuseUnreadable)
    } catch (error) {
      if (error instanceof MillraceError) throw error
      throw new MillraceError('INVALID_REQUEST', 'The body is not JSON.')
    }
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new MillraceError('INVALID_REQUEST', 'The body must be a JSON object.')
  return body
}

/**
 * Schemas pass the key over in silence: a filter that is not seen would give rows that were not asked for. Half a
 * character would become another one where it is written down.
 */
function refuseUnreadable(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new MillraceError('INVALID_REQUEST', 'Unknown key: __proto__.')
  if (HALF_CHARACTER.test(key) || (typeof value === 'string' && HALF_CHARACTER.test(value)))
    throw new MillraceError('INVALID_REQUEST', 'A text of the body has half a character (a lone surrogate).')
  return value
}

function invalid(issue: z.core.$ZodIssue, value: unknown, what: string): MillraceError {
  return new MillraceError('INVALID_REQUEST', wordsOf(issue, value, what))
}

/** Only the keys that have a value. */
export function present<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
