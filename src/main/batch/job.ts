import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { BatchProgress } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import { PARTITION_COLUMN } from '../../shared/transaction'
import type { SchemaField } from '../lake/actions'
import type { Lake, NewFile, ParquetPort } from '../lake/ports'
import { deltaSchemaOf } from '../lake/schema'
import { absolutePath } from '../lake/table-path'
import { analysesOf } from './analyses'
import { orderBy, type Analysis } from './analyses/analysis'
import { planBatch } from './plan'
import type { BatchWorker, StoredBatch, WorkerStatement } from './ports'
import { linkWholeFiles, RAW_COLUMNS, RAW_FILE_COLUMNS, RAW_PARTITIONS, rawPartitionValues } from './raw-snapshot'
import { aggregatedPath, rawPath } from './results'
import { cutRowsSql, overSource } from './source-sql'

export interface JobOptions {
  readonly lake: Lake
  readonly parquet: Pick<ParquetPort, 'countRows'>
  readonly worker: BatchWorker
  readonly batchBasePath: string
  readonly batch: StoredBatch
  readonly threads: number
  /** Epoch ms; the `processing_timestamp` of the raw rows. */
  readonly startedAt: number
  readonly onProgress: (progress: BatchProgress) => void
  readonly signal: AbortSignal
}

/** Runs one batch at its pinned version; the number of rows in its filtered snapshot. Leaves tables, or throws. */
export async function runJob(options: JobOptions): Promise<number> {
  const { lake, batch, batchBasePath, onProgress, signal } = options
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

  onProgress({ phase: 'snapshot' })
  const linked = await linkWholeFiles(snapshot.root, plan.whole, rawRoot, constants)
  const rewritten = plan.cut.length === 0 ? [] : await rewriteCut(options, snapshot.root, rawRoot, plan)
  const raw = [
    ...linked,
    ...rewritten.map((file) => ({
      ...file,
      partitionValues: rawPartitionValues(constants, file.partitionValues[PARTITION_COLUMN] ?? null),
    })),
  ]
  const counted = await countRows(raw, options)
  signal.throwIfAborted()

  const results = await runAnalyses(
    options,
    counted.map((file) => file.path),
  )

  onProgress({ phase: 'commit', fraction: 1 })
  await writeTable(lake, rawRoot, RAW_COLUMNS, RAW_PARTITIONS, counted)
  for (const { analysis, files } of results) {
    await writeTable(lake, aggregatedPath(batchBasePath, batch, analysis.name), resultSchema(analysis), [], files)
  }
  return counted.reduce((sum, file) => sum + (file.stats?.numRecords ?? 0), 0)
}

async function rewriteCut(
  options: JobOptions,
  sourceRoot: string,
  rawRoot: string,
  plan: ReturnType<typeof planBatch>,
): Promise<readonly NewFile[]> {
  const { worker, onProgress, signal, threads } = options
  const select = cutRowsSql(
    {
      files: plan.cut.map((file) => ({
        path: absolutePath(sourceRoot, file.path),
        eventDate: file.partitionValues[PARTITION_COLUMN] ?? null,
      })),
      where: plan.where,
      values: plan.values,
    },
    RAW_FILE_COLUMNS,
  )
  const statement: WorkerStatement = { phase: 'snapshot', select, target: rawRoot, partitionBy: PARTITION_COLUMN }
  const [output] = await worker.run(
    { threads, statements: [statement] },
    ({ fraction }) => onProgress({ phase: 'snapshot', ...(fraction === undefined ? {} : { fraction: fraction / 2 }) }),
    signal,
  )
  return output?.files ?? []
}

async function runAnalyses(
  options: JobOptions,
  files: readonly string[],
): Promise<{ analysis: Analysis; files: readonly NewFile[] }[]> {
  const { worker, batch, batchBasePath, onProgress, signal, threads } = options
  const analyses = analysesOf(batch.analysisType)
  const statements = analyses.map((analysis): WorkerStatement => {
    const { text, values } = overSource(analysis.sql, files)
    return {
      phase: 'analysis',
      analysis: analysis.name,
      select: { text: `SELECT * FROM (${text}) ORDER BY ${orderBy(analysis.order)}`, values },
      target: join(aggregatedPath(batchBasePath, batch, analysis.name), `part-${randomUUID()}.parquet`),
    }
  })
  const outputs = await worker.run(
    { threads, statements },
    ({ analysis, fraction }) =>
      onProgress({
        phase: 'analysis',
        ...(analysis === undefined ? {} : { analysis }),
        ...(fraction === undefined ? {} : { fraction: 0.5 + fraction / 2 }),
      }),
    signal,
  )
  return analyses.map((analysis, index) => ({ analysis, files: outputs[index]?.files ?? [] }))
}

/** A file of another writer may lack statistics: its footer tells. */
function countRows(files: readonly NewFile[], { parquet }: JobOptions): Promise<readonly NewFile[]> {
  return Promise.all(
    files.map(async (file) => {
      if (file.stats !== null) return file
      return {
        ...file,
        stats: { numRecords: await parquet.countRows(file.path), minValues: {}, maxValues: {}, nullCount: {} },
      }
    }),
  )
}

async function writeTable(
  lake: Lake,
  root: string,
  columns: readonly SchemaField[],
  partitionColumns: readonly string[],
  files: readonly NewFile[],
): Promise<void> {
  const table = lake.table(root)
  await table.ensure({ columns, partitionColumns })
  if (files.length === 0) return
  const outcome = await table.commit({ operation: 'WRITE', add: files, operationParameters: { mode: 'Append' } })
  if (outcome.kind === 'conflict') throw new MillraceError('COMMIT_CONFLICT', outcome.detail)
}

function resultSchema(analysis: Analysis): SchemaField[] {
  return analysis.columns.map(({ name, kind }) =>
    kind === 'string_list'
      ? { name, type: { type: 'array', elementType: 'string', containsNull: true }, nullable: true, metadata: {} }
      : (deltaSchemaOf([{ name, kind }])[0] ?? { name, type: 'string', nullable: true, metadata: {} }),
  )
}
