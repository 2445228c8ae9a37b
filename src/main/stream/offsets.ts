import { createHash } from 'node:crypto'
import type { Snapshot } from '../lake/ports'
import type { SourceRecord } from './ports'

/** What sets one stream's progress apart from another's in a Delta log (delta.md, `txn`). */
export interface StreamIdentity {
  readonly kind: 'kafka' | 'sample'
  readonly topic: string
  /** More than the name where the source knows more. */
  readonly identity: string
}

/** Next offset to read, by partition. */
export type Positions = ReadonlyMap<number, bigint>

type Transactions = Pick<Snapshot, 'transactions'>

/** The txn of a partition: the last offset that the table has. */
export function partitionAppId(stream: StreamIdentity, partition: number): string {
  return `${prefixOf(stream)}/${partition}`
}

/** True for the txn of this partition of a topic of this name, whatever its source. */
export function isPartitionOf(appId: string, topic: string, partition: number): boolean {
  const [product, , name = '', number, ...rest] = appId.split('/')
  if (product !== 'millrace' || rest.length > 0 || number !== String(partition)) return false
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

export function positionsOf(snapshot: Transactions | null, stream: StreamIdentity): Map<number, bigint> {
  const positions = new Map<number, bigint>()
  for (const [partition, version] of numbered(snapshot, stream, /^(\d+)$/)) positions.set(partition, version + 1n)
  return positions
}

/** A position that was moved on purpose: the message before it was not read. */
export const NO_FINGERPRINT = 0n

/** By partition, as the log has them: `NO_FINGERPRINT` too. */
export function fingerprintsOf(snapshot: Transactions | null, stream: StreamIdentity): Map<number, bigint> {
  return new Map(numbered(snapshot, stream, /^(\d+)\/fingerprint$/))
}

/** 63 bits that tell one message from another: its time, key and value. Never `NO_FINGERPRINT`. */
export function fingerprintOf({ timestamp, key, value }: SourceRecord): bigint {
  const hash = createHash('sha256').update(`${timestamp ?? ''}/${key?.length ?? ''}/${value?.length ?? ''}/`)
  if (key !== null) hash.update(key)
  if (value !== null) hash.update(value)
  return (hash.digest().readBigUInt64BE(0) >> 1n) | 1n
}

function* numbered(
  snapshot: Transactions | null,
  stream: StreamIdentity,
  pattern: RegExp,
): Generator<[number, bigint]> {
  const prefix = `${prefixOf(stream)}/`
  for (const [appId, version] of snapshot?.transactions ?? []) {
    if (!appId.startsWith(prefix)) continue
    const partition = pattern.exec(appId.slice(prefix.length))?.[1]
    if (partition !== undefined) yield [Number(partition), version]
  }
}

function prefixOf({ kind, topic, identity }: StreamIdentity): string {
  return `millrace/${kind}/${topic}${identity === '' ? '' : `@${identity}`}`
}
