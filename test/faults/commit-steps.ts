import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { bundle } from '../support/bundle'
import { expectReadable, expectWhole, runCrashChild } from '../support/crash-run'
import { openParts } from '../support/engine-parts'
import { quickFolder } from '../support/quick-folder'
import type { Fault, FaultRig, RigOptions } from './fault'
import { WITHOUT } from './guards'

export const CRASH_CHILD = join(import.meta.dirname, '../support/crash-child.ts')

/** Every failpoint of a micro-batch's way; each process passes the later ones several times. */
const STEPS = [
  'stream:after-write',
  'stream:between-commits',
  'stream:after-commit',
  'stream:before-windows',
  'stream:after-windows',
  'commit:before-temp',
  'commit:before-link',
  'commit:after-link',
  'commit:after-sync',
] as const

export const commitSteps: Fault = {
  name: 'commit-steps',
  canaries: [
    { guard: 'the txn of each partition', mutations: WITHOUT.txn, trials: 3, says: /to deeply equal/ },
    { guard: 'the txn of the dead letters', mutations: WITHOUT.deadLetterTxn, trials: 2, says: /to deeply equal/ },
  ],
  open,
}

/** Kills one process after another on one topic until all of it is there, then looks at every row, letter and window. */
async function open({ mutations }: RigOptions): Promise<FaultRig> {
  const child = await bundle(CRASH_CHILD, mutations)
  let folder = await newFolder()
  const run = (seed: number, environment: NodeJS.ProcessEnv = {}) =>
    runCrashChild(child.script, { folder, seed, smallBatches: true }, environment)

  async function checkWhole(): Promise<void> {
    const parts = await openParts(folder)
    try {
      await expectWhole(parts)
      await expectReadable(parts)
    } finally {
      await parts.close()
    }
    await rm(folder, { recursive: true, force: true })
    folder = await newFolder()
  }

  return {
    async trial(random, index) {
      const step = STEPS[index % STEPS.length] ?? STEPS[0]
      const environment = { MILLRACE_FAILPOINT: `${step}@${1 + random.below(4)}` }
      // A topic that is nearly read may have no such step left: the kill is made on the next one.
      while (await run(random.below(2 ** 32), environment)) await checkWhole()
    },
    async finish() {
      expect(await run(1)).toBe(true)
      await checkWhole()
    },
    async close() {
      await rm(folder, { recursive: true, force: true })
      await child.remove()
    },
  }
}

function newFolder(): Promise<string> {
  return quickFolder('millrace-steps-')
}
