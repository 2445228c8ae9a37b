import { isRecord } from '../../shared/json'

/**
 * JSON whose integers keep all their digits: whole numbers beyond 2^53 come back as `bigint`.
 * A Delta log holds 64-bit numbers (txn versions, statistics) as raw JSON numbers.
 */
export function parseLossless(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text)
  const marked = text.replace(TOKEN, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `{${JSON.stringify(MARK)}:"${token}"}` : token,
  )
  return JSON.parse(marked, (_key, value: unknown) =>
    isRecord(value) && typeof value[MARK] === 'string' ? BigInt(value[MARK]) : value,
  )
}

/** The inverse: `bigint` is written as a raw JSON number, `undefined` is left out. */
export function stringifyLossless(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map(stringifyLossless).join(',')}]`
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${stringifyLossless(item)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/** A string or a number, whole. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const MARK = '\u0000int64'
