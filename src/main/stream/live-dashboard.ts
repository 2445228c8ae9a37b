import { MillraceError } from '../../shared/errors'
import type { Dashboard as DashboardAnswer, DashboardQuery, DashboardWindow } from '../../shared/stream'
import { inParts } from '../../shared/in-parts'
import type { FieldKind } from '../../shared/transaction'
import { failpoint } from '../failpoint'
import type { LakeTable, Snapshot } from '../lake/ports'
import { deltaSchemaOf } from '../lake/schema'
import { plainFiles } from '../lake/scan'
import { absolutePath } from '../lake/table-path'
import { compareWindows, Dashboard, toWindow, WATERMARK_DELAY_MS, WINDOW_MS, type WindowRow } from './dashboard'
import { WATERMARK_APP_ID } from './offsets'
import type { StreamReader } from './ports'

export const WINDOW_COLUMNS = deltaSchemaOf([
  { name: 'window_start', kind: 'timestamp' },
  { name: 'window_end', kind: 'timestamp' },
  { name: 'category', kind: 'string' },
  { name: 'txn_count', kind: 'int64' },
  { name: 'window_revenue', kind: 'double' },
  { name: 'avg_order_value', kind: 'double' },
  { name: 'fraud_alerts', kind: 'int64' },
  { name: 'approx_unique_customers', kind: 'int64' },
])

/** The columns whose bounds are kept in the log, with their kinds. */
export const BOUNDED_WINDOW_COLUMNS: readonly (readonly [string, FieldKind])[] = [
  ['window_start', 'timestamp'],
  ['window_end', 'timestamp'],
  ['category', 'string'],
]

/** Rows that a rebuild takes in at once. */
const REBUILD_ROWS = 250_000
const MINUTE = 60_000n

export interface LiveDashboard {
  /** Epoch ms; null before the first event. */
  readonly watermark: number | null
  readonly size: { readonly rows: number; readonly bytes: number }
  /** Takes in the micro-batch that was committed as `version`. */
  add(version: number, files: readonly string[], newestEvent: number | null): Promise<void>
  answer(lateRows: number, query: DashboardQuery): Promise<DashboardAnswer>
}

export interface LiveDashboardOptions {
  readonly transactions: LakeTable
  readonly aggregations: LakeTable
  readonly reader: StreamReader
  /** Rows of a micro-batch that came too late. */
  readonly onLate: (rows: number) => void
}

/**
 * The dashboard with its table (decision 9), both derived from the transactions table.
 *
 * Final windows go to `stream/stream_aggregations` once: its own watermark txn says up to where they were
 * written, and moves in the same commit. The watermark txn of the transactions table, which moves with the
 * rows, says how far the stream had come. After a restart the open windows, and those between the two
 * watermarks, are rebuilt from the rows, micro-batch by micro-batch in their order.
 */
export async function openLiveDashboard(options: LiveDashboardOptions): Promise<LiveDashboard> {
  const { transactions, aggregations, reader } = options
  await recordDashboardStart(transactions, aggregations)
  const snapshot = await transactions.snapshot()
  const reached = watermarkOf(snapshot) ?? 0n
  let written = watermarkOf(await aggregations.snapshot()) ?? reached
  /** Final windows on their way into the table. */
  let leaving: readonly WindowRow[] = []
  let version = snapshot?.version ?? null
  const dashboard = new Dashboard(Number(written))
  if (snapshot !== null) {
    const release = transactions.pins.pin(snapshot.files.map((file) => absolutePath(snapshot.root, file.path)))
    await rebuild(snapshot).finally(release)
  }

  async function writeFinal(rows: readonly WindowRow[], watermark: bigint): Promise<void> {
    if (watermark / MINUTE <= written / MINUTE) return
    leaving = rows
    const files = rows.length === 0 ? [] : await reader.writeWindows(aggregations.root, rows)
    failpoint('stream:before-windows')
    const outcome = await aggregations.commit({
      operation: 'STREAMING UPDATE',
      add: files,
      transactions: [{ appId: WATERMARK_APP_ID, version: watermark, previous: written }],
      operationMetrics: { numOutputRows: String(rows.length) },
    })
    failpoint('stream:after-windows')
    if (outcome.kind === 'conflict') {
      throw new MillraceError('COMMIT_CONFLICT', `${aggregations.root}: ${outcome.detail}`, { canRetry: true })
    }
    written = watermark
    leaving = []
  }

  /** Micro-batch after micro-batch, as they came; some at once, so that a long stretch needs no more memory. */
  async function rebuild(from: Snapshot): Promise<void> {
    const since = dashboard.watermark - WINDOW_MS
    const files = streamedSince(from, since)
    let watermark = dashboard.watermark
    const parts = inParts(await reader.batches(files), { weightOf: ({ rows }) => rows, most: REBUILD_ROWS })
    for (const some of parts) {
      const inputs = await reader.replay(files, some, since)
      for (const { processingTime, newestEvent } of some) {
        await advance(watermark)
        dashboard.add(inputs.get(processingTime) ?? [])
        watermark = Math.max(watermark, newestEvent - WATERMARK_DELAY_MS)
      }
    }
    await advance(Number(reached))
  }

  async function advance(watermark: number): Promise<void> {
    const final = dashboard.advance(watermark)
    if (dashboard.watermark > 0) await writeFinal(final, BigInt(Math.floor(dashboard.watermark)))
  }

  return {
    get watermark() {
      return dashboard.watermark > 0 ? dashboard.watermark : null
    },
    get size() {
      return dashboard.size
    },
    async add(committed, files, newestEvent) {
      // A rebuild may have seen it already.
      if (version !== null && committed <= version) return
      const input = await reader.minutes(files)
      // In one step, so that an answer never tells of a version without what was late in it.
      options.onLate(dashboard.add(input))
      version = committed
      if (newestEvent !== null) await advance(newestEvent - WATERMARK_DELAY_MS)
    },
    async answer(lateRows, query) {
      // Taken together before the table is read: a window that becomes final meanwhile is then in both, never in none.
      const asOf = { version }
      const watermark = dashboard.watermark > 0 ? new Date(dashboard.watermark).toISOString() : null
      const open = dashboard.open()
      const inMemory = [...leaving.map((row) => ({ row, final: true })), ...open.map((row) => ({ row, final: false }))]
      const stored = await readFinal(await aggregations.snapshot(), reader, query)
      const windows = new Map(inMemory.filter(({ row }) => isWanted(row, query)).map((one) => [keyOf(one.row), one]))
      for (const row of stored) windows.set(keyOf(row), { row, final: true })
      const sorted = [...windows.values()].sort((left, right) => compareWindows(left.row, right.row))
      return { asOf, watermark, lateRows, windows: sorted.map(({ row, final }) => toWindow(row, final)) }
    },
  }
}

/**
 * Says in the table of windows where they begin: at the watermark that the stream has reached. To be called
 * before the first row is read, so that a window which the first micro-batch ends is not lost with a crash.
 */
export async function recordDashboardStart(transactions: LakeTable, aggregations: LakeTable): Promise<void> {
  const created = await aggregations.ensure({
    columns: WINDOW_COLUMNS,
    partitionColumns: [],
    boundedColumns: BOUNDED_WINDOW_COLUMNS.map(([name]) => name),
    name: 'stream_aggregations',
  })
  if (watermarkOf(created) !== null) return
  const version = watermarkOf(await transactions.snapshot()) ?? 0n
  // A conflict is another instance that has just said the same.
  await aggregations.commit({
    operation: 'STREAMING UPDATE',
    transactions: [{ appId: WATERMARK_APP_ID, version, previous: null }],
  })
}

/** Final windows of the table, for the time that no stream runs. */
export async function answerFromTable(
  aggregations: LakeTable,
  version: number | null,
  reader: StreamReader,
  query: DashboardQuery,
): Promise<DashboardAnswer> {
  const snapshot = await aggregations.snapshot()
  const written = Number(watermarkOf(snapshot) ?? 0n)
  const windows: DashboardWindow[] = (await readFinal(snapshot, reader, query)).map((row) => toWindow(row, true))
  return { asOf: { version }, watermark: written > 0 ? new Date(written).toISOString() : null, lateRows: 0, windows }
}

async function readFinal(
  snapshot: Snapshot | null,
  reader: StreamReader,
  query: DashboardQuery,
): Promise<readonly WindowRow[]> {
  if (snapshot === null) return []
  const files = snapshot.files.filter((file) => {
    const end = file.stats?.maxValues['window_end']
    const start = file.stats?.minValues['window_start']
    const before = query.from !== undefined && typeof end === 'bigint' && end <= BigInt(query.from) * 1000n
    const after = query.to !== undefined && typeof start === 'bigint' && start >= BigInt(query.to) * 1000n
    return !before && !after
  })
  return reader.windows(plainFiles(snapshot, files), query)
}

function watermarkOf(snapshot: Snapshot | null): bigint | null {
  return snapshot?.transactions.get(WATERMARK_APP_ID) ?? null
}

/** Files that may hold streamed rows at or after `from` (epoch ms). */
function streamedSince(snapshot: Snapshot, from: number): string[] {
  const files = snapshot.files.filter(({ stats }) => {
    if (stats === null) return true
    const max = stats.maxValues['event_timestamp']
    if (typeof max === 'bigint' && max < BigInt(Math.floor(from)) * 1000n) return false
    return stats.nullCount['kafka_partition'] !== stats.numRecords
  })
  return plainFiles(snapshot, files)
}

function isWanted(row: WindowRow, { from, to, category }: DashboardQuery): boolean {
  return (
    (from === undefined || row.end > from) &&
    (to === undefined || row.start < to) &&
    (category === undefined || row.category === category)
  )
}

function keyOf(row: WindowRow): string {
  return `${row.start}/${row.category === null ? '' : `=${row.category}`}`
}
