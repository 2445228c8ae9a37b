import type { z } from 'zod'
import { ERROR_CODES, ErrorBody, MillraceError, type ErrorCode } from '../../../shared/errors'
import { client } from '../engine'

/** A list is a parameter that is repeated. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

export interface CallOptions {
  readonly query?: Query
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/**
 * One typed call of the API, the same through both doors.
 * @throws MillraceError with the code and the words of the API; SERVICE_UNAVAILABLE where it does not answer
 */
export async function call<S extends z.ZodType>(
  answer: S,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  { query, body, signal }: CallOptions = {},
): Promise<z.output<S>> {
  const response = await client().request({ method, path: withQuery(path, query), body, signal })
  if (response.status >= 200 && response.status < 300) return answer.parse(response.body)
  throw toError(response.status, response.body)
}

/** `/batch/list?limit=5`; what is undefined is left out. */
export function withQuery(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === 'object') for (const one of value) parameters.append(name, one)
    else if (value !== undefined) parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

function toError(status: number, body: unknown): MillraceError {
  const parsed = ErrorBody.safeParse(body)
  if (!parsed.success) return new MillraceError('INTERNAL_ERROR', `The engine answered with status ${status}.`)
  const { error, message, ...rest } = parsed.data
  const details = Object.fromEntries(
    Object.entries(rest).filter(
      (entry): entry is [string, string | number] =>
        entry[0] !== 'timestamp' && (typeof entry[1] === 'string' || typeof entry[1] === 'number'),
    ),
  )
  return new MillraceError(isCode(error) ? error : 'INTERNAL_ERROR', message, {
    details,
    canRetry: status === 503 || status === 429,
  })
}

function isCode(text: string): text is ErrorCode {
  return ERROR_CODES.some((code) => code === text)
}
