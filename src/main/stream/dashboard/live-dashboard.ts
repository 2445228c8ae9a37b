import { access } from 'node:fs/promises'
import { MillraceError, type ErrorCode } from '../../../shared/errors'
import type { Dashboard as DashboardAnswer, DashboardQuery, DashboardWindow } from '../../../shared/stream'
import { isErrno } from '../../durable'
import { failpoint } from '../../failpoint'
import { conflictError } from '../../lake/conflict'
import type { LakeTable, Snapshot, TableChange } from '../../lake/ports'
import { deltaSchemaOf } from '../../lake/schema'
import { plainFiles } from '../../lake/scan'
import { absolutePath } from '../../lake/table-path'
import { compareWindows, Dashboard, toWindow, WINDOW_MS } from './dashboard'
import {
  FUTURE_ROWS_APP_ID,
  LATE_ROWS_APP_ID,
  REDRIVE_TAG,
  VERSION_APP_ID,
  WATERMARK_APP_ID,
  watermarksOfName,
} from '../progress/offsets'
import { BOUNDED_WINDOW_COLUMNS, type MinuteInput, type StreamReader, type WindowRow } from './ports'
import { besideRedriven, byStream, isStreamed, streamedSince } from '../stream-files'
import { standingAt, watermarkOf } from './watermark'

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

const MINUTE = 60_000n
/** Of an older version of the log. */
const UNREADABLE: readonly ErrorCode[] = ['VERSION_NOT_FOUND', 'TABLE_CORRUPT']

/** A version of the transactions table and what it brought. */
export interface DashboardInput {
  readonly version: number
  readonly minutes: readonly MinuteInput[]
  /** Those that it moved. */
  readonly setTransactions: ReadonlyMap<string, bigint>
}

export interface LiveDashboard {
  /** Epoch ms; null before the first event. */
  readonly watermark: number | null
  readonly counts: DashboardCounts
  readonly size: { readonly rows: number; readonly bytes: number }
  /** Takes in a version, and what others committed before it. */
  add(input: DashboardInput): Promise<void>
  /** Takes in what others committed. */
  catchUp(): Promise<void>
  answer(query: DashboardQuery): Promise<DashboardAnswer>
}

/** Over all streams of the table, ever (decision 9 (b), (f)). */
export type DashboardCounts = Pick<DashboardAnswer, 'lateRows' | 'futureRows'>

export interface LiveDashboardOptions {
  readonly transactions: LakeTable
  readonly aggregations: LakeTable
  readonly reader: StreamReader
  readonly now: () => number
}

/**
 * The dashboard with its table (decision 9), both derived from the transactions table.
 *
 * Final windows go to `stream/stream_aggregations` once: its own watermark txn says up to where they were
 * written, and moves in the same commit. The watermark txn of the transactions table says how far the streams had
 * come. Versions are taken in one after another, whoever committed them, so that a window is final with all rows
 * of the versions before. After a restart the open windows are rebuilt from the rows of the version up to which
 * the final ones were written, and the versions after it follow.
 */
export async function createLiveDashboard(options: LiveDashboardOptions): Promise<LiveDashboard> {
  const { transactions, aggregations, reader } = options
  await recordDashboardStart(transactions, aggregations)
  const newest = await transactions.snapshot()
  /** The newest one that was taken in. */
  let version: number | null = null
  /** Final windows on their way into the table. */
  let leaving: readonly WindowRow[] = []
  let written = await writtenUpTo(newest)
  const dashboard = new Dashboard(Number(written))
  const base = newest === null ? null : await findBase(newest)
  const known = new Map(base?.setTransactions)
  if (base !== null) {
    await rebuild(base)
    await take({ version: base.version, minutes: [], setTransactions: new Map() })
    await catchUp()
  }

  /** Up to where windows are final and in their table. */
  async function writtenUpTo(snapshot: Snapshot | null): Promise<bigint> {
    const reached = watermarkOf(snapshot) ?? 0n
    const stored = await aggregations.snapshot()
    const told = watermarkOf(stored) ?? reached
    if (snapshot === null || stored === null || !isFuture(told, snapshot) || isFuture(reached, snapshot)) return told
    // An older build let an event of the far future end all windows. What it wrote of the past stays.
    const end = BigInt((await reader.newestEnd(plainFiles(stored), Number(reached))) ?? 0)
    await moveWritten([], { version: snapshot.version, watermark: end, previous: told })
    return end
  }

  function isFuture(watermark: bigint, table: Pick<Snapshot, 'setTransactions'>): boolean {
    return standingAt(watermark, table, options.now()) === null
  }

  /** A version whose windows up to `written` are in their table, and no others: the newest such, where that is told. */
  async function findBase(snapshot: Snapshot): Promise<Snapshot> {
    if ((watermarkOf(snapshot) ?? 0n) / MINUTE <= written / MINUTE) return snapshot
    const told = (await aggregations.snapshot())?.setTransactions.get(VERSION_APP_ID)
    if (told === undefined || told >= BigInt(snapshot.version)) return snapshot
    // Where it can no longer be read, what came too late in between can no longer be told from the rest.
    return (await readableVersion(Number(told), snapshot)) ?? snapshot
  }

  /** Null where the log was cleaned up or damaged since, or files that left the table were deleted. */
  async function readableVersion(number: number, newest: Snapshot): Promise<Snapshot | null> {
    try {
      const found = await transactions.snapshot(number)
      const since = found === null ? null : await transactions.changes(number)
      if (found === null || since === null) return null
      const kept = new Set(newest.files.map(({ path }) => path))
      const added = since.flatMap((change) => change.added.filter(isStreamed))
      for (const { path } of [...streamedSince(found, Number(written) - WINDOW_MS), ...added])
        if (!kept.has(path)) await access(absolutePath(found.root, path))
      return found
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return null
      if (error instanceof MillraceError && UNREADABLE.includes(error.code)) return null
      throw error
    }
  }

  async function rebuild(from: Snapshot): Promise<void> {
    const since = dashboard.watermark - WINDOW_MS
    const files = streamedSince(from, since)
    const release = transactions.pins.pin(files.map((file) => absolutePath(from.root, file.path)))
    try {
      await reader.rebuild(byStream(from, files), since, (minutes) => dashboard.add(minutes))
    } finally {
      release()
    }
  }

  /** Up to a version, or the newest. */
  async function catchUp(last = Number.MAX_SAFE_INTEGER): Promise<void> {
    const changes = await transactions.changes(version ?? -1)
    if (changes === null) {
      throw new MillraceError('TABLE_INVALID', `The log of ${transactions.root} no longer has all versions.`)
    }
    for (const change of changes) {
      if (change.version > last) return
      await take({ ...change, minutes: await minutesOf(change) })
    }
  }

  /** The rows of a version that another instance committed. */
  async function minutesOf({ added }: TableChange): Promise<readonly MinuteInput[]> {
    const streamed = added.filter(isStreamed)
    const snapshot = streamed.length === 0 ? null : await transactions.snapshot()
    if (snapshot === null) return []
    const minutes: MinuteInput[] = []
    const redriven = streamed.filter((file) => file.tags?.[REDRIVE_TAG] !== undefined)
    for (const group of byStream(snapshot, streamed)) {
      if (group.redriven) continue
      minutes.push(
        ...(await reader.judge(group.files, watermarksOfName({ setTransactions: known }, group.stream))).minutes,
      )
    }
    const groups = byStream(snapshot, redriven)
    minutes.push(...(await reader.judgeRedriven(groups, besideRedriven(snapshot, redriven))).minutes)
    return minutes
  }

  async function take({ version: taken, minutes, setTransactions: moved }: DashboardInput): Promise<void> {
    dashboard.add(minutes)
    for (const [appId, value] of moved) known.set(appId, value)
    version = taken
    const watermark = known.get(WATERMARK_APP_ID) ?? 0n
    if (watermark < dashboard.watermark && isFuture(BigInt(dashboard.watermark), { setTransactions: known })) {
      throw new MillraceError('TABLE_INVALID', 'The watermark was set back from the future.')
    }
    const final = dashboard.advance(Number(watermark))
    if (watermark / MINUTE > written / MINUTE) await writeFinal(final, watermark)
  }

  async function writeFinal(rows: readonly WindowRow[], watermark: bigint): Promise<void> {
    leaving = rows
    for (;;) {
      const missing = rows.filter(({ end }) => BigInt(end) > written)
      if (await moveWritten(missing, { version: version ?? 0, watermark, previous: written })) {
        written = watermark
        break
      }
      // Another instance has written some of them, or all: they are the same ones.
      written = watermarkOf(await aggregations.snapshot()) ?? 0n
      if (written >= watermark) break
    }
    leaving = []
  }

  /** False: another instance was there before. */
  async function moveWritten(
    rows: readonly WindowRow[],
    to: { readonly version: number; readonly watermark: bigint; readonly previous: bigint },
  ): Promise<boolean> {
    const files = rows.length === 0 ? [] : await reader.writeWindows(aggregations.root, rows)
    const before = (await aggregations.snapshot())?.setTransactions.get(VERSION_APP_ID) ?? null
    failpoint('stream:before-windows')
    const outcome = await aggregations.commit({
      operation: 'STREAMING UPDATE',
      add: files,
      setTransactions: [
        { appId: WATERMARK_APP_ID, version: to.watermark, previous: to.previous },
        { appId: VERSION_APP_ID, version: BigInt(to.version), previous: before },
      ],
      operationMetrics: { numOutputRows: String(rows.length) },
    })
    failpoint('stream:after-windows')
    if (outcome.kind === 'committed') return true
    if (outcome.reason === 'same_transaction') return false
    throw conflictError(outcome, (detail) => `${aggregations.root}: ${detail}`)
  }

  return {
    get watermark() {
      return dashboard.watermark > 0 ? dashboard.watermark : null
    },
    get counts() {
      return countsOf(known)
    },
    get size() {
      return dashboard.size
    },
    async add(input) {
      // A rebuild may have seen it already.
      if (version !== null && input.version <= version) return
      if (input.version > (version ?? -1) + 1) await catchUp(input.version - 1)
      await take(input)
    },
    catchUp: () => catchUp(),
    async answer(query) {
      // Taken together before the table is read: a window that becomes final meanwhile is then in both, never in none.
      const asOf = { version }
      const watermark = dashboard.watermark > 0 ? new Date(dashboard.watermark).toISOString() : null
      const counts = countsOf(known)
      const open = dashboard.open()
      const inMemory = [...leaving.map((row) => ({ row, final: true })), ...open.map((row) => ({ row, final: false }))]
      const stored = await readFinal(await aggregations.snapshot(), reader, query)
      const windows = new Map(inMemory.filter(({ row }) => isWanted(row, query)).map((one) => [keyOf(one.row), one]))
      for (const row of stored) windows.set(keyOf(row), { row, final: true })
      const sorted = [...windows.values()].sort((left, right) => compareWindows(left.row, right.row))
      return { asOf, watermark, ...counts, windows: sorted.map(({ row, final }) => toWindow(row, final)) }
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
    setTransactions: [{ appId: WATERMARK_APP_ID, version, previous: null }],
  })
}

/** Final windows of the table, for the time that no stream runs. */
export async function answerFromTable(
  transactions: Snapshot | null,
  aggregations: Snapshot | null,
  reader: StreamReader,
  query: DashboardQuery,
  now: number,
): Promise<DashboardAnswer> {
  const windows: DashboardWindow[] = (await readFinal(aggregations, reader, query)).map((row) => toWindow(row, true))
  const standing = transactions === null ? null : standingAt(watermarkOf(transactions), transactions, now)
  return {
    asOf: { version: transactions?.version ?? null },
    ...countsOf(transactions?.setTransactions ?? new Map()),
    watermark: standing === null ? null : new Date(Number(standing)).toISOString(),
    windows,
  }
}

/** Late and future rows that the table has counted (decision 9 (b) and (f)). */
export function countsOf(transactions: ReadonlyMap<string, bigint>): DashboardCounts {
  return {
    lateRows: Number(transactions.get(LATE_ROWS_APP_ID) ?? 0n),
    futureRows: Number(transactions.get(FUTURE_ROWS_APP_ID) ?? 0n),
  }
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
