import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { BatchAccepted, BatchRecord } from '../../src/shared/batch'
import { findElectron } from '../support/electron'
import { readyAddress } from '../support/process'
import { until } from '../support/until'
import { environmentOf, NO_WINDOW, openDisplay } from './support/window'

const ROOT = join(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)

/** Rule 17, as `electron-fuses read` prints them. */
const FUSES = {
  RunAsNode: 'Disabled',
  EnableCookieEncryption: 'Enabled',
  EnableNodeOptionsEnvironmentVariable: 'Disabled',
  EnableNodeCliInspectArguments: 'Disabled',
  EnableEmbeddedAsarIntegrityValidation: 'Enabled',
  OnlyLoadAppFromAsar: 'Enabled',
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

test('packaged with its fuses, it runs the main job over REST, and its worker ends with it', async (context) => {
  if (NO_WINDOW !== null) return context.skip(NO_WINDOW)
  if (process.platform !== 'linux') return context.skip('packages for Linux')
  const display = await openDisplay()
  const folder = await mkdtemp(join(tmpdir(), 'millrace-package-'))
  try {
    const packed = spawnSync(
      process.execPath,
      [join(ROOT, 'scripts/package.mjs'), 'linux', '--targets', 'dir', '--output', folder],
      { cwd: ROOT, env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: findElectron()?.folder }, encoding: 'utf8' },
    )
    expect(packed.status, packed.stderr).toBe(0)
    const app = join(folder, 'linux-unpacked')
    const binary = join(app, 'millrace')
    const fuses = spawnSync(
      process.execPath,
      [join(dirname(require.resolve('@electron/fuses')), 'bin.js'), 'read', '--app', binary],
      { encoding: 'utf8' },
    ).stdout
    for (const [name, state] of Object.entries(FUSES)) expect(fuses).toContain(`${name} is ${state}`)
    const native = readdirSync(join(app, 'resources/app.asar.unpacked/node_modules/@duckdb'))
    expect(native).toEqual([`node-bindings-${process.platform}-${process.arch}`])

    const child = spawn(binary, ['--no-sandbox'], {
      env: environmentOf({ display, folder }),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const address = await readyAddress(child)
      const call = async (path: string, body?: object): Promise<unknown> => {
        const response = await fetch(
          address + path,
          body === undefined
            ? {}
            : { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } },
        )
        return response.json()
      }
      await call('/stream/start', { source: 'sample', rate: 1000 })
      await until(
        () => call('/stream/status'),
        (status) => (Object(status) as { totals: { rows: number } }).totals.rows > 0,
      )
      await call('/stream/stop', {})
      const accepted = BatchAccepted.parse(
        await call('/batch/run', {
          startDate: '2020-01-01',
          endDate: '2100-01-01',
          analysisType: 'revenue_by_category',
        }),
      )
      const record = await until(
        async () => BatchRecord.parse(await call(`/batch/status/${accepted.batchId}`)),
        ({ status }) => status === 'COMPLETED' || status === 'FAILED',
      )
      expect(record).toMatchObject({ status: 'COMPLETED' })
      expect(record.rowCount).toBeGreaterThan(0)

      // Killed without a word, it leaves no process behind.
      const processes = spawnSync('pgrep', ['-f', binary], { encoding: 'utf8' }).stdout.trim().split('\n').map(Number)
      expect(processes.length).toBeGreaterThan(2)
      child.kill('SIGKILL')
      await until(
        () => processes.filter(isRunning),
        (left) => left.length === 0,
      )
    } finally {
      child.kill('SIGKILL')
    }
  } finally {
    await display.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
})
