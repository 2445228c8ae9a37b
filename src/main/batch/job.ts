import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BatchProgress } from '../../shared/batch'
import { allDone } from '../../shared/all-done'
import { inParts } from '../../shared/in-parts'
import { MillraceError } from '../../shared/errors'
import type { BatchFigures } from '../../shared/explore'
import { BOUNDED_COLUMNS, PARTITION_COLUMN, RESULT_BOUNDS } from '../../shared/transaction'
import type { AddFile, SchemaField } from '../lake/actions'
import { makeFolder, syncFolder } from '../durable'
import { checkConfined } from '../lake/confined'
import { expectCommitted } from '../lake/conflict'
import type { Lake, NewFile, Snapshot } from '../lake/ports'
import { countFileRows } from '../lake/row-counts'
import { planScan, type Scan, type ScanPort } from '../lake/scan'
import { deltaSchemaOf } from '../lake/schema'
import { absolutePath } from '../lake/table-path'
import { analysesOf } from './analyses'
import type { Analysis } from './analyses/analysis'
import { planBatch, type BatchPlan } from './plan'
import { describeJob, describeStatement, rowsOf, startClock } from './job-figures'
import { RAW_PARTITIONS, type AnalysisTarget, type BatchEngine, type EngineOutput, type RemoteEngine } from './ports'
import { linkWholeFiles, RAW_COLUMNS, rawPartitionValues } from './raw-snapshot'
import { remoteSource } from './remote-source'
import { aggregatedPath, rawPath } from './results'
import type { StoredBatch } from './stores'
import { newDataFile } from '../data-file'

export interface JobOptions {
  readonly lake: Lake
  readonly parquet: ScanPort
  readonly engine: BatchEngine
  /** The cluster, where one is configured. */
  readonly remote: RemoteEngine | null
  readonly batchBasePath: string
  /** Absolute. Data files in none of them, nor in the table's own folder, are not read. */
  readonly lakeFolders: readonly string[]
  /** Absolute; for rows on their way. */
  readonly tempDir: string
  readonly batch: StoredBatch
  readonly threads: number
  /** Epoch ms; the `processing_timestamp` of the raw rows. */
  readonly startedAt: number
  readonly onProgress: (progress: BatchProgress) => void
  readonly signal: AbortSignal
}

/** Under the folder for temporary files: what a cluster sent. */
export const REMOTE_FOLDER = 'spark'

export const NO_REMOTE =
  'There is no Spark Connect server to run this batch: set pipeline.engine.remote (sc://host:port), or use engine duckdb.'

export interface JobOutcome {
  /** Of the filtered snapshot, every status. */
  readonly rowCount: number
  readonly figures: BatchFigures
}

/** Runs one batch at its pinned version. Leaves tables, or throws. */
export async function runJob(options: JobOptions): Promise<JobOutcome> {
  const { lake, batch, batchBasePath, onProgress, signal } = options
  const clock = startClock()
  onProgress({ phase: 'plan' })
  const snapshot =
    batch.tableVersion === undefined ? null : await lake.table(batch.sourcePath).snapshot(batch.tableVersion)
  if (snapshot === null) {
    throw new MillraceError(
      'TABLE_NOT_FOUND',
      `There is no table at ${batch.sourcePath} yet. Start a stream or run \`millrace seed\` first.`,
    )
  }
  const plan = planBatch(batch, snapshot)
  const constants = { batchId: batch.batchId, processingTime: options.startedAt }
  const rawRoot = rawPath(batchBasePath, batch.batchId)
  await checkConfined(
    snapshot.root,
    [...plan.whole, ...plan.cut].map(({ path }) => absolutePath(snapshot.root, path)),
    options.lakeFolders,
  )
  clock.lap('plan')

  onProgress({ phase: 'snapshot' })
  const linked = await linkWholeFiles(snapshot.root, plan.whole, rawRoot, constants)
  const rewritten = await rewriteCut(options, snapshot, rawRoot, plan)
  const raw = [
    ...linked,
    ...rewritten
      .flatMap(({ files }) => files)
      .map((file) => ({
        ...file,
        partitionValues: rawPartitionValues(constants, file.partitionValues[PARTITION_COLUMN] ?? null),
      })),
  ]
  const counted = await countRows(raw, options)
  signal.throwIfAborted()
  clock.lap('snapshot')

  // The snapshot becomes a table while the analyses read its files.
  const committed = commitRaw(lake, rawRoot, counted)
  committed.catch(() => undefined)
  const results = await runAnalyses(
    options,
    snapshot,
    counted.map((file) => file.path),
  ).finally(() => committed.catch(() => undefined))
  clock.lap('analysis')

  onProgress({ phase: 'commit', fraction: 1 })
  await committed
  await allDone(
    results.map(({ analysis, output }) =>
      writeTable(
        lake,
        aggregatedPath(batchBasePath, batch, analysis.name),
        resultSchema(analysis),
        [],
        boundedOf(analysis),
        output.files,
      ),
    ),
  )
  clock.lap('commit')

  const statements = [
    ...rewritten.map((output) => describeStatement('snapshot', null, output)),
    ...results.map(({ analysis, output }) => describeStatement('analysis', analysis.name, output)),
  ]
  return {
    rowCount: rowsOf(counted),
    figures: describeJob(options, { snapshot, plan, raw: counted, linked, statements, times: clock.times }),
  }
}

async function commitRaw(lake: Lake, rawRoot: string, files: readonly NewFile[]): Promise<void> {
  await syncFolder(rawRoot)
  await writeTable(lake, rawRoot, RAW_COLUMNS, RAW_PARTITIONS, BOUNDED_COLUMNS, files)
}

/** Dates that all threads together write at a time: each holds buffers for all columns of each. */
const DATES_AT_ONCE = 200
const LEAST_DATES = 8

async function rewriteCut(
  options: JobOptions,
  snapshot: Snapshot,
  rawRoot: string,
  plan: BatchPlan,
): Promise<readonly EngineOutput[]> {
  const { engine, parquet, onProgress, signal, threads } = options
  // A filter may be on a column of the table that no analysis knows.
  const extra = snapshot.schema.filter((field) => !RAW_COLUMNS.some((column) => column.name === field.name))
  const scans: Scan[] = []
  for (const files of byDates(plan.cut, Math.max(LEAST_DATES, Math.floor(DATES_AT_ONCE / threads)))) {
    scans.push(await planScan(snapshot, files, [...RAW_COLUMNS, ...extra], parquet))
  }
  if (scans.length === 0) return []
  onProgress({ phase: 'snapshot', fraction: 0 })
  return engine.materialize(
    { threads, scans, filters: plan.filters, target: rawRoot },
    ({ fraction }) => onProgress({ phase: 'snapshot', ...(fraction === undefined ? {} : { fraction: fraction / 2 }) }),
    signal,
  )
}

/** Files by so many dates at a time. */
function byDates(files: readonly AddFile[], most: number): Iterable<readonly AddFile[]> {
  const dateOf = (file: AddFile) => file.partitionValues[PARTITION_COLUMN] ?? ''
  const sorted = [...files].sort((left, right) =>
    dateOf(left) < dateOf(right) ? -1 : dateOf(left) > dateOf(right) ? 1 : 0,
  )
  let last: string | null = null
  return inParts(sorted, {
    weightOf(file) {
      const isNew = dateOf(file) !== last
      last = dateOf(file)
      return isNew ? 1 : 0
    },
    most,
  })
}

interface AnalysisOutput {
  readonly analysis: Analysis
  readonly output: EngineOutput
}

/** All analyses of the batch, by the engine that was asked for; the worker writes what they gave. */
async function runAnalyses(
  options: JobOptions,
  snapshot: Snapshot,
  files: readonly string[],
): Promise<readonly AnalysisOutput[]> {
  const analyses = analysesOf(options.batch.analysisType)
  if (options.batch.engine === 'spark') return runRemotely(options, snapshot, analyses)
  return analyze(
    options,
    analyses.map((analysis) => ({ analysis, source: { files } })),
    { from: 0.5, to: 1 },
  )
}

async function analyze(
  { engine, batch, batchBasePath, onProgress, signal, threads }: JobOptions,
  analyses: readonly Omit<AnalysisTarget, 'target'>[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly AnalysisOutput[]> {
  const results = analyses.map(({ analysis, source }): AnalysisTarget => ({
    analysis,
    source,
    target: newDataFile(aggregatedPath(batchBasePath, batch, analysis.name)),
  }))
  const outputs = await engine.analyze(
    { threads, results },
    ({ analysis, fraction }) =>
      onProgress({
        phase: 'analysis',
        ...(analysis === undefined ? {} : { analysis }),
        ...(fraction === undefined ? {} : { fraction: from + fraction * (to - from) }),
      }),
    signal,
  )
  return results.map(({ analysis }, index) => ({
    analysis,
    output: outputs[index] ?? { files: [], elapsedMs: 0, profile: null },
  }))
}

/** Of the progress of a batch, what is done when the rows of a cluster are here. */
const RECEIVED = 0.9

/** The cluster reads the table itself at the batch's version; its rows come here and are stored as any other result. */
async function runRemotely(
  options: JobOptions,
  snapshot: Snapshot,
  analyses: readonly Analysis[],
): Promise<readonly AnalysisOutput[]> {
  const { remote, batch, tempDir, onProgress, signal } = options
  if (remote === null) throw new MillraceError('ENGINE_FAILED', NO_REMOTE)
  const folder = join(tempDir, REMOTE_FOLDER, batch.batchId)
  await makeFolder(folder)
  try {
    const queries = analyses.map((analysis) => ({
      analysis,
      target: join(folder, `${analysis.name}.arrow`),
    }))
    const received = await remote.run(
      { batchId: batch.batchId, source: remoteSource(batch, snapshot), queries },
      ({ analysis, fraction = 0 }) =>
        onProgress({
          phase: 'analysis',
          ...(analysis === undefined ? {} : { analysis }),
          fraction: 0.5 + fraction * (RECEIVED - 0.5),
        }),
      signal,
    )
    const stored = await analyze(
      options,
      queries.map(({ analysis, target }) => ({ analysis, source: { arrow: target } })),
      { from: RECEIVED, to: 1 },
    )
    for (const [index, { analysis, output }] of stored.entries()) {
      const rows = rowsOf(output.files)
      const sent = received[index]?.rows ?? 0
      if (rows !== sent)
        throw new MillraceError('ENGINE_FAILED', `Spark sent ${sent} rows of ${analysis.name}, ${rows} were stored.`)
    }
    return stored.map(({ analysis, output }, index) => ({
      analysis,
      output: { ...output, elapsedMs: output.elapsedMs + (received[index]?.elapsedMs ?? 0) },
    }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function countRows(files: readonly NewFile[], { parquet }: JobOptions): Promise<readonly NewFile[]> {
  const counts = await countFileRows(files, parquet)
  return files.map((file, index) => ({
    ...file,
    stats: { minValues: {}, maxValues: {}, nullCount: {}, ...file.stats, numRecords: counts[index] ?? 0 },
  }))
}

async function writeTable(
  lake: Lake,
  root: string,
  columns: readonly SchemaField[],
  partitionColumns: readonly string[],
  boundedColumns: readonly string[],
  files: readonly NewFile[],
): Promise<void> {
  const table = lake.table(root)
  await table.ensure({ columns, partitionColumns, boundedColumns })
  if (files.length === 0) return
  expectCommitted(await table.commit({ operation: 'WRITE', add: files, operationParameters: { mode: 'Append' } }))
}

function boundedOf(analysis: Analysis): string[] {
  return analysis.columns.map(({ name }) => name).filter((name) => RESULT_BOUNDS.has(name))
}

function resultSchema(analysis: Analysis): SchemaField[] {
  return analysis.columns.map(({ name, kind }) =>
    kind === 'string_list'
      ? { name, type: { type: 'array', elementType: 'string', containsNull: true }, nullable: true, metadata: {} }
      : (deltaSchemaOf([{ name, kind }])[0] ?? { name, type: 'string', nullable: true, metadata: {} }),
  )
}
