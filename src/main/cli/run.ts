import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  ANALYSIS_NAMES,
  BatchRequest,
  type AggregatedData,
  type AnalysisName,
  type BatchRecord,
  type ExportFormat,
  type FullReportData,
} from '../../shared/batch'
import { messageOf, MillraceError } from '../../shared/errors'
import type { ReportRun, SavedReport } from '../../shared/report'
import type { Engine, ExportRequest } from '../../shared/engine'
import { pageOf } from '../../shared/paging'
import { wantedBy } from '../../shared/request-words'
import { createCloseStack, type CloseStack } from '../close-stack'
import type { Context } from '../instance/context'
import { isFolder, openOutFile, type OutFile } from './out-file'
import { ask, call, findInstance, type Instance } from '../instance/remote'
import { clearLine, count, note, print, progress, table } from './terminal'

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
  /** @param analysis of a full report; null: all of it, as a workbook */
  export(batchId: string, written: Written, analysis: AnalysisName | null): Promise<Readable>
  close(): Promise<void>
}

/** How a file is written. */
type Written = Pick<ExportRequest, 'format' | 'guardFormulas'>

/** How the result leaves: printed as a table, or as a format, or saved. */
export interface DeliverFlags {
  readonly format?: ExportFormat
  readonly out?: string
  readonly guardFormulas?: boolean
}

/** Runs one batch and prints or saves its result. */
export async function runCommand(context: Context, flags: RunFlags): Promise<number> {
  const body = parseRequest(flags)
  return withDelivery(context, body.analysisType, flags, (delivery) =>
    withDoor(context, (door) => runToEnd(door, () => door.submit(body), delivery)),
  )
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

/** How a result leaves, and whether it is still wanted. */
interface Delivery {
  readonly targets: readonly Target[]
  /** Null: a table on the terminal. */
  readonly written: Written | null
  readonly signal: AbortSignal
}

/** Opens what the result goes to before the work begins; what was not written whole is gone when it ends. */
export async function withDelivery<T>(
  { log }: Context,
  analysis: string,
  flags: DeliverFlags,
  work: (delivery: Delivery) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  // Who asks twice does not want to wait.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const closing = createCloseStack(log)
  try {
    const targets = await openTargets(analysis, flags, closing)
    return await work({ targets, written: writtenBy(flags), signal: stop.signal })
  } finally {
    await closing.close()
  }
}

/** @throws INVALID_REQUEST where an option is none of the format */
function writtenBy({ format, out, guardFormulas = false }: DeliverFlags): Written | null {
  const wanted = format ?? (out === undefined ? null : 'csv')
  if (guardFormulas && wanted !== 'csv')
    throw new MillraceError('INVALID_REQUEST', '--guard-formulas: is for csv alone. Add --format csv, or --out FILE.')
  return wanted === null ? null : { format: wanted, ...(guardFormulas ? { guardFormulas } : {}) }
}

/** Submits, follows and delivers; the exit code. */
export async function runToEnd(door: Door, submit: () => Promise<string>, delivery: Delivery): Promise<number> {
  const { targets, signal } = delivery
  const isCancelled = () => signal.aborted
  if (isCancelled()) {
    note('Cancelled: nothing was run.')
    return 1
  }
  const batchId = await submit()
  // It may have ended just before.
  const cancel = () => void door.cancel(batchId).catch(() => undefined)
  if (isCancelled()) cancel()
  signal.addEventListener('abort', cancel)
  const record = await waitFor(door, batchId)
  signal.removeEventListener('abort', cancel)
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
  if (targets.length === 0) await show(door, batchId, delivery)
  for (const target of targets) await save(door, batchId, target, delivery)
  return 0
}

/** A file, and which result of a full report is in it; null: all there is. */
interface Target {
  readonly analysis: AnalysisName | null
  readonly file: OutFile
}

/** All of them can be written before anything runs. @throws INVALID_REQUEST where one cannot */
async function openTargets(
  analysis: string,
  { format, out }: DeliverFlags,
  closing: CloseStack,
): Promise<readonly Target[]> {
  const openTarget = async (name: AnalysisName | null, path: string): Promise<Target> => {
    const file = await openOutFile(path)
    closing.push(path, () => file.close())
    return { analysis: name, file }
  }
  if (analysis === 'full_report' && out !== undefined && (await isFolder(out))) {
    const targets: Target[] = []
    for (const name of ANALYSIS_NAMES) targets.push(await openTarget(name, join(out, `${name}.${format ?? 'csv'}`)))
    return targets
  }
  // Only a workbook holds more than one result.
  if (analysis === 'full_report' && format !== 'xlsx' && (format !== undefined || out !== undefined))
    throw new MillraceError(
      'INVALID_REQUEST',
      `${out === undefined ? '--format' : '--out'}: a full report has a result for each analysis. Give --out the name of a folder that exists for a file of each, or --format xlsx for all in one workbook; or run one analysis; or leave this out to print them.`,
    )
  return out === undefined ? [] : [await openTarget(null, out)]
}

function parseRequest({ analysis, from, to, filter, tableVersion, asOf, engine }: RunFlags): BatchRequest {
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
  if (issue?.path.length === 0) throw new MillraceError('INVALID_REQUEST', issue.message)
  throw new MillraceError(
    'INVALID_REQUEST',
    issue === undefined ? 'The request is not valid.' : `${optionOf(issue.path)}: ${wantedBy(issue)}`,
  )
}

/** The option of the command line that a field comes from. */
function optionOf([field, column]: readonly PropertyKey[]): string {
  if (field === 'filters' && column !== undefined) return `--filter ${String(column)}`
  const options = {
    analysisType: '--analysis',
    startDate: '--from',
    endDate: '--to',
    asOf: '--as-of',
    engine: '--engine',
  }
  return new Map<PropertyKey | undefined, string>(Object.entries(options)).get(field) ?? String(field)
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

async function save(
  door: Door,
  batchId: string,
  { analysis, file }: Target,
  { written, signal }: Delivery,
): Promise<void> {
  const content = await door.export(batchId, written ?? { format: 'csv' }, analysis)
  try {
    await file.write(content, signal)
  } catch (cause) {
    if (signal.aborted)
      throw new MillraceError('IO_ERROR', `${file.path} was not written: it was cancelled.`, { cause })
    const kept = `The result is kept: GET /batch/data/${batchId}/aggregated/export has it while Millrace runs.`
    if (cause instanceof MillraceError)
      throw new MillraceError(cause.code, `${cause.message} ${kept}`, { cause, canRetry: cause.canRetry })
    throw new MillraceError('IO_ERROR', `${file.path} could not be written: ${messageOf(cause)}. ${kept}`, { cause })
  }
  note(`written to ${file.path}`)
}

async function show(door: Door, batchId: string, { written, signal }: Delivery): Promise<void> {
  if (written !== null) {
    for await (const chunk of await door.export(batchId, written, null)) {
      if (signal.aborted) throw new MillraceError('IO_ERROR', 'The output is cut off: it was cancelled.')
      if (!(await write(chunk as Uint8Array))) break
    }
    return
  }
  const result = await door.result(batchId)
  if ('analyses' in result) {
    for (const [name, analysis] of Object.entries(result.analyses)) {
      print(`${name}\n${analysis.data.length === 0 ? '(no rows)' : table(analysis.data)}\n`)
      noteMore(analysis, name, '--format xlsx')
    }
    return
  }
  const { data } = result
  if (data.length === 0) note('The result has no rows.')
  else print(table(data))
  noteMore(result, 'the result', '--format csv')
}

/** A table on a terminal has an end; what is beyond it is told. */
function noteMore({ page, data }: Pick<AggregatedData, 'page' | 'data'>, what: string, all: string): void {
  if (page.hasMore) note(`These are the first ${count(data.length)} rows of ${what}; ${all} prints all.`)
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
    result: (batchId) =>
      engine.batch.aggregated(batchId, null, pageOf(engine.paging, { limit: SHOWN_ROWS, offset: 0 })),
    export: async (batchId, written, analysis) =>
      Readable.from((await engine.batch.exportAggregated(batchId, analysis, written)).chunks),
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
    export: (id, { format, guardFormulas }, analysis) =>
      ask(instance, {
        operation: 'exportResult',
        input: {
          params: { id },
          query: {
            format,
            ...(guardFormulas === undefined ? {} : { guardFormulas }),
            ...(analysis === null ? {} : { analysis }),
          },
        },
      }),
    close: () => Promise.resolve(),
  }
}
