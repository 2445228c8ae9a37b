import type { AuditDifference, AuditPartition, StreamAudit } from '../../../shared/audit'
import { int64ToJson } from '../../../shared/scalars'
import type { AddFile } from '../../lake/actions'
import type { LakeTable, Snapshot } from '../../lake/ports'
import { planScan, type ScanPort } from '../../lake/scan'
import { deltaSchemaOf } from '../../lake/schema'
import type { TopicView } from './ask-topic'
import { lengthOf, segmentsOf, skippedOf, streamsOf, subtract, unionOf, type AuditedStream } from './audit-plan'
import { nameDifferences, type Counted } from './differences'
import { placesOf, topicDifferences, toStream, type Place } from './place'
import type { AuditedRows, AuditReader, OffsetRange, PartitionCounts } from './ports'
import { findUnmarked, redriveSequence } from '../dead-letters/redrive-log'
import { isStreamed, lineageOf } from '../stream-files'

export interface AuditOptions {
  readonly transactions: LakeTable
  readonly deadLetters: LakeTable
  readonly parquet: ScanPort
  readonly reader: AuditReader
  /** A Kafka topic; null where it cannot be asked. Must not throw. */
  readonly ask: (topic: string) => Promise<TopicView | null>
}

const NOTHING = { rows: 0, deadLetters: 0, redriven: 0, first: null, last: null, distinct: 0 }
/** A table that nothing was streamed to may lack them. */
const PLACE_COLUMNS = deltaSchemaOf([
  { name: 'kafka_partition', kind: 'int32' },
  { name: 'kafka_offset', kind: 'int64' },
])

/**
 * Compares what the topic holds, what the txns say was read, and what stands in the two tables. A redriven
 * dead letter counts as its row. Reads two integers a row, and more only where the sums differ.
 */
export async function auditStream(options: AuditOptions): Promise<StreamAudit> {
  const { transactions, deadLetters, ask } = options
  const started = performance.now()
  // In this order: what comes to the dead letters meanwhile is told apart by the offsets and version of the rows.
  const rows = await transactions.snapshot()
  const deadLetterSnapshot = await deadLetters.snapshot()
  const streams = rows === null ? [] : streamsOf(rows.setTransactions)
  // And the topic last: it only grows.
  const topics = await askTopics(streams, ask)
  try {
    return await compare({ rows, deadLetters: deadLetterSnapshot, streams, topics, started }, options)
  } finally {
    await Promise.all([...topics.values()].map((topic) => topic.close()))
  }
}

interface Facts {
  readonly rows: Snapshot | null
  readonly deadLetters: Snapshot | null
  readonly streams: readonly AuditedStream[]
  readonly topics: ReadonlyMap<string, TopicView>
  readonly started: number
}

async function compare(
  { rows, deadLetters, streams, topics, started }: Facts,
  { transactions, parquet, reader }: AuditOptions,
): Promise<StreamAudit> {
  const base = await auditedBase(transactions, rows, deadLetters, streams)
  const partitions: AuditPartition[] = []
  const differences: AuditDifference[] = []
  const byName = filesByStream(rows)
  const withDeadLetters = new Set(streamsOf(deadLetters?.setTransactions ?? new Map()).map(({ name }) => name))
  const deadLetterScan =
    deadLetters === null || withDeadLetters.size === 0
      ? null
      : await planScan(deadLetters, deadLetters.files, deadLetters.schema, parquet)
  const rowsOf = async (
    names: readonly (string | null)[],
    stream: Pick<AuditedStream, 'name' | 'topic'> | null,
  ): Promise<AuditedRows> => {
    const files = names.flatMap((name) => byName.get(name) ?? [])
    return {
      ...base,
      rows: rows && (await planScan(rows, files, PLACE_COLUMNS, parquet)),
      deadLetters:
        deadLetterScan && stream !== null && withDeadLetters.has(stream.name)
          ? { scan: deadLetterScan, topic: stream.topic }
          : null,
    }
  }
  const countsOf = async (among: AuditedRows) => new Map((await reader.count(among)).map((one) => [one.partition, one]))

  // Rows of older builds and of others do not say which stream they are of.
  const unnamed = await countsOf(await rowsOf([null], null))
  const owners = new Map<number, number>()
  for (const { partition } of streams.flatMap((stream) => stream.partitions))
    owners.set(partition, (owners.get(partition) ?? 0) + 1)

  for (const stream of streams) {
    const named = await rowsOf([stream.name], stream)
    const counted = await countsOf(named)
    const places = placesOf(stream, deadLetters, topics)
    const shared = unnamed.size === 0 ? named : await rowsOf([stream.name, null], stream)
    const sharedCounts = unnamed.size === 0 ? counted : await countsOf(shared)
    for (const partition of [...new Set([...places.keys(), ...counted.keys()])].sort((left, right) => left - right)) {
      const own: Counted = { counts: counted.get(partition) ?? { ...NOTHING, partition }, among: named }
      const all: Counted = unnamed.has(partition)
        ? { counts: sharedCounts.get(partition) ?? own.counts, among: shared }
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
    asOf: { transactions: rows?.version ?? null, deadLetters: deadLetters?.version ?? null },
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
  deadLetters: Snapshot | null,
  streams: readonly AuditedStream[],
): Promise<Omit<AuditedRows, 'rows' | 'deadLetters'>> {
  const unmarked = rows === null ? [] : await findUnmarked(transactions, rows, redriveSequence(deadLetters))
  return {
    version: rows?.version ?? -1,
    unmarked: unmarked.flatMap((redrive) => redrive.deadLetters),
    unfinished: unfinishedOf(streams, deadLetters),
  }
}

/** Dead letters are committed first: those beyond the position of the rows wait for it. */
function unfinishedOf(streams: readonly AuditedStream[], deadLetters: Snapshot | null): AuditedRows['unfinished'] {
  return streamsOf(deadLetters?.setTransactions ?? new Map()).flatMap(({ name, topic, partitions }) => {
    const own = streams.find((stream) => stream.name === name)
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
  const sparedIn = async ({ among }: Counted) => {
    let spared = 0
    for (const range of left) spared += await reader.within(among, partition, range)
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
