import { createHash } from 'node:crypto'
import type { Tags } from '../../lake/actions'
import type { Snapshot } from '../../lake/ports'
import type { SourceRecord } from '../ports'

/** What sets one stream's progress apart from another's in a Delta log. */
export interface StreamIdentity {
  readonly kind: 'kafka' | 'sample'
  readonly topic: string
  /** More than the name where the source knows more. */
  readonly identity: string
}

/** Next offset to read, by partition. */
export type Positions = ReadonlyMap<number, bigint>

type Progress = Pick<Snapshot, 'setTransactions'>

const PRODUCT = 'millrace'
const WATERMARK = /^(\d+)\/watermark$/
const OF_PARTITION = /^millrace\/.+\/\d+\/watermark$/

/** The txn of a partition: the last offset that the table has. */
export function partitionAppId(stream: StreamIdentity, partition: number): string {
  return `${prefixOf(stream)}/${partition}`
}

/** True for the txn of this partition of a topic of this name, whatever its source. */
export function isPartitionOf(appId: string, topic: string, partition: number): boolean {
  const [product, , name = '', number, ...rest] = appId.split('/')
  if (product !== PRODUCT || rest.length > 0 || number !== String(partition)) return false
  return name === topic || name.startsWith(`${topic}@`)
}

/** The txn that says which message that last offset was (`fingerprintOf`). */
export function fingerprintAppId(stream: StreamIdentity, partition: number): string {
  return `${prefixOf(stream)}/${partition}/fingerprint`
}

/**
 * The txn of a stream's first start, epoch ms. With it a partition without a txn of its own starts at
 * offset 0; without it nothing of this stream was ever recorded (decision 5).
 */
export function startedAppId(stream: StreamIdentity): string {
  return `${prefixOf(stream)}/started`
}

/** The txn of the first offset of a stream's partition; with null of those that it does not name. */
export function startAppId(stream: StreamIdentity, partition: number | null): string {
  return partition === null ? `${prefixOf(stream)}/start` : `${partitionAppId(stream, partition)}/start`
}

/**
 * The txn of offsets that were skipped on purpose (decision 6), its version the next offset that was read:
 * a log that is cleaned up forgets its commits, but never its txns.
 *
 * @param at epoch ms
 */
export function gapAppId(
  stream: StreamIdentity,
  { partition, from, to, cause }: { partition: number; from: bigint; to: bigint; cause: string },
  at: number,
): string {
  return `${partitionAppId(stream, partition)}/gap/${from}-${to}/${at}/${cause}`
}

/**
 * The watermark of the live dashboard, epoch ms: one for the table, whatever streams fill it, since its
 * windows are the table's.
 */
export const WATERMARK_APP_ID = 'millrace/dashboard/watermark'

/** The txns of how many rows came too late for their windows, and from the future (decision 9), ever. */
export const LATE_ROWS_APP_ID = 'millrace/dashboard/late-rows'
export const FUTURE_ROWS_APP_ID = 'millrace/dashboard/future-rows'
/** In the table of windows: the version of the transactions that its watermark is of. */
export const VERSION_APP_ID = 'millrace/dashboard/version'

/** The txn of a partition's own watermark, epoch ms. */
export function partitionWatermarkAppId(stream: StreamIdentity, partition: number): string {
  return `${partitionAppId(stream, partition)}/watermark`
}

/** By partition, epoch ms. */
export function partitionWatermarksOf(snapshot: Progress | null, stream: StreamIdentity): Map<number, bigint> {
  return new Map(numbered(snapshot, prefixOf(stream), WATERMARK))
}

/** The newest own watermark of any partition of any stream, epoch ms. */
export function newestPartitionWatermark({ setTransactions }: Progress): bigint | null {
  let newest: bigint | null = null
  for (const [appId, version] of setTransactions) {
    if (OF_PARTITION.test(appId) && (newest === null || version > newest)) newest = version
  }
  return newest
}

/** The txn of how many offsets below a partition's position held no message. */
export function absentAppId(stream: StreamIdentity, partition: number): string {
  return `${partitionAppId(stream, partition)}/absent`
}

/** By partition. */
export function absentOf(snapshot: Progress | null, stream: StreamIdentity): Map<number, bigint> {
  return new Map(numbered(snapshot, prefixOf(stream), /^(\d+)\/absent$/))
}

/** The partition's own watermarks of a stream by its name. */
export function watermarksOfName(snapshot: Progress, name: string | null): Map<number, bigint> {
  return new Map(name === null ? [] : numbered(snapshot, `${PRODUCT}/${name}`, WATERMARK))
}

/** The stream whose rows a file holds; files of older builds and of others have no such tag. */
export const STREAM_TAG = 'millrace.stream'
/** On files of redriven rows, which stand at offsets that the stream has long passed. */
export const REDRIVE_TAG = 'millrace.redrive'

/**
 * The tags of files with rows of a stream. A topic that was made anew has the same offsets again, so it is another
 * stream from then on.
 * @param at epoch ms: as the stream was called then
 */
export function streamTags(snapshot: Progress | null, stream: StreamIdentity, at = Number.MAX_SAFE_INTEGER): Tags {
  let born = 0
  const prefix = `${prefixOf(stream)}/`
  for (const appId of snapshot?.setTransactions.keys() ?? []) {
    if (!appId.startsWith(prefix)) continue
    const anew = Number(/^\d+\/gap\/-?\d+--?\d+\/(\d+)\/recreated$/.exec(appId.slice(prefix.length))?.[1] ?? 0)
    if (anew <= at) born = Math.max(born, anew)
  }
  return { [STREAM_TAG]: `${nameOf(stream)}${born === 0 ? '' : `#${born}`}` }
}

/** The same of rows at a place that only one stream can have read; none where the table does not tell which. */
export function tagsOfPlace(snapshot: Progress | null, topic: string, partition: number, at: number): Tags {
  const found = [...(snapshot?.setTransactions.keys() ?? [])].filter((appId) => isPartitionOf(appId, topic, partition))
  const [kind, name = ''] = found[0]?.split('/').slice(1) ?? []
  if (found.length !== 1 || (kind !== 'kafka' && kind !== 'sample')) return {}
  return streamTags(snapshot, { kind, topic, identity: name.slice(topic.length + 1) }, at)
}

/** What a stream's tag says: its name, and when its topic was found to be made anew (epoch ms; 0: never). */
export function readStreamTag(tag: string): { readonly name: string; readonly born: number } {
  const [name = '', born = '0'] = tag.split('#')
  return { name, born: /^\d+$/.test(born) ? Number(born) : 0 }
}

/** Delta knows a SetTransaction that was made: that of a partition is the last offset that the table has. */
export function versionOf(next: bigint): bigint {
  return next - 1n
}

/** The SetTransaction of a position; a partition without one has none. */
export function txnOf(next: bigint | undefined): bigint | null {
  return next === undefined ? null : versionOf(next)
}

/** The next offsets that the table needs, by partition. */
export function positionsOf(snapshot: Progress | null, stream: StreamIdentity): Map<number, bigint> {
  const positions = new Map<number, bigint>()
  for (const [partition, version] of numbered(snapshot, prefixOf(stream), /^(\d+)$/))
    positions.set(partition, version + 1n)
  return positions
}

/** The first offsets of a stream's partitions, by partition, as far as they were named at its first start. */
export function startsOf(snapshot: Progress | null, stream: StreamIdentity): Map<number, bigint> {
  return new Map(numbered(snapshot, prefixOf(stream), /^(\d+)\/start$/))
}

/** A position that was moved on purpose: the message before it was not read. */
export const NO_FINGERPRINT = 0n

/** By partition, as the log has them: `NO_FINGERPRINT` too. */
export function fingerprintsOf(snapshot: Progress | null, stream: StreamIdentity): Map<number, bigint> {
  return new Map(numbered(snapshot, prefixOf(stream), /^(\d+)\/fingerprint$/))
}

/** 62 bits that tell one message from another: its time, key and value. Never `NO_FINGERPRINT`. */
export function fingerprintOf({ timestamp, oddTimestamp, key, value }: SourceRecord): bigint {
  const time = oddTimestamp === undefined ? (timestamp ?? '') : Number(oddTimestamp)
  const hash = createHash('sha256').update(`${time}/${key?.length ?? ''}/${value?.length ?? ''}/`)
  if (key !== null) hash.update(key)
  if (value !== null) hash.update(value)
  return (hash.digest().readBigUInt64BE(0) >> 1n) | 1n
}

function* numbered(snapshot: Progress | null, prefix: string, pattern: RegExp): Generator<[number, bigint]> {
  for (const [appId, version] of snapshot?.setTransactions ?? []) {
    if (!appId.startsWith(`${prefix}/`)) continue
    const partition = pattern.exec(appId.slice(prefix.length + 1))?.[1]
    if (partition !== undefined) yield [Number(partition), version]
  }
}

function prefixOf(stream: StreamIdentity): string {
  return `${PRODUCT}/${nameOf(stream)}`
}

function nameOf({ kind, topic, identity }: StreamIdentity): string {
  return `${kind}/${topic}${identity === '' ? '' : `@${identity}`}`
}
