import { isUtf8 } from 'node:buffer'
import type { FetchedRecord } from 'kafkajs/src/consumer/filterAbortedMessages'
import { atOnce } from '../../shared/at-once'
import { MillraceError } from '../../shared/errors'
import type { DecodeVerdict, KafkaBytes, KafkaMessage, KafkaMessages, KafkaMessagesQuery } from '../../shared/kafka'
import { int64ToJson } from '../../shared/scalars'
import { Notes } from './notes'
import { readForward, readNewest, type ReadLimits, type ReadPart } from './read-part'
import { toHeaders, toTimestamp } from './record'
import { findTopic } from './topics'
import { END_OFFSET, FIRST_OFFSET, offsetsAt, type ClusterView } from './view'

/** What our decoder makes of a value. */
export type Judge = (value: Uint8Array | null) => DecodeVerdict

/** Of all messages of an answer together. */
const MAX_BYTES = 8 * 2 ** 20
const MIN_PARTITION_BYTES = 2 ** 20
const TIME_LIMIT_MS = 8000
const AT_ONCE = 8

/**
 * Some messages of a topic; joins no group and commits nothing. Ends at the limit of messages, bytes or time,
 * and says at which.
 * @throws TOPIC_NOT_FOUND, TOPIC_FORBIDDEN, INVALID_REQUEST for a partition that the topic has not
 */
export async function readMessages(
  view: ClusterView,
  name: string,
  query: KafkaMessagesQuery,
  judge: Judge,
  signal: AbortSignal,
): Promise<KafkaMessages> {
  const notes = new Notes()
  const starts = await findStarts(view, name, query, notes)
  const limits: ReadLimits = {
    messages: query.limit,
    bytes: Math.max(MIN_PARTITION_BYTES, Math.floor(MAX_BYTES / Math.max(1, starts.length))),
    until: performance.now() + TIME_LIMIT_MS,
    signal,
  }
  const newest = isNewest(query)
  const parts = await atOnce(AT_ONCE, starts, async (start) => {
    const place = { view, topic: name, ...start }
    return newest ? readNewest(place, limits, notes) : readForward(place, limits, notes)
  })
  const { taken, next, cut } = merge(parts, newest, query.limit)
  const ended = parts.find((part) => part.ended === 'time') ?? parts.find((part) => part.ended === 'bytes')
  const partitions = parts.map(({ partition, low, high }, index) => ({
    partition,
    firstOffset: int64ToJson(low),
    endOffset: int64ToJson(high),
    nextOffset: int64ToJson(next[index] ?? high),
  }))
  return {
    topic: name,
    order: newest ? 'newest-first' : 'oldest-first',
    messages: taken.map(({ partition, record }) => toMessage(partition, record, judge)),
    partitions,
    cursor: partitions.map(({ partition, nextOffset }) => `${partition}:${nextOffset}`).join(','),
    ended: cut ?? ended?.ended ?? (parts.some((part) => part.ended === 'limit') ? 'limit' : 'end'),
    notes: notes.list(),
  }
}

function isNewest({ offset, timestamp, cursor }: KafkaMessagesQuery): boolean {
  return offset === 'newest' || (offset === undefined && timestamp === undefined && cursor === undefined)
}

interface Start {
  readonly partition: number
  readonly leader: number
  readonly low: bigint
  readonly high: bigint
  readonly from: bigint
}

async function findStarts(
  view: ClusterView,
  name: string,
  query: KafkaMessagesQuery,
  notes: Notes,
): Promise<readonly Start[]> {
  const { topic } = await findTopic(view, name)
  const wanted = topic.partitionMetadata
    .filter(({ partitionId }) => query.partition === undefined || partitionId === query.partition)
    .sort((left, right) => left.partitionId - right.partitionId)
  if (wanted.length === 0) {
    throw new MillraceError(
      'INVALID_REQUEST',
      `partition: topic ${name} has no partition ${query.partition ?? ''}; it has ${topic.partitionMetadata.length}, from 0 on.`,
    )
  }
  const asked = [{ topic: name, partitionMetadata: wanted }]
  const [lows, highs, atTime] = await Promise.all([
    offsetsAt(view, asked, FIRST_OFFSET),
    offsetsAt(view, asked, END_OFFSET),
    query.timestamp === undefined ? null : offsetsAt(view, asked, query.timestamp),
  ])
  return wanted.flatMap(({ partitionId: partition, leader }) => {
    const low = lows.get(name)?.get(partition)
    const high = highs.get(name)?.get(partition)
    if (low === undefined || high === undefined) {
      notes.add(`Partition ${partition} has no leader that answers; its messages are not shown.`)
      return []
    }
    const found = atTime?.get(name)?.get(partition)
    const from = firstOffset(query, partition, { low, atTime: found === undefined || found < 0n ? high : found })
    if (from < low) notes.add(`Partition ${partition} begins at offset ${low}: what was before it is gone.`)
    if (from > high) notes.add(`Partition ${partition} ends at offset ${high}: there is no offset ${from} yet.`)
    return [{ partition, leader, low, high, from: from < low ? low : from }]
  })
}

function firstOffset(
  { offset, timestamp, cursor }: KafkaMessagesQuery,
  partition: number,
  { low, atTime }: { low: bigint; atTime: bigint },
): bigint {
  if (cursor !== undefined) return cursor.get(partition) ?? low
  if (typeof offset === 'bigint') return offset
  return timestamp === undefined ? low : atTime
}

interface Taken {
  readonly partition: number
  readonly record: FetchedRecord
}

/** By time over the partitions, by offset within one. */
function merge(
  parts: readonly ReadPart[],
  newest: boolean,
  limit: number,
): { taken: readonly Taken[]; next: readonly bigint[]; cut: 'limit' | 'bytes' | null } {
  const lists = parts.map(({ records }) => (newest ? [...records].reverse() : records))
  const positions = lists.map(() => 0)
  const taken: Taken[] = []
  let bytes = 0
  let cut: 'limit' | 'bytes' | null = null
  for (;;) {
    const index = bestHead(lists, positions, newest)
    const record = index === null ? undefined : lists[index]?.[positions[index] ?? 0]
    const part = index === null ? undefined : parts[index]
    if (index === null || record === undefined || part === undefined) break
    bytes += sizeOf(record)
    // At least one comes whole, however large.
    if (taken.length >= limit || (bytes > MAX_BYTES && taken.length > 0)) {
      cut = taken.length >= limit ? 'limit' : 'bytes'
      break
    }
    taken.push({ partition: part.partition, record })
    positions[index] = (positions[index] ?? 0) + 1
  }
  const next = parts.map((part, index) => {
    const left = lists[index]?.[positions[index] ?? 0]
    return newest || left === undefined ? part.next : BigInt(left.offset)
  })
  return { taken, next, cut }
}

function bestHead(
  lists: readonly (readonly FetchedRecord[])[],
  positions: readonly number[],
  newest: boolean,
): number | null {
  let best: number | null = null
  let bestTime = 0
  for (const [index, list] of lists.entries()) {
    const head = list[positions[index] ?? 0]
    if (head === undefined) continue
    const time = Number(head.timestamp)
    if (best !== null && (newest ? time <= bestTime : time >= bestTime)) continue
    best = index
    bestTime = time
  }
  return best
}

function toMessage(partition: number, record: FetchedRecord, judge: Judge): KafkaMessage {
  const timestamp = toTimestamp(record.timestamp)
  return {
    partition,
    offset: int64ToJson(BigInt(record.offset)),
    timestamp: timestamp === null ? null : new Date(timestamp).toISOString(),
    key: describeBytes(record.key),
    value: describeBytes(record.value),
    headers: toHeaders(record.headers).map(({ key, value }) => ({ key, value: describeBytes(value) })),
    verdict: judge(record.value),
  }
}

function describeBytes(bytes: Uint8Array | null): KafkaBytes | null {
  if (bytes === null) return null
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = isUtf8(buffer)
  return {
    text: text ? buffer.toString('utf8') : null,
    base64: text ? null : buffer.toString('base64'),
    bytes: buffer.length,
  }
}

function sizeOf({ key, value }: FetchedRecord): number {
  return (key?.length ?? 0) + (value?.length ?? 0)
}
