import { createServer } from 'node:http'
import { once } from 'node:events'
import { expect } from 'vitest'
import { findChromium, NO_CHROMIUM, openBrowser } from '../e2e/support/browser'
import { until } from '../support/until'
import type { Attack, Rig, RigOptions } from './attack'
import { WITHOUT } from './guards'
import { openTarget, type Answered } from './target'

/** Ways of a foreign page, as scripts of it; URL is the target's address, JSON a body that it would take. */
const WAYS: readonly (readonly [string, string])[] = [
  ['form', form('application/x-www-form-urlencoded')],
  ['form of text that is JSON', form('text/plain')],
  ['form of parts', form('multipart/form-data')],
  ['fetch without CORS', `await fetch(URL, { method: METHOD, mode: 'no-cors', credentials: 'include', body: BODY })`],
  [
    'fetch of JSON',
    `await fetch(URL, { method: METHOD, headers: { 'Content-Type': 'application/json' }, body: BODY })`,
  ],
  ['fetch with a token', `await fetch(URL, { headers: { Authorization: 'Bearer x' } })`],
  ['beacon', `navigator.sendBeacon(URL, new Blob([JSON_TEXT], { type: 'text/plain' }))`],
  ['image', element('img', 'src')],
  ['script', element('script', 'src')],
  ['style sheet', `${element('link', 'href')}; made.rel = 'stylesheet'`],
  ['frame', element('iframe', 'src')],
  ['events', `new EventSource(URL)`],
  ['socket', `new WebSocket(URL.replace('http', 'ws'))`],
  ['navigation', `location.href = URL`],
]
const TARGETS = ['/stop', '/stream/start', '/batch/list'] as const
/** Another site, and another port of our own host, which cookies would count as the same. */
const ORIGINS = ['evil.example', 'localhost'] as const

export const csrf: Attack = {
  name: 'csrf',
  canaries: [
    { guard: 'the Origin and Sec-Fetch-Site checks', mutations: WITHOUT.origin, trials: 84, says: /accepted/ },
  ],
  missing: () => (findChromium() === null ? NO_CHROMIUM : null),
  note: () => 'real Chromium; what the server answered is read from its log',
  open,
}

async function open(options: RigOptions): Promise<Rig> {
  const target = await openTarget(options)
  const attacker = createServer((_, response) => response.end('<!doctype html><title>attacker</title><body>'))
  attacker.listen(0, '127.0.0.1')
  await once(attacker, 'listening')
  const address = attacker.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const browser = await openBrowser(findChromium() ?? '', [
    '--host-resolver-rules=MAP *.example 127.0.0.1',
    '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
  ])
  const before = await target.state()

  return {
    async trial(_, index) {
      const [way, script] = WAYS[index % WAYS.length] ?? ['', '']
      const path = TARGETS[Math.floor(index / WAYS.length) % TARGETS.length] ?? '/stop'
      const origin = ORIGINS[Math.floor(index / WAYS.length / TARGETS.length) % ORIGINS.length] ?? ''
      const what = `${way} from http://${origin}:${port} to ${path}`
      const context = await browser.newContext()
      try {
        const page = await context.newPage()
        await page.goto(`http://${origin}:${port}/`)
        await target.answered()
        const method = path === '/batch/list' ? 'GET' : 'POST'
        const body = path === '/stream/start' ? '{"source":"sample"}' : ''
        await page
          .evaluate(
            `(async () => {
          const URL = 'http://127.0.0.1:${target.port}${path}', METHOD = '${method}', JSON_TEXT = '${body}'
          const BODY = METHOD === 'GET' || JSON_TEXT === '' ? undefined : JSON_TEXT
          ${script}
        })().catch(() => undefined)`,
          )
          .catch(() => undefined)
        // It must have come: an attempt that never reached the server proves nothing.
        const seen: Answered[] = []
        await until(
          async () => seen.push(...(await target.answered())),
          () => seen.some((one) => one.path === path),
        )
        expect(
          seen.filter(({ status }) => status < 400),
          `${what} was accepted`,
        ).toEqual([])
      } finally {
        await context.close()
      }
      expect(await target.state(), `${what} was accepted: it changed something`).toBe(before)
    },
    async close() {
      await browser.close()
      attacker.close()
      await target.close()
    },
  }
}

function form(type: string): string {
  return `const made = document.createElement('form')
    Object.assign(made, { method: METHOD, action: URL, enctype: '${type}' })
    const field = document.createElement('input')
    field.name = JSON_TEXT.slice(0, -1) + ',"x":"'
    field.value = '"}'
    made.append(field)
    document.body.append(made)
    made.submit()`
}

function element(name: string, attribute: string): string {
  return `const made = document.createElement('${name}'); made.${attribute} = URL; document.body.append(made)`
}
