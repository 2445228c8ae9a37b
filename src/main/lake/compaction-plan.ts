import { inParts } from '../../shared/in-parts'
import type { AddFile, Tags } from './actions'
import { compareDates } from './dates'
import type { Snapshot } from './ports'
import { typeName } from './schema'
import { CHECKSUM_TAG } from '../data-file'

/** Small files of one partition that become one file, or a few. */
export interface CompactionUnit {
  readonly partitionValues: Readonly<Record<string, string | null>>
  /** The value of the partition column that is a date; null where the table has none. */
  readonly date: string | null
  /** The same on all of them: rows of different streams never come into one file. */
  readonly tags: Tags
  readonly files: readonly AddFile[]
}

export interface CompactionRules {
  /** The UTC date; dates before it are closed. */
  readonly today: string
  /** Epoch ms: a closed date that got a file since then waits, so that a trickle of late rows does not rewrite it each time. Null: none waits. */
  readonly quietSince: number | null
}

/** Bytes. */
export const TARGET_FILE_BYTES = 128 * 2 ** 20
/** A file of half the target is not worth rewriting. */
const SMALL_BYTES = TARGET_FILE_BYTES / 2
const MAX_OPEN_FILES = 50
/** What one rewrite takes in at most: what a conflict or a stop throws away. */
const MAX_UNIT_BYTES = 8 * TARGET_FILE_BYTES

/** What is to be rewritten: closed dates with more than one small file, anything past 50 small files. Pure. */
export function planCompaction(snapshot: Snapshot, { today, quietSince }: CompactionRules): readonly CompactionUnit[] {
  const dateColumn = dateColumnOf(snapshot)
  const groups = new Map<string, AddFile[]>()
  for (const file of snapshot.files) {
    const values = snapshot.metadata.partitionColumns.map((column) => file.partitionValues[column] ?? null)
    const key = JSON.stringify([values, Object.entries(lastingTags(file)).sort()])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [file])
    else group.push(file)
  }
  const units: CompactionUnit[] = []
  for (const files of groups.values()) {
    const small = files.filter((file) => file.size < SMALL_BYTES && file.deletionVector === undefined)
    const [first] = small
    if (first === undefined || small.length < 2) continue
    const { partitionValues } = first
    const tags = lastingTags(first)
    const date = dateColumn === null ? null : (partitionValues[dateColumn] ?? null)
    const closed =
      date !== null && compareDates(date, today) < 0 && (quietSince === null || newest(files) <= quietSince)
    if (!closed && small.length <= MAX_OPEN_FILES) continue
    // One file alone is as it should be.
    const parts = inParts(small, { weightOf: ({ size }) => size, most: MAX_UNIT_BYTES, leastItems: 2 })
    for (const files of parts) if (files.length > 1) units.push({ partitionValues, date, tags, files })
  }
  return units.sort((left, right) => compareDates(left.date, right.date))
}

/** What is said of the rows of a file, not of its bytes. */
function lastingTags({ tags }: AddFile): Tags {
  return Object.fromEntries(Object.entries(tags ?? {}).filter(([name]) => name !== CHECKSUM_TAG))
}

/** The partition column of type date, by which a table's partitions close. */
export function dateColumnOf({ metadata, schema }: Snapshot): string | null {
  const dates = new Set(schema.filter((field) => typeName(field) === 'date').map((field) => field.name))
  return metadata.partitionColumns.find((column) => dates.has(column)) ?? null
}

function newest(files: readonly AddFile[]): number {
  return files.reduce((latest, file) => Math.max(latest, file.modificationTime), 0)
}
