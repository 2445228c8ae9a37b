import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { fault, type Fault, type FaultRig, type RigOptions } from '../faults/fault'
import { WITHOUT } from '../faults/guards'
import { bundle } from '../support/bundle'
import { WORKER_SCRIPT } from '../support/engine'
import { quickFolder } from '../support/quick-folder'
import { openReadLoop, type ReadLoop } from '../support/read-loop'

const READERS = 4
/** Reads until a canary must have gone red: some of them hold their files while a round goes by. */
const CANARY_READS = 200

let rounds = 0

const compactionReaders: Fault = {
  name: 'compaction-readers',
  canaries: [
    { guard: 'the pins of readers', mutations: WITHOUT.pins, trials: CANARY_READS, says: /No files found|Cannot open/ },
    {
      guard: 'one commit for what comes and what goes',
      mutations: WITHOUT.compactionIsOneCommit,
      trials: CANARY_READS,
      says: /torn read/,
    },
  ],
  note: () => `${READERS} readers at once; ${rounds} rounds of append, compaction and vacuum with no retention`,
  open,
}

async function open({ mutations }: RigOptions): Promise<FaultRig> {
  const folder = await quickFolder('millrace-readers-')
  const built = mutations.length === 0 ? null : await bundle(LOOP, mutations)
  const { openReadLoop: begin } =
    built === null ? { openReadLoop } : ((await import(built.script)) as { openReadLoop: typeof openReadLoop })
  let loop: ReadLoop | null = null
  return {
    async trial(random) {
      loop ??= await begin({ folder, workerScript: WORKER_SCRIPT, readers: READERS, seed: random.below(2 ** 31) })
      await loop.next()
    },
    async finish() {
      const end = await loop?.stop()
      expect(end?.pinned, 'files that a reader still holds').toBe(0)
      rounds += end?.rounds ?? 0
      const names = await readdir(join(folder, 'delta/stream/transactions'), { recursive: true })
      const left = names.filter((name) => name.endsWith('.parquet') && !name.startsWith('_'))
      expect(left, 'files that are not of the table').toHaveLength(end?.live ?? 0)
    },
    async close() {
      await loop?.close()
      await built?.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const LOOP = join(import.meta.dirname, '../support/read-loop.ts')

fault(compactionReaders)
