import type { AddFile, SchemaField, StatValue } from './actions'
import type { Condition, Snapshot } from './ports'
import { parseTimestamp } from './stats'
import { typeName } from './schema'

/**
 * The files that can hold a row for which every condition is true. Partition values are exact,
 * statistics are bounds, and what is unknown keeps the file: pruning never loses a match.
 */
export function pruneFiles(snapshot: Snapshot, conditions: readonly Condition[]): readonly AddFile[] {
  const partitions = new Set(snapshot.metadata.partitionColumns)
  const fields = new Map(snapshot.schema.map((field) => [field.name, field]))
  return snapshot.files.filter((file) =>
    conditions.every((condition) =>
      partitions.has(condition.column)
        ? partitionMatches(file, condition, fields.get(condition.column))
        : statisticsMayMatch(file, condition),
    ),
  )
}

function partitionMatches(file: AddFile, { column, op, value }: Condition, field: SchemaField | undefined): boolean {
  const text = file.partitionValues[column]
  if (text === undefined) return true
  if (text === null) return false
  const own = field === undefined ? null : partitionValue(text, typeName(field))
  const order = own === null ? null : compare(own, value)
  if (order === null) return true
  switch (op) {
    case '=':
      return order === 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

function statisticsMayMatch(file: AddFile, { column, op, value }: Condition): boolean {
  const { stats } = file
  if (stats === null) return true
  if (stats.numRecords === 0) return false
  if (stats.nullCount[column] === stats.numRecords) return false
  const min = stats.minValues[column]
  const max = stats.maxValues[column]
  const fromMin = min === undefined ? null : compare(min, value)
  const fromMax = max === undefined ? null : compare(max, value)
  // A double column may hold NaN, which no bound speaks of and which sorts above all numbers.
  const open = typeof value === 'number' && op !== '=' && op !== '<' && op !== '<='
  // A writer may cut a long text without rounding it up: then what begins with it may be there too.
  const isCut = typeof max === 'string' && typeof value === 'string' && max.length >= LEAST_CUT && value.startsWith(max)
  switch (op) {
    case '=':
      return (fromMin === null || fromMin <= 0) && (fromMax === null || fromMax >= 0 || isCut)
    case '<':
      return fromMin === null || fromMin < 0
    case '<=':
      return fromMin === null || fromMin <= 0
    case '>':
      return open || isCut || fromMax === null || fromMax > 0
    case '>=':
      return open || isCut || fromMax === null || fromMax >= 0
  }
}

/** Nobody cuts shorter. */
const LEAST_CUT = 16

function partitionValue(text: string, type: string): StatValue | null {
  switch (type) {
    case 'string':
    case 'date':
      return text
    case 'long':
      return /^-?\d+$/.test(text) ? BigInt(text) : null
    case 'integer':
    case 'short':
    case 'byte':
      return /^-?\d+$/.test(text) ? Number(text) : null
    case 'timestamp':
      return parseTimestamp(text)
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : null
    default:
      return null
  }
}

/** Order of two values of one type; null where they cannot be compared. Text by UTF-8, as Parquet and Spark do. */
function compare(left: StatValue, right: StatValue): number | null {
  if (typeof left === 'string' && typeof right === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(right))
  if (isNumeric(left) && isNumeric(right)) return left < right ? -1 : left > right ? 1 : 0
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  return null
}

function isNumeric(value: StatValue): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value))
}
