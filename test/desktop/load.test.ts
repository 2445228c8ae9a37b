import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { findElectron, missingDisplay } from '../support/electron'

const ROOT = join(import.meta.dirname, '../..')

test('[checklist 1] the application loads in a real Electron with nothing preloaded, and its API answers', async (context) => {
  const electron = findElectron()
  if (electron === null) return context.skip('needs an Electron runtime (ELECTRON_OVERRIDE_DIST_PATH)')
  const missing = missingDisplay()
  if (missing !== null) return context.skip(missing)
  const folder = await mkdtemp(join(tmpdir(), 'millrace-electron-'))
  const child = spawn('xvfb-run', ['-a', electron.binary, '--no-sandbox', ROOT], {
    env: { ...process.env, MILLRACE_PIPELINE_HTTP_PORT: '0', MILLRACE_PIPELINE_DELTA_BASE_PATH: join(folder, 'delta') },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    let address = ''
    for await (const line of createInterface({ input: child.stdout })) {
      address = /^millrace ready (http:\S+)$/.exec(line)?.[1] ?? address
      if (address !== '') break
    }
    expect(await (await fetch(`${address}/health`)).json()).toMatchObject({ status: 'healthy' })
    expect(await (await fetch(`${address}/stop`, { method: 'POST' })).json()).toMatchObject({ status: 'shutting_down' })
    await once(child, 'exit')
    expect(child.exitCode).toBe(0)
  } finally {
    child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
})
