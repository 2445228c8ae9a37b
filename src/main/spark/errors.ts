import { codeOf, messageOf, MillraceError } from '../../shared/errors'
import { toIoError } from '../durable'
import { CALL_STATUS, type CallFailure } from './channel'
import type { ErrorDetails } from './messages'

const MAX_SAID = 500

/** The server lost what ran there: it was started again, or let go of us. The same work may be begun anew. */
export class EngineLost extends Error {}

/** The connection failed, not the query: asking again may succeed. */
export function isConnectionFailure({ code, details }: CallFailure): boolean {
  if (code === CALL_STATUS.unavailable || code === CALL_STATUS.deadlineExceeded) return true
  // A connection that was cut in the middle of a stream.
  return (
    (code === CALL_STATUS.internal || code === CALL_STATUS.unknown) &&
    /RST_STREAM|ECONNRESET|socket|GOAWAY/i.test(details)
  )
}

/** Its session or its operation is not known there any more. */
export function isLoss({ errorClass }: Pick<ErrorDetails, 'errorClass'>): boolean {
  return /^INVALID_HANDLE\.(SESSION_|OPERATION_(NOT_FOUND|ABANDONED|ALREADY_EXISTS))|^INVALID_CURSOR\./.test(errorClass)
}

/** Nobody answered. */
export function unreachable(shown: string, failure: CallFailure | null, seconds: number): MillraceError {
  const why = failure === null || failure.details === '' ? 'no answer' : failure.details
  return new MillraceError(
    'ENGINE_UNREACHABLE',
    `The Spark Connect server ${shown} cannot be reached (tried for ${seconds} s: ${why}). Start it or mend pipeline.engine.remote, then run the batch again, or run it with engine duckdb.`,
    { canRetry: true },
  )
}

/** Cause and fix of what a server answered instead of rows (by error class and SQLSTATE). */
export function toEngineError(shown: string, failure: CallFailure, details: ErrorDetails): MillraceError {
  if (failure.code === CALL_STATUS.unauthenticated || failure.code === CALL_STATUS.permissionDenied)
    return new MillraceError(
      'ENGINE_FAILED',
      `The Spark Connect server ${shown} refused the token. Set a valid token in pipeline.engine.remote (;token=...).`,
    )
  if (failure.code === CALL_STATUS.unimplemented)
    return new MillraceError(
      'ENGINE_FAILED',
      `What answers at ${shown} is no Spark Connect server of version 4.0 or newer. Mend pipeline.engine.remote.`,
    )
  const { errorClass, sqlState } = details
  const said = firstLine(details.message === '' ? failure.details : details.message)
  const named = [errorClass, sqlState === '' ? '' : `SQLSTATE ${sqlState}`].filter((word) => word !== '').join(', ')
  const code = /OUT_OF_MEMORY|OutOfMemory/i.test(errorClass + said) ? 'OUT_OF_MEMORY' : 'ENGINE_FAILED'
  return new MillraceError(
    code,
    `Spark failed${named === '' ? '' : ` (${named})`}: ${said} ${fixOf(errorClass, sqlState, said)}`,
  )
}

function fixOf(errorClass: string, sqlState: string, said: string): string {
  if (
    /^(PATH_NOT_FOUND|TABLE_OR_VIEW_NOT_FOUND|DELTA_(TABLE_NOT_FOUND|MISSING|PATH)|DELTA_FILE_NOT_FOUND)|FILE_NOT_EXIST/.test(
      errorClass,
    ) ||
    sqlState === '42K03' ||
    sqlState === '42P01' ||
    /No such file or directory|FileNotFound|does not exist/.test(said)
  )
    return 'The driver and the executors must see the lake under the same path as Millrace: share pipeline.delta.base-path with them, or run the batch with engine duckdb.'
  if (
    /^(DELTA_VERSION|VERSION)|CANNOT_TIME_TRAVEL|DELTA_CANNOT_TIME_TRAVEL/.test(errorClass) ||
    /time travel/i.test(said)
  )
    return 'That version of the table is gone for Spark; run the batch again at a newer one.'
  if (/DATA_SOURCE_NOT_FOUND|UNSUPPORTED_DATASOURCE/.test(errorClass) || /Failed to find.*delta/i.test(said))
    return 'The server has no Delta Lake: start it with io.delta:delta-spark of its version and the Delta extension.'
  if (/^OPERATION_CANCELED/.test(errorClass) || sqlState === 'HY008')
    return 'Somebody cancelled it on the cluster. Run the batch again.'
  if (/OUT_OF_MEMORY|OutOfMemory/i.test(errorClass + said))
    return 'Give the executors more memory, or narrow the dates.'
  return 'Run the batch with engine duckdb, or see the log of the Spark driver.'
}

/** Without the class and the state, which are named beside it, and without the query. */
function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n')
  const words = line.replace(/^\[[A-Z0-9_.]+\] /, '').replace(/\s*SQLSTATE: \w+.*$/, '')
  return (words.length > MAX_SAID ? `${words.slice(0, MAX_SAID)}…` : words).replace(/[^.!?…]$/, '$&.')
}

/** Of errors that are not of a call: ours as they are, a full disk by its name. */
export function toMillraceError(error: unknown): MillraceError {
  if (error instanceof MillraceError) return error
  if (codeOf(toIoError(error, 'Rows of Spark')) === 'DISK_FULL')
    return new MillraceError('DISK_FULL', 'The disk is full. Free space, then run the batch again.', { cause: error })
  return new MillraceError('ENGINE_FAILED', `Spark: ${messageOf(error)}`, { cause: error })
}
