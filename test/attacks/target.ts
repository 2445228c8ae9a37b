import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BatchList, BatchRecord } from '../../src/shared/batch'
import { bundleProgram, type Bundle } from '../support/bundle'
import { openTestFolder, type SampleRow } from '../support/engine'
import { serve, type Served } from '../support/process'
import { until } from '../support/until'
import type { RigOptions } from './attack'

/** A `millrace serve` of its own, with a completed batch, that attacks go at. */
export interface Target {
  readonly served: Served
  readonly port: number
  readonly folder: string
  /** Of a completed batch over all rows. */
  readonly batchId: string
  /** What an attack may not change, as text. */
  state(): Promise<string>
  /** The requests that the server has answered since the last call, from its log. */
  answered(): Promise<readonly Answered[]>
  close(): Promise<void>
}

export interface Answered {
  readonly method: string
  readonly path: string
  readonly status: number
}

const ROWS: readonly SampleRow[] = [{ transaction_id: 'a' }, { transaction_id: 'b', category: 'home' }]

export async function openTarget(
  { mutations }: RigOptions,
  settings: Readonly<Record<string, string>> = {},
  rows: readonly SampleRow[] = ROWS,
): Promise<Target> {
  const made = await openTestFolder()
  await made.write(rows)
  const logs = await mkdtemp(join(tmpdir(), 'millrace-attack-'))
  const log = join(logs, 'log')
  let program: Bundle | null = null
  let served: Served | null = null

  async function close(): Promise<void> {
    await served?.kill()
    await program?.remove()
    await made.remove()
    await rm(logs, { recursive: true, force: true })
  }

  try {
    program = mutations.length === 0 ? null : await bundleProgram(mutations)
    const started = await serve(
      made.path,
      { 'pipeline.log.level': 'info', 'pipeline.log.file': log, ...settings },
      {},
      program?.script,
      'ignore',
    )
    served = started
    const body = { startDate: '2026-01-01', endDate: '2026-01-31', analysisType: 'revenue_by_category' }
    const { batchId } = BatchRecord.pick({ batchId: true }).parse(await started.post('/batch/run', body))
    await until(
      async () => BatchRecord.parse(await started.get(`/batch/status/${batchId}`)),
      ({ status }) => status === 'COMPLETED',
      120_000,
    )
    let read = 0
    return {
      served: started,
      port: Number(new URL(started.address).port),
      folder: made.path,
      batchId,
      async state() {
        const { batches } = BatchList.parse(await started.get('/batch/list'))
        const stream = Object(await started.get('/stream/status')) as { state?: unknown }
        const reports = await started.get('/reports')
        return JSON.stringify([batches.map((batch) => [batch.batchId, batch.status]), stream.state, reports])
      },
      async answered() {
        const handle = await open(log)
        try {
          const { size } = await handle.stat()
          const bytes = Buffer.alloc(size - read)
          await handle.read(bytes, 0, bytes.length, read)
          const whole = bytes.lastIndexOf('\n') + 1
          read += whole
          return bytes.subarray(0, whole).toString().split('\n').flatMap(toAnswered)
        } finally {
          await handle.close()
        }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function toAnswered(line: string): Answered[] {
  if (line === '') return []
  const { msg, method, path, status } = JSON.parse(line) as Record<string, unknown>
  return msg === 'api' && typeof status === 'number' ? [{ method: String(method), path: String(path), status }] : []
}
