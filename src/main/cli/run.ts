import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BatchRecord, BatchRequest, FullReportData, AggregatedData, type ExportFormat } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import type { Engine } from '../engine-port'
import type { Context } from './context'
import { call, findInstance, request } from './remote'
import { clearLine, note, print, progress, table } from './terminal'

export interface RunFlags {
  readonly analysis: string
  readonly from: string
  readonly to: string
  readonly filter: readonly string[]
  readonly format?: ExportFormat
  readonly out?: string
  readonly tableVersion?: number
}

const POLL_MS = 50
const SHOWN_ROWS = 10_000

/** What `run` needs, from an engine of its own or from the instance that owns the folder. */
interface Door {
  submit(body: BatchRequest): Promise<string>
  record(batchId: string): Promise<BatchRecord>
  cancel(batchId: string): Promise<void>
  result(batchId: string): Promise<unknown>
  export(batchId: string, format: ExportFormat): Promise<Readable>
  close(): Promise<void>
}

/** Runs one batch and prints or saves its result. */
export async function runCommand(context: Context, flags: RunFlags): Promise<number> {
  const body = parseRequest(flags)
  const door = await openDoor(context)
  try {
    const batchId = await door.submit(body)
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
      `${batchId}: ${record.rowCount ?? 0} rows at version ${record.tableVersion ?? '-'}, ${Date.parse(record.endTime ?? '') - Date.parse(record.submitTime)} ms`,
    )
    await deliver(door, batchId, flags)
    return 0
  } finally {
    await door.close()
  }
}

function parseRequest({ analysis, from, to, filter, tableVersion }: RunFlags): BatchRequest {
  const filters: Record<string, string> = {}
  for (const text of filter) {
    const at = text.indexOf('=')
    if (at < 1) throw new MillraceError('INVALID_REQUEST', `--filter ${text}: write --filter column=value.`)
    filters[text.slice(0, at)] = text.slice(at + 1)
  }
  const parsed = BatchRequest.safeParse({
    analysisType: analysis,
    startDate: from,
    endDate: to,
    ...(filter.length === 0 ? {} : { filters }),
    ...(tableVersion === undefined ? {} : { tableVersion }),
  })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const option =
    { analysisType: '--analysis', startDate: '--from', endDate: '--to' }[String(issue?.path[0])] ??
    String(issue?.path[0])
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

async function deliver(door: Door, batchId: string, { format, out }: RunFlags): Promise<void> {
  if (out !== undefined) {
    // The file appears whole or not at all.
    const partial = `${out}.partial`
    try {
      await pipeline(await door.export(batchId, format ?? 'csv'), createWriteStream(partial))
      await rename(partial, out)
    } finally {
      await rm(partial, { force: true })
    }
    note(`written to ${out}`)
    return
  }
  if (format !== undefined) {
    for await (const chunk of await door.export(batchId, format)) process.stdout.write(chunk as Uint8Array)
    return
  }
  const result = await door.result(batchId)
  const full = FullReportData.safeParse(result)
  if (full.success) {
    for (const [name, analysis] of Object.entries(full.data.analyses)) print(`${name}\n${table(analysis.data)}\n`)
    return
  }
  print(table(AggregatedData.parse(result).data))
}

async function openDoor(context: Context): Promise<Door> {
  const address = await findInstance(context)
  if (address !== null) {
    note(`Millrace at ${address} owns this folder; the batch runs there.`)
    return remoteDoor(address)
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

function remoteDoor(address: string): Door {
  return {
    submit: async (body) =>
      BatchRecord.pick({ batchId: true }).parse(await call(address, 'POST', '/batch/run', body)).batchId,
    record: async (batchId) => BatchRecord.parse(await call(address, 'GET', `/batch/status/${batchId}`)),
    cancel: async (batchId) => {
      await call(address, 'POST', `/batch/cancel/${batchId}`)
    },
    result: (batchId) => call(address, 'GET', `/batch/data/${batchId}/aggregated?limit=${SHOWN_ROWS}`),
    async export(batchId, format) {
      const { body } = await request(address, 'GET', `/batch/data/${batchId}/aggregated/export?format=${format}`)
      return body === null ? Readable.from([]) : Readable.fromWeb(body)
    },
    close: () => Promise.resolve(),
  }
}
