import { MillraceError, type ErrorCode } from '../../../../shared/errors'

export function isCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof MillraceError && error.code === code
}
