import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  BatchRequest,
  type AggregatedData,
  type BatchRecord,
  type ExportFormat,
  type FullReportData,
} from '../../shared/batch'
import { messageOf, MillraceError } from '../../shared/errors'
import type { ReportRun, SavedReport } from '../../shared/report'
import type { Engine } from '../../shared/engine'
import type { Context } from './context'
import { checkOutFile } from './out-file'
import { ask, call, findInstance, type Instance } from './remote'
import { clearLine, note, print, progress, table } from './terminal'

export interface RunFlags extends DeliverFlags {
  readonly analysis: string
  readonly from: string
  readonly to: string
  readonly filter: readonly string[]
  readonly tableVersion?: number
  readonly asOf?: string
  readonly engine?: string
}

const POLL_MS = 50
const SHOWN_ROWS = 10_000

/** What `run` needs, from an engine of its own or from the instance that owns the folder. */
export interface Door {
  submit(body: BatchRequest): Promise<string>
  reports(): Promise<readonly SavedReport[]>
  /** Its batch. */
  runReport(name: string): Promise<ReportRun>
  record(batchId: string): Promise<BatchRecord>
  cancel(batchId: string): Promise<void>
  result(batchId: string): Promise<AggregatedData | FullReportData>
  export(batchId: string, format: ExportFormat): Promise<Readable>
  close(): Promise<void>
}

/** How the result leaves: printed as a table, or as a format, or saved. */
export interface DeliverFlags {
  readonly format?: ExportFormat
  readonly out?: string
}

/** Runs one batch and prints or saves its result. */
export async function runCommand(context: Context, flags: RunFlags): Promise<number> {
  const body = parseRequest(flags)
  return withDoor(context, (door) => runToEnd(door, () => door.submit(body), flags))
}

/** Opens the engine of the folder, or speaks to the instance that owns it. */
export async function withDoor<T>(context: Context, work: (door: Door) => Promise<T>): Promise<T> {
  const door = await openDoor(context)
  try {
    return await work(door)
  } finally {
    await door.close()
  }
}

/** Submits, follows and delivers; the exit code. */
export async function runToEnd(door: Door, submit: () => Promise<string>, flags: DeliverFlags): Promise<number> {
  if (flags.out !== undefined) await checkOutFile(flags.out)
  const batchId = await submit()
  process.once('SIGINT', () => {
    void door.cancel(batchId)
  })
  const record = await waitFor(door, batchId)
  if (record.status !== 'COMPLETED') {
    note(
      record.status === 'CANCELLED'
        ? `${batchId} was cancelled.`
        : `${batchId} ended as ${record.status}: ${record.errorMessage ?? ''}`,
    )
    return 1
  }
  note(
    `${batchId}: ${record.rowCount ?? 0} rows at version ${record.tableVersion ?? '-'} on ${record.engine ?? 'duckdb'}, ${Date.parse(record.endTime ?? '') - Date.parse(record.submitTime)} ms`,
  )
  await deliver(door, batchId, flags)
  return 0
}

/** A file holds one result. @throws INVALID_REQUEST before anything runs */
export function checkDelivery(analysis: string, { format, out }: DeliverFlags): void {
  if (analysis !== 'full_report' || (format === undefined && out === undefined)) return
  throw new MillraceError(
    'INVALID_REQUEST',
    `${format === undefined ? '--out' : '--format'}: a full report has eight results; run one analysis, or leave this out to print all.`,
  )
}

function parseRequest({ analysis, from, to, filter, tableVersion, asOf, engine, ...delivery }: RunFlags): BatchRequest {
  checkDelivery(analysis, delivery)
  const filters = new Map<string, string>()
  for (const text of filter) {
    const at = text.indexOf('=')
    if (at < 1) throw new MillraceError('INVALID_REQUEST', `--filter ${text}: write --filter column=value.`)
    const column = text.slice(0, at)
    if (filters.has(column)) throw new MillraceError('INVALID_REQUEST', `--filter ${text}: ${column} is there twice.`)
    // The schema passes this name over in silence.
    if (column === '__proto__') throw new MillraceError('INVALID_REQUEST', `--filter ${text}: there is no such column.`)
    filters.set(column, text.slice(at + 1))
  }
  const parsed = BatchRequest.safeParse({
    analysisType: analysis,
    startDate: from,
    endDate: to,
    ...(filter.length === 0 ? {} : { filters: Object.fromEntries(filters) }),
    ...(tableVersion === undefined ? {} : { tableVersion }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(engine === undefined ? {} : { engine }),
  })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const option =
    { analysisType: '--analysis', startDate: '--from', endDate: '--to', asOf: '--as-of', engine: '--engine' }[
      String(issue?.path[0])
    ] ?? String(issue?.path[0])
  throw new MillraceError('INVALID_REQUEST', `${option}: ${issue?.message ?? 'is not valid'}`)
}

async function waitFor(door: Door, batchId: string): Promise<BatchRecord> {
  for (;;) {
    const record = await door.record(batchId)
    if (record.status !== 'PENDING' && record.status !== 'RUNNING') {
      clearLine()
      return record
    }
    const done = record.progress?.fraction === undefined ? '' : ` ${Math.round(record.progress.fraction * 100)}%`
    progress(
      `${record.status.toLowerCase()}${record.progress === undefined ? '' : `: ${record.progress.phase}`}${done}`,
    )
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

async function deliver(door: Door, batchId: string, { format, out }: DeliverFlags): Promise<void> {
  if (out !== undefined) {
    // The file appears whole or not at all.
    const partial = `${out}.partial`
    try {
      await pipeline(await door.export(batchId, format ?? 'csv'), createWriteStream(partial))
      await rename(partial, out)
    } catch (cause) {
      if (cause instanceof MillraceError) throw cause
      throw new MillraceError(
        'IO_ERROR',
        `${out} could not be written: ${messageOf(cause)}. The result is kept: GET /batch/data/${batchId}/aggregated/export has it while Millrace runs.`,
        { cause },
      )
    } finally {
      await rm(partial, { force: true })
    }
    note(`written to ${out}`)
    return
  }
  if (format !== undefined) {
    for await (const chunk of await door.export(batchId, format)) if (!(await write(chunk as Uint8Array))) break
    return
  }
  const result = await door.result(batchId)
  if ('analyses' in result) {
    for (const [name, analysis] of Object.entries(result.analyses))
      print(`${name}\n${analysis.data.length === 0 ? '(no rows)' : table(analysis.data)}\n`)
    return
  }
  const { data } = result
  if (data.length === 0) note('The result has no rows.')
  else print(table(data))
}

/** At the pace of whoever reads our output; false where nobody does any more. */
function write(chunk: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => process.stdout.write(chunk, (error) => resolve(!error)))
}

async function openDoor(context: Context): Promise<Door> {
  const instance = await findInstance(context)
  if (instance !== null) {
    note(`Millrace at ${instance.address} owns this folder; it does this.`)
    return remoteDoor(instance)
  }
  const { openEngine } = await import('../engine')
  const { config, settings } = context.loaded
  const engine = await openEngine({
    config: { ...config, stream: { ...config.stream, autoStart: false } },
    settings,
    version: context.version,
    log: quiet(context),
    workerScript: join(__dirname, 'batch-worker.cjs'),
  })
  return localDoor(engine)
}

/** The batch's end is told once, by us. */
function quiet({ log }: Context): Context['log'] {
  return {
    ...log,
    debug: log.debug.bind(log),
    warn: log.warn.bind(log),
    info: () => undefined,
    error: (facts, message) => log.debug(facts, message),
  }
}

function localDoor(engine: Engine): Door {
  return {
    submit: async (body) => (await engine.batch.submit(body)).batchId,
    reports: () => engine.reports.list(),
    runReport: (name) => engine.reports.run(name),
    record: (batchId) => engine.batch.record(batchId),
    cancel: async (batchId) => {
      await engine.batch.cancel(batchId)
    },
    result: (batchId) => engine.batch.aggregated(batchId, null, { limit: SHOWN_ROWS, offset: 0 }),
    export: async (batchId, format) =>
      Readable.from((await engine.batch.exportAggregated(batchId, null, format)).chunks),
    close: async () => {
      await engine.close()
    },
  }
}

function remoteDoor(instance: Instance): Door {
  return {
    submit: async (body) => (await call(instance, 'runBatch', { body })).batchId,
    reports: async () => (await call(instance, 'reports', {})).reports,
    runReport: (name) => call(instance, 'runReport', { params: { id: name } }),
    record: (id) => call(instance, 'batch', { params: { id } }),
    cancel: async (id) => {
      await call(instance, 'cancelBatch', { params: { id } })
    },
    result: (id) => call(instance, 'resultRows', { params: { id }, query: { limit: SHOWN_ROWS } }),
    export: (id, format) => ask(instance, { operation: 'exportResult', input: { params: { id }, query: { format } } }),
    close: () => Promise.resolve(),
  }
}
