import { GAP_CAUSES, type GapCause } from '../../../shared/audit'
import type { StreamIdentity } from '../progress/offsets'
import type { OffsetRange } from './ports'

/** Offsets that were skipped on purpose, as a txn tells it (`gapAppId`). */
interface RecordedGap extends OffsetRange {
  readonly partition: number
  readonly cause: GapCause
  /** Epoch ms. */
  readonly at: number
  /** The next offset that was read. */
  readonly next: bigint
}

/** One stream's progress in a partition. */
export interface AuditedPartition {
  readonly partition: number
  /** First offset of the stream; null where the table does not tell it. */
  readonly from: bigint | null
  readonly next: bigint
  readonly gaps: readonly RecordedGap[]
  /** Offsets that held no message when they were passed; 0 also where an older build did not count them. */
  readonly absent: number
}

export interface AuditedStream {
  /** As files with its rows name it (`STREAM_TAG`). */
  readonly name: string
  readonly kind: StreamIdentity['kind']
  readonly topic: string
  readonly partitions: readonly AuditedPartition[]
}

const APP_ID = /^millrace\/(kafka|sample)\/([^/]+?)(@[^/]*)?\/(.+)$/
const GAP = /^(\d+)\/gap\/(-?\d+)-(-?\d+)\/(\d+)\/([a-z]+)$/

/** The streams that filled a table, from its txns alone: they outlive a log that is cleaned up. */
export function streamsOf(transactions: ReadonlyMap<string, bigint>): AuditedStream[] {
  const streams = new Map<string, Draft>()
  for (const [appId, version] of transactions) {
    const [, kind, topic = '', identity = '', rest = ''] = APP_ID.exec(appId) ?? []
    if (kind !== 'kafka' && kind !== 'sample') continue
    const key = `${kind}/${topic}${identity}`
    let draft = streams.get(key)
    if (draft === undefined) streams.set(key, (draft = newDraft(key, kind, topic)))
    note(draft, rest, version)
  }
  return [...streams.values()].map(toStream)
}

/**
 * What the tables must hold of a partition: its segments, each offset of them once. A topic that was made anew
 * begins another segment, which may have the offsets of the one before again.
 */
export function segmentsOf({ from, next, gaps }: AuditedPartition, first: bigint): OffsetRange[] {
  const segments: OffsetRange[] = []
  let at = from ?? first
  for (const gap of gaps) {
    // What a topic held before it was made anew was read; of all other gaps nothing was.
    const end = gap.cause === 'recreated' ? gap.to : gap.from - 1n
    if (end >= at) segments.push({ from: at, to: end })
    at = gap.next
  }
  if (next > at) segments.push({ from: at, to: next - 1n })
  return segments
}

/** Ranges that a recorded gap leaves out. */
export function skippedOf({ gaps }: AuditedPartition): OffsetRange[] {
  return gaps.flatMap(({ cause, from, to, next }) => {
    if (cause !== 'recreated') return [{ from, to }]
    return next > to + 1n ? [{ from: to + 1n, to: next - 1n }] : []
  })
}

/** Offsets in ranges together. */
export function lengthOf(ranges: readonly OffsetRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + Number(to - from + 1n), 0)
}

/** The offsets of all of them, each once, in rising order. */
export function unionOf(ranges: readonly OffsetRange[]): OffsetRange[] {
  const union: { from: bigint; to: bigint }[] = []
  for (const { from, to } of [...ranges].sort((left, right) => (left.from < right.from ? -1 : 1))) {
    const last = union.at(-1)
    if (last === undefined || from > last.to + 1n) union.push({ from, to })
    else if (to > last.to) last.to = to
  }
  return union
}

/** What of `range` none of `others` covers. */
export function subtract(range: OffsetRange, others: readonly OffsetRange[]): OffsetRange[] {
  const left: OffsetRange[] = []
  let at = range.from
  for (const { from, to } of unionOf(others)) {
    if (to < at || from > range.to) continue
    if (from > at) left.push({ from: at, to: from - 1n })
    at = to + 1n
  }
  if (at <= range.to) left.push({ from: at, to: range.to })
  return left
}

interface Draft {
  readonly name: string
  readonly kind: StreamIdentity['kind']
  readonly topic: string
  readonly next: Map<number, bigint>
  readonly from: Map<number, bigint>
  readonly absent: Map<number, bigint>
  readonly gaps: RecordedGap[]
  /** First offset of partitions that are not named: tables of before the audit do not tell it. */
  others: bigint | null
}

function newDraft(name: string, kind: StreamIdentity['kind'], topic: string): Draft {
  return { name, kind, topic, next: new Map(), from: new Map(), absent: new Map(), gaps: [], others: null }
}

function note(draft: Draft, rest: string, version: bigint): void {
  if (rest === 'start') draft.others = version
  else if (/^\d+$/.test(rest)) draft.next.set(Number(rest), version + 1n)
  else if (/^\d+\/start$/.test(rest)) draft.from.set(Number(rest.slice(0, rest.indexOf('/'))), version)
  else if (/^\d+\/absent$/.test(rest)) draft.absent.set(Number(rest.slice(0, rest.indexOf('/'))), version)
  else {
    const [, partition, from = '', to = '', at, word] = GAP.exec(rest) ?? []
    const cause = GAP_CAUSES.find((known) => known === word)
    if (cause === undefined) return
    draft.gaps.push({
      partition: Number(partition),
      from: BigInt(from),
      to: BigInt(to),
      at: Number(at),
      cause,
      next: version,
    })
  }
}

function toStream({ name, kind, topic, next, from, absent, gaps, others }: Draft): AuditedStream {
  const numbers = [...new Set([...next.keys(), ...from.keys()])].sort((left, right) => left - right)
  return {
    name,
    kind,
    topic,
    partitions: numbers.map((partition) => ({
      partition,
      from: from.get(partition) ?? others,
      next: next.get(partition) ?? from.get(partition) ?? 0n,
      absent: Number(absent.get(partition) ?? 0n),
      gaps: gaps.filter((gap) => gap.partition === partition).sort((left, right) => left.at - right.at),
    })),
  }
}
