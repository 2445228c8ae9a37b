import { z } from 'zod'

/** A moment in time: ISO 8601, UTC, milliseconds, `Z` (decision 29). */
export const IsoTime = z
  .string()
  .describe('ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z.')

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

/** True for a real calendar date written `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
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
