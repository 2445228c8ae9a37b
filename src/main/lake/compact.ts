import { MillraceError, type ErrorCode } from '../../shared/errors'
import { failpoint } from '../failpoint'
import type { SchemaField } from './actions'
import { planCompaction, TARGET_FILE_BYTES, type CompactionRules, type CompactionUnit } from './compaction-plan'
import { checkConfined } from './confined'
import { compareDates } from './dates'
import type { LakeTable, NewFile, ParquetPort, Snapshot } from './ports'
import { partitionPath } from './paths'
import { countFileRows } from './row-counts'
import { checkWritable } from './protocol'
import { absolutePath } from './table-path'

/** Files of one partition to be written anew, in order. Paths are absolute. */
export interface RewriteRequest {
  readonly files: readonly string[]
  /** Where the new files go. */
  readonly folder: string
  /** What the files hold: the table's columns without the partition's. */
  readonly columns: readonly SchemaField[]
  /** Columns to sort by; none keeps the order. */
  readonly orderBy: readonly string[]
  /** Columns that get statistics. */
  readonly statistics: readonly string[]
  /** About how large the new files shall be. */
  readonly fileBytes: number
}

/** What compaction needs of a Parquet engine; `duckdb/` implements it. */
export interface FileRewriter {
  /**
   * The same rows in new, durable files, read back and compared before it answers.
   * Bounded memory, low priority. Rejects BATCH_CANCELLED, TABLE_CORRUPT, DISK_FULL, OUT_OF_MEMORY, IO_ERROR, WORKER_DIED
   * and whatever else a worker rejects with.
   */
  rewrite(request: RewriteRequest, signal: AbortSignal): Promise<readonly NewFile[]>
}

export interface CompactOptions {
  readonly rewriter: FileRewriter
  readonly parquet: Pick<ParquetPort, 'countRows'>
  readonly rules: () => CompactionRules
  /** Rows are sorted by the first of these columns that the table has; where it has none they keep their order. */
  readonly orderBy: readonly string[]
  readonly signal: AbortSignal
}

/** What a compaction did. */
export interface Compaction {
  /** The last version it committed; null where there was nothing to do. */
  readonly version: number | null
  readonly filesRemoved: number
  readonly filesAdded: number
  readonly bytesBefore: number
  readonly bytesAfter: number
  /** Values of the date column, sorted. */
  readonly dates: string[]
}

/** Rounds over a table that others write to: what they took away in between is planned again. */
const MAX_ROUNDS = 5
const BOUNDED_COLUMNS = 32

/**
 * Rewrites small files into large ones, one commit for each unit of the plan, each with `dataChange` false. Appends
 * pass; a unit whose input somebody removed meanwhile is planned anew.
 *
 * @throws UNSUPPORTED_PROTOCOL where the table uses what our writes do not know, TABLE_CORRUPT and TABLE_INVALID where its
 * log names what is not there, and what `rewrite` rejects with
 */
export async function compactTable(table: LakeTable, options: CompactOptions): Promise<Compaction> {
  const dates = new Set<string>()
  const total = { filesRemoved: 0, filesAdded: 0, bytesBefore: 0, bytesAfter: 0 }
  let version: number | null = null
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const snapshot = await table.snapshot()
    if (snapshot === null) break
    const units = planCompaction(snapshot, options.rules())
    if (units.length === 0) break
    checkWritable(snapshot)
    let lost = false
    const damaged: MillraceError[] = []
    for (const unit of units) {
      options.signal.throwIfAborted()
      const done = await compactUnit(table, snapshot, unit, options).catch((error: unknown) => {
        if (!(error instanceof MillraceError) || !OF_ONE_DATE.includes(error.code)) throw error
        // Other dates can still be compacted.
        damaged.push(error)
        return null
      })
      if (done === null) {
        lost = true
        continue
      }
      version = done.version
      if (unit.date !== null) dates.add(unit.date)
      total.filesRemoved += unit.files.length
      total.filesAdded += done.files.length
      total.bytesBefore += unit.files.reduce((sum, file) => sum + file.size, 0)
      total.bytesAfter += done.files.reduce((sum, file) => sum + file.size, 0)
    }
    const [first] = damaged
    if (first !== undefined) throw first
    if (!lost) break
  }
  return { version, ...total, dates: [...dates].sort(compareDates) }
}

/** What is wrong with the files of one date. */
const OF_ONE_DATE: readonly ErrorCode[] = ['TABLE_CORRUPT', 'TABLE_INVALID', 'IO_ERROR', 'OUT_OF_MEMORY']

/** Null: another writer took an input away, or changed the table under it; nothing was committed. */
async function compactUnit(
  table: LakeTable,
  snapshot: Snapshot,
  unit: CompactionUnit,
  { rewriter, parquet, orderBy, signal }: CompactOptions,
): Promise<{ version: number; files: readonly NewFile[] } | null> {
  const inputs = unit.files.map((file) => absolutePath(table.root, file.path))
  await checkConfined(table.root, inputs, [])
  const release = table.pins.pin(inputs)
  try {
    const written = await rewriter.rewrite(
      {
        files: inputs,
        folder: partitionPath(table.root, snapshot.metadata.partitionColumns, unit.partitionValues),
        columns: snapshot.schema.filter((field) => !snapshot.metadata.partitionColumns.includes(field.name)),
        orderBy: orderOf(snapshot, orderBy),
        statistics: statisticsOf(snapshot, unit),
        fileBytes: TARGET_FILE_BYTES,
      },
      signal,
    )
    const { partitionValues, tags } = unit
    const files = written.map((file) => ({ ...file, partitionValues, tags: { ...file.tags, ...tags } }))
    await checkRows(table.root, unit, files, parquet)
    failpoint('compact:after-rewrite')
    const outcome = await table.commit({
      operation: 'OPTIMIZE',
      dataChange: false,
      remove: unit.files,
      add: files,
      operationParameters: { predicate: '[]', zOrderBy: '[]', ...(unit.date === null ? {} : { date: unit.date }) },
      operationMetrics: { numRemovedFiles: String(unit.files.length), numAddedFiles: String(files.length) },
    })
    failpoint('compact:after-commit')
    return outcome.kind === 'committed' ? { version: outcome.version, files } : null
  } finally {
    release()
  }
}

/** Figures of before and after must agree: no row may be lost on the way. */
async function checkRows(
  root: string,
  unit: CompactionUnit,
  files: readonly NewFile[],
  parquet: Pick<ParquetPort, 'countRows'>,
): Promise<void> {
  const inputs = unit.files.map((file) => ({ ...file, path: absolutePath(root, file.path) }))
  const before = (await countFileRows(inputs, parquet)).reduce((sum, rows) => sum + rows, 0)
  const after = files.reduce((sum, file) => sum + (file.stats?.numRecords ?? 0), 0)
  if (before !== after) {
    throw new MillraceError(
      'TABLE_CORRUPT',
      `The files of ${root} to compact should hold ${before} rows, but ${after} were read. Nothing was changed; run millrace lake verify.`,
    )
  }
}

function orderOf({ schema }: Snapshot, wanted: readonly string[]): readonly string[] {
  const names = new Set(schema.map((field) => field.name))
  return wanted.filter((name) => names.has(name)).slice(0, 1)
}

/** The columns that had statistics keep them; where none had, as many as other writers give. */
function statisticsOf(snapshot: Snapshot, unit: CompactionUnit): readonly string[] {
  const known = new Set(unit.files.flatMap(({ stats }) => (stats === null ? [] : Object.keys(stats.nullCount))))
  const names = snapshot.schema.map((field) => field.name)
  return known.size === 0 ? names.slice(0, BOUNDED_COLUMNS) : names.filter((name) => known.has(name))
}
