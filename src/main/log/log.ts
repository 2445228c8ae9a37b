import { createWriteStream } from 'node:fs'
import { homedir } from 'node:os'
import pino from 'pino'
import pretty from 'pino-pretty'
import type { Logger } from './logger'

export interface LogOptions {
  readonly level: string
  /** JSON lines beside the terminal. */
  readonly file: string | null
}

/** Always on stderr, since stdout is for results: for people on a terminal, JSON lines otherwise. */
export function createLog({ level, file }: LogOptions): Logger {
  const terminal = process.stderr.isTTY
    ? pretty({ destination: 2, sync: true, colorize: true, ignore: 'pid,hostname', translateTime: 'UTC:HH:MM:ss.l' })
    : pino.destination({ dest: 2, sync: true })
  const streams = [
    { level: 'debug' as const, stream: terminal },
    ...(file === null
      ? []
      : [{ level: 'debug' as const, stream: createWriteStream(file, { flags: 'a', mode: 0o600 }) }]),
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

/** The one place that takes secrets and the user's name out of what leaves the program (reliability rule 13). */
export function redact(text: string): string {
  const home = homedir()
  const masked = text
    .replace(
      /("?(?:password|secret|token|authorization|sasl[^":=]*)"?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|[^\s,}&]+)/gi,
      '$1"***"',
    )
    .replace(/(\w+:\/\/[^/\s:@]+:)[^@/\s]+@/g, '$1***@')
  return home.length > 1 ? masked.replaceAll(home, '~') : masked
}

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {}
  return { ...code, message: error.message, ...cause, stack: error.stack }
}
