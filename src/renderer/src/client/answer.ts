import { MillraceError } from '../../../shared/errors'

/** SERVICE_UNAVAILABLE of an engine that does not answer. */
export function unreachable(message: string, cause: unknown): MillraceError {
  return new MillraceError('SERVICE_UNAVAILABLE', message, { cause, canRetry: true })
}
