import type { Dashboard as DashboardAnswer, DashboardQuery } from '../../shared/stream'
import type { LakeTable, Snapshot } from '../lake/ports'
import { absolutePath } from '../lake/table-path'
import { deltaSchemaOf } from '../lake/schema'
import { Dashboard, toWindow, type WindowRow } from './dashboard'
import { watermarkAppId, type StreamIdentity } from './offsets'
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

const WINDOW_MS = 5 * 60_000

export interface LiveDashboard {
  readonly watermark: number | null
  readonly size: { readonly rows: number; readonly bytes: number }
  /** Takes in a committed micro-batch; the number of late rows. */
  add(files: readonly string[], newestEvent: number | null): Promise<number>
  answer(version: number | null, lateRows: number, query: DashboardQuery): Promise<DashboardAnswer>
}

export interface LiveDashboardOptions {
  readonly identity: StreamIdentity
  readonly transactions: LakeTable
  readonly aggregations: LakeTable
  readonly reader: StreamReader
}

/**
 * The dashboard with its table (decision 9). Final windows go to `stream/stream_aggregations` once: that
 * table's own txn is the watermark up to which they were written. Open windows are rebuilt from the
 * transactions table, whose watermark txn says how far the stream had come.
 */
export async function openLiveDashboard(options: LiveDashboardOptions): Promise<LiveDashboard> {
  const { identity, transactions, aggregations, reader } = options
  const appId = watermarkAppId(identity)
  await aggregations.ensure({ columns: WINDOW_COLUMNS, partitionColumns: [], name: 'stream_aggregations' })
  const dashboard = await rebuild(options, appId)

  async function writeFinal(rows: readonly WindowRow[], watermark: number): Promise<void> {
    const known = (await aggregations.snapshot())?.transactions.get(appId) ?? null
    const version = BigInt(Math.floor(watermark))
    if (known !== null && version / 60_000n <= known / 60_000n) return
    const files = rows.length === 0 ? [] : await reader.writeWindows(aggregations.root, rows)
    // Another instance of the same stream that was faster has written the same windows.
    await aggregations.commit({
      operation: 'STREAMING UPDATE',
      add: files,
      transactions: [{ appId, version, previous: known }],
    })
  }

  return {
    get watermark() {
      return dashboard.watermark
    },
    get size() {
      return dashboard.size
    },
    async add(files, newestEvent) {
      const late = dashboard.add(await reader.minutes(files))
      if (newestEvent !== null) {
        const final = dashboard.advance(newestEvent)
        if (dashboard.watermark !== null) await writeFinal(final, dashboard.watermark)
      }
      return late
    },
    async answer(version, lateRows, query) {
      const { from, to, category } = query
      const final = await readFinal(await aggregations.snapshot(), reader, query)
      const open = dashboard
        .open()
        .filter(
          (row) =>
            (from === undefined || row.end > from) &&
            (to === undefined || row.start < to) &&
            (category === undefined || row.category === category),
        )
      return {
        asOf: { version },
        watermark: dashboard.watermark === null ? null : new Date(dashboard.watermark).toISOString(),
        lateRows,
        windows: [...final.map((row) => toWindow(row, true)), ...open.map((row) => toWindow(row, false))],
      }
    },
  }

  async function rebuild({ transactions: table }: LiveDashboardOptions, id: string): Promise<Dashboard> {
    const snapshot = await table.snapshot()
    const reached = snapshot?.transactions.get(id)
    if (snapshot === null || reached === undefined) return new Dashboard(null)
    const written = (await aggregations.snapshot())?.transactions.get(id)
    const start = Number(written ?? reached)
    const rebuilt = new Dashboard(start)
    const files = snapshot.files.filter((file) => {
      const max = file.stats?.maxValues['event_timestamp']
      return typeof max !== 'bigint' || Number(max / 1000n) >= start - WINDOW_MS
    })
    rebuilt.add(
      await reader.minutes(
        files.map((file) => absolutePath(transactions.root, file.path)),
        start - WINDOW_MS,
      ),
    )
    if (Number(reached) > start) {
      const final = rebuilt.advance(Number(reached) + 600_000)
      await writeFinal(final, Number(reached))
    }
    return rebuilt
  }
}

/** Final windows of the table, also while no stream runs. */
export async function readFinal(
  snapshot: Snapshot | null,
  reader: StreamReader,
  query: DashboardQuery,
): Promise<readonly WindowRow[]> {
  if (snapshot === null) return []
  return reader.windows(
    snapshot.files.map((file) => absolutePath(snapshot.root, file.path)),
    query,
  )
}
