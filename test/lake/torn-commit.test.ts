import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { fault, type Fault, type FaultRig, type RigOptions } from '../faults/fault'
import { WITHOUT } from '../faults/guards'
import { openMutatedReader } from '../support/mutated-reader'
import { quickFolder } from '../support/quick-folder'
import type { Random } from '../support/random'
import { commitSample, createSampleTable } from '../support/sample-log'

const tornCommit: Fault = {
  name: 'torn-commit',
  canaries: [
    { guard: 'a count of the actions', mutations: WITHOUT.wholeCommitRead, trials: 4000, says: /is read as whole/ },
  ],
  note: () => 'each byte of one commit after the other',
  open,
}

/** Cuts the newest commit at each of its bytes, then makes another. */
async function open({ mutations }: RigOptions): Promise<FaultRig> {
  const folder = await quickFolder('millrace-torn-')
  const reader = await openMutatedReader(folder, mutations)
  const root = join(folder, 'table')
  await createSampleTable(reader.open(root))
  let whole = Buffer.alloc(0)
  let path = ''
  let version = 0
  let length = 0
  let before: unknown = null

  async function next(random: Random): Promise<void> {
    before = await reader.read(root)
    await commitSample(reader.open(root), random)
    version++
    path = join(root, '_delta_log', `${String(version).padStart(20, '0')}.json`)
    whole = await readFile(path)
    length = 0
  }

  return {
    async trial(random) {
      // Without its last byte, a line break, a commit is still whole.
      if (length >= whole.length - 1) {
        if (whole.length > 0) await writeFile(path, whole)
        await next(random)
      }
      await writeFile(path, whole.subarray(0, length))
      const torn = await reader.read(root)
      if (torn.kind === 'state')
        throw new Error(`version ${version} cut at ${length} of ${whole.length} is read as whole`)
      expect(torn.code).toBe('TABLE_CORRUPT')
      if (length % 50 === 0) expect(await reader.read(root, version - 1)).toEqual(before)
      length++
    },
    async close() {
      await reader.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

fault(tornCommit)
