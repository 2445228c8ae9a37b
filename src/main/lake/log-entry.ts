import { MillraceError } from '../../shared/errors'
import type { AddFile, CommitInfo, Metadata, Protocol, RemoveFile, SchemaField, Transaction } from './actions'
import { isRecord, parseLossless, stringifyLossless } from './json'
import { decodePath, encodePath } from './paths'
import { parseStats } from './stats'

/** An `add` before the schema is known: statistics stay text until they are asked for. */
export interface RawAdd extends Omit<AddFile, 'stats'> {
  /** Unique id of its deletion vector; a live file with one is refused. */
  readonly deletionVector: string | null
}

/** A `remove` takes away the file with the same deletion vector, or none (PROTOCOL.md, "Action Reconciliation"). */
export interface RawRemove extends RemoveFile {
  readonly deletionVector: string | null
}

const ACTION_COUNT = 'millraceActions'

/** One line of a commit, or one row of a checkpoint. Unknown actions are `null`. */
export type LogEntry =
  | { readonly kind: 'protocol'; readonly protocol: Protocol }
  | { readonly kind: 'metaData'; readonly metadata: Metadata }
  | { readonly kind: 'add'; readonly add: RawAdd }
  | { readonly kind: 'remove'; readonly remove: RawRemove }
  | { readonly kind: 'txn'; readonly transaction: Transaction }
  | { readonly kind: 'commitInfo'; readonly info: CommitInfo }

/**
 * The actions of one commit file.
 * @throws TABLE_CORRUPT for an empty file or a line that is not a JSON object (reliability rule 3)
 */
export function parseCommit(text: string, name: string): LogEntry[] {
  if (text.trim() === '') throw corrupt(name, 'it is empty')
  if (!text.endsWith('\n') && !text.endsWith('}')) throw corrupt(name, 'its last line is cut off')
  const entries: LogEntry[] = []
  let lines = 0
  let declared: unknown = null
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    let value: unknown
    try {
      value = parseLossless(line)
    } catch (cause) {
      throw corrupt(name, `line ${index + 1} is not JSON`, cause)
    }
    lines++
    if (isRecord(value) && isRecord(value['commitInfo'])) declared = value['commitInfo'][ACTION_COUNT] ?? null
    const entry = parseEntry(value, name)
    if (entry !== null) entries.push(entry)
  }
  if (declared !== null && declared !== lines)
    throw corrupt(name, `it holds ${lines} of ${JSON.stringify(declared)} actions`)
  return entries
}

/** @throws TABLE_CORRUPT where a known action lacks what every reader needs */
export function parseEntry(value: unknown, name: string): LogEntry | null {
  if (!isRecord(value)) throw corrupt(name, 'an action is not an object')
  if (isRecord(value['add'])) return { kind: 'add', add: parseAdd(value['add'], name) }
  if (isRecord(value['remove'])) return { kind: 'remove', remove: parseRemove(value['remove'], name) }
  if (isRecord(value['txn'])) return { kind: 'txn', transaction: parseTransaction(value['txn'], name) }
  if (isRecord(value['metaData'])) return { kind: 'metaData', metadata: parseMetadata(value['metaData'], name) }
  if (isRecord(value['protocol'])) return { kind: 'protocol', protocol: parseProtocol(value['protocol'], name) }
  if (isRecord(value['commitInfo'])) return { kind: 'commitInfo', info: parseCommitInfo(value['commitInfo']) }
  return null
}

export function addToLog(add: Omit<AddFile, 'stats'>): Record<string, unknown> {
  return {
    add: {
      path: encodePath(add.path),
      partitionValues: add.partitionValues,
      size: add.size,
      modificationTime: add.modificationTime,
      dataChange: add.dataChange,
      stats: add.statsText ?? undefined,
    },
  }
}

export function removeToLog(remove: RemoveFile): Record<string, unknown> {
  return {
    remove: {
      path: encodePath(remove.path),
      deletionTimestamp: remove.deletionTimestamp,
      dataChange: remove.dataChange,
      extendedFileMetadata: true,
      partitionValues: remove.partitionValues ?? {},
      size: remove.size ?? 0,
    },
  }
}

/**
 * The content of a commit file. Its first action says how many there are, so that a commit that was
 * cut off between two lines is seen too (others ignore unknown keys of commitInfo).
 */
export function stringifyCommit(info: Record<string, unknown>, actions: readonly Record<string, unknown>[]): string {
  return stringifyActions([{ commitInfo: { ...info, [ACTION_COUNT]: actions.length + 1 } }, ...actions])
}

/** Newline-delimited actions. */
export function stringifyActions(actions: readonly Record<string, unknown>[]): string {
  return actions.map((action) => `${stringifyLossless(action)}\n`).join('')
}

/** The file as the snapshot shows it, with its statistics read. */
export function withStats(raw: RawAdd, schema: readonly SchemaField[]): AddFile {
  const { path, partitionValues, size, modificationTime, dataChange, statsText } = raw
  return { path, partitionValues, size, modificationTime, dataChange, statsText, stats: parseStats(statsText, schema) }
}

function parseAdd(value: Record<string, unknown>, name: string): RawAdd {
  return {
    path: decodePath(text(value, 'path', name)),
    partitionValues: nullableTexts(value['partitionValues']),
    size: integer(value, 'size', name),
    modificationTime: optionalInteger(value['modificationTime']) ?? 0,
    dataChange: value['dataChange'] !== false,
    statsText: typeof value['stats'] === 'string' ? value['stats'] : null,
    deletionVector: vectorId(value['deletionVector']),
  }
}

function parseRemove(value: Record<string, unknown>, name: string): RawRemove {
  const size = optionalInteger(value['size'])
  return {
    path: decodePath(text(value, 'path', name)),
    deletionTimestamp: optionalInteger(value['deletionTimestamp']) ?? 0,
    dataChange: value['dataChange'] !== false,
    partitionValues: nullableTexts(value['partitionValues']),
    ...(size === null ? {} : { size }),
    deletionVector: vectorId(value['deletionVector']),
  }
}

function vectorId(value: unknown): string | null {
  if (!isRecord(value) || typeof value['storageType'] !== 'string') return null
  return stringifyLossless([value['storageType'], value['pathOrInlineDv'], value['offset'] ?? null])
}

function parseTransaction(value: Record<string, unknown>, name: string): Transaction {
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
  const result: Record<string, string> = {}
  for (const [key, item] of entriesOf(value)) {
    result[key] = typeof item === 'string' ? item : stringifyLossless(item)
  }
  return result
}

function nullableTexts(value: unknown): Record<string, string | null> {
  const result: Record<string, string | null> = {}
  for (const [key, item] of entriesOf(value)) {
    result[key] = item === null || item === undefined ? null : typeof item === 'string' ? item : stringifyLossless(item)
  }
  return result
}

function entriesOf(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : []
}

function textList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

function corrupt(name: string, why: string, cause?: unknown): MillraceError {
  return new MillraceError('TABLE_CORRUPT', `The Delta log file ${name} cannot be read: ${why}.`, { cause })
}
