import { z } from 'zod'

/** A moment in time: ISO 8601, UTC, milliseconds, `Z` (decision 29). */
export const IsoTime = z
  .string()
  .describe('ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z.')

/** A moment that a request names: an ISO 8601 time with `Z` or an offset; one with neither is UTC (decision 2). */
export const Moment = momentWith('must be an ISO 8601 time such as 2026-01-31T00:00:00Z')

/** A `Moment` with words of its own, where it is not the only thing that may stand there. */
export function momentWith(error: string) {
  return z.iso.datetime({ offset: true, local: true, error })
}

/** Epoch milliseconds of a `Moment`, wherever this host stands. */
export function momentOf(text: string): number {
  return Date.parse(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`)
}

/** The end of the year 9999, which every reader of a table takes for a time. Logs and messages may hold any number. */
export const LAST_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** 400 years: after them the calendar is the same again. */
const CYCLE_MS = 146_097 * 86_400_000
/** The last time that a Date can be. */
const LAST_DATE_MS = 8.64e15

/**
 * A time as `IsoTime` has it, also where a table, a log or a message holds one that no Date can be: with years of six
 * or more digits and their sign, as ISO 8601 and Date write them.
 */
export function isoTime(millis: number): string {
  if (Math.abs(millis) <= LAST_DATE_MS) return new Date(millis).toISOString()
  const cycles = Math.floor(millis / CYCLE_MS)
  const text = new Date(millis - cycles * CYCLE_MS).toISOString()
  const year = Number(text.slice(0, 4)) + 400 * cycles
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}${text.slice(4)}`
}

/** The date of days since 1970-01-01, as `isoTime` writes it. */
export function isoDate(days: number): string {
  const [date = ''] = isoTime(days * 86_400_000).split('T')
  return date
}

/** A 64-bit integer in JSON: a number up to 2^53 - 1, a decimal string beyond (decision 29). */
export const Int64 = z
  .union([z.int(), z.string().regex(/^-?\d+$/)])
  .describe('An integer; a decimal string beyond 2^53 - 1.')
export type Int64 = z.infer<typeof Int64>

/** A 64-bit integer as JSON carries it: never a float that lost digits. */
export function int64ToJson(value: bigint): Int64 {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

/** True for a real calendar date written `YYYY-MM-DD`, of the years 1 to 9999. */
export function isCalendarDate(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text
}

/** `YYYY-MM-DD`, a date that exists (decision 11). */
export const CalendarDate = z.string().refine(isCalendarDate, { error: 'must be a real date written YYYY-MM-DD' })

/** One value of a result row: null, boolean, number, text, or a list of text (`affected_cities`). */
export const Cell = z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(z.string().nullable())])
export type Cell = z.infer<typeof Cell>
export const Row = z.record(z.string(), Cell)
export type Row = z.infer<typeof Row>

/** What a person calls a thing; a part of its address too. (A pattern of Unicode classes is none in JSON schema.) */
export const GivenName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((name) => !/[\p{C}/]/u.test(name), { error: 'must have no slash and no control characters' })
  .describe('Unique; without slashes and control characters.')

export const TOPIC_NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/
export const TOPIC_NAME_WORDS = 'must be a Kafka topic name: at most 249 letters, digits, ".", "_" and "-"'

const DURATION_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `300ms`, `5s`, `10m`, `2h`, `7d` in milliseconds; a bare number has no unit and is none. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim())
  return match === null ? null : Math.round(Number(match[1]) * (DURATION_MS[match[2] ?? ''] ?? Number.NaN))
}

/** A duration as text with its unit. */
export const Duration = z.string().refine((text) => parseDuration(text) !== null, {
  error: 'must be a number and a unit: 300ms, 5s, 10m, 2h or 7d',
})

/** Units of sizes, in bytes. */
const SIZE_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1000,
  KB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  TB: 1000 ** 4,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
}

/** `64MiB`, `512MB` or a number of bytes, in bytes. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([kKMGT]i?B|B)?$/.exec(text.trim())
  if (match === null) return null
  const bytes = Number(match[1]) * (SIZE_BYTES[match[2] ?? 'B'] ?? Number.NaN)
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : null
}

/** Half a character (a lone surrogate), which would become another one on its way. */
export const HALF_CHARACTER = /\p{Surrogate}/u
