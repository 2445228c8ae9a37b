import type { AddFile, StatValue } from './actions'
import { parseDate } from './dates'
import type { Condition, Snapshot } from './ports'
import { typeName } from './schema'
import { parseTimestamp } from './stats'

/** The files of a snapshot by what its log says of their rows. The files of neither list hold no match. */
export interface PrunedFiles {
  /** Every row matches: partition values prove it of each condition. */
  readonly all: readonly AddFile[]
  /** A row may match; only the rows can tell. */
  readonly some: readonly AddFile[]
}

/** Which files can hold a row for which every condition is true. */
export function pruneFiles(snapshot: Snapshot, conditions: readonly Condition[]): PrunedFiles {
  const judges = conditions.map((condition) => judgeOf(snapshot, condition))
  const all: AddFile[] = []
  const some: AddFile[] = []
  for (const file of snapshot.files) {
    const matches = judges.map((judge) => judge(file))
    if (matches.includes('none')) continue
    if (matches.includes('unknown')) some.push(file)
    else all.push(file)
  }
  return { all, some }
}

/** Of how many rows of a file a condition is true. */
export type Match = 'all' | 'none' | 'unknown'

function judgeOf({ metadata, schema }: Snapshot, condition: Condition): (file: AddFile) => Match {
  const field = schema.find(({ name }) => name === condition.column)
  const type = field === undefined ? '' : typeName(field)
  return metadata.partitionColumns.includes(condition.column)
    ? (file) => matchPartition(file, condition, type)
    : (file) => (mayHoldMatch(file, condition, type) ? 'unknown' : 'none')
}

/**
 * What the value of a partition column says, which each row of the file has: exact. A file that the log gives no value
 * has null, as all readers take it (our scan too). Unknown where the text is no value of the type as we read it.
 */
export function matchPartition(
  { partitionValues }: Pick<AddFile, 'partitionValues'>,
  { column, op, value }: Condition,
  type: string,
): Match {
  const text = partitionValues[column] ?? null
  if (text === null) return 'none'
  const order = compare(partitionValue(text, type), comparable(value, type))
  if (order === null) return 'unknown'
  return isTrue(order, op) ? 'all' : 'none'
}

function isTrue(order: number, op: Condition['op']): boolean {
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

/** Whether statistics leave room for a match. They are bounds: they never prove one. */
export function mayHoldMatch(
  { stats }: Pick<AddFile, 'stats'>,
  { column, op, value }: Condition,
  type: string,
): boolean {
  if (stats === null) return true
  if (stats.numRecords === 0) return false
  if (stats.nullCount[column] === stats.numRecords) return false
  const min = stats.minValues[column]
  const max = stats.maxValues[column]
  const wanted = comparable(value, type)
  const fromMin = min === undefined ? null : compare(boundOf(min, type), wanted)
  const fromMax = max === undefined ? null : compare(boundOf(max, type), wanted)
  // Such a column may hold NaN, which no bound speaks of and which sorts above all numbers.
  const open = type === 'double' || type === 'float'
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

/** Nobody cuts a text shorter, in characters. */
export const LEAST_CUT = 16

function partitionValue(text: string, type: string): StatValue | null {
  switch (type) {
    case 'string':
      return text
    case 'date':
      return parseDate(text)
    case 'long':
    case 'integer':
    case 'short':
    case 'byte':
      return /^-?\d{1,19}$/.test(text) ? BigInt(text) : null
    case 'timestamp':
      // A part of a microsecond would be cut off.
      return parseDate(text.split(/[T ]/, 1)[0] ?? '') === null || /\.\d{7}/.test(text) ? null : parseTimestamp(text)
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : null
    default:
      return null
  }
}

/** Dates as days: as text the year +10000 is before 2026. */
function comparable(value: StatValue, type: string): StatValue | null {
  return type === 'date' && typeof value === 'string' ? parseDate(value) : value
}

/** The shortest text of a float, read as a double, is another number. */
function boundOf(bound: StatValue, type: string): StatValue | null {
  return type === 'float' && typeof bound === 'number' ? Math.fround(bound) : comparable(bound, type)
}

/** Order of two values of one type; null where they cannot be compared. Text by UTF-8, as Parquet and Spark do. */
function compare(left: StatValue | null, right: StatValue | null): number | null {
  if (typeof left === 'string' && typeof right === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(right))
  if (isNumeric(left) && isNumeric(right)) return left < right ? -1 : left > right ? 1 : 0
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  return null
}

function isNumeric(value: StatValue | null): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value))
}
