import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { bundle } from '../support/bundle'
import { expectAcknowledged, expectReadable, expectWhole, startCrashChild } from '../support/crash-run'
import { openParts, type EngineParts } from '../support/engine-parts'
import { missingForSmallDisks, openSmallDisk } from '../support/small-disk'
import { LONG_PATIENCE_MS } from '../support/until'
import { CRASH_CHILD } from './commit-steps'
import type { Fault, FaultRig, RigOptions } from './fault'
import { WITHOUT } from './guards'

export const diskFull: Fault = {
  name: 'disk-full',
  missing: missingForSmallDisks,
  canaries: [
    { guard: 'a name only for whole commits', mutations: WITHOUT.wholeCommit, trials: 40, says: /cannot be read/ },
    { guard: 'a full disk that passes', mutations: WITHOUT.fullDiskPasses, trials: 3, says: /goes on by itself/ },
  ],
  note: () => 'tmpfs; room from none at all to 1 MiB, twice a stream',
  open,
}

/** What the topic takes, so that every level strikes somewhere between the first file and the last. */
const MOST_ROOM = 2 ** 20
const TIMES_FULL = 2
const FULL = /the disk is full/

async function open({ mutations }: RigOptions): Promise<FaultRig> {
  const child = await bundle(CRASH_CHILD, mutations)
  const disk = await openSmallDisk()
  const folder = join(disk.folder, 'stream')

  async function look(check: (parts: EngineParts) => Promise<void>): Promise<void> {
    const parts = await openParts(folder)
    try {
      await check(parts)
    } finally {
      await parts.close()
    }
  }

  return {
    async trial(random) {
      await mkdir(folder)
      await disk.leaveFree(room(random.next()))
      const running = startCrashChild(child.script, { folder, seed: random.below(2 ** 32) })
      const codes: (number | null)[] = []
      void running.ended.then((code) => codes.push(code))
      try {
        for (let time = 0; time < TIMES_FULL; time++) {
          if (!(await running.told((message) => 'state' in message && FULL.test(message.reason ?? '')))) break
          await look(async (parts) => {
            await expectAcknowledged(parts, running.acknowledged)
            await expectReadable(parts)
          })
          if (time + 1 < TIMES_FULL) await disk.leaveFree(room(random.next()))
        }
        await disk.leaveFree(Number.POSITIVE_INFINITY)
        await within(running.ended, LONG_PATIENCE_MS)
        expect(codes, `it goes on by itself once there is room; its reason: ${running.reason}`).toEqual([0])
        await look(async (parts) => {
          await expectWhole(parts)
          await expectReadable(parts)
        })
      } finally {
        running.child.kill('SIGKILL')
        await running.ended
        await rm(folder, { recursive: true, force: true })
      }
    },
    async close() {
      await disk.remove()
      await child.remove()
    },
  }
}

/** Small levels more often: most of what can be torn is small. */
function room(draw: number): number {
  return Math.floor(MOST_ROOM * draw ** 3)
}

async function within(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))])
  clearTimeout(timer)
}
