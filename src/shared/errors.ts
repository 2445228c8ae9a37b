import { z } from 'zod'

/**
 * Every way Millrace can refuse or fail, as a closed list. A table maps a code to an HTTP status
 * (`main/error-answer.ts`); the command line has exit codes of their own for three (`main/cli.ts`).
 */
export const ERROR_CODES = [
  // the API's own
  'INVALID_REQUEST',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
  'HEADERS_TOO_LARGE',
  'REQUEST_TIMEOUT',
  'EXPECTATION_FAILED',
  'TOO_MANY_REQUESTS',
  'FORBIDDEN_HOST',
  'FORBIDDEN_ORIGIN',
  'UNAUTHORIZED',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
  // batch
  'BATCH_NOT_FOUND',
  'BATCH_NOT_READY',
  'BATCH_FINISHED',
  'BATCH_RUNNING',
  'BATCH_CANCELLED',
  'REPORT_NOT_FOUND',
  'REPORT_EXISTS',
  'WORKER_DIED',
  'OUT_OF_MEMORY',
  'ENGINE_UNREACHABLE',
  'ENGINE_FAILED',
  // stream
  'STREAM_ALREADY_RUNNING',
  'BROKER_UNREACHABLE',
  'BROKER_REFUSED',
  'BROKER_ERROR',
  'TOPIC_NOT_FOUND',
  'TOPIC_FORBIDDEN',
  'GROUP_NOT_FOUND',
  'PROFILE_NOT_FOUND',
  'PROFILE_EXISTS',
  'PROFILE_IN_USE',
  'SECRET_UNAVAILABLE',
  'DATA_LOSS',
  'UNREADABLE_BATCH',
  'DEAD_LETTER_NOT_FOUND',
  'DEAD_LETTER_REDRIVEN',
  // lake
  'TABLE_NOT_FOUND',
  'TABLE_INVALID',
  'TABLE_CORRUPT',
  'UNSUPPORTED_PROTOCOL',
  'VERSION_NOT_FOUND',
  'COMMIT_CONFLICT',
  'DISK_FULL',
  'IO_ERROR',
  // start
  'INVALID_CONFIGURATION',
  'PORT_IN_USE',
  'OWNED_BY_ANOTHER',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/**
 * The one error class. `message` is a sentence for the user that names the thing and, where there
 * is one, the fix; `canRetry` says that the same call may succeed later without a change.
 */
export class MillraceError extends Error {
  readonly code: ErrorCode
  readonly canRetry: boolean
  /** Extra keys of the JSON answer, for example `status` of BATCH_NOT_READY. */
  readonly details: Readonly<Record<string, string | number>>

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; canRetry?: boolean; details?: Readonly<Record<string, string | number>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'MillraceError'
    this.code = code
    this.canRetry = options.canRetry ?? false
    this.details = options.details ?? {}
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The code of anything thrown. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof MillraceError ? error.code : 'INTERNAL_ERROR'
}

/** Proves that a closed union was handled in full. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}

/** The one shape of an error answer, on every route (decision 22). */
export const ErrorBody = z
  .looseObject({
    error: z.string().describe('A closed code, for example INVALID_REQUEST.'),
    message: z.string().describe('A sentence that names the thing and the fix.'),
    timestamp: z.string().describe('ISO 8601 UTC with milliseconds.'),
  })
  .meta({ id: 'Error' })
export type ErrorBody = z.infer<typeof ErrorBody>

/** Beside an error answer: all of the error that its form (decision 22) has no place for. */
export const ERROR_HEADER = 'millrace-error'

const ErrorFacts = z.object({
  code: z.enum(ERROR_CODES),
  canRetry: z.boolean(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Messages of what caused it, nearest first. */
  causes: z.array(z.string()),
})

const MAX_CAUSES = 3
const MAX_CAUSE_LENGTH = 300
/** Proxies take headers of so many letters; the farthest causes go first. */
const MAX_WIRE_LENGTH = 4000

/** Messages of what caused an error, nearest first; three at most. */
export function causesOf(error: unknown): readonly string[] {
  const causes: string[] = []
  let cause = error instanceof Error ? error.cause : undefined
  for (; cause instanceof Error && causes.length < MAX_CAUSES; cause = cause.cause) causes.push(cause.message)
  return causes
}

/** The value of the header for an error; `clean` takes out of a cause what may not leave the process. */
export function toWire(error: MillraceError, clean: (text: string) => string): string {
  const causes = causesOf(error).map((text) => clean(text).slice(0, MAX_CAUSE_LENGTH))
  const { code, canRetry } = error
  const details = Object.fromEntries(
    Object.entries(error.details).map(([key, value]) => [key, typeof value === 'string' ? clean(value) : value]),
  )
  for (;;) {
    const facts: z.infer<typeof ErrorFacts> = { code, canRetry, details, causes }
    const text = encodeURIComponent(JSON.stringify(facts))
    if (text.length <= MAX_WIRE_LENGTH || causes.pop() === undefined) return text
  }
}

/** Whether the same call may succeed later, as the status of an answer alone has it. */
export function isRetriedBy(status: number): boolean {
  return status === 503 || status === 429
}

/**
 * The error that an answer tells of, as it was thrown there.
 * @param wire the value of the header; without it the body's code, and what the status says, are all there is
 */
export function fromWire(status: number, body: unknown, wire: string | null): MillraceError {
  const told = ErrorBody.safeParse(body)
  const message = told.success ? told.data.message : `The engine answered with status ${status}.`
  const facts = parseFacts(wire)
  const code = facts?.code ?? ERROR_CODES.find((known) => known === told.data?.error) ?? 'INTERNAL_ERROR'
  const cause = facts?.causes.reduceRight<Error | undefined>(
    (inner, text) => new Error(text, { cause: inner }),
    undefined,
  )
  return new MillraceError(code, message, {
    canRetry: facts?.canRetry ?? isRetriedBy(status),
    details: facts?.details ?? {},
    ...(cause === undefined ? {} : { cause }),
  })
}

function parseFacts(wire: string | null): z.infer<typeof ErrorFacts> | null {
  try {
    return ErrorFacts.parse(JSON.parse(decodeURIComponent(wire ?? '')))
  } catch {
    return null
  }
}

/** The broker is away, does not let us in, or answers with an error of its own. */
export function isBrokerFault({ code }: MillraceError): boolean {
  return code === 'BROKER_UNREACHABLE' || code === 'BROKER_REFUSED' || code === 'BROKER_ERROR'
}

/** The broker does not let us sign in. */
export function isRefusal(error: unknown): boolean {
  return codeOf(error) === 'BROKER_REFUSED'
}
