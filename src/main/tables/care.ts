import { MillraceError } from '../../shared/errors'
import { isoTime, parseDuration } from '../../shared/scalars'
import { createTurn } from '../../shared/in-turn'
import type { CompactReport, VacuumReport, VacuumRequest } from '../../shared/table'
import { compactTable, type FileRewriter } from '../lake/compact'
import { isOurs } from '../lake/ownership'
import type { LakeTable, ParquetPort } from '../lake/ports'
import { DEFAULT_FILE_RETENTION_MS, fileRetentionMs } from '../lake/retention'
import { vacuumTable, type Vacuum } from '../lake/vacuum'
import type { Logger } from '../log/logger'
import { notThereYet } from './catalog'

/** Which tables are compacted unasked: `own` is the default, a key that is set means what it says. */
type AutoCompact = 'own' | 'all' | 'off'

export interface LakeCareOptions {
  readonly rewriter: FileRewriter
  readonly parquet: Pick<ParquetPort, 'countRows'>
  /** `pipeline.delta.retention`, milliseconds. */
  readonly retentionMs: number
  readonly log: Logger
  readonly now?: () => number
  /** How often the background looks, milliseconds. A look costs a pass over the files in memory. */
  readonly lookMs?: number
}

/** Keeps tables in shape: compaction and vacuum, asked for or in the background. */
export interface LakeCare {
  compact(name: string, table: LakeTable): Promise<CompactReport>
  vacuum(name: string, table: LakeTable, request: VacuumRequest): Promise<VacuumReport>
  /** Looks after these tables from now on, again and again, one at a time. */
  watch(tables: ReadonlyMap<string, LakeTable>, which: AutoCompact): void
  /** Cancels what is being rewritten; the tables stay as they are. */
  close(): Promise<void>
}

const LOOK_MS = 60_000
/** Time, by which pages and dashboards read: of transactions, windows and dead letters. */
const TIME_COLUMNS = ['event_timestamp', 'window_start', 'dead_at']
/** Files that a report of vacuum names. */
const LISTED = 1000
/** A closed date that still gets late rows waits until it is quiet for so long, or has too many files. */
const QUIET_MS = 10 * 60_000

/** Compacts on demand, and by itself where `watch` says so; vacuums on demand. */
export function openLakeCare(options: LakeCareOptions): LakeCare {
  const { rewriter, parquet, log } = options
  const now = options.now ?? Date.now
  const stop = new AbortController()
  const turns = new Map<string, ReturnType<typeof createTurn>>()
  let timer: NodeJS.Timeout | null = null
  let looking: Promise<void> | null = null

  /** Two compactions of one table would only take each other's files away. */
  function inTurn<T>({ root }: LakeTable, work: () => Promise<T>): Promise<T> {
    const turn = turns.get(root) ?? createTurn()
    turns.set(root, turn)
    return turn(work)
  }

  const isStopping = () => stop.signal.aborted

  function compact(name: string, table: LakeTable, quietMs: number | null): Promise<CompactReport> {
    return inTurn(table, async () => {
      if (isStopping()) throw stopping()
      const started = performance.now()
      try {
        const compaction = await compactTable(table, {
          rewriter,
          parquet,
          rules: () => ({
            today: new Date(now()).toISOString().slice(0, 10),
            quietSince: quietMs === null ? null : now() - quietMs,
          }),
          orderBy: TIME_COLUMNS,
          signal: stop.signal,
        })
        const report = { table: name, ...compaction }
        if (report.version !== null) log.info({ ...report, ms: Math.round(performance.now() - started) }, 'compacted')
        return report
      } catch (error) {
        if (isStopping()) throw stopping(error)
        throw error
      }
    })
  }

  async function look(tables: ReadonlyMap<string, LakeTable>, which: 'own' | 'all'): Promise<void> {
    for (const [name, table] of tables) {
      try {
        const snapshot = await table.snapshot()
        if (snapshot === null || stop.signal.aborted) continue
        if (which === 'own' && !(await isOurs(snapshot))) continue
        await compact(name, table, QUIET_MS)
      } catch (error) {
        if (!stop.signal.aborted) log.warn({ err: error, table: name }, 'a table could not be compacted')
      }
    }
  }

  return {
    compact: (name, table) => compact(name, table, null),
    vacuum(name, table, request) {
      return inTurn(table, async () => {
        const snapshot = await table.snapshot()
        const standard = snapshot === null ? options.retentionMs : fileRetentionMs(snapshot, options.retentionMs)
        const retentionMs = checkRetention(request, standard)
        const dryRun = request.dryRun ?? false
        const vacuum = await vacuumTable(table, { retentionMs, dryRun, now: now() })
        if (vacuum === null) throw notThereYet(name, table)
        const report = { table: name, version: vacuum.version, dryRun, retentionMs, ...toFigures(vacuum) }
        const { listed, ...facts } = report
        if (!report.dryRun) log.info({ ...facts, listed: listed.length }, 'vacuumed')
        return report
      })
    },
    watch(tables, which) {
      if (which === 'off' || timer !== null) return
      timer = setInterval(() => {
        looking ??= look(tables, which).finally(() => {
          looking = null
        })
      }, options.lookMs ?? LOOK_MS)
      timer.unref()
    },
    async close() {
      if (timer !== null) clearInterval(timer)
      stop.abort()
      await looking
      await Promise.all([...turns.values()].map((turn) => turn(() => Promise.resolve())))
    },
  }
}

function toFigures({ deleted, pinned }: Vacuum): Pick<VacuumReport, 'files' | 'bytes' | 'pinned' | 'listed'> {
  return {
    files: deleted.length,
    bytes: deleted.reduce((sum, file) => sum + file.bytes, 0),
    pinned,
    listed: deleted.slice(0, LISTED).map(({ path, bytes, modifiedAt, removedAt }) => ({
      path,
      bytes,
      modifiedAt: isoTime(modifiedAt),
      removedAt: removedAt === null ? null : isoTime(removedAt),
    })),
  }
}

/**
 * The retention that a request asks for, milliseconds.
 * @throws INVALID_REQUEST for one that is short and not allowed to be
 */
function checkRetention({ retention, dryRun, allowShortRetention }: VacuumRequest, standardMs: number): number {
  if (retention === undefined) return standardMs
  const asked = parseDuration(retention)
  if (asked === null)
    throw new MillraceError('INVALID_REQUEST', `retention: "${retention}" must be a number and a unit: 12h, 7d.`)
  if (asked < Math.min(standardMs, DEFAULT_FILE_RETENTION_MS) && allowShortRetention !== true && dryRun !== true) {
    throw new MillraceError(
      'INVALID_REQUEST',
      `retention: ${retention} is short: another engine that still reads an older version, or a batch at one, would lose its files. Where none does, add allowShortRetention: true (--allow-short-retention); dryRun: true (--dry-run) lists what would go.`,
    )
  }
  return asked
}

function stopping(cause?: unknown): MillraceError {
  return new MillraceError('SERVICE_UNAVAILABLE', 'Millrace is stopping; the table stays as it is.', { cause })
}
