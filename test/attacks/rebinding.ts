import { expect } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { findChromium, openBrowser } from '../e2e/support/browser'
import type { Attack, Rig, RigOptions } from './attack'
import { WITHOUT } from './guards'
import { sendRaw } from './raw'
import { openTarget } from './target'

/** What a rebound or mistaken name may look like; P stands for our port. */
const NAMES = [
  ...['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'millrace.local', 'rebound.example'],
  ...[
    'localhost.localdomain',
    'localhost.',
    '127.0.0.1.',
    '127.1',
    '0.0.0.0',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
  ],
  ...['[::]', '[::ffff:127.0.0.1]', '[0:0:0:0:0:0:0:1]', '::1', '[::1', '127.0.0.2', '10.0.0.1', '192.168.0.1'],
  ...[
    '169.254.169.254',
    'user@localhost',
    'localhost:P@evil.example',
    'localhost,evil.example',
    'localhost evil.example',
  ],
  ...[
    'localhost%00',
    'localhost/evil.example',
    'localhost\\evil.example',
    'http://localhost',
    'xn--lcalhost-9kb',
    '*',
    '',
  ],
]
const PORTS = [':P', '', ':80', ':443', ':0P', ':P0', ':+P', ': P']

/** 200 Host variants, none of them ours; those that a browser can have in its address bar come first. */
const VARIANTS = PORTS.flatMap((port) => NAMES.map((name) => name + port)).slice(0, 200)

export const rebinding: Attack = {
  name: 'rebinding',
  canaries: [{ guard: 'the Host check', mutations: WITHOUT.host, trials: 2, says: /accepted/ }],
  note: () => `real Chromium with mapped hosts${findChromium() === null ? ': SKIPPED, none here' : ''}`,
  open,
}

async function open(options: RigOptions): Promise<Rig> {
  const target = await openTarget(options)
  const path = findChromium()
  const browser =
    path === null
      ? null
      : await openBrowser(path, [
          '--host-resolver-rules=MAP * 127.0.0.1',
          // Where the browser guards us too, nobody sees whether we do.
          '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
        ])
  const before = await target.state()

  return {
    async trial(_, index) {
      const host = (VARIANTS[index % VARIANTS.length] ?? '').replace('P', String(target.port))
      for (const line of ['GET /health', 'GET /batch/list', 'POST /stop', 'DELETE /batch/x']) {
        const { status } = await sendRaw(
          target.port,
          `${line} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
        )
        expect(status, `${line} of Host "${host}" was accepted`).toBe(403)
      }
      const ours = `Host: 127.0.0.1:${target.port}`
      for (const twice of [`${ours}\r\nHost: ${host}`, `Host: ${host}\r\n${ours}`, `${ours}\r\n${ours}`]) {
        const { status } = await sendRaw(target.port, `GET /health HTTP/1.1\r\n${twice}\r\nConnection: close\r\n\r\n`)
        expect([400, 403], `${twice} was accepted`).toContain(status)
      }
      // At another port nobody listens.
      const isName = /^[a-z\d.-]+\.(example|local|localdomain):\d+$/.test(host)
      if (browser !== null && isName && host.endsWith(`:${target.port}`)) await fromPage(browser, host)
      expect(await target.state(), `Host "${host}" was accepted: it changed something`).toBe(before)
    },
    async close() {
      await browser?.close()
      await target.close()
    },
  }
}

/** The page of an attacker whose name leads to us by now: for the browser each request is one to its own origin. */
async function fromPage(browser: Browser, host: string): Promise<void> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.route(`http://${host}/attack`, (route) => route.fulfill({ contentType: 'text/html', body: '<p>hello' }))
    await page.goto(`http://${host}/attack`)
    for (const [method, path, body] of [
      ['GET', '/health', null],
      ['GET', '/', null],
      ['POST', '/stop', null],
      ['POST', '/stream/start', '{"source":"sample"}'],
    ] as const)
      expect(await fetchFrom(page, method, path, body), `${method} ${path} of a page at ${host} was accepted`).toBe(403)
  } finally {
    await context.close()
  }
}

function fetchFrom(page: Page, method: string, path: string, body: string | null): Promise<number> {
  return page.evaluate(
    async (request) => {
      const headers = { 'Content-Type': 'application/json' }
      const response = await fetch(request.path, {
        method: request.method,
        ...(request.body === null ? {} : { headers, body: request.body }),
      })
      return response.status
    },
    { method, path, body },
  )
}
