import type { AuditDifference } from '../../../shared/audit'
import { int64ToJson } from '../../../shared/scalars'
import { lengthOf, segmentsOf, subtract, unionOf } from './audit-plan'
import type { Place } from './place'
import { MOST_NAMED, type AuditedRows, type AuditReader, type OffsetRange, type PartitionCounts } from './ports'

/** Questions to the topic, by partition. */
const ASKED = 100

/** What stands in some files of a partition. */
export interface Counted {
  readonly counts: PartitionCounts
  readonly among: AuditedRows
}

/** What stands in the tables though the txns do not speak of it, and the other way round. */
export async function nameDifferences(
  topic: string,
  { counts: { partition, first, last }, among }: Counted,
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
    for (const { offset, rows, deadLetters } of await reader.repeated(among, partition)) {
      if (rows + deadLetters <= timesExpected(places, first, offset)) continue
      if (deadLetters > 0 && rows > 0)
        name('offset_in_both', { from: offset, to: offset }, `offset ${offset} is a row and a dead letter.`)
      else
        name(
          'repeated_offset',
          { from: offset, to: offset },
          `offset ${offset} stands in ${rows + deadLetters} places.`,
        )
    }
  }
  const { first: from, last: to } = all.counts
  const holes =
    from === null || to === null ? wanted : await holesOf(wanted, { from, to }, partition, all.among, reader)
  const { present, absent } = await withoutAbsent(holes, partition, places)
  for (const hole of present.slice(0, MOST_NAMED))
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
  among: AuditedRows,
  reader: AuditReader,
): Promise<OffsetRange[]> {
  const outside = wanted.flatMap((range) => subtract(range, [held]))
  const inside = await reader.missing(among, partition)
  const unwanted = (range: OffsetRange) => subtract(range, wanted)
  return unionOf([...outside, ...inside.flatMap((range) => subtract(range, unwanted(range)))])
}

function timesExpected(places: readonly Place[], first: bigint, offset: bigint): number {
  return places
    .flatMap(({ progress }) => segmentsOf(progress, first))
    .filter(({ from, to }) => from <= offset && offset <= to).length
}
