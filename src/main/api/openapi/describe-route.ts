import type { RouteConfig } from '@hono/zod-openapi'
import { ErrorBody, type ErrorCode } from '../../../shared/errors'
import type { Operation } from '../../../shared/operations/operation'
import { HTTP_STATUS } from '../../error-answer'
import { BODY_METHODS } from '../guards'

type Responses = RouteConfig['responses']

/** What any request may be answered with: the guards stand before all routes. */
const COMMON: readonly ErrorCode[] = [
  'INVALID_REQUEST',
  'UNAUTHORIZED',
  'FORBIDDEN_HOST',
  'FORBIDDEN_ORIGIN',
  'PAYLOAD_TOO_LARGE',
  'REQUEST_TIMEOUT',
  'EXPECTATION_FAILED',
  'TOO_MANY_REQUESTS',
  'HEADERS_TOO_LARGE',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
]

const METHODS = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const

/** An operation as OpenAPI has it; examples are added when the document is written. */
export function describeRoute(operation: Operation): RouteConfig {
  const { path, summary, description, query, params, headers, body, bodyRequired = true } = operation
  const method = METHODS[operation.method]
  return {
    method,
    path,
    summary,
    operationId: operationId(method, path),
    tags: [tagOf(path)],
    ...(description === undefined ? {} : { description }),
    request: {
      ...(query === undefined ? {} : { query }),
      ...(params === undefined ? {} : { params }),
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined
        ? {}
        : { body: { required: bodyRequired, content: { 'application/json': { schema: body } } } }),
    },
    ...(operation.kind === 'events' ? { security: [{ token: [] }] } : {}),
    responses: {
      ...describeErrors([
        ...COMMON,
        ...(BODY_METHODS.has(operation.method) ? ['UNSUPPORTED_MEDIA_TYPE' as const] : []),
        ...(operation.errors ?? []),
      ]),
      [operation.status ?? 200]: { description: summary, ...answerHeadersOf(operation), ...contentOf(operation) },
      ...describeOthers(operation.others ?? {}),
    },
  }
}

function answerHeadersOf({ answerHeaders }: Operation) {
  if (answerHeaders === undefined) return {}
  const told = Object.entries(answerHeaders).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ])
  return { headers: Object.fromEntries(told) as Record<string, object> }
}

function contentOf({
  output,
  contentType = 'application/json',
  fileTypes = [],
}: Pick<Operation, 'output' | 'contentType' | 'fileTypes'>) {
  if (output === null) return {}
  if (output === 'file') {
    const types = fileTypes.map((type) => type.split(';')[0] ?? type)
    return { content: Object.fromEntries(types.map((type) => [type, { schema: {} }])) }
  }
  return { content: { [contentType]: { schema: output } } }
}

function describeOthers(others: NonNullable<Operation['others']>): Responses {
  return Object.fromEntries(
    Object.entries(others).map(([status, { description, output }]) => [
      status,
      { description, ...contentOf({ output }) },
    ]),
  )
}

/** One answer a status, with an example for each code that it may carry. */
function describeErrors(codes: readonly ErrorCode[]): Responses {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of new Set(codes)) {
    const status = HTTP_STATUS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      {
        description: `${same.join(', ')}.`,
        headers: {
          ...MORE,
          ...(status === 429 || status === 503 ? RETRY_AFTER : {}),
          ...(status === 401 ? CHALLENGE : {}),
        },
        content: {
          'application/json': {
            schema: ErrorBody,
            examples: Object.fromEntries(same.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
          },
        },
      },
    ]),
  )
}

const MORE = {
  'Millrace-Error': {
    description: 'What more is known, as percent-encoded JSON {code, canRetry, details, causes}.',
    schema: { type: 'string' },
  },
} as const

const CHALLENGE = {
  'WWW-Authenticate': { description: 'Bearer: send the token.', schema: { type: 'string' }, example: 'Bearer' },
} as const

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 }, example: 1 },
} as const

/** `get /batch/data/{id}/columns` is `getBatchDataByIdColumns`. */
function operationId(method: string, path: string): string {
  const words = path.split(/[/.-]/).filter(Boolean)
  return (
    method + words.map((word) => (word.startsWith('{') ? `By${capital(word.slice(1, -1))}` : capital(word))).join('')
  )
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

const AREAS: ReadonlySet<string> = new Set(['stream', 'batch', 'reports', 'lake', 'kafka', 'sample'])

function tagOf(path: string): string {
  const area = path.split('/')[1] ?? ''
  return AREAS.has(area) ? area : 'system'
}
