import type { FileStats, SchemaField, StatValue } from './actions'
import { physicalName, type ColumnMapping } from './column-mapping'
import { parseLossless, stringifyLossless } from './json'
import { typeName } from './schema'
import { isRecord } from '../../shared/json'

/**
 * Statistics as the log holds them: a JSON string of numRecords, minValues, maxValues, nullCount
 * (PROTOCOL.md, "Per-file Statistics"). In memory timestamps are epoch microseconds (bigint).
 */
const STRING_PREFIX = 32

/** Odd or broken statistics count as none: they only help, they never decide. */
export function parseStats(
  text: unknown,
  schema: readonly SchemaField[],
  mapping: ColumnMapping = 'none',
): FileStats | null {
  if (typeof text !== 'string' || text === '') return null
  let value: unknown
  try {
    value = parseLossless(text)
  } catch {
    return null
  }
  if (!isRecord(value)) return null
  const numRecords = value['numRecords']
  if (typeof numRecords !== 'number' || !Number.isSafeInteger(numRecords) || numRecords < 0) return null
  return {
    numRecords,
    minValues: parseBounds(value['minValues'], schema, mapping, 'min'),
    maxValues: parseBounds(value['maxValues'], schema, mapping, 'max'),
    nullCount: parseCounts(value['nullCount'], schema, mapping),
  }
}

/** Strings are cut at 32 characters with the maximum rounded up, timestamps widened to milliseconds. */
export function stringifyStats(stats: FileStats, schema: readonly SchemaField[]): string {
  return stringifyLossless({
    numRecords: stats.numRecords,
    minValues: boundsToLog(stats.minValues, schema, 'min'),
    maxValues: boundsToLog(stats.maxValues, schema, 'max'),
    nullCount: stats.nullCount,
  })
}

/** A text of at most 32 characters that is not below `text`; null where there is none. */
function roundUpPrefix(text: string): string | null {
  const characters = Array.from(text)
  if (characters.length <= STRING_PREFIX) return text
  for (let end = STRING_PREFIX; end > 0; end--) {
    const raised = nextCodePoint(characters[end - 1] ?? '')
    if (raised !== null) return characters.slice(0, end - 1).join('') + raised
  }
  return null
}

function parseBounds(
  value: unknown,
  schema: readonly SchemaField[],
  mapping: ColumnMapping,
  side: 'min' | 'max',
): Record<string, StatValue> {
  const bounds: Record<string, StatValue> = {}
  if (!isRecord(value)) return bounds
  for (const field of schema) {
    const bound = boundFromLog(value[physicalName(field, mapping)], typeName(field))
    // Spark cuts a maximum to milliseconds: the real one may lie up to 999 microseconds above.
    if (bound !== null)
      bounds[field.name] =
        side === 'max' && typeName(field).startsWith('timestamp') && typeof bound === 'bigint' ? bound + 999n : bound
  }
  return bounds
}

function parseCounts(value: unknown, schema: readonly SchemaField[], mapping: ColumnMapping): Record<string, number> {
  const counts: Record<string, number> = {}
  if (!isRecord(value)) return counts
  for (const field of schema) {
    const count = value[physicalName(field, mapping)]
    if (typeof count === 'number' && Number.isSafeInteger(count)) counts[field.name] = count
  }
  return counts
}

function boundFromLog(value: unknown, type: string): StatValue | null {
  switch (type) {
    case 'string':
    case 'date':
      return typeof value === 'string' ? value : null
    case 'timestamp':
    case 'timestamp_ntz':
      return typeof value === 'string' ? parseTimestamp(value) : null
    case 'long':
      return typeof value === 'number' && Number.isSafeInteger(value)
        ? BigInt(value)
        : typeof value === 'bigint'
          ? value
          : null
    case 'integer':
    case 'short':
    case 'byte':
    case 'double':
    case 'float':
      return typeof value === 'number' ? value : null
    default:
      return null
  }
}

function boundsToLog(bounds: Readonly<Record<string, StatValue>>, schema: readonly SchemaField[], side: 'min' | 'max') {
  const log: Record<string, unknown> = {}
  for (const field of schema) {
    const bound = bounds[field.name]
    if (bound === undefined) continue
    const value = boundToLog(bound, typeName(field), side)
    if (value !== null) log[field.name] = value
  }
  return log
}

function boundToLog(bound: StatValue, type: string, side: 'min' | 'max'): unknown {
  switch (type) {
    case 'string': {
      const text = String(bound)
      return side === 'max' ? roundUpPrefix(text) : Array.from(text).slice(0, STRING_PREFIX).join('')
    }
    case 'timestamp':
      return typeof bound === 'bigint' ? formatMillis(bound, side) : null
    case 'double':
      return typeof bound === 'number' && Number.isFinite(bound) ? bound : null
    case 'date':
    case 'long':
    case 'integer':
      return bound
    default:
      return null
  }
}

/** Floors a minimum and ceils a maximum to milliseconds, as Spark's reader expects. */
function formatMillis(micros: bigint, side: 'min' | 'max'): string {
  const floor = micros >= 0n ? micros / 1000n : -((-micros + 999n) / 1000n)
  const millis = side === 'max' && floor * 1000n < micros ? floor + 1n : floor
  return new Date(Number(millis)).toISOString()
}

/** Epoch microseconds of an ISO text; a text without a zone is UTC. */
export function parseTimestamp(text: string): bigint | null {
  const match = /^([+-]?\d{4,6}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(text)
  if (match === null) return null
  const [, date = '', time = '', fraction = '', zone = 'Z'] = match
  const [, hours = '', minutes = '00'] = /^([+-]\d\d):?(\d\d)?$/.exec(zone) ?? []
  const millis = Date.parse(`${date}T${time}${hours === '' ? zone : `${hours}:${minutes}`}`)
  if (Number.isNaN(millis)) return null
  return BigInt(millis) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6))
}

function nextCodePoint(character: string): string | null {
  const code = character.codePointAt(0) ?? 0
  if (code >= 0x10ffff) return null
  const next = code + 1
  return String.fromCodePoint(next >= 0xd800 && next <= 0xdfff ? 0xe000 : next)
}
