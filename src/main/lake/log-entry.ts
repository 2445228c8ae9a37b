import { basename } from 'node:path'
import { messageOf, MillraceError } from '../../shared/errors'
import type { AddFile, CommitInfo, Metadata, Protocol, RemoveFile, SchemaField, Tags, SetTransaction } from './actions'
import { crc32 } from './bytes'
import { mappingOf, toLogicalNames } from './column-mapping'
import type { DeletionVector } from './deletion-vector'
import { parseLossless, stringifyLossless } from './json'
import { decodePath, encodePath } from './paths'
import { parseStats } from './stats'
import { isRecord } from '../../shared/json'

/** An `add` before the schema is known: statistics stay text, names are those of the files. */
export type RawAdd = Omit<AddFile, 'stats'>

/** A `remove` takes away the file with the same deletion vector, or none (PROTOCOL.md, "Action Reconciliation"). */
export interface RawRemove extends RemoveFile {
  readonly deletionVector?: DeletionVector
}

const ACTION_COUNT = 'millraceActions'
const CHECKSUM = 'millraceChecksum'
/** Stands for the checksum while it is made. */
const NO_CHECKSUM = '00000000'

/** One line of a commit, or one row of a checkpoint. Unknown actions are `null`. */
export type LogEntry =
  | { readonly kind: 'protocol'; readonly protocol: Protocol }
  | { readonly kind: 'metaData'; readonly metadata: Metadata }
  | { readonly kind: 'add'; readonly add: RawAdd }
  | { readonly kind: 'remove'; readonly remove: RawRemove }
  | { readonly kind: 'txn'; readonly transaction: SetTransaction }
  | { readonly kind: 'commitInfo'; readonly info: CommitInfo }
  /** Name of a file in `_delta_log/_sidecars` with more actions of a V2 checkpoint. */
  | { readonly kind: 'sidecar'; readonly name: string }

/**
 * The actions of one commit file.
 * @throws TABLE_CORRUPT for an empty or cut file, a line that is not a JSON object, an action that lacks something, a wrong
 * count or checksum (reliability rule 3)
 */
export function parseCommit(text: string, name: string): LogEntry[] {
  if (text.trim() === '') throw corrupt(name, 'it is empty')
  if (!text.endsWith('\n') && !text.endsWith('}')) throw corrupt(name, 'its last line is cut off')
  const entries: LogEntry[] = []
  let lines = 0
  let declared: unknown = null
  let checksum: unknown = null
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    let value: unknown
    try {
      value = parseLossless(line)
    } catch (cause) {
      throw corrupt(name, `line ${index + 1} is not JSON`, cause)
    }
    lines++
    if (isRecord(value) && isRecord(value['commitInfo'])) {
      declared = value['commitInfo'][ACTION_COUNT] ?? null
      checksum = value['commitInfo'][CHECKSUM] ?? null
    }
    const entry = parseEntry(value, name)
    if (entry !== null) entries.push(entry)
  }
  // A damaged one may be of any size and depth: it is not repeated.
  if (declared !== null && typeof declared !== 'number') throw corrupt(name, 'its count of actions is no number')
  if (declared !== null && declared !== lines) throw corrupt(name, `it holds ${lines} of ${declared} actions`)
  if (checksum !== null && (typeof checksum !== 'string' || checksum !== checksumOf(text, checksum)))
    throw corrupt(name, 'it does not match its checksum')
  return entries
}

/** @throws TABLE_CORRUPT where a known action lacks what every reader needs */
export function parseEntry(value: unknown, name: string): LogEntry | null {
  try {
    return parseAction(value, name)
  } catch (error) {
    if (error instanceof MillraceError) throw error
    // A hostile depth, for one.
    throw corrupt(name, messageOf(error), error)
  }
}

function parseAction(value: unknown, name: string): LogEntry | null {
  if (!isRecord(value)) throw corrupt(name, 'an action is not an object')
  if (isRecord(value['add'])) return { kind: 'add', add: parseAdd(value['add'], name) }
  if (isRecord(value['remove'])) return { kind: 'remove', remove: parseRemove(value['remove'], name) }
  if (isRecord(value['txn'])) return { kind: 'txn', transaction: parseTransaction(value['txn'], name) }
  if (isRecord(value['metaData'])) return { kind: 'metaData', metadata: parseMetadata(value['metaData'], name) }
  if (isRecord(value['protocol'])) return { kind: 'protocol', protocol: parseProtocol(value['protocol'], name) }
  if (isRecord(value['commitInfo'])) return { kind: 'commitInfo', info: parseCommitInfo(value['commitInfo']) }
  if (isRecord(value['sidecar']))
    return { kind: 'sidecar', name: basename(decodePath(text(value['sidecar'], 'path', name))) }
  return null
}

/** An `add` as the log writes it, its path percent-encoded. */
export function addToLog(add: Omit<AddFile, 'stats'>): Record<string, unknown> {
  return {
    add: {
      path: encodePath(add.path),
      partitionValues: add.partitionValues,
      size: add.size,
      modificationTime: add.modificationTime,
      dataChange: add.dataChange,
      tags: Object.keys(add.tags ?? {}).length === 0 ? undefined : add.tags,
      stats: add.statsText ?? undefined,
    },
  }
}

/** A `remove` as the log writes it. */
export function removeToLog({ path, deletionTimestamp, dataChange, partitionValues, size }: RemoveFile): {
  readonly remove: Record<string, unknown>
} {
  // Of a file that another writer removed they may be unknown.
  const more =
    partitionValues === undefined || size === undefined ? {} : { extendedFileMetadata: true, partitionValues, size }
  return { remove: { path: encodePath(path), deletionTimestamp, dataChange, ...more } }
}

/**
 * The content of a commit file. Its first action says how many there are and a checksum of all of them, so that a
 * commit that was cut off between two lines, or in which a bit has flipped, is seen too (others ignore unknown keys
 * of commitInfo).
 */
export function stringifyCommit(info: Record<string, unknown>, actions: readonly Record<string, unknown>[]): string {
  const first = { commitInfo: { [CHECKSUM]: NO_CHECKSUM, ...info, [ACTION_COUNT]: actions.length + 1 } }
  const text = stringifyActions([first, ...actions])
  return text.replace(NO_CHECKSUM, checksumOf(text, NO_CHECKSUM))
}

/** CRC-32 of a commit's text, its own place in it blank. */
function checksumOf(text: string, written: string): string {
  const blank = text.replace(`"${CHECKSUM}":"${written}"`, `"${CHECKSUM}":"${NO_CHECKSUM}"`)
  return crc32(Buffer.from(blank, 'utf8')).toString(16).padStart(8, '0')
}

/** Newline-delimited actions. */
export function stringifyActions(actions: readonly Record<string, unknown>[]): string {
  return actions.map((action) => `${stringifyLossless(action)}\n`).join('')
}

/** The file as the snapshot shows it: its statistics read, the names those of the schema. */
export function withStats(raw: RawAdd, schema: readonly SchemaField[], metadata: Metadata): AddFile {
  const mapping = mappingOf(metadata)
  return {
    ...raw,
    partitionValues: toLogicalNames(raw.partitionValues, schema, mapping),
    stats: parseStats(raw.statsText, schema, mapping),
  }
}

function parseAdd(value: Record<string, unknown>, name: string): RawAdd {
  return {
    path: decodePath(text(value, 'path', name)),
    partitionValues: nullableTexts(value['partitionValues']),
    size: integer(value, 'size', name),
    modificationTime: optionalInteger(value['modificationTime']) ?? 0,
    dataChange: value['dataChange'] !== false,
    statsText: typeof value['stats'] === 'string' ? value['stats'] : null,
    ...parseVector(value['deletionVector'], name),
    ...parseTags(value['tags']),
  }
}

function parseRemove(value: Record<string, unknown>, name: string): RawRemove {
  const size = optionalInteger(value['size'])
  return {
    path: decodePath(text(value, 'path', name)),
    deletionTimestamp: optionalInteger(value['deletionTimestamp']) ?? 0,
    dataChange: value['dataChange'] !== false,
    ...(isRecord(value['partitionValues']) ? { partitionValues: nullableTexts(value['partitionValues']) } : {}),
    ...(size === null ? {} : { size }),
    ...parseVector(value['deletionVector'], name),
  }
}

function parseTags(value: unknown): { readonly tags?: Tags } {
  const tags = Object.fromEntries(
    entriesOf(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  return Object.keys(tags).length === 0 ? {} : { tags }
}

function parseVector(value: unknown, name: string): { readonly deletionVector?: DeletionVector } {
  if (value === undefined || value === null) return {}
  if (!isRecord(value)) throw corrupt(name, 'a deletionVector is not an object')
  const sizeInBytes = integer(value, 'sizeInBytes', name)
  const cardinality = integer(value, 'cardinality', name)
  if (sizeInBytes < 0 || cardinality < 0) throw corrupt(name, 'a deletionVector has a negative size')
  const offset = optionalInteger(value['offset'])
  // Where none is given it is the whole file; one that cannot be read would be taken for that.
  if (offset === null && (value['offset'] ?? null) !== null)
    throw corrupt(name, 'the offset of a deletionVector is no whole number')
  return {
    deletionVector: {
      storageType: text(value, 'storageType', name),
      pathOrInlineDv: text(value, 'pathOrInlineDv', name),
      offset,
      sizeInBytes,
      cardinality,
    },
  }
}

function parseTransaction(value: Record<string, unknown>, name: string): SetTransaction {
  const version = value['version']
  if (typeof version === 'bigint') return { appId: text(value, 'appId', name), version }
  return { appId: text(value, 'appId', name), version: BigInt(integer(value, 'version', name)) }
}

function parseMetadata(value: Record<string, unknown>, name: string): Metadata {
  const format = isRecord(value['format']) ? value['format'] : {}
  const createdTime = optionalInteger(value['createdTime'])
  return {
    id: text(value, 'id', name),
    ...(typeof value['name'] === 'string' ? { name: value['name'] } : {}),
    ...(typeof value['description'] === 'string' ? { description: value['description'] } : {}),
    format: {
      provider: typeof format['provider'] === 'string' ? format['provider'] : 'parquet',
      options: texts(format['options']),
    },
    schemaString: text(value, 'schemaString', name),
    partitionColumns: textList(value['partitionColumns']),
    configuration: texts(value['configuration']),
    ...(createdTime === null ? {} : { createdTime }),
  }
}

function parseProtocol(value: Record<string, unknown>, name: string): Protocol {
  return {
    minReaderVersion: integer(value, 'minReaderVersion', name),
    minWriterVersion: integer(value, 'minWriterVersion', name),
    ...(Array.isArray(value['readerFeatures']) ? { readerFeatures: textList(value['readerFeatures']) } : {}),
    ...(Array.isArray(value['writerFeatures']) ? { writerFeatures: textList(value['writerFeatures']) } : {}),
  }
}

function parseCommitInfo(value: Record<string, unknown>): CommitInfo {
  return {
    timestamp: optionalInteger(value['inCommitTimestamp']) ?? optionalInteger(value['timestamp']) ?? 0,
    operation: typeof value['operation'] === 'string' ? value['operation'] : 'UNKNOWN',
    operationParameters: texts(value['operationParameters']),
    operationMetrics: texts(value['operationMetrics']),
    engineInfo: typeof value['engineInfo'] === 'string' ? value['engineInfo'] : '',
    ...(typeof value['userMetadata'] === 'string' ? { userMetadata: value['userMetadata'] } : {}),
  }
}

function text(value: Record<string, unknown>, key: string, name: string): string {
  const found = value[key]
  if (typeof found !== 'string') throw corrupt(name, `an action has no ${key}`)
  return found
}

function integer(value: Record<string, unknown>, key: string, name: string): number {
  const found = optionalInteger(value[key])
  if (found === null) throw corrupt(name, `an action has no ${key}`)
  return found
}

function optionalInteger(value: unknown): number | null {
  const number = typeof value === 'bigint' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    entriesOf(value).map(([key, item]) => [key, typeof item === 'string' ? item : stringifyLossless(item)]),
  )
}

function nullableTexts(value: unknown): Record<string, string | null> {
  return Object.fromEntries(entriesOf(value).map(([key, item]) => [key, textOrNull(item)]))
}

/** An empty text is null, whatever the type (PROTOCOL.md, "Partition Value Serialization"). */
function textOrNull(item: unknown): string | null {
  if (item === null || item === undefined || item === '') return null
  return typeof item === 'string' ? item : stringifyLossless(item)
}

function entriesOf(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : []
}

function textList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

function corrupt(name: string, why: string, cause?: unknown): MillraceError {
  return new MillraceError(
    'TABLE_CORRUPT',
    `The Delta log file ${name} cannot be read: ${why}. Restore it from a backup; where it is the newest and its writer was cut off, move it away.`,
    { cause },
  )
}
