import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EVENT_CHANNELS, REQUEST_CHANNELS } from '../../src/shared/channels'
import { CALL_NAMES } from '../../src/shared/operations'
import { LINKS } from '../../src/shared/window'
import { PATIENCE_MS, until } from '../support/until'
import { unzip } from '../support/unzip'
import {
  ask as askEngine,
  newFolder,
  NO_WINDOW,
  openDisplay,
  ROOT,
  startWindow,
  type Display,
  type Started,
} from './support/window'

const PRELOAD = join(ROOT, 'out/preload/index.cjs')

describe.skipIf(NO_WINDOW !== null)(`Electron rules${NO_WINDOW === null ? '' : ` (SKIPPED: ${NO_WINDOW})`}`, () => {
  let display: Display
  let folder: Awaited<ReturnType<typeof newFolder>>
  let started: Started

  beforeAll(async () => {
    display = await openDisplay()
    folder = await newFolder()
    started = await startWindow({ display, folder: folder.path })
    await started.page.getByRole('navigation', { name: 'Screens' }).waitFor()
  })
  afterAll(async () => {
    await started.kill()
    await display.close()
    await folder.remove()
  })

  /** What our scheme answers, whoever asks; pages may not even fetch from it. */
  function ask(address: string) {
    return started.app.evaluate(async ({ net }, asked) => {
      const response = await net.fetch(asked)
      const policy = response.headers.get('content-security-policy') ?? ''
      return { status: response.status, text: await response.text(), policy }
    }, address)
  }

  /** What a script answers in a window of its own, with our preload, that is at `address`. */
  async function inAnotherWindow(address: string, script: string, subframes = false): Promise<unknown> {
    return started.app.evaluate(
      async ({ BrowserWindow }, { preload, url, code, nodeIntegrationInSubFrames }) => {
        const other = new BrowserWindow({
          show: false,
          webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegrationInSubFrames },
        })
        try {
          await other.loadURL(url).catch(() => undefined)
          return (await other.webContents.executeJavaScript(
            `(async () => { try { return await (${code})() } catch (error) { return 'refused: ' + error.message } })()`,
          )) as unknown
        } finally {
          other.destroy()
        }
      },
      { preload: PRELOAD, url: address, code: script, nodeIntegrationInSubFrames: subframes },
    )
  }

  test('[rule 14] sandbox, context isolation and web security are on, Node is nowhere in the page', async () => {
    const { app, page } = started
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      return contents !== undefined && 'getLastWebPreferences' in contents
        ? (contents.getLastWebPreferences as () => Electron.WebPreferences)()
        : {}
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
    })
    const seen = await page.evaluate(() =>
      ['require', 'module', 'process', 'Buffer', 'global', 'electron'].filter((name) => name in globalThis),
    )
    expect(seen).toEqual([])
  })

  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '/%2fetc%2fpasswd.json',
    '//etc/passwd',
    '/..%252f..%252fpackage.json',
    '/main/index.cjs',
  ])('[rule 14] app://millrace%s leads to no file', async (path) => {
    const { status, text } = await ask(`app://millrace${path}`)
    expect({ status, text }).toEqual({ status: 404, text: '' })
  })

  test('[rule 14] the policy lets no script in but our files, and the page has no inline one', async () => {
    const { page } = started
    const { policy, text: html } = await ask('app://millrace/')
    expect(policy.split('; ')).toContain("script-src 'self'")
    expect(policy.split('; ')).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe-eval')
    expect(html.match(/<script\b(?![^>]*\bsrc=)[^>]*>/g)).toBeNull()
    expect(html).not.toMatch(/\son\w+=/)
    const ran = await page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.ran = "inline script"'
      document.head.append(script)
      const image = document.createElement('div')
      image.innerHTML = '<img src="x:" onerror="window.ran = \'handler\'">'
      document.body.append(image)
      const address = URL.createObjectURL(new Blob(['window.ran = "blob script"'], { type: 'text/javascript' }))
      const blob = document.createElement('script')
      blob.src = address
      document.head.append(blob)
      const frame = document.createElement('iframe')
      frame.srcdoc = '<script>parent.ran = "frame"</' + 'script>'
      document.body.append(frame)
      await new Promise((resolve) => {
        frame.onload = resolve
      })
      for (const part of [script, image, blob, frame]) part.remove()
      return 'ran' in window
    })
    expect(ran).toBe(false)
  })

  test('[rule 15] the page goes nowhere, opens nothing, and holds no webview', async () => {
    const { app, page } = started
    const at = page.url()
    const opened = await page.evaluate(() => {
      const windows = ['https://example.com', 'about:blank', 'app://millrace/', 'file:///etc/passwd'].map((address) =>
        window.open(address),
      )
      location.href = 'https://example.com/'
      const link = document.createElement('a')
      link.href = 'file:///etc/passwd'
      document.body.append(link)
      link.click()
      link.remove()
      const webview = document.createElement('webview')
      webview.setAttribute('src', 'https://example.com')
      document.body.append(webview)
      const isElement = 'loadURL' in webview
      webview.remove()
      return { windows: windows.filter((one) => one !== null).length, isElement }
    })
    expect(opened).toEqual({ windows: 0, isElement: false })
    expect(page.url()).toBe(at)
    const contents = await app.evaluate(({ webContents }) => webContents.getAllWebContents().map((one) => one.getURL()))
    expect(contents).toEqual([at])
  })

  test('[rule 15] nothing outside is reached: not from the page, and not from one without a policy', async () => {
    const { page } = started
    const reach = `async () => {
      const answers = []
      for (const address of ['http://127.0.0.1:1/', 'https://example.com/', 'file:///etc/passwd', 'ws://127.0.0.1:1/'])
        answers.push(await fetch(address).then(() => 'reached', () => 'refused'))
      return answers.join()
    }`
    expect(await page.evaluate(`(${reach})()`)).toBe('refused,refused,refused,refused')
    // The name of our own scheme is no host of the network's.
    const named = ['http://millrace/', 'https://millrace/', 'ws://millrace/', 'http://millrace:8080/']
    const answers = await started.app.evaluate(
      ({ session }, addresses) =>
        Promise.all(addresses.map((one) => session.defaultSession.fetch(one).then(() => 'reached', String))),
      named,
    )
    for (const answer of answers) expect(answer).toContain('ERR_BLOCKED_BY_CLIENT')
    const { address } = (await page.evaluate(() => window.millrace?.info())) ?? {}
    // It is there: nothing but our own rule stands before it.
    expect((await fetch(`${address}/health`)).status).toBe(200)
    const own = `async () => {
      const image = new Image()
      return await new Promise((resolve) => {
        image.onload = () => resolve('reached')
        image.onerror = () => resolve('refused')
        image.src = '${address}/health'
        fetch('${address}/health', { mode: 'no-cors' }).then(() => resolve('reached'), () => undefined)
      })
    }`
    expect(await inAnotherWindow('about:blank', own)).toBe('refused')
  })

  test('[rule 15] every permission is denied, and no download begins', async () => {
    const { app, page } = started
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read']
      const found: string[] = []
      for (const name of names) {
        const { state } = await navigator.permissions.query({ name: name as PermissionName })
        found.push(`${name} ${state}`)
      }
      found.push(`request ${await Notification.requestPermission()}`)
      found.push(
        await navigator.mediaDevices.getUserMedia({ audio: true }).then(
          () => 'media granted',
          () => 'media denied',
        ),
      )
      return found
    })
    expect(states.filter((state) => !state.endsWith(' denied'))).toEqual([])
    const downloads = await app.evaluate(async ({ session, BrowserWindow }) => {
      const ended: string[] = []
      session.defaultSession.once('will-download', (event, item) =>
        ended.push(`${event.defaultPrevented} ${item.getState()}`),
      )
      BrowserWindow.getAllWindows()[0]?.webContents.downloadURL('app://millrace/index.html')
      for (let tries = 0; tries < 500 && ended.length === 0; tries++)
        await new Promise((resolve) => setTimeout(resolve, 10))
      return ended
    })
    expect(downloads).toEqual(['true progressing'])
  })

  test('[rule 15] only addresses of the constant list are opened outside, all of them https', async () => {
    const { app, page } = started
    for (const address of Object.values(LINKS)) expect(new URL(address).protocol).toBe('https:')
    await app.evaluate(({ shell }) => {
      const opened: string[] = []
      Object.assign(globalThis, { opened })
      shell.openExternal = (address) => {
        opened.push(address)
        return Promise.resolve()
      }
    })
    const asked = await page.evaluate(async () => {
      const tries: unknown[] = [
        'deltaLake',
        'https://example.com',
        'file:///etc/passwd',
        '__proto__',
        'constructor',
        null,
      ]
      return Promise.all(
        tries.map((link) =>
          (window.millrace?.openLink as (input: unknown) => Promise<unknown>)({ link }).then(
            () => 'opened',
            () => 'refused',
          ),
        ),
      )
    })
    expect(asked).toEqual(['opened', 'refused', 'refused', 'refused', 'refused', 'refused'])
    expect(await app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual([LINKS.deltaLake])
  })

  test('[rule 16] preload exposes named functions, one a channel, and nothing of Electron', async () => {
    const { page } = started
    const exposed = await page.evaluate(() => {
      const { ask: operations = {}, ...others } = window.millrace ?? {}
      return [
        ...Object.entries(operations).map(([name, value]) => `ask.${name} ${typeof value}`),
        ...Object.entries(others).map(([name, value]) => `${name} ${typeof value}`),
      ]
    })
    const events = Object.keys(EVENT_CHANNELS).map((name) => `on${name.charAt(0).toUpperCase()}${name.slice(1)}`)
    expect(exposed.sort()).toEqual(
      [...CALL_NAMES.map((name) => `ask.${name}`), ...Object.keys(REQUEST_CHANNELS), ...events]
        .map((name) => `${name} function`)
        .sort(),
    )
    // A listener gets the value alone: no event object, whose sender could send more.
    const given = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const stop = window.millrace?.onEngine((...all: unknown[]) => {
            stop?.()
            resolve(all.length)
          })
          void window.millrace?.listen()
        }),
    )
    expect(given).toBe(1)
    expect(readFileSync(PRELOAD, 'utf8').match(/exposeInMainWorld/g)).toHaveLength(1)
  })

  test.each([
    ['a blank page', 'about:blank'],
    ['a page without an origin', 'data:text/html,<p>hello'],
    ['another host of our scheme', 'app://other/'],
  ])('[rule 16] %s is not answered', async (_name, address) => {
    const answer = await inAnotherWindow(address, 'async () => JSON.stringify(await window.millrace.info())')
    expect(answer).toMatch(/^refused: .*Only the page of the window itself may ask this/)
  })

  test.each([
    ['blank', `frame.src = 'about:blank'`],
    ['of our own origin', `frame.srcdoc = '<p>hello'`],
    ['sandboxed, of no origin', `frame.sandbox = 'allow-scripts allow-same-origin'; frame.srcdoc = '<p>hello'`],
  ])('[rule 16] a frame in our own page, %s, is not answered', async (_name, make) => {
    const script = `async () => {
      const frame = document.createElement('iframe')
      ${make}
      document.documentElement.append(frame)
      await new Promise((resolve) => setTimeout(resolve, 200))
      const { millrace } = frame.contentWindow
      if (millrace === undefined) return 'no bridge'
      return JSON.stringify(await millrace.info())
    }`
    const answer = await inAnotherWindow('app://millrace/nothing', script, true)
    // A blank frame may get no preload at all.
    expect(answer).toMatch(/^(refused: .*Only the page of the window itself may ask this|no bridge$)/)
    // The page around it is: the check is about the frame.
    const own = await inAnotherWindow('app://millrace/nothing', 'async () => (await window.millrace.info()).platform')
    expect(own).toBe('linux')
  })

  test('[rule 18] without a keychain a password is refused in the window, until plain text is agreed to', async () => {
    const { page } = started
    const save = (allowPlainText: boolean) =>
      askEngine(page, 'createKafkaProfile', {
        body: {
          name: 'Staging',
          bootstrapServers: ['broker.test:9093'],
          security: { protocol: 'SASL_SSL' },
          sasl: { mechanism: 'PLAIN', username: 'alice', password: 'correct-horse-7391' },
          allowPlainText,
        },
      })
    const refused = await save(false)
    expect(refused.status).toBe(409)
    expect(refused.body).toContain('SECRET_UNAVAILABLE')
    const agreed = await save(true)
    expect(agreed.status).toBe(201)
    expect(agreed.body).toContain('"password":"file"')
    expect(agreed.body).not.toContain('correct-horse')
  })

  test('the support bundle is saved from the window, and the password of a saved connection is not in it', async () => {
    const { app, page } = started
    const file = join(folder.path, 'support.zip')
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, file)
    await page.evaluate(() => {
      location.hash = '#/settings'
    })
    await page.getByRole('button', { name: 'Save support bundle' }).click()
    await page.getByText('support.zip was saved').waitFor({ timeout: PATIENCE_MS })
    const files = unzip(await readFile(file))
    expect([...files.keys()]).toEqual(expect.arrayContaining(['checks.json', 'settings.json', 'instance/health.json']))
    for (const [name, content] of files) expect(String(content), name).not.toContain('correct-horse-7391')
  })

  test('after all this the page lives and answers', async () => {
    const { page } = started
    await until(
      () => page.evaluate(() => window.millrace?.info()),
      (told) => told?.engine.kind === 'open',
    )
  })
})
