import { MillraceError } from '../../../shared/errors'

/** Null for no text, and for what is no JSON: a proxy's page says nothing of ours. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** SERVICE_UNAVAILABLE of an engine that does not answer. */
export function unreachable(message: string, cause: unknown): MillraceError {
  return new MillraceError('SERVICE_UNAVAILABLE', message, { cause, canRetry: true })
}
