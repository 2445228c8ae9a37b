import pino from 'pino'
import pretty from 'pino-pretty'
import type { Logger } from './logger'
import { redact } from './redact'
import { openRotatingFile } from './rotating-file'

export interface LogOptions {
  readonly level: string
  /** JSON lines beside the terminal, rotated by size. */
  readonly file: string | null
}

/** Always on stderr, since stdout is for results: for people on a terminal, JSON lines otherwise. */
export function createLog({ level, file }: LogOptions): Logger {
  const terminal = process.stderr.isTTY
    ? pretty({ destination: 2, sync: true, colorize: true, ignore: 'pid,hostname', translateTime: 'UTC:HH:MM:ss.l' })
    : pino.destination({ dest: 2, sync: true })
  const streams = [
    { level: 'debug' as const, stream: terminal },
    ...(file === null ? [] : [{ level: 'debug' as const, stream: openRotatingFile(file) }]),
  ]
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      hooks: { streamWrite: redact },
    },
    pino.multistream(streams),
  )
}

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {}
  return { ...code, message: error.message, ...cause, stack: error.stack }
}
