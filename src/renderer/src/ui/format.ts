import { int64ToJson, type Int64 } from '../../../shared/scalars'

/**
 * How values are shown (design, 4). Numbers follow the locale; ISO dates and UTC do not. What is copied or
 * exported never comes through here: it keeps full precision.
 */
export const NULL_TEXT = '—'

const formats = new Map<string, Intl.NumberFormat>()

function number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options)
  const known = formats.get(key) ?? new Intl.NumberFormat(undefined, options)
  formats.set(key, known)
  return known
}

/** 1,020,046; a 64-bit integer that came as text keeps all its digits. */
export function formatCount(value: Int64 | bigint | null | undefined): string {
  if (value === null || value === undefined) return NULL_TEXT
  const exact = typeof value === 'bigint' ? int64ToJson(value) : value
  return number({ maximumFractionDigits: 0 }).format(typeof exact === 'string' ? BigInt(exact) : exact)
}

/** With exactly `digits` decimals. */
export function formatDecimal(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined) return NULL_TEXT
  return number({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}

/** $337,548,320.56 */
export function formatMoney(value: number | null | undefined): string {
  if (value === null || value === undefined) return NULL_TEXT
  return money(2).format(value)
}

function money(maximumFractionDigits: number): Intl.NumberFormat {
  return number({ style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', maximumFractionDigits })
}

/** $337.5M: for charts only. @param decimals at least so many, so that values beneath each other agree */
export function formatMoneyShort(value: number, decimals = 0): string {
  return number({
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    minimumFractionDigits: decimals,
    maximumFractionDigits: 1,
  }).format(value)
}

/** A read-out's number and unit apart: `$11.20` and `M USD`. */
export function splitMoney(value: number): { readonly amount: string; readonly unit: string } {
  if (Math.abs(value) >= 1e6) return { amount: formatMoney(value / 1e6), unit: 'M USD' }
  return { amount: money(0).format(value), unit: 'USD' }
}

/** A share that is already in percent: 29.94 % */
export function formatPercent(value: number | null | undefined, digits = 2): string {
  return value === null || value === undefined ? NULL_TEXT : `${formatDecimal(value, digits)} %`
}

/** A rate: 10.2 below 100, whole above. */
export function formatRate(value: number | null | undefined): string {
  if (value === null || value === undefined) return NULL_TEXT
  return value >= 100 ? formatCount(Math.round(value)) : formatDecimal(value, value >= 10 || value === 0 ? 1 : 2)
}

/** 2026-11-23 14:32:05, UTC. @param time ISO 8601 or epoch ms */
export function formatTimestamp(time: string | number | null | undefined, milliseconds = false): string {
  if (time === null || time === undefined) return NULL_TEXT
  const text = new Date(time).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, milliseconds ? 23 : 19)}`
}

/** 11-23 14:32:05, UTC: the year only where it is not the present one. */
export function formatThisYear(time: string | number | null | undefined, milliseconds = false): string {
  const full = formatTimestamp(time, milliseconds)
  return full.startsWith(`${new Date().getUTCFullYear()}-`) ? full.slice(5) : full
}

/** 14:32:05, UTC. */
export function formatClock(
  time: string | number | null | undefined,
  digits: 'minutes' | 'seconds' | 'milliseconds' = 'seconds',
): string {
  if (time === null || time === undefined) return NULL_TEXT
  const end = { minutes: 16, seconds: 19, milliseconds: 23 }[digits]
  return new Date(time).toISOString().slice(11, end)
}

/** The same moment in the user's own time zone, for a tooltip. */
export function formatLocal(time: string | number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' }).format(new Date(time))
}

/** 2026-08-26 – 11-23: the second year only where it differs, one date alone; both dates included. */
export function formatDates(from: string, to: string): string {
  if (from === to) return from
  return `${from} – ${from.slice(0, 4) === to.slice(0, 4) ? to.slice(5) : to}`
}

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const

/** 39 ms, 1.38 s, 32 min 53 s: two units at most. */
export function formatDuration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined) return NULL_TEXT
  if (milliseconds < 1000) return `${formatCount(Math.round(milliseconds))} ms`
  if (milliseconds < 10_000 && milliseconds % 1000 !== 0) return `${formatDecimal(milliseconds / 1000, 2)} s`
  const seconds = Math.round(milliseconds / 1000)
  const first = UNITS.findIndex(([size]) => seconds >= size)
  const [size, unit] = UNITS[first] ?? [1, 's']
  const head = `${formatCount(Math.floor(seconds / size))} ${unit}`
  const next = UNITS[first + 1]
  const rest = next === undefined ? 0 : Math.floor((seconds % size) / next[0])
  return next === undefined || rest === 0 ? head : `${head} ${rest} ${next[1]}`
}

/** 0.3 s below a minute, then as a duration. */
export function formatSeconds(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return NULL_TEXT
  return seconds < 60 ? `${formatDecimal(seconds, 1)} s` : formatDuration(seconds * 1000)
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** 151.9 MB: decimal units. */
export function formatBytes(size: Int64 | null | undefined): string {
  if (size === null || size === undefined) return NULL_TEXT
  const bytes = Number(size)
  const power = Math.min(BYTE_UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3))
  return `${formatDecimal(bytes / 1000 ** power, power === 0 ? 0 : 1)} ${BYTE_UNITS[power] ?? ''}`
}

/** 3:142,479 */
export function formatOffset(partition: number, offset: Int64): string {
  return `${partition}:${formatCount(offset)}`
}

/** Sorted for display; JSON and Parquet keep the array. */
export function formatList(values: readonly (string | null)[]): string {
  return [...values]
    .sort((left, right) => (left ?? '').localeCompare(right ?? ''))
    .map((value) => value ?? NULL_TEXT)
    .join(', ')
}

/** The filters of a request; empty where there are none. */
export function formatFilters(filters: Readonly<Record<string, string>> = {}): string {
  return Object.entries(filters)
    .map(([column, value]) => `${column} = ${value}`)
    .join(', ')
}

/** `1 row`, `2 rows`. */
export function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${new Intl.PluralRules('en').select(count) === 'one' ? one : many}`
}
