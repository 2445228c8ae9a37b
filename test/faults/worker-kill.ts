import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { z } from 'zod'
import { BatchRecord } from '../../src/shared/batch'
import { StreamStatus } from '../../src/shared/stream'
import { untilAsked, workersOf } from '../support/batch-worker'
import { bundleProgram } from '../support/bundle'
import { CLI, millrace, serve } from '../support/process'
import { quickFolder } from '../support/quick-folder'
import type { Random } from '../support/random'
import { day } from '../support/day'
import { NOT_SEEN, until } from '../support/until'
import { CANARY_MS, type Fault, type FaultRig, type RigOptions } from './fault'
import { WITHOUT } from './guards'

const ROWS = 40_000
/** A worker that hangs for want of memory is given up after a minute. */
const LIMIT_MS = 180_000

const Accepted = z.object({ batchId: z.string() })
const Table = z.object({ version: z.int() })
const Listed = z.object({ batches: z.array(BatchRecord) })

let slowest = 0

/** Decision 14 and rule 7: a worker that is killed or gets no memory takes its jobs with it, and nothing else. */
export const workerKill: Fault = {
  name: 'worker-kill',
  canaries: [
    {
      guard: 'the answer for a worker that died',
      mutations: WITHOUT.deadWorkerAnswers,
      // The third trial leaves a worker without memory, which may take its minute.
      trials: 2,
      says: NOT_SEEN,
    },
  ],
  missing,
  note: () => `two kills, then no more memory (RLIMIT_AS), in turn; slowest end of a job ${slowest} ms`,
  open,
}

function missing(): string | null {
  if (process.platform !== 'linux') return 'reads /proc'
  return spawnSync('prlimit', ['--version']).error === undefined ? null : 'needs prlimit (util-linux)'
}

/** One process that streams and runs batches over dates that the stream does not write. */
async function open({ mutations, canary }: RigOptions): Promise<FaultRig> {
  const program = mutations.length === 0 ? null : await bundleProgram(mutations)
  const folder = await quickFolder('millrace-worker-')
  const base = `pipeline.delta.base-path=${join(folder, 'delta')}`
  const seeded = await millrace(['seed', '--records', String(ROWS), '--set', base])
  if (seeded.code !== 0) throw new Error(seeded.stderr)
  const server = await serve(
    folder,
    { 'pipeline.stream.trigger-interval': '200ms', 'pipeline.log.level': 'silent' },
    {},
    program?.script ?? CLI,
  )
  // As it was seeded: what the stream adds meanwhile is of later versions.
  const { version } = Table.parse(await server.get('/lake/tables/transactions'))
  const request = { startDate: day(100), endDate: day(0), analysisType: 'full_report', tableVersion: version }
  const status = async () => StreamStatus.parse(await server.get('/stream/status'))
  const record = async (id: string) => BatchRecord.parse(await server.get(`/batch/status/${id}`))
  const submit = async () => Accepted.parse(await server.post('/batch/run', request)).batchId
  const ended = (id: string, limitMs: number) =>
    until(
      () => record(id),
      (batch) => batch.status !== 'PENDING' && batch.status !== 'RUNNING',
      limitMs,
    )
  await server.post('/stream/start', { source: 'sample', rate: 500 })

  return {
    async trial(random, index) {
      const [worker] = await until(
        () => workersOf(server.child.pid ?? 0),
        (pids) => pids.length > 0,
        LIMIT_MS,
      )
      if (worker === undefined) throw new Error('there is no worker')
      // Held for a moment, so that its jobs are under way whenever it is struck.
      process.kill(worker, 'SIGSTOP')
      const ids = [await submit()]
      while (ids.length < 1 + random.below(3)) ids.push(await submit())
      // Their snapshots are tables: what they want of the worker now, it has been asked for.
      await untilAsked(join(folder, 'delta/batches'), ids)
      const starved = index % 3 === 2
      const { totals } = await status()
      // The first is struck before it can do anything, the others somewhere on their way.
      if (index > 0) {
        if (starved) await starve(worker, random)
        process.kill(worker, 'SIGCONT')
        await new Promise((resolve) => setTimeout(resolve, random.below(400)))
      }
      if (!starved) process.kill(worker, 'SIGKILL')
      const struck = performance.now()
      for (const id of ids) {
        const batch = await ended(id, canary === null ? LIMIT_MS : CANARY_MS)
        // What was quicker than the blow is done.
        if (batch.status === 'COMPLETED') expect(batch.rowCount).toBe(ROWS)
        else expect(batch).toMatchObject({ status: 'FAILED', errorMessage: expect.stringMatching(CAUSE) as unknown })
        expect(existsSync(join(folder, 'delta/batches', id)), 'files of a failed batch').toBe(batch.status !== 'FAILED')
      }
      if (canary === null) slowest = Math.max(slowest, Math.round(performance.now() - struck))
      if (starved) feed(worker)
      const after = await until(status, (now) => now.totals.rows > totals.rows, LIMIT_MS)
      expect(after).toMatchObject({ state: 'RUNNING', reason: null })
      expect(await ended(await submit(), LIMIT_MS)).toMatchObject({ status: 'COMPLETED', rowCount: ROWS })
    },
    async finish() {
      const { batches } = Listed.parse(await server.get('/batch/list?limit=100'))
      expect(batches.filter(({ status: one }) => one === 'PENDING' || one === 'RUNNING')).toEqual([])
      await server.post('/stream/stop')
      expect(await server.stop()).toBe(0)
      const { code, stdout } = await millrace(['lake', 'verify', '--json', '--set', base])
      expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' })
    },
    async close() {
      await server.kill()
      await program?.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const CAUSE = /batch worker process ended|memory/i

/** From now on the system gives it hardly any memory more; what fails then is DuckDB, V8 or a thread's start. */
async function starve(worker: number, random: Random): Promise<void> {
  const { 1: kilobytes } = /VmSize:\s+(\d+) kB/.exec(await readFile(`/proc/${worker}/status`, 'utf8')) ?? []
  limitMemory(worker, String(Number(kilobytes) * 1024 + random.below(2 ** 25)))
}

/** A worker that lived through it gets memory again. */
function feed(worker: number): void {
  limitMemory(worker, 'unlimited')
}

function limitMemory(worker: number, bytes: string): void {
  spawnSync('prlimit', ['--pid', String(worker), `--as=${bytes}:unlimited`])
}
