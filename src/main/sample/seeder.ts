import { rm } from 'node:fs/promises'
import { atOnce } from '../../shared/at-once'
import { BOUNDED_COLUMNS } from '../../shared/transaction'
import { expectCommitted } from '../lake/conflict'
import type { Lake, NewFile, Snapshot } from '../lake/ports'
import { createEventMaker } from './events'
import { uniform } from './random'
import type { SeedChunk, SeedWriter } from './ports'
import type { World } from './world'
import type { SchemaField } from '../lake/actions'
import { checkTransactionsTable } from '../tables/fitness'
import { refuseForeignFolder } from '../lake/foreign-folder'
import { checkWritable } from '../lake/protocol'
import { absolutePath } from '../lake/table-path'

export interface SeedOptions {
  readonly lake: Lake
  readonly writer: SeedWriter
  /** Absolute folder of the table. */
  readonly root: string
  readonly columns: readonly SchemaField[]
  readonly world: World
  readonly records: number
  readonly days: number
  /** Removes what the table holds, in the same commit. */
  readonly replace: boolean
  /** Epoch ms; the days before its UTC date are seeded. */
  readonly now: number
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

export interface SeedResult {
  readonly version: number
  readonly written: number
  readonly snapshot: Snapshot
}

const DAY_MS = 86_400_000
/** On the command line the variable wins. */
const SETTING = 'pipeline.delta.stream-transactions-path (or DELTA_OUTPUT_PATH)'
/** Rows of one Parquet write: large enough to be worth it, small enough to overlap with making the next. */
const CHUNK_ROWS = 100_000
const YIELD_ROWS = 2000
const REMOVALS_AT_ONCE = 32
const STREAM_BUSINESS = 41
const STREAM_TIME = 42

/**
 * Seeds complete UTC days before today (decision 37), each day its share so that the newest k days hold
 * exactly floor(k * records / days) rows; 80% of them in the hours 8 to 22 (decision 38). One commit at the
 * end: a seed that is cancelled leaves no row and no file, one that is killed no row, only files for vacuum.
 */
export async function seed(options: SeedOptions): Promise<SeedResult> {
  const { lake, writer, root, world, records, days } = options
  const table = lake.table(root)
  await checkSeedTable(lake, root)
  const before = await table.ensure({
    columns: options.columns,
    partitionColumns: ['event_date'],
    boundedColumns: BOUNDED_COLUMNS,
    name: 'transactions',
  })
  const maker = createEventMaker(world, { run: runNonce(options.now, before.version) })
  const files: NewFile[] = []
  const pending: Promise<void>[] = []
  const midnight = Math.floor(options.now / DAY_MS) * DAY_MS
  let open: SeedChunk | null = null
  let written = 0
  let index = 0
  try {
    for (const chunk of planChunks(records, days)) {
      const builder = (open = writer.begin(root))
      let rows = 0
      for (const { daysBack, count } of chunk) {
        const start = midnight - daysBack * DAY_MS
        for (let row = 0; row < count; row++, index++, rows++) {
          const time = start + timeOfDay(world.seed, index)
          builder.append(maker.json(index, new Date(time).toISOString()), time * 1000)
          if (index % YIELD_ROWS !== 0) continue
          // The engine may be streaming beside it.
          await new Promise(setImmediate)
          options.signal?.throwIfAborted()
        }
      }
      // One write in flight while the next chunk is made.
      await pending.pop()
      open = null
      const write = builder.finish().then((added) => {
        files.push(...added)
        written += rows
        options.onProgress?.(written, records)
      })
      // It is awaited when the next one is made, and must not count as forgotten till then.
      write.catch(() => undefined)
      pending.push(write)
    }
    await Promise.all(pending)
    options.signal?.throwIfAborted()
  } catch (error) {
    await Promise.allSettled([...pending, open?.discard()])
    // No table has them.
    await atOnce(REMOVALS_AT_ONCE, files, ({ path }) => rm(absolutePath(root, path), { force: true }))
    throw error
  }
  const current = options.replace ? await table.snapshot() : null
  const outcome = await table.commit({
    operation: 'WRITE',
    add: files,
    remove: current?.files ?? [],
    operationParameters: { mode: options.replace ? 'Overwrite' : 'Append', partitionBy: '["event_date"]' },
    operationMetrics: { numFiles: String(files.length), numOutputRows: String(written) },
  })
  const { version, snapshot } = expectCommitted(
    outcome,
    (detail) => `The seed was not committed: ${detail} Run it again.`,
  )
  return { version, written, snapshot }
}

/**
 * Whether rows can be seeded into what is at `root`; there need not be a table yet.
 * @throws UNSUPPORTED_PROTOCOL or TABLE_INVALID naming what is in the way
 */
export async function checkSeedTable(lake: Lake, root: string): Promise<void> {
  const snapshot = await lake.table(root).snapshot()
  if (snapshot === null) {
    await refuseForeignFolder(root, SETTING)
    return
  }
  checkWritable(snapshot)
  checkTransactionsTable(snapshot, 'write', SETTING)
}

interface DayShare {
  /** 1 is yesterday. */
  readonly daysBack: number
  readonly count: number
}

/** Rows by day, oldest first, in chunks of about CHUNK_ROWS. */
function planChunks(records: number, days: number): DayShare[][] {
  const chunks: DayShare[][] = []
  let current: DayShare[] = []
  let size = 0
  for (let daysBack = days; daysBack >= 1; daysBack--) {
    let left = Math.floor((daysBack * records) / days) - Math.floor(((daysBack - 1) * records) / days)
    while (left > 0) {
      const count = Math.min(left, CHUNK_ROWS - size)
      current.push({ daysBack, count })
      size += count
      left -= count
      if (size === CHUNK_ROWS) {
        chunks.push(current)
        current = []
        size = 0
      }
    }
  }
  if (current.length > 0) chunks.push(current)
  return chunks
}

/** Milliseconds of the day: 80% in 08:00-22:59, the rest in the other nine hours. */
function timeOfDay(seed: number, n: number): number {
  const business = uniform(seed, STREAM_BUSINESS, n) < 0.8
  const share = uniform(seed, STREAM_TIME, n)
  if (business) return Math.floor((8 + share * 15) * 3600) * 1000
  const hours = share * 9
  return Math.floor((hours < 8 ? hours : hours + 15) * 3600) * 1000
}

/** Transaction ids differ from those of every other seed of the same table. */
function runNonce(now: number, version: number): number {
  return (Math.floor(now / 1000) ^ Math.imul(version + 1, 0x9e3779b1)) >>> 0
}
