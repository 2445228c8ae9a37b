import type { Snapshot } from '../lake/ports'

/** What sets one stream's progress apart from another's in a Delta log (delta.md, `txn`). */
export interface StreamIdentity {
  readonly kind: 'kafka' | 'sample'
  readonly topic: string
  /** More than the name where the source knows more. */
  readonly identity: string
}

/** Next offset to read, by partition. */
export type Positions = ReadonlyMap<number, bigint>

export function partitionAppId(stream: StreamIdentity, partition: number): string {
  return `${prefixOf(stream)}/${partition}`
}

/** The watermark of the live dashboard, epoch ms, kept beside the offsets. */
export function watermarkAppId(stream: StreamIdentity): string {
  return `${prefixOf(stream)}/watermark`
}

/** The txn of a partition is the last offset that is in the table; -1 before offset 0. */
export function positionsOf(
  snapshot: Pick<Snapshot, 'transactions'> | null,
  stream: StreamIdentity,
): Map<number, bigint> {
  const positions = new Map<number, bigint>()
  const prefix = `${prefixOf(stream)}/`
  for (const [appId, version] of snapshot?.transactions ?? []) {
    if (!appId.startsWith(prefix)) continue
    const partition = appId.slice(prefix.length)
    if (/^\d+$/.test(partition)) positions.set(Number(partition), version + 1n)
  }
  return positions
}

function prefixOf({ kind, topic, identity }: StreamIdentity): string {
  return `millrace/${kind}/${topic}${identity === '' ? '' : `@${identity}`}`
}
