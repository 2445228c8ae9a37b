// The desktop window as a user starts it: a real Electron, on a display of its own where there is none.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { _electron } from 'playwright-core'
import { ROOT } from './millrace.mjs'

/** Null where no window can be opened here. */
export async function openDesktop() {
  const executablePath = findElectron()
  if (executablePath === null) return null
  if (process.platform !== 'linux' || process.env.DISPLAY) return { executablePath, env: {}, close: () => undefined }
  if (spawnSync('Xvfb', ['-help']).error !== undefined) return null
  const display = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const [number] = await once(createInterface({ input: display.stdio[3] }), 'line')
  return { executablePath, env: { DISPLAY: `:${number}` }, close: () => display.kill() }
}

/** As the tests find it: ELECTRON_OVERRIDE_DIST_PATH, else what npm's electron has downloaded. */
function findElectron() {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const named = join(folder, 'path.txt')
  const name = existsSync(named) ? readFileSync(named, 'utf8').trim() : 'electron'
  const found = [process.env.ELECTRON_OVERRIDE_DIST_PATH, join(folder, 'dist')].find(
    (one) => one !== undefined && existsSync(join(one, name)),
  )
  return found === undefined ? null : join(found, name)
}

/** From the start of the process to the first paint of its window and to the heading of the screen, ms. */
export async function firstWindow({ executablePath, env }, folder) {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({
    executablePath,
    args: [...root, ROOT],
    env: {
      ...process.env,
      ...env,
      MILLRACE_PIPELINE_HTTP_PORT: '0',
      MILLRACE_PIPELINE_DELTA_BASE_PATH: folder,
      MILLRACE_PIPELINE_LOG_LEVEL: 'error',
    },
  })
  try {
    const page = await app.firstWindow()
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    const shownAt = Date.now()
    const paintedAt = await page.evaluate(
      () => performance.timeOrigin + performance.getEntriesByName('first-contentful-paint')[0].startTime,
    )
    const startedAt = await app.evaluate(() => process.getCreationTime())
    return { paintMs: paintedAt - startedAt, shownMs: shownAt - startedAt }
  } finally {
    await app.close()
  }
}
