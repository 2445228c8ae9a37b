import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** A runtime by ELECTRON_OVERRIDE_DIST_PATH, else the one that npm's electron downloaded. */
function findElectron(): string | null {
  const name = process.platform === 'win32' ? 'electron.exe' : 'electron'
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const named = join(folder, 'path.txt')
  const candidates = [process.env['ELECTRON_OVERRIDE_DIST_PATH'], join(folder, 'dist')].filter(
    (one) => one !== undefined,
  )
  const binary = existsSync(named) ? readFileSync(named, 'utf8') : name
  return candidates.map((one) => join(one, binary)).find((path) => existsSync(path)) ?? null
}

test('[checklist 1] the application loads in a real Electron with nothing preloaded, and its API answers', async (context) => {
  const electron = findElectron()
  if (electron === null) return context.skip('needs an Electron runtime (ELECTRON_OVERRIDE_DIST_PATH)')
  if (spawnSync('xvfb-run', ['--help']).error !== undefined) return context.skip('needs xvfb-run')
  const folder = await mkdtemp(join(tmpdir(), 'millrace-electron-'))
  const child = spawn('xvfb-run', ['-a', electron, '--no-sandbox', ROOT], {
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
