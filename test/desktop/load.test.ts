import { expect, test } from 'vitest'
import { exited, newFolder, NO_WINDOW, openDisplay, readAddress, spawnWindow } from './support/window'

test('[checklist 1] the application loads in a real Electron with nothing preloaded, and its API answers', async (context) => {
  if (NO_WINDOW !== null) return context.skip(NO_WINDOW)
  const display = await openDisplay()
  const folder = await newFolder()
  const child = spawnWindow({ display, folder: folder.path })
  try {
    const address = await readAddress(child)
    expect(await (await fetch(`${address}/health`)).json()).toMatchObject({ status: 'healthy' })
    expect(await (await fetch(`${address}/stop`, { method: 'POST' })).json()).toMatchObject({ status: 'shutting_down' })
    expect(await exited(child)).toBe(0)
  } finally {
    child.kill('SIGKILL')
    await folder.remove()
    await display.close()
  }
})
