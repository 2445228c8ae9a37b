import { ERROR_HEADER, isRetriedBy, MillraceError, toWire, type ErrorCode } from '../shared/errors'
import { redact } from './log/redact'
import { AS_TOLD, NOT_KEPT } from './security-headers'

/** Code to HTTP status, complete by type (decision 22). */
export const HTTP_STATUS = {
  INVALID_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN_HOST: 403,
  FORBIDDEN_ORIGIN: 403,
  TOPIC_FORBIDDEN: 403,
  NOT_FOUND: 404,
  BATCH_NOT_FOUND: 404,
  REPORT_NOT_FOUND: 404,
  DEAD_LETTER_NOT_FOUND: 404,
  TABLE_NOT_FOUND: 404,
  VERSION_NOT_FOUND: 404,
  TOPIC_NOT_FOUND: 404,
  GROUP_NOT_FOUND: 404,
  PROFILE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  BATCH_NOT_READY: 409,
  REPORT_EXISTS: 409,
  PROFILE_EXISTS: 409,
  PROFILE_IN_USE: 409,
  SECRET_UNAVAILABLE: 409,
  BATCH_FINISHED: 409,
  BATCH_RUNNING: 409,
  BATCH_CANCELLED: 409,
  STREAM_ALREADY_RUNNING: 409,
  DEAD_LETTER_REDRIVEN: 409,
  COMMIT_CONFLICT: 409,
  OWNED_BY_ANOTHER: 409,
  PORT_IN_USE: 409,
  TABLE_INVALID: 409,
  UNSUPPORTED_PROTOCOL: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  EXPECTATION_FAILED: 417,
  TOO_MANY_REQUESTS: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL_ERROR: 500,
  WORKER_DIED: 500,
  OUT_OF_MEMORY: 500,
  ENGINE_FAILED: 500,
  DATA_LOSS: 500,
  UNREADABLE_BATCH: 500,
  TABLE_CORRUPT: 500,
  DISK_FULL: 500,
  IO_ERROR: 500,
  INVALID_CONFIGURATION: 500,
  BROKER_UNREACHABLE: 503,
  BROKER_REFUSED: 503,
  BROKER_ERROR: 503,
  ENGINE_UNREACHABLE: 503,
  SERVICE_UNAVAILABLE: 503,
} as const satisfies Record<ErrorCode, number>

export interface ErrorAnswer {
  readonly status: (typeof HTTP_STATUS)[ErrorCode]
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, string | number>>
}

/**
 * The answer to anything thrown. Codes of the API stay as they are; what failed inside is INTERNAL_ERROR with
 * its own sentence where we wrote one, and without any detail where we did not. The header says the rest.
 */
export function toErrorAnswer(error: unknown, now: number = Date.now()): ErrorAnswer {
  const known =
    error instanceof MillraceError
      ? error
      : new MillraceError('INTERNAL_ERROR', 'Something went wrong inside Millrace. The log has the cause.')
  const status = HTTP_STATUS[known.code]
  const told = status === 500 ? 'INTERNAL_ERROR' : status === 503 ? 'SERVICE_UNAVAILABLE' : known.code
  return {
    status,
    headers: {
      ...NOT_KEPT,
      ...AS_TOLD,
      ...(isTold(known, told, status) ? {} : { [ERROR_HEADER]: toWire(known, redact) }),
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
      ...(status === 429 || status === 503 ? { 'Retry-After': '1' } : {}),
    },
    body: {
      error: told,
      message: known.message,
      timestamp: new Date(now).toISOString(),
      // The one answer with a key of its own; what else is known about an error is for the program (decision 22).
      ...(known.code === 'BATCH_NOT_READY' ? known.details : {}),
    },
  }
}

/** Whether the form of an answer says all that is known of an error. */
function isTold({ code, canRetry, details, cause }: MillraceError, told: string, status: number): boolean {
  return code === told && canRetry === isRetriedBy(status) && cause === undefined && Object.keys(details).length === 0
}
