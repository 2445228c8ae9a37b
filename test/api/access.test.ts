import { request as httpsRequest } from 'node:https'
import { json } from 'node:stream/consumers'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { AccessGuard } from '../../src/main/api/access-guard'
import { createBrowserAccess, makeLink, type LinkTarget } from '../../src/main/browser-link'
import { readServerTls } from '../../src/main/server-certificate'
import { createRequestMeter } from '../../src/main/api/request-meter'
import { startApi, type Api, type ApiOptions } from '../../src/main/api/server'
import { SILENT } from '../../src/main/log/logger'
import { ErrorBody } from '../../src/shared/errors'
import { makeAuthority, NO_OPENSSL, type Authority } from '../support/certificates'

const RUN = '2026-01-01T00:00:00.000Z'
const TOKEN = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYm0'

let api: Api
let folder: string
let authority: Authority | null = null

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-access-'))
  if (NO_OPENSSL === null) authority = makeAuthority(folder, 'authority')
})
afterEach(() => api.close(100))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function open(options: Partial<ApiOptions> = {}): Promise<void> {
  const fetch = (request: Request) => Response.json({ path: new URL(request.url).pathname })
  api = await startApi({ fetch, host: '127.0.0.1', port: 0, log: SILENT, requests: createRequestMeter(), ...options })
}

function guard(required: boolean, now: () => number = Date.now): AccessGuard {
  return new AccessGuard({
    token: TOKEN,
    required,
    browsers: createBrowserAccess({ token: TOKEN, run: RUN, required, secure: false, now }),
  })
}

/** A link's path and query. */
function link(options: Partial<LinkTarget> = {}, now?: number): string {
  const { pathname, search } = new URL(
    makeLink({ address: 'http://127.0.0.1:1', host: null, token: TOKEN, run: RUN, ...options }, now),
  )
  return pathname + search
}

/** What a link is answered with: the status, and the cookie as a browser would send it back. */
async function follow(path: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`http://127.0.0.1:${api.port}${path}`, { redirect: 'manual', headers })
  const set = response.headers.get('set-cookie')
  return { status: response.status, to: response.headers.get('location'), set, cookie: set?.split(';')[0] ?? '' }
}

/** Status and error code. */
async function ask(path: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<string> {
  const { host = `127.0.0.1:${api.port}`, ...rest } = headers
  const lines = Object.entries({ Host: host, Connection: 'close', ...rest }).map(([name, value]) => `${name}: ${value}`)
  const socket = connect(api.port, '127.0.0.1')
  socket.write([`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await once(socket, 'close')
  const status = text.split(' ')[1] ?? ''
  if (status === '200') return status
  if (status === '401') expect(text.toLowerCase()).toContain('www-authenticate: bearer')
  return `${status} ${ErrorBody.parse(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).error}`
}

test('where a token is asked for it counts in the header alone, whole, and on every route', async () => {
  await open({ access: guard(true) })
  expect(await ask('/health', { Authorization: `Bearer ${TOKEN}` })).toBe('200')
  expect(await ask('/health', { Authorization: `bearer  ${TOKEN}` })).toBe('200')
  for (const authorization of [
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    TOKEN,
    `Basic ${TOKEN}`,
    'Bearer',
    'Bearer ',
  ])
    expect(await ask('/health', { Authorization: authorization }), authorization).toBe('401 UNAUTHORIZED')
  for (const path of ['/health', '/nothing', '/events', '/openapi.json', `/health?token=${TOKEN}`])
    expect(await ask(path, {}), path).toBe('401 UNAUTHORIZED')
  expect(await ask('/health', { Cookie: `token=${TOKEN}` })).toBe('401 UNAUTHORIZED')
  expect(await ask('/stop', { 'Content-Length': '0' }, 'POST')).toBe('401 UNAUTHORIZED')
})

test('files of pages need no token, and nothing else passes for one of them', async () => {
  await open({ access: guard(true) })
  for (const path of ['/docs', '/assets/index-a1b2.js']) expect(await ask(path, {}), path).toBe('200')
  for (const path of [
    '/assets/../health',
    '/assets/..%2fhealth',
    '/assets/%2e%2e/health',
    '/assets/..',
    '/assets/x/../../health',
    '/assets\\..\\health',
    '/./health',
    '//health',
    '/;/health',
  ])
    expect(await ask(path, {}), path).toMatch(/^40[01] /)
  expect(await ask('/', { 'Content-Length': '0' }, 'POST')).toBe('401 UNAUTHORIZED')
})

test.each([false, true])(
  'a link lets a browser in once, with a cookie that the page and its events need (token asked for: %s)',
  async (required) => {
    await open({ access: guard(required) })
    for (const path of ['/', '/events']) expect(await ask(path, {}), path).toBe('401 UNAUTHORIZED')
    const first = link()
    const answer = await follow(first)
    expect(answer).toMatchObject({ status: 303, to: '/' })
    expect(answer.set).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/)
    const { cookie } = answer
    for (const path of ['/', '/events']) expect(await ask(path, { Cookie: `other=1; ${cookie}` }), path).toBe('200')
    expect(await ask('/events', { Authorization: `Bearer ${TOKEN}` })).toBe('200')
    // Once; who has the cookie already is sent to the page all the same.
    expect(await follow(first)).toMatchObject({ status: 401, set: null })
    expect(await follow(first, { Cookie: cookie })).toMatchObject({ status: 303, to: '/', set: null })
    // Scripts need it where the token is asked for, and there it counts for what the page itself asks.
    expect(await ask('/health', {})).toBe(required ? '401 UNAUTHORIZED' : '200')
    expect(await ask('/health', { Cookie: cookie })).toBe(required ? '401 UNAUTHORIZED' : '200')
    expect(await ask('/health', { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' })).toBe('200')
    const origin = { Origin: `http://127.0.0.1:${api.port}`, 'Content-Length': '0' }
    expect(await ask('/stream/stop', { Cookie: cookie, ...origin }, 'POST')).toBe('200')
    for (const site of ['same-site', 'cross-site'])
      expect(await ask('/events', { Cookie: cookie, 'Sec-Fetch-Site': site })).toBe('403 FORBIDDEN_ORIGIN')
    const [name, value = ''] = cookie.split('=')
    for (const wrong of [`${name}=`, `${name}=${value}x`, `${name}=${TOKEN}`, `x=${value}`, value, '='])
      expect(await ask('/events', { Cookie: wrong }), wrong).toBe('401 UNAUTHORIZED')
  },
)

test('the page and its events are known however their path is written', async () => {
  await open({ access: guard(false) })
  for (const path of [
    '/%65vents',
    '/x/../events',
    '/./events',
    '/%2e/events',
    '/events#x',
    '/events?x',
    '/.',
    '/%2e',
    '/x/..',
    '/#',
    '/?x=1',
  ])
    expect(await ask(path, {}), path).toMatch(/^40[01] /)
  for (const path of ['/health', '//health', '/events/x', '/lake/tables/a%2Fb'])
    expect(await ask(path, {}), path).toBe('200')
})

test('a cookie that grows old is renewed with the page, ends after its days, and counts for no more than it was given for', async () => {
  const clock = { now: Date.now() }
  await open({ access: guard(false, () => clock.now) })
  const { cookie } = await follow(link())
  const page = async (given: string) => {
    const response = await fetch(`http://127.0.0.1:${api.port}/`, { headers: { Cookie: given } })
    return { status: response.status, renewed: response.headers.get('set-cookie')?.split(';')[0] ?? null }
  }
  expect(await page(cookie)).toEqual({ status: 200, renewed: null })
  clock.now += 2 * 24 * 60 * 60 * 1000
  const { renewed } = await page(cookie)
  expect(renewed).not.toBe(cookie)
  clock.now += 29 * 24 * 60 * 60 * 1000
  expect(await page(cookie)).toMatchObject({ status: 401 })
  expect(await page(renewed ?? '')).toMatchObject({ status: 200 })
  // Had while scripts needed no token: it is worth nothing once they do.
  await api.close(100)
  await open({ access: guard(true, () => clock.now) })
  expect(await page(renewed ?? '')).toMatchObject({ status: 401 })
})

test('a link of another token, run or day, or one that was changed, lets nobody in', async () => {
  const clock = { now: Date.now() }
  await open({ access: guard(false, () => clock.now) })
  const good = link()
  for (const wrong of [
    link({ token: TOKEN.replace('Z', 'a') }),
    link({ run: '2026-01-01T00:00:00.001Z' }),
    link({}, clock.now - 25 * 60 * 60 * 1000),
    good.replace(/=[0-9a-z]/, '=z'),
    good.slice(0, -1),
    `${good}x`,
    '/?token=',
    `/?token=${TOKEN}`,
    '/?token=%00',
  ])
    expect(await follow(wrong), wrong).toMatchObject({ status: 401, set: null })
  expect((await follow(good, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
  // It was not used by that; a day later it is too old.
  clock.now += 25 * 60 * 60 * 1000
  expect((await follow(good)).status).toBe(401)
  clock.now -= 25 * 60 * 60 * 1000
  expect((await follow(good)).status).toBe(303)
})

test('a foreign page is refused before its token is looked at', async () => {
  await open({ access: guard(true) })
  const headers = { Authorization: `Bearer ${TOKEN}` }
  expect(await ask('/health', { ...headers, host: 'evil.example' })).toBe('403 FORBIDDEN_HOST')
  expect(await ask('/health', { ...headers, Origin: 'http://evil.example' })).toBe('403 FORBIDDEN_ORIGIN')
})

test('a published port answers to its address and localhost alone', async () => {
  await open({ publishedAt: '127.0.0.1:8080', host: '127.0.0.1' })
  for (const host of ['127.0.0.1:8080', 'localhost:8080', 'LOCALHOST:8080'])
    expect(await ask('/health', { host }), host).toBe('200')
  for (const host of [
    `127.0.0.1:${api.port}`,
    '127.0.0.1',
    'localhost',
    '[::1]:8080',
    'millrace:8080',
    '127.0.0.1:08080',
  ])
    expect(await ask('/health', { host }), host).toBe('403 FORBIDDEN_HOST')
  const host = 'localhost:8080'
  expect(await ask('/health', { host, Origin: 'http://localhost:8080' })).toBe('200')
  expect(await ask('/health', { host, Origin: 'http://localhost' })).toBe('403 FORBIDDEN_ORIGIN')
  expect(await ask('/health', { host, Origin: 'https://localhost:8080' })).toBe('403 FORBIDDEN_ORIGIN')
})

test.each(['cross-site', 'same-site', 'Cross-Site', 'same-origin, cross-site', '?'])(
  'Sec-Fetch-Site: %s is refused',
  async (site) => {
    await open()
    expect(await ask('/health', { 'Sec-Fetch-Site': site })).toBe('403 FORBIDDEN_ORIGIN')
  },
)

test('over TLS the names of the certificate count where others reach it', async (context) => {
  if (authority === null) return context.skip(NO_OPENSSL ?? '')
  const files = authority.issue('shared', { names: 'DNS:lake.example,DNS:*.inner.example,IP:10.1.2.3' })
  await open({ tls: await readServerTls(files), host: '0.0.0.0', access: guard(true) })
  expect(api.address).toBe(`https://127.0.0.1:${api.port}`)
  const status = async (host: string, origin?: string) => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        Host: host,
        Authorization: `Bearer ${TOKEN}`,
        ...(origin === undefined ? {} : { Origin: origin }),
      }
      const ca = readFileSync(authority?.cert ?? '')
      httpsRequest(
        { host: '127.0.0.1', servername: 'lake.example', port: api.port, path: '/health', headers, ca },
        resolve,
      )
        .on('error', reject)
        .end()
    })
    await json(answer)
    return answer.statusCode
  }
  const { port } = api
  for (const host of ['lake.example', 'a.inner.example', '10.1.2.3', 'localhost', '127.0.0.1'])
    expect(await status(`${host}:${port}`, `https://${host}:${port}`), host).toBe(200)
  for (const host of ['evil.example', 'inner.example', 'a.b.inner.example', '10.1.2.4', 'shared'])
    expect(await status(`${host}:${port}`), host).toBe(403)
  expect(await status('lake.example')).toBe(403)
  expect(await status(`lake.example:${port}`, `http://lake.example:${port}`)).toBe(403)
})

test('a certificate that no client would take is told at start, by key, file and fix', async (context) => {
  if (authority === null) return context.skip(NO_OPENSSL ?? '')
  await open()
  const good = authority.issue('good', { names: 'DNS:localhost' })
  const other = authority.issue('other', { names: 'DNS:localhost' })
  const old = authority.issue('old', { names: 'DNS:localhost', days: -1 })
  const text = join(folder, 'text.pem')
  writeFileSync(text, 'no certificate')
  const broken = join(folder, 'broken.pem')
  writeFileSync(broken, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
  for (const [files, words] of [
    [{ cert: join(folder, 'none.pem'), key: good.key }, /^pipeline\.http\.tls\.cert: .*none\.pem cannot be read/],
    [{ cert: good.cert, key: join(folder, 'none.pem') }, /^pipeline\.http\.tls\.key: .*none\.pem cannot be read/],
    [{ cert: text, key: good.key }, /^pipeline\.http\.tls\.cert: .*text\.pem is not PEM/],
    [{ cert: broken, key: good.key }, /^pipeline\.http\.tls\.cert: .*broken\.pem holds no certificate/],
    [{ cert: good.cert, key: good.cert }, /^pipeline\.http\.tls\.key: .*good\.pem holds no private key/],
    [{ cert: good.cert, key: other.key }, /^pipeline\.http\.tls\.key: .*is not the key of the certificate/],
    [old, /^pipeline\.http\.tls\.cert: .*expired on \d{4}-\d\d-\d\d\. Renew it/],
  ] as const)
    await expect(readServerTls(files)).rejects.toMatchObject({
      code: 'INVALID_CONFIGURATION',
      message: expect.stringMatching(words) as unknown,
    })
  await expect(readServerTls(good, Date.now() - 9 * 86_400_000)).rejects.toThrow(/valid only from/)
})

test('an address that this machine does not have names its key', async () => {
  await open()
  await expect(open({ host: '192.0.2.1' })).rejects.toMatchObject({
    code: 'INVALID_CONFIGURATION',
    message: expect.stringContaining('pipeline.http.host') as unknown,
  })
})
