import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { missingForImages, openImage } from '../support/block-image'
import { bundle } from '../support/bundle'
import { expectAcknowledged, expectReadable, expectWhole, startCrashChild } from '../support/crash-run'
import { openParts, type EngineParts } from '../support/engine-parts'
import { CRASH_CHILD } from './commit-steps'
import type { Fault, FaultRig, RigOptions } from './fault'
import { WITHOUT } from './guards'

export const powerCut: Fault = {
  name: 'power-cut',
  missing: missingForImages,
  canaries: [
    {
      guard: 'fsync of data files',
      mutations: WITHOUT.dataSync,
      trials: 12,
      says: /cannot be read|lost|too small|not a Parquet/i,
    },
    {
      guard: 'fsync of the log folder',
      mutations: WITHOUT.logFolderSync,
      trials: 12,
      // Of whichever table a commit was lost: rows, letters, or windows that were final.
      says: /acknowledged messages are lost|final windows/,
    },
  ],
  note: () => 'FS_IOC_SHUTDOWN on a loop image, then journal replay and e2fsck',
  open,
}

const MAX_WAITED_ACKS = 20
const MAX_EXTRA_MS = 30

/** One stream after another on the image; each goes on where the cuts left it until its topic is read. */
async function open({ mutations }: RigOptions): Promise<FaultRig> {
  const child = await bundle(CRASH_CHILD, mutations)
  const image = await openImage()
  let streams = 0
  let checked = new Map<string, number>()
  let acknowledged = new Map<number, number>()

  const folder = () => join(image.folder, `stream-${streams}`)
  await mkdir(folder())

  async function look(check: (parts: EngineParts) => Promise<void>): Promise<void> {
    const parts = await openParts(folder())
    try {
      await check(parts)
    } finally {
      await parts.close()
    }
  }

  async function checkWhole(): Promise<void> {
    await look(async (parts) => {
      await expectWhole(parts)
      await expectReadable(parts)
    })
    streams++
    checked = new Map()
    acknowledged = new Map()
    await mkdir(folder())
  }

  return {
    async trial(random) {
      for (;;) {
        const power = await image.arm()
        const running = startCrashChild(child.script, {
          folder: folder(),
          seed: random.below(2 ** 32),
          smallBatches: true,
        })
        let left = random.below(MAX_WAITED_ACKS)
        const reached = await running.told((message) => 'ack' in message && left-- <= 0)
        // Half of the cuts come right behind an acknowledgement, half anywhere in the next commit.
        if (random.below(2) === 0) await new Promise((resolve) => setTimeout(resolve, random.below(MAX_EXTRA_MS)))
        await power.cut()
        running.child.kill('SIGKILL')
        await running.ended
        for (const [partition, offset] of running.acknowledged) acknowledged.set(partition, offset)
        await image.repower()
        await look(async (parts) => {
          await expectAcknowledged(parts, acknowledged)
          checked = await expectReadable(parts, checked)
        })
        if (reached) return
        await checkWhole()
      }
    },
    async close() {
      await image.remove()
      await child.remove()
    },
  }
}
