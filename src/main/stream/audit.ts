import type { AuditDifference, AuditPartition, StreamAudit } from '../../shared/audit'
import { int64ToJson } from '../../shared/scalars'
import type { LakeTable, Snapshot } from '../lake/ports'
import type { TopicView } from './ask-topic'
import {
  lengthOf,
  segmentsOf,
  skippedOf,
  streamsOf,
  subtract,
  unionOf,
  type AuditedPartition,
  type AuditedStream,
} from './audit-plan'
import type { AuditedFiles, AuditReader, OffsetRange, PartitionCounts, PartitionRange } from './ports'
import { findUnmarked, redriveSequence } from './redrive-log'

export interface AuditOptions {
  readonly transactions: LakeTable
  readonly deadLetters: LakeTable
  readonly reader: AuditReader
  /** A Kafka topic; null where it cannot be asked. Must not throw. */
  readonly ask: (topic: string) => Promise<TopicView | null>
}

interface Place {
  readonly stream: AuditedStream
  readonly progress: AuditedPartition
  readonly deadLetterNext: bigint | null
  readonly topic: TopicView | null
  readonly range: PartitionRange | null
}

const NOTHING = { rows: 0, deadLetters: 0, redriven: 0, first: null, last: null, distinct: 0 }
const SHOWN = 100
/** Questions to the topic, by partition. */
const ASKED = 100

/**
 * Compares what the topic holds, what the txns say was read, and what stands in the two tables. A redriven
 * letter counts as its row. Reads two integers a row, and more only where the sums differ.
 */
export async function auditStream(options: AuditOptions): Promise<StreamAudit> {
  const { transactions, deadLetters, ask } = options
  const started = performance.now()
  // In this order: what comes to the letters meanwhile is told apart by the offsets and version of the rows.
  const rows = await transactions.snapshot()
  const letters = await deadLetters.snapshot()
  const streams = rows === null ? [] : streamsOf(rows.transactions)
  // And the topic last: it only grows.
  const topics = await askTopics(streams, ask)
  try {
    return await compare({ rows, letters, streams, topics, started }, options)
  } finally {
    await Promise.all([...topics.values()].map((topic) => topic.close()))
  }
}

interface Facts {
  readonly rows: Snapshot | null
  readonly letters: Snapshot | null
  readonly streams: readonly AuditedStream[]
  readonly topics: ReadonlyMap<string, TopicView>
  readonly started: number
}

async function compare(
  { rows, letters, streams, topics, started }: Facts,
  { transactions, reader }: AuditOptions,
): Promise<StreamAudit> {
  const files = await auditedFiles(transactions, rows, letters, streams)
  const counts = new Map((await reader.count(files)).map((one) => [one.partition, one]))
  const places = placesOf(streams, letters, topics)
  const partitions: AuditPartition[] = []
  const differences: AuditDifference[] = []
  const numbers = [...new Set([...places.keys(), ...counts.keys()])].sort((left, right) => left - right)
  for (const partition of numbers) {
    const here = places.get(partition) ?? []
    const counted = counts.get(partition) ?? { ...NOTHING, partition }
    const found = await auditPartition(here, counted, files, reader)
    partitions.push(found.partition)
    differences.push(...found.differences)
  }
  return {
    agrees: differences.length === 0,
    asOf: { transactions: rows?.version ?? null, deadLetters: letters?.version ?? null },
    topicAsked: topics.size > 0,
    partitions,
    gaps: gapsOf(streams),
    differences,
    elapsedMs: Math.round(performance.now() - started),
  }
}

async function askTopics(streams: readonly AuditedStream[], ask: AuditOptions['ask']): Promise<Map<string, TopicView>> {
  const topics = new Map<string, TopicView>()
  for (const { kind, topic } of streams) {
    const found = kind === 'kafka' ? await ask(topic) : null
    if (found !== null) topics.set(topic, found)
  }
  return topics
}

async function auditedFiles(
  transactions: LakeTable,
  rows: Snapshot | null,
  letters: Snapshot | null,
  streams: readonly AuditedStream[],
): Promise<AuditedFiles> {
  const unmarked = rows === null ? [] : await findUnmarked(transactions, rows, redriveSequence(letters))
  return {
    // Seeded rows have no place in a topic.
    rows: rows && {
      snapshot: rows,
      files: rows.files.filter(({ stats }) => stats === null || stats.nullCount['kafka_offset'] !== stats.numRecords),
    },
    letters: letters && { snapshot: letters, files: letters.files },
    version: rows?.version ?? -1,
    unmarked: unmarked.flatMap((redrive) => redrive.letters),
    unfinished: unfinishedOf(streams, letters),
  }
}

/** Letters are committed first: those beyond the position of the rows wait for it. */
function unfinishedOf(streams: readonly AuditedStream[], letters: Snapshot | null): AuditedFiles['unfinished'] {
  return streamsOf(letters?.transactions ?? new Map()).flatMap(({ kind, topic, partitions }) => {
    const own = streams.find((stream) => stream.kind === kind && stream.topic === topic)
    return partitions.flatMap(({ partition, next }) => {
      const from = own?.partitions.find((one) => one.partition === partition)?.next ?? 0n
      return next > from ? [{ topic, partition, from, to: next }] : []
    })
  })
}

async function auditPartition(
  places: readonly Place[],
  counts: PartitionCounts,
  files: AuditedFiles,
  reader: AuditReader,
): Promise<{ partition: AuditPartition; differences: AuditDifference[] }> {
  const { partition, rows, deadLetters, redriven, distinct } = counts
  const first = counts.first ?? 0n
  const segments = places.flatMap(({ progress }) => segmentsOf(progress, first))
  const skipped = places.flatMap(({ progress }) => skippedOf(progress))
  const wanted = unionOf(segments)
  // A record batch that could not be read may have begun among offsets that were.
  const left = unionOf(skipped).flatMap((range) => subtract(range, wanted))
  let spared = 0
  for (const range of left) spared += await reader.within(files, partition, range)
  const differences = places.flatMap((place) => topicDifferences(partition, place))
  const found = rows + deadLetters - spared
  const expected = lengthOf(segments)
  const complete = found === expected && distinct - spared === lengthOf(wanted)
  const inside = isInside(counts, wanted, skipped)
  const named =
    complete && inside
      ? { differences: [], absent: 0 }
      : await nameDifferences(counts, places, wanted, skipped, files, reader)
  differences.push(...named.differences)
  const missing = Math.max(0, lengthOf(wanted) - (distinct - spared))
  const repeats = Math.max(0, found - expected + missing)
  return {
    partition: {
      partition,
      streams: places.map(toStream),
      consumed: places.some(({ progress }) => progress.from === null) ? null : expected + lengthOf(left),
      rows,
      deadLetters,
      redriven,
      skipped: lengthOf(left) - spared,
      absent: named.absent,
      missing: missing - named.absent,
      repeats,
      agrees: differences.length === 0,
    },
    differences,
  }
}

/** What stands in the tables though the txns do not speak of it, and the other way round. */
async function nameDifferences(
  { partition, first, last }: PartitionCounts,
  places: readonly Place[],
  wanted: readonly OffsetRange[],
  skipped: readonly OffsetRange[],
  files: AuditedFiles,
  reader: AuditReader,
): Promise<{ differences: AuditDifference[]; absent: number }> {
  const differences: AuditDifference[] = []
  const known = [...wanted, ...skipped]
  const name = (kind: AuditDifference['kind'], range: OffsetRange | null, detail: string) => {
    const [from, to] = range === null ? [null, null] : [int64ToJson(range.from), int64ToJson(range.to)]
    differences.push({ kind, partition, from, to, detail: `Partition ${partition}, ${detail}` })
  }
  const before = new Set(places.map(({ stream }) => stream.topic)).size > 1 ? ' of its topics' : ''
  if (first !== null && last !== null) {
    const lowest = wanted[0]?.from ?? first
    const highest = wanted.at(-1)?.to ?? -1n
    if (places.length > 0 && first < lowest && subtract({ from: first, to: lowest - 1n }, known).length > 0)
      name(
        'offset_before_start',
        { from: first, to: lowest - 1n },
        `offset ${first} is below the start at ${lowest}${before}.`,
      )
    if (last > highest && subtract({ from: highest + 1n, to: last }, known).length > 0)
      name(
        'offset_beyond_txn',
        { from: highest + 1n, to: last },
        `offset ${last} is above the txn, which says ${highest}${before}.`,
      )
    for (const { offset, rows, letters } of await reader.repeated(files, partition)) {
      if (rows + letters <= timesExpected(places, first, offset)) continue
      if (letters > 0 && rows > 0)
        name('offset_in_both', { from: offset, to: offset }, `offset ${offset} is a row and a dead letter.`)
      else name('repeated_offset', { from: offset, to: offset }, `offset ${offset} stands in ${rows + letters} places.`)
    }
  }
  const holes =
    first === null || last === null
      ? wanted
      : await holesOf(wanted, { from: first, to: last }, partition, files, reader)
  const { present, absent } = await withoutAbsent(holes, partition, places)
  for (const hole of present.slice(0, SHOWN))
    name('unrecorded_gap', hole, `offsets ${hole.from} to ${hole.to} are in neither table, and no gap is recorded.`)
  return { differences, absent }
}

/**
 * A topic need not have a message at each offset: markers of Kafka transactions and compaction leave holes. The
 * topic is asked for each of the first hundred offsets, where one stream reads the partition; the others stay.
 */
async function withoutAbsent(
  holes: readonly OffsetRange[],
  partition: number,
  places: readonly Place[],
): Promise<{ present: readonly OffsetRange[]; absent: number }> {
  const [place, ...others] = places
  if (place?.topic == null || place.range === null || others.length > 0) return { present: holes, absent: 0 }
  const absent: OffsetRange[] = []
  let asked = 0
  for (const hole of holes) {
    for (let offset = hole.from; offset <= hole.to && asked < ASKED; offset++, asked++) {
      if (offset < place.range.low || offset >= place.range.high) continue
      if ((await place.topic.holds(partition, offset)) === false) absent.push({ from: offset, to: offset })
    }
  }
  return { present: holes.flatMap((hole) => subtract(hole, absent)), absent: absent.length }
}

/** Wanted offsets that the tables do not have. */
async function holesOf(
  wanted: readonly OffsetRange[],
  held: OffsetRange,
  partition: number,
  files: AuditedFiles,
  reader: AuditReader,
): Promise<OffsetRange[]> {
  const outside = wanted.flatMap((range) => subtract(range, [held]))
  const inside = await reader.missing(files, partition)
  const unwanted = (range: OffsetRange) => subtract(range, wanted)
  return unionOf([...outside, ...inside.flatMap((range) => subtract(range, unwanted(range)))])
}

function timesExpected(places: readonly Place[], first: bigint, offset: bigint): number {
  return places
    .flatMap(({ progress }) => segmentsOf(progress, first))
    .filter(({ from, to }) => from <= offset && offset <= to).length
}

function topicDifferences(partition: number, { stream, progress, range }: Place): AuditDifference[] {
  if (range === null) return []
  const { next } = progress
  const place = `Partition ${partition} of ${stream.topic}`
  const range64 = (from: bigint, to: bigint) => ({ from: int64ToJson(from), to: int64ToJson(to) })
  if (next > range.high) {
    const detail = `${place} ends at ${range.high}, but the table has read up to ${next - 1n}: the topic was cut or made anew.`
    return [{ kind: 'position_beyond_topic', partition, ...range64(range.high, next - 1n), detail }]
  }
  if (next < range.low) {
    const detail = `${place} begins at ${range.low}: offsets ${next} to ${range.low - 1n} were removed before they were read.`
    return [{ kind: 'unread_and_removed', partition, ...range64(next, range.low - 1n), detail }]
  }
  return []
}

function isInside(
  { first, last }: PartitionCounts,
  wanted: readonly OffsetRange[],
  skipped: readonly OffsetRange[],
): boolean {
  if (first === null || last === null) return true
  const known = [...wanted, ...skipped]
  return (
    known.some(({ from, to }) => from <= first && first <= to) &&
    known.some(({ from, to }) => from <= last && last <= to)
  )
}

function placesOf(
  streams: readonly AuditedStream[],
  letters: Snapshot | null,
  topics: ReadonlyMap<string, TopicView>,
): Map<number, Place[]> {
  const places = new Map<number, Place[]>()
  const dead = letters === null ? [] : streamsOf(letters.transactions)
  for (const stream of streams) {
    const own = dead.find(({ kind, topic }) => kind === stream.kind && topic === stream.topic)
    for (const progress of stream.partitions) {
      const { partition } = progress
      const place: Place = {
        stream,
        progress,
        deadLetterNext: own?.partitions.find((one) => one.partition === partition)?.next ?? null,
        topic: topics.get(stream.topic) ?? null,
        range: topics.get(stream.topic)?.ranges.find((one) => one.partition === partition) ?? null,
      }
      places.set(partition, [...(places.get(partition) ?? []), place])
    }
  }
  return places
}

function toStream({ stream, progress, deadLetterNext, range }: Place): AuditPartition['streams'][number] {
  return {
    source: stream.kind,
    topic: stream.topic,
    from: orNull(progress.from),
    next: int64ToJson(progress.next),
    deadLetterNext: orNull(deadLetterNext),
    topicFirst: orNull(range?.low ?? null),
    topicEnd: orNull(range?.high ?? null),
  }
}

function gapsOf(streams: readonly AuditedStream[]): StreamAudit['gaps'] {
  return streams.flatMap(({ topic, partitions }) =>
    partitions.flatMap(({ gaps }) =>
      gaps.map(({ partition, from, to, cause, at }) => ({
        topic,
        partition,
        from: int64ToJson(from),
        to: int64ToJson(to),
        cause,
        at: new Date(at).toISOString(),
      })),
    ),
  )
}

function orNull(value: bigint | null): ReturnType<typeof int64ToJson> | null {
  return value === null ? null : int64ToJson(value)
}
