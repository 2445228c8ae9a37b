import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readyAddress } from '../support/process'
import { exited, newFolder, NO_WINDOW, openDisplay, spawnWindow, type Display } from './support/window'

describe.skipIf(NO_WINDOW !== null)(
  `a window without a debugger${NO_WINDOW === null ? '' : ` (SKIPPED: ${NO_WINDOW})`}`,
  () => {
    let display: Display
    let folder: Awaited<ReturnType<typeof newFolder>>

    beforeEach(async () => {
      display = await openDisplay()
      folder = await newFolder()
    })
    afterEach(async () => {
      await display.close()
      await folder.remove()
    })

    /** Starts it, asks its API how it is and to stop, and waits for its end; its exit code. */
    async function startAndStop(main?: string): Promise<number | null> {
      const child = spawnWindow({ display, folder: folder.path, ...(main === undefined ? {} : { main }) })
      try {
        const address = await readyAddress(child)
        expect(await (await fetch(`${address}/health`)).json()).toMatchObject({ status: 'healthy' })
        const stopped = await fetch(`${address}/stop`, { method: 'POST' })
        expect(await stopped.json()).toMatchObject({ status: 'shutting_down' })
        return await exited(child)
      } finally {
        child.kill('SIGKILL')
      }
    }

    test('[checklist 1] the application loads in a real Electron with nothing preloaded, and its API answers', async () => {
      expect(await startAndStop()).toBe(0)
    })

    test('what comes when the window is gone already is no crash', async () => {
      expect(await startAndStop(join(import.meta.dirname, 'support/late-events.cjs'))).toBe(77)
      expect(existsSync(join(folder.path, 'delta/.millrace/crashes'))).toBe(false)
    })
  },
)
