import type { EngineParts } from '../support/engine-parts'
import { quoteText } from '../../src/main/sql'
import { absolutePath } from '../../src/main/lake/table-path'

/**
 * What the tables of a stream hold, read as it grows: every (partition, offset) once, every version readable.
 * Files that are there already are not read again, so that a thousand looks stay quick.
 */
export class Ledger {
  private readonly tables = new Map<string, { version: number; files: Set<string>; places: Set<string> }>()

  /** Places of rows and dead letters together. */
  get size(): number {
    let size = 0
    for (const { places } of this.tables.values()) size += places.size
    return size
  }

  /** Throws at the first version that cannot be read, and at an offset that is there twice. */
  async read(parts: EngineParts): Promise<void> {
    for (const root of [parts.transactionsPath, parts.deadLettersPath]) await this.readTable(parts, root)
    const [rows, deadLetters] = [...this.tables.values()].map(({ places }) => places)
    for (const place of deadLetters ?? [])
      if (rows?.has(place) === true) throw new Error(`${place} is a row and a dead letter`)
  }

  /** Throws unless every offset below the end of each partition is there, and none beyond. */
  expectComplete(ends: ReadonlyMap<number, bigint>): void {
    const all = new Set([...this.tables.values()].flatMap(({ places }) => [...places]))
    const lost: string[] = []
    let wanted = 0
    for (const [partition, end] of ends) {
      for (let offset = 0n; offset < end; offset++) {
        wanted++
        if (!all.has(`${partition}/${offset}`)) lost.push(`${partition}/${offset}`)
      }
    }
    if (lost.length > 0) throw new Error(`${lost.length} of ${wanted} are lost: ${lost.slice(0, 10).join(', ')} ...`)
    if (all.size !== wanted) throw new Error(`${all.size} are there, ${wanted} were sent`)
  }

  private async readTable(parts: EngineParts, root: string): Promise<void> {
    const table = parts.lake.table(root)
    const snapshot = await table.snapshot()
    if (snapshot === null) return
    let known = this.tables.get(root) ?? { version: -1, files: new Set<string>(), places: new Set<string>() }
    for (let version = known.version + 1; version < snapshot.version; version++) await table.snapshot(version)
    const live = new Set(snapshot.files.map((file) => file.path))
    // A compaction took files away: what they held is in others now.
    if ([...known.files].some((path) => !live.has(path))) known = { version: -1, files: new Set(), places: new Set() }
    const fresh = [...live].filter((path) => !known.files.has(path))
    for (const place of await readPlaces(parts, root, fresh)) {
      if (known.places.has(place)) throw new Error(`${place} stands twice in ${root}`)
      known.places.add(place)
    }
    this.tables.set(root, { version: snapshot.version, files: live, places: known.places })
  }
}

async function readPlaces(parts: EngineParts, root: string, files: readonly string[]): Promise<string[]> {
  if (files.length === 0) return []
  const paths = files.map((path) => quoteText(absolutePath(root, path)))
  const rows = await parts.sql(
    `SELECT kafka_partition || '/' || kafka_offset AS place FROM read_parquet([${paths.join(', ')}], union_by_name = true)`,
  )
  return rows.map((row) => String(row['place']))
}
