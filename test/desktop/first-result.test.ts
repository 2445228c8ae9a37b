import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BatchAccepted, BatchRecord } from '../../src/shared/batch'
import type { CallName, OperationInput } from '../../src/shared/operations'
import { StreamStatus } from '../../src/shared/stream'
import { dose } from '../support/dose'
import { until } from '../support/until'
import { settled } from '../e2e/support/browser'
import {
  ask,
  exited,
  newFolder,
  NO_WINDOW,
  openDisplay,
  spawnWindow,
  startWindow,
  type Display,
  type StartOptions,
  type Started,
} from './support/window'

/** The gate walks the same way with fewer rows. */
const ROWS = dose(50_000, 1_000_000)
const SCREENS = ['Overview', 'Stream', 'Dead letters', 'Batch', 'Results', 'Lake', 'Settings']

describe.skipIf(NO_WINDOW !== null)(`the window${NO_WINDOW === null ? '' : ` (SKIPPED: ${NO_WINDOW})`}`, () => {
  let display: Display
  let folder: Awaited<ReturnType<typeof newFolder>>
  let options: StartOptions
  let started: Started
  let batchId = ''

  beforeAll(async () => {
    display = await openDisplay()
    folder = await newFolder()
    options = {
      display,
      folder: folder.path,
      environment: {
        MILLRACE_PIPELINE_STREAM_TRIGGER_INTERVAL: '300ms',
        MILLRACE_PIPELINE_SAMPLE_RECORDS: String(ROWS),
      },
    }
    started = await startWindow(options)
  })
  afterAll(async () => {
    await started.kill()
    await display.close()
    await folder.remove()
  })

  /** Ends where it began, on Overview. */
  async function visitAll(): Promise<void> {
    const { page } = started
    const navigation = page.getByRole('navigation', { name: 'Screens' })
    for (const name of [...SCREENS, 'Overview']) {
      const entry = navigation.getByRole('link', { name })
      await entry.click()
      await expect.poll(() => entry.getAttribute('aria-current')).toBe('page')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await settled(page)
      expect(await page.locator('main').getByRole('alert').allInnerTexts()).toEqual([])
    }
  }

  async function answerOf<N extends CallName>(name: N, input: OperationInput<N>): Promise<unknown> {
    const { status, body } = await ask(started.page, name, input)
    expect(status).toBe(200)
    return JSON.parse(body)
  }

  test('opens at 1440 x 900 with all screens in its navigation, and its API answers on a free port', async () => {
    const { page, app } = started
    expect(page.url()).toBe('app://millrace/')
    const links = page.getByRole('navigation', { name: 'Screens' }).getByRole('link')
    await links.nth(6).waitFor()
    expect(await links.allInnerTexts()).toEqual(SCREENS)
    await page.locator('.health .word', { hasText: 'Stopped' }).waitFor()
    const bounds = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((one) => one.getBounds()),
    )
    expect(bounds).toMatchObject([{ width: 1440, height: 900 }])
    const info = () => page.evaluate(() => window.millrace?.info())
    const { address } = (await until(info, (told) => told?.engine.kind === 'open')) ?? {}
    expect(await (await fetch(`${address}/health`)).json()).toMatchObject({ status: 'healthy' })
  })

  test('every screen is reached by its entry on an empty lake', () => visitAll())

  test('[promise 1] from an empty lake to a chart of revenue by category by clicks alone, in the window, too', async () => {
    const { page } = started
    await page.getByRole('button', { name: 'Explore sample data' }).click()
    await page.getByRole('button', { name: 'Stop stream' }).waitFor()
    await page.getByText(`revenue_by_category is ready: it read ${ROWS.toLocaleString('en')} rows.`).waitFor()
    await page.getByRole('button', { name: 'Show the chart' }).click()
    await page.getByRole('img', { name: /electronics/ }).waitFor()
    await page.waitForURL(/#\/results\/batch-/)
    batchId = /batch-[\w-]+/.exec(page.url())?.[0] ?? ''
    const record = await until(
      async () => BatchRecord.parse(await answerOf('batch', { params: { id: batchId } })),
      ({ status }) => status !== 'PENDING' && status !== 'RUNNING',
    )
    expect(record).toMatchObject({ status: 'COMPLETED', rowCount: ROWS })
    await page.getByRole('grid').getByText('electronics').first().waitFor()
  })

  test('every screen is reached by its entry on a lake with rows, a stream and a result', () => visitAll())

  test('live status comes over IPC, at most 10 a second, and no row comes with it', async () => {
    const { page } = started
    const { seconds, events } = await page.evaluate(async () => {
      const received: string[] = []
      const begun = performance.now()
      await new Promise<void>((resolve) => {
        const stop = window.millrace?.onEngine((event) => {
          received.push(JSON.stringify(event))
          if (received.filter((one) => one.startsWith('{"type":"status"')).length < 12) return
          stop?.()
          resolve()
        })
      })
      return { seconds: (performance.now() - begun) / 1000, events: received }
    })
    const statuses = events.filter((event) => event.startsWith('{"type":"status"'))
    // What waited while the machine was busy comes on top.
    expect(statuses.length).toBeLessThanOrEqual(10 * seconds + 5)
    for (const event of events) expect(event).not.toContain('transaction_id')
    await page.locator('.strip .live').getByText('rows/s').waitFor()
  })

  test('the native menu has the words and keys of the design, and leads to the screens', async () => {
    const { app, page } = started
    const menu = await app.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? []).map(({ label, submenu }) => ({
        label,
        items: (submenu?.items ?? []).flatMap((item) =>
          item.type === 'separator' ? [] : [`${item.label} ${item.accelerator ?? ''}`.trim()],
        ),
      })),
    )
    const items = Object.fromEntries(menu.map(({ label, items: all }) => [label, all]))
    expect(items['File']).toEqual([
      'New batch CmdOrCtrl+N',
      'Start or stop the stream CmdOrCtrl+Shift+S',
      'Settings… CmdOrCtrl+,',
      'Quit Millrace CmdOrCtrl+Q',
    ])
    expect(items['Go']?.[0]).toBe('Find or run… CmdOrCtrl+K')
    expect(items['View']).toContain('Change theme CmdOrCtrl+Shift+L')
    const click = (id: string) =>
      app.evaluate(({ Menu }, wanted) => {
        Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click()
      }, id)
    await click('go-lake')
    await page.getByRole('heading', { name: 'Lake', level: 1 }).waitFor()
    await click('settings')
    await page.waitForURL(/#\/settings/)
    await click('find')
    await page.getByPlaceholder('Screen, action, analysis or batch').waitFor()
    await page.keyboard.press('Escape')
    // The key does it once, not once by the page and once by the menu.
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Screen, action, analysis or batch').waitFor()
    await page.keyboard.press('Escape')
  })

  test('a second start shows the first window, hands its link over and exits', async () => {
    const { app, page } = started
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    const second = spawnWindow({ ...options, arguments: [`millrace://batch/${batchId}`] })
    expect(await exited(second)).toBe(0)
    await page.waitForURL(new RegExp(`#/results/${batchId}`))
    await until(
      () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isVisible())),
      (visible) => visible.length === 1 && visible[0] === true,
    )
  })

  test.each(['millrace://batch/../../etc/passwd', 'millrace://batch/batch-20260101-0a1b2c3d%2f..', 'millrace:evil'])(
    'the link %s leads nowhere, and says so',
    async (link) => {
      const { app, page } = started
      const before = page.url()
      await app.evaluate(({ app: electron }, bad) => electron.emit('second-instance', {}, ['millrace', bad], '/'), link)
      await page.getByText(`This link leads to no batch: ${link}`).first().waitFor()
      expect(page.url()).toBe(before)
    },
  )

  test('a batch that ends while nobody looks is told, and a click opens its result', async () => {
    const { app, page } = started
    // No notification service runs here: what the system would be asked to show is kept instead.
    await app.evaluate(({ Notification, BrowserWindow }) => {
      const shown: Electron.Notification[] = []
      Object.assign(globalThis, { shown })
      Notification.isSupported = () => true
      Notification.prototype.show = function show(this: Electron.Notification) {
        shown.push(this)
      }
      const window = BrowserWindow.getAllWindows()[0]
      if (window !== undefined) window.isFocused = () => false
    })
    const { startDate, endDate } = BatchRecord.parse(await answerOf('batch', { params: { id: batchId } }))
    const accepted = await ask(page, 'runBatch', { body: { startDate, endDate, analysisType: 'channel_performance' } })
    const { batchId: next } = BatchAccepted.parse(JSON.parse(accepted.body))
    const titles = () =>
      app.evaluate(() => (globalThis as unknown as { shown: Electron.Notification[] }).shown.map(({ title }) => title))
    await until(titles, (all) => all.includes('channel_performance completed'))
    expect((await titles()).filter((title) => title.startsWith('channel'))).toHaveLength(1)
    await app.evaluate(() => (globalThis as unknown as { shown: Electron.Notification[] }).shown.at(-1)?.emit('click'))
    await page.waitForURL(new RegExp(`#/results/${next}`))
  })

  test('the theme follows the system live, or stays as the user chose', async () => {
    const { app, page } = started
    const dark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await app.evaluate(({ nativeTheme }) => (nativeTheme.themeSource = 'light'))
    await until(dark, (isDark) => !isDark)
    const light = await background()
    await app.evaluate(({ nativeTheme }) => (nativeTheme.themeSource = 'dark'))
    await until(dark, (isDark) => isDark)
    await until(background, (colour) => colour !== light)
    await page.evaluate(() => window.millrace?.setTheme({ theme: 'light' }))
    await until(dark, (isDark) => !isDark)
  })

  test('closing the window drains the running stream and exits 0', async () => {
    const { app } = started
    await app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0]
      window?.setBounds({ x: 40, y: 60, width: 1000, height: 700 })
      window?.webContents.setZoomLevel(1)
    })
    const before = StreamStatus.parse(await answerOf('streamStatus', {}))
    expect(before.active).toBe(true)
    const gone = exited(app.process())
    // As the user does it: by the window's cross. It may be gone before it answers.
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => undefined)
    expect(await gone).toBe(0)
  })

  test('the next start has the window, its zoom, its theme and its stream as they were', async () => {
    const kept = JSON.parse(readFileSync(join(folder.path, 'delta/.millrace/window/desktop.json'), 'utf8')) as unknown
    expect(kept).toMatchObject({ zoom: 1, theme: 'light', stream: { source: 'sample' } })
    started = await startWindow({ ...options, arguments: [`millrace://batch/${batchId}`] })
    const { app, page } = started
    await page.waitForURL(new RegExp(`#/results/${batchId}`))
    const bounds = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
    expect(bounds).toEqual({ x: 40, y: 60, width: 1000, height: 700 })
    expect(
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel()),
    ).toBe(1)
    await until(
      async () => StreamStatus.parse(await answerOf('streamStatus', {})),
      ({ active, source }) => active && source === 'sample',
    )
  })

  test('the window is remembered also where a signal ends it', async () => {
    const moved = { x: 80, y: 90, width: 1100, height: 720 }
    await started.app.evaluate(
      ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
      moved,
    )
    // Nothing but the signal: a call to quit through the debugger, whose end an exit waits for, may hold that up.
    const child = started.app.process()
    const gone = exited(child)
    child.kill('SIGTERM')
    expect(await gone).toBe(0)
    const kept = JSON.parse(readFileSync(join(folder.path, 'delta/.millrace/window/desktop.json'), 'utf8')) as unknown
    expect(kept).toMatchObject({ bounds: moved })
  })
})
