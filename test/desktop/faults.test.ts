import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fromWire } from '../../src/shared/errors'
import { serve } from '../support/process'
import { until } from '../support/until'
import { ask, newFolder, NO_WINDOW, openDisplay, startWindow, type Display, type Started } from './support/window'

describe.skipIf(NO_WINDOW !== null)(
  `a window in trouble${NO_WINDOW === null ? '' : ` (SKIPPED: ${NO_WINDOW})`}`,
  () => {
    let display: Display
    let folder: Awaited<ReturnType<typeof newFolder>>
    let started: Started | null = null

    beforeAll(async () => {
      display = await openDisplay()
    })
    afterAll(() => display.close())
    beforeEach(async () => {
      folder = await newFolder()
    })
    afterEach(async () => {
      await started?.kill()
      started = null
      await folder.remove()
    })

    async function open(environment: Readonly<Record<string, string>> = {}): Promise<Started> {
      started = await startWindow({ display, folder: folder.path, environment })
      return started
    }

    function engineOf({ page }: Started) {
      return page.evaluate(async () => (await window.millrace?.info())?.engine)
    }

    test('a port that is taken is named with the fix, the window works, and takes the port when it is free', async () => {
      const other = createServer().listen(0, '127.0.0.1')
      await once(other, 'listening')
      const { port } = other.address() as { port: number }
      const opened = await open({ MILLRACE_PIPELINE_HTTP_PORT: String(port) })
      await opened.page.getByText(`Port ${port} on 127.0.0.1 is taken by another program`).waitFor()
      await opened.page.getByText('The window works; scripts do not.').waitFor()
      expect(await opened.page.evaluate(() => window.millrace?.info())).toMatchObject({ address: null })
      expect((await ask(opened.page, 'startStream', { body: { source: 'sample' } })).status).toBe(200)
      await opened.page.getByRole('button', { name: 'Stop stream' }).first().waitFor()
      other.close()
      await once(other, 'close')
      await opened.page.getByRole('button', { name: 'Retry' }).click()
      await opened.page.getByText('is taken by another program').waitFor({ state: 'detached' })
      const health = await fetch(`http://127.0.0.1:${port}/health`)
      expect(health.status).toBe(200)
    })

    test('beside another owner it reads and says whose it is, and takes over when that one ends', async () => {
      const owner = await serve(folder.path)
      try {
        await owner.post('/stream/start', { source: 'sample' })
        const opened = await open()
        await opened.page.getByText(`process ${owner.child.pid} at ${owner.address}, owns the state folder`).waitFor()
        await opened.page.getByText('This window can read.').waitFor()
        // Read over its API, live status too.
        await opened.page.locator('.health .word', { hasText: /Healthy|Catching up|Degraded/ }).waitFor()
        expect((await ask(opened.page, 'tables', {})).status).toBe(200)
        // An error comes through both of its doors as it was thrown.
        const away = await ask(opened.page, 'kafkaBrokers', {})
        expect(fromWire(away.status, JSON.parse(away.body), away.error)).toMatchObject({
          code: 'BROKER_UNREACHABLE',
          canRetry: true,
        })
        for (const name of ['stopStream', 'stop'] as const) {
          const refused = await ask(opened.page, name, {})
          expect(refused).toMatchObject({ status: 409 })
          expect(JSON.parse(refused.body)).toMatchObject({ error: 'OWNED_BY_ANOTHER' })
        }
        expect(await owner.get('/stream/status')).toMatchObject({ active: true })
        await owner.kill()
        await until(
          () => engineOf(opened),
          (engine) => engine?.kind === 'open',
        )
        await opened.page.getByText('owns the state folder').waitFor({ state: 'detached' })
        expect((await ask(opened.page, 'startStream', { body: { source: 'sample' } })).status).toBe(200)
        await opened.page.locator('.health .word', { hasText: /Healthy|Catching up|Degraded/ }).waitFor()
      } finally {
        await owner.kill()
      }
    })

    test('an engine that cannot be opened says why, and is opened by a click when that is mended', async () => {
      const file = join(folder.path, 'delta/.millrace/connections.json')
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, 'not JSON')
      const opened = await open()
      await opened.page.getByText('The engine could not be opened.').waitFor()
      await opened.page.locator('.health .word', { hasText: 'Offline' }).waitFor()
      await opened.page.getByText('There is no engine to show anything of.').waitFor()
      await opened.page
        .getByText(/connections\.json cannot be read .* Move the file away/)
        .first()
        .waitFor()
      expect(JSON.parse((await ask(opened.page, 'tables', {})).body)).toMatchObject({
        error: 'SERVICE_UNAVAILABLE',
      })
      rmSync(file)
      await opened.page.getByRole('button', { name: 'Retry' }).first().click()
      await opened.page.locator('.health .word', { hasText: 'Stopped' }).waitFor()
    })
  },
)
