import type { AuditDifference, AuditPartition, StreamAudit } from '../../../shared/audit'
import { int64ToJson } from '../../../shared/scalars'
import type { AddFile } from '../../lake/actions'
import type { LakeTable, Snapshot } from '../../lake/ports'
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
import type { AuditedFiles, AuditReader, OffsetRange, PartitionCounts, PartitionRange } from '../ports'
import { findUnmarked, redriveSequence } from '../dead-letters/redrive-log'
import { isStreamed, lineageOf } from '../stream-files'

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
  const streams = rows === null ? [] : streamsOf(rows.setTransactions)
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

/** Some files, and what stands in them of a partition. */
interface Counted {
  readonly counts: PartitionCounts
  readonly files: AuditedFiles
}

async function compare(
  { rows, letters, streams, topics, started }: Facts,
  { transactions, reader }: AuditOptions,
): Promise<StreamAudit> {
  const base = await auditedBase(transactions, rows, letters, streams)
  const partitions: AuditPartition[] = []
  const differences: AuditDifference[] = []
  const byName = filesByStream(rows)
  const withLetters = new Set(streamsOf(letters?.setTransactions ?? new Map()).map(({ name }) => name))
  const filesOf = (names: readonly (string | null)[], stream: AuditedStream | null): AuditedFiles => ({
    ...base,
    rows: rows && { snapshot: rows, files: names.flatMap((name) => byName.get(name) ?? []) },
    letters:
      letters && stream !== null && withLetters.has(stream.name)
        ? { snapshot: letters, files: letters.files, topic: stream.topic }
        : null,
  })
  const countsOf = async (files: AuditedFiles) =>
    new Map((await reader.count(files)).map((one) => [one.partition, one]))

  // Rows of older builds and of others do not say which stream they are of (decision 35).
  const unnamed = await countsOf(filesOf([null], null))
  const owners = new Map<number, number>()
  for (const { partition } of streams.flatMap((stream) => stream.partitions))
    owners.set(partition, (owners.get(partition) ?? 0) + 1)

  for (const stream of streams) {
    const files = filesOf([stream.name], stream)
    const counted = await countsOf(files)
    const places = placesOf(stream, letters, topics)
    const shared = filesOf([stream.name, null], stream)
    const sharedCounts = unnamed.size === 0 ? counted : await countsOf(shared)
    for (const partition of [...new Set([...places.keys(), ...counted.keys()])].sort((left, right) => left - right)) {
      const own: Counted = { counts: counted.get(partition) ?? { ...NOTHING, partition }, files }
      const all: Counted = unnamed.has(partition)
        ? { counts: sharedCounts.get(partition) ?? own.counts, files: shared }
        : own
      const isOnly = (owners.get(partition) ?? 0) <= 1
      const found = await auditPartition(stream, places.get(partition) ?? null, own, all, reader)
      partitions.push(
        isOnly || all === own ? found.partition : { ...found.partition, rows: own.counts.rows, consumed: null },
      )
      differences.push(...found.differences)
    }
  }
  for (const [partition, { rows: count }] of unnamed) {
    if (owners.get(partition) !== 1) partitions.push(unknownPartition(partition, count))
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

/** Seeded rows have no place in a topic. */
function filesByStream(rows: Snapshot | null): ReadonlyMap<string | null, readonly AddFile[]> {
  const groups = new Map<string | null, AddFile[]>()
  for (const file of rows?.files.filter(isStreamed) ?? []) {
    const { stream } = lineageOf(file.tags)
    const group = groups.get(stream)
    if (group === undefined) groups.set(stream, [file])
    else group.push(file)
  }
  return groups
}

/** Rows that may be of any of several streams, or of none: they are counted, and not compared. */
function unknownPartition(partition: number, rows: number): AuditPartition {
  const none = { deadLetters: 0, redriven: 0, skipped: 0, absent: 0, missing: 0, repeats: 0 }
  return { partition, streams: [], consumed: null, rows, ...none, agrees: null }
}

async function askTopics(streams: readonly AuditedStream[], ask: AuditOptions['ask']): Promise<Map<string, TopicView>> {
  const topics = new Map<string, TopicView>()
  for (const { kind, topic } of streams) {
    const found = kind === 'kafka' ? await ask(topic) : null
    if (found !== null) topics.set(topic, found)
  }
  return topics
}

async function auditedBase(
  transactions: LakeTable,
  rows: Snapshot | null,
  letters: Snapshot | null,
  streams: readonly AuditedStream[],
): Promise<Omit<AuditedFiles, 'rows' | 'letters'>> {
  const unmarked = rows === null ? [] : await findUnmarked(transactions, rows, redriveSequence(letters))
  return {
    version: rows?.version ?? -1,
    unmarked: unmarked.flatMap((redrive) => redrive.letters),
    unfinished: unfinishedOf(streams, letters),
  }
}

/** Letters are committed first: those beyond the position of the rows wait for it. */
function unfinishedOf(streams: readonly AuditedStream[], letters: Snapshot | null): AuditedFiles['unfinished'] {
  return streamsOf(letters?.setTransactions ?? new Map()).flatMap(({ kind, topic, partitions }) => {
    const own = streams.find((stream) => stream.kind === kind && stream.topic === topic)
    return partitions.flatMap(({ partition, next }) => {
      const from = own?.partitions.find((one) => one.partition === partition)?.next ?? 0n
      return next > from ? [{ topic, partition, from, to: next }] : []
    })
  })
}

/**
 * @param own rows that are surely the stream's, which stand there once
 * @param all with those that may be
 */
async function auditPartition(
  { topic }: AuditedStream,
  place: Place | null,
  own: Counted,
  all: Counted,
  reader: AuditReader,
): Promise<{ partition: AuditPartition; differences: AuditDifference[] }> {
  const { partition, rows, deadLetters, redriven } = all.counts
  const places = place === null ? [] : [place]
  const first = all.counts.first ?? 0n
  const segments = places.flatMap(({ progress }) => segmentsOf(progress, first))
  const skipped = places.flatMap(({ progress }) => skippedOf(progress))
  const wanted = unionOf(segments)
  // A record batch that could not be read may have begun among offsets that were.
  const left = unionOf(skipped).flatMap((range) => subtract(range, wanted))
  const sparedIn = async ({ files }: Counted) => {
    let spared = 0
    for (const range of left) spared += await reader.within(files, partition, range)
    return spared
  }
  const spared = await sparedIn(all)
  const sparedOwn = all === own ? spared : await sparedIn(own)
  const differences = places.flatMap((one) => topicDifferences(partition, one))
  const found = rows + deadLetters - spared
  const expected = lengthOf(segments)
  const twice = expected - lengthOf(wanted)
  const missing = Math.max(0, lengthOf(wanted) - (all.counts.distinct - spared))
  const repeats = Math.max(
    0,
    own.counts.rows + own.counts.deadLetters - sparedOwn - (own.counts.distinct - sparedOwn) - twice,
  )
  // Where the topic can be asked, it says itself which of its offsets hold no message.
  const isTold = place !== null && place.topic === null && missing === place.progress.absent
  const told = isTold ? missing : 0
  const complete =
    missing === told && repeats === 0 && (all === own ? found === expected - told : found >= expected - told)
  const inside = isInside(own.counts, wanted, skipped)
  const named =
    complete && inside
      ? { differences: [], absent: told }
      : await nameDifferences(topic, own, all, places, wanted, skipped, reader)
  differences.push(...named.differences)
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
  topic: string,
  { counts: { partition, first, last }, files }: Counted,
  all: Counted,
  places: readonly Place[],
  wanted: readonly OffsetRange[],
  skipped: readonly OffsetRange[],
  reader: AuditReader,
): Promise<{ differences: AuditDifference[]; absent: number }> {
  const differences: AuditDifference[] = []
  const known = [...wanted, ...skipped]
  const name = (kind: AuditDifference['kind'], range: OffsetRange | null, detail: string) => {
    const [from, to] = range === null ? [null, null] : [int64ToJson(range.from), int64ToJson(range.to)]
    differences.push({ kind, topic, partition, from, to, detail: `Partition ${partition} of ${topic}, ${detail}` })
  }
  if (first !== null && last !== null) {
    const lowest = wanted[0]?.from ?? first
    const highest = wanted.at(-1)?.to ?? -1n
    if (places.length > 0 && first < lowest && subtract({ from: first, to: lowest - 1n }, known).length > 0)
      name('offset_before_start', { from: first, to: lowest - 1n }, `offset ${first} is below the start at ${lowest}.`)
    if (last > highest && subtract({ from: highest + 1n, to: last }, known).length > 0)
      name(
        'offset_beyond_txn',
        { from: highest + 1n, to: last },
        `offset ${last} is above the txn, which says ${highest}.`,
      )
    for (const { offset, rows, letters } of await reader.repeated(files, partition)) {
      if (rows + letters <= timesExpected(places, first, offset)) continue
      if (letters > 0 && rows > 0)
        name('offset_in_both', { from: offset, to: offset }, `offset ${offset} is a row and a dead letter.`)
      else name('repeated_offset', { from: offset, to: offset }, `offset ${offset} stands in ${rows + letters} places.`)
    }
  }
  const { first: from, last: to } = all.counts
  const holes =
    from === null || to === null ? wanted : await holesOf(wanted, { from, to }, partition, all.files, reader)
  const { present, absent } = await withoutAbsent(holes, partition, places)
  for (const hole of present.slice(0, SHOWN))
    name('unrecorded_gap', hole, `offsets ${hole.from} to ${hole.to} are in neither table, and no gap is recorded.`)
  return { differences, absent }
}

/**
 * A topic need not have a message at each offset: markers of Kafka transactions and compaction leave holes. It is
 * asked a hundred times at the most; what is left then stays a difference. Of what it no longer holds the table
 * says how many there were.
 */
async function withoutAbsent(
  holes: readonly OffsetRange[],
  partition: number,
  places: readonly Place[],
): Promise<{ present: readonly OffsetRange[]; absent: number }> {
  const [place] = places
  if (place?.topic == null || place.range === null) return { present: holes, absent: 0 }
  const { topic, progress } = place
  const held = { from: place.range.low, to: place.range.high - 1n }
  const absent: OffsetRange[] = []
  let asked = 0
  for (const hole of holes) {
    const end = hole.to < held.to ? hole.to + 1n : held.to + 1n
    for (let offset = hole.from < held.from ? held.from : hole.from; offset < end && asked < ASKED; asked++) {
      const reached = await topic.emptyUpTo(partition, offset, end)
      if (reached === null) break
      if (reached > offset) absent.push({ from: offset, to: reached - 1n })
      // Where it comes no further there is a message.
      offset = reached > offset ? reached : offset + 1n
    }
  }
  const present = holes.flatMap((hole) => subtract(hole, absent))
  const gone = present.flatMap((hole) => subtract(hole, [held]))
  const found = lengthOf(absent)
  if (lengthOf(gone) > progress.absent - found) return { present, absent: found }
  return { present: present.flatMap((hole) => subtract(hole, gone)), absent: found + lengthOf(gone) }
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

function topicDifferences(
  partition: number,
  { stream: { topic }, progress: { next }, range }: Place,
): AuditDifference[] {
  if (range === null) return []
  const place = `Partition ${partition} of ${topic}`
  const range64 = (from: bigint, to: bigint) => ({ from: int64ToJson(from), to: int64ToJson(to) })
  if (next > range.high) {
    const detail = `${place} ends at ${range.high}, but the table has read up to ${next - 1n}: the topic was cut or made anew.`
    return [{ kind: 'position_beyond_topic', topic, partition, ...range64(range.high, next - 1n), detail }]
  }
  if (next < range.low) {
    const detail = `${place} begins at ${range.low}: offsets ${next} to ${range.low - 1n} were removed before they were read.`
    return [{ kind: 'unread_and_removed', topic, partition, ...range64(next, range.low - 1n), detail }]
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
  stream: AuditedStream,
  letters: Snapshot | null,
  topics: ReadonlyMap<string, TopicView>,
): Map<number, Place> {
  const dead = letters === null ? [] : streamsOf(letters.setTransactions)
  const own = dead.find(({ name }) => name === stream.name)
  return new Map(
    stream.partitions.map((progress) => {
      const { partition } = progress
      const topic = topics.get(stream.topic) ?? null
      const deadLetterNext = own?.partitions.find((one) => one.partition === partition)?.next ?? null
      const range = topic?.ranges.find((one) => one.partition === partition) ?? null
      return [partition, { stream, progress, deadLetterNext, topic, range }]
    }),
  )
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
