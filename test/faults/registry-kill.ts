import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { bundleProgram } from '../support/bundle'
import { CLI, millrace, serve, spawnServe } from '../support/process'
import { quickFolder } from '../support/quick-folder'
import type { Random } from '../support/random'
import { day } from '../support/day'
import type { Fault, FaultRig, RigOptions } from './fault'
import { WITHOUT } from './guards'
import { BatchLedger } from './batch-ledger'

const ROWS = 600
const CLIENTS = 4
/** A process that passes no such step in this time is killed wherever it is. */
const STEP_MS = 20_000
const SETTINGS = { 'pipeline.log.level': 'silent', 'pipeline.batch.thread-pool-size': 2 }

/** On the way of a batch and of a deletion. */
const STEPS = [
  'delete:after-record',
  'batch:before-completed',
  'delete:after-mark',
  'batch:after-completed',
  'delete:after-files',
  'batch:after-submit',
  'batch:after-cleanup',
] as const

/** Item 7 of the batch issue: the registry survives SIGKILL at any instant. */
export const registryKill: Fault = {
  name: 'registry-kill',
  canaries: [
    { guard: 'the mark of a deletion', mutations: WITHOUT.deletionMark, trials: 4, says: /folders of batches/ },
    {
      guard: 'the end of what a crash cut off',
      mutations: WITHOUT.endAfterCrash,
      trials: 4,
      says: /unfinished after the restart/,
    },
  ],
  note: () =>
    '4 clients at once; every second kill at a step of the way, the others at any instant, the start included',
  open,
}

async function open({ mutations, canary }: RigOptions): Promise<FaultRig> {
  const program = mutations.length === 0 ? null : await bundleProgram(mutations)
  const folder = await quickFolder('millrace-registry-')
  const batches = join(folder, 'delta/batches')
  const seeded = await millrace([
    ...['seed', '--records', String(ROWS), '--days', '3'],
    ...['--set', `pipeline.delta.base-path=${join(folder, 'delta')}`],
  ])
  if (seeded.code !== 0) throw new Error(seeded.stderr)
  const ledger = new BatchLedger({ startDate: day(10), endDate: day(0) }, ROWS)
  // Where the guard that is gone does harm each time.
  const canaryStep = mutations === WITHOUT.endAfterCrash ? 'batch:after-submit' : 'delete:after-record'
  const start = (environment: NodeJS.ProcessEnv = {}) =>
    serve(folder, SETTINGS, environment, program?.script ?? CLI, 'ignore')
  let server = await start()
  // The first deletion has files to remove.
  await ledger.complete(server.address)

  return {
    async trial(random, index) {
      const step = canary !== null ? canaryStep : index % 2 === 0 ? STEPS[(index / 2) % STEPS.length] : undefined
      if (step !== undefined) {
        // A new process, which ends itself at the step.
        await server.kill()
        server = await start({ MILLRACE_FAILPOINT: `${step}@${canary !== null ? 1 : 1 + random.below(3)}` })
      }
      const { child } = server
      const gone = once(child, 'exit')
      const stop = new AbortController()
      const timer = setTimeout(() => child.kill('SIGKILL'), step === undefined ? 50 + random.below(700) : STEP_MS)
      const { address } = server
      const clients = Promise.all(Array.from({ length: CLIENTS }, () => use(ledger, address, random, stop.signal)))
      clients.catch(() => undefined)
      await gone
      clearTimeout(timer)
      stop.abort()
      await clients
      // Some are struck once more while they take up what was left.
      if (random.below(4) === 0) await startAndKill(random)
      server = await start()
      await ledger.check(server.address)
      expect(await folders(batches), 'folders of batches').toEqual(ledger.completed())
    },
    async close() {
      await server.kill()
      await program?.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }

  async function startAndKill(random: Random): Promise<void> {
    const child = spawnServe(folder, SETTINGS, {}, program?.script ?? CLI, 'ignore')
    const gone = once(child, 'exit')
    await pause(random.below(800))
    child.kill('SIGKILL')
    await gone
  }
}

/** Names under the folder of batches, marks of deletions and all. */
async function folders(path: string): Promise<readonly string[]> {
  return existsSync(path) ? (await readdir(path)).sort() : []
}

/** One client: one thing after another, until the process is gone. */
async function use(ledger: BatchLedger, address: string, random: Random, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await ledger.act(address, random, signal))) await pause(random.below(20))
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
