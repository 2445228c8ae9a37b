import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Api } from '../../src/main/api/server'
import type { OwnedEngine } from '../../src/main/engine'
import { ErrorBody } from '../../src/shared/errors'
import { serveApi } from '../support/api'
import { openTestFolder, type TestFolder } from '../support/engine'
import { Random } from '../support/random'
import { until } from '../support/until'

let folder: TestFolder
let engine: OwnedEngine
let api: Api

beforeAll(async () => {
  folder = await openTestFolder()
  engine = await folder.engine()
  api = await serveApi(engine)
})
afterAll(async () => {
  await api.close(100)
  await folder.remove()
})

interface Answer {
  readonly status: number
  readonly body: string
}

/** The answers in what a socket got back, each of them whole; throws where anything else is there. */
function answersIn(text: string, method = 'GET'): Answer[] {
  const answers: Answer[] = []
  for (let rest = text; rest !== '';) {
    const [head, status] = /^HTTP\/1\.1 (\d{3}) [\s\S]*?\r\n\r\n/.exec(rest) ?? []
    if (head === undefined) throw new Error(`no answer: ${rest}`)
    const behind = rest.slice(head.length)
    const length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1] ?? behind.length)
    // What Node's parser refuses has a body, whatever the method was.
    const size = method === 'HEAD' && !behind.startsWith('{') ? 0 : length
    if (behind.length < size) throw new Error(`no whole answer: ${rest}`)
    answers.push({ status: Number(status), body: behind.slice(0, size) })
    rest = behind.slice(size)
  }
  return answers
}

/** Opens a socket that writes this, and keeps what it gets. */
function open(port: number, bytes: string): { readonly socket: Socket; text: string } {
  const socket = connect(port, '127.0.0.1')
  const opened = { socket, text: '' }
  socket.on('data', (chunk: Buffer) => (opened.text += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  if (bytes !== '') socket.write(bytes, 'latin1')
  return opened
}

const METHODS = [
  'GET',
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'get',
  'X',
]
const TARGETS = [
  ...[
    '/health',
    '/nothing',
    '*',
    '//',
    '//x:99999/',
    'http://x:99999/',
    'http://[::1/',
    'http://',
    'https:',
    'x',
    '?',
    '#',
  ],
  ...[
    '/\\..\\x',
    '/%',
    '/%zz',
    '/%ff%fe',
    '/%00',
    '/batch/status/%00',
    '/batch/status/%E0%A4',
    '/health?__proto__=1&a=%',
  ],
  ...[
    '/lake/tables/%2F',
    '/lake/tables//',
    '/../..',
    '/stream/stop',
    '/batch/run',
    '/health#x',
    '/\xfc',
    `/${'a'.repeat(9000)}`,
  ],
  ...[
    'http://user:pass@127.0.0.1:99999999/x',
    '/batch/data/x?limit=%ff',
    '/?link=',
    '/?',
    '/:id',
    '/assets/..%2f..%2fx',
  ],
]
const VERSIONS = ['HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', 'HTTP/1.1 x', 'HTTQ/1.1']
const HEADERS = [
  ...[
    'Expect: tea',
    'Expect: 100-continue',
    'Upgrade: websocket',
    'Upgrade: h2c\r\nConnection: Upgrade',
    'Origin: null',
  ],
  ...['Transfer-Encoding: gzip', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', 'Content-Length: -1'],
  ...[
    'Content-Length: 0\r\nContent-Length: 1',
    'Content-Length: x',
    'Content-Type: text/plain',
    'Content-Encoding: gzip',
  ],
  ...[
    ': x',
    'X',
    'X : y',
    ' folded: x',
    'X: a\0b',
    'X: \xff',
    'Cookie: __proto__=x',
    'Authorization: Bearer',
    'Range: bytes=x',
  ],
  ...[
    'If-None-Match: "',
    'Prefer: wait=',
    'Accept-Encoding: gzip;q=x',
    'TE: trailers',
    'Forwarded: for=_x',
    'Connection: x',
  ],
]
const BODIES = ['', '', '{}', '{"a":', '[', '"\xff"', 'null', '0', '{"__proto__":1}']

/** One whole request, in whatever way it is wrong. */
function someRequest(random: Random, port: number): { readonly method: string; readonly bytes: string } {
  const method = random.pick(METHODS)
  const ours = ['127.0.0.1', 'localhost', 'LOCALHOST'].map((name) => `Host: ${name}:${port}`)
  const hosts = [...ours, ...ours, '', 'Host:', 'Host: x:99999', 'Host: [::1', 'Host: a b', `Host: localhost.:${port}`]
  const headers = Array.from({ length: random.below(3) }, () => random.pick(HEADERS))
  const body = random.pick(BODIES)
  const chunked = random.below(4) === 0
  const sized = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`
  const sent = chunked
    ? random.pick([
        `${body.length.toString(16)}\r\n${body}\r\n`.repeat(body === '' ? 0 : 1) + '0\r\n\r\n',
        'zz\r\n',
        '-1\r\n\r\n',
      ])
    : body
  const told = headers.some((one) => one.startsWith('Content-Length') || one.startsWith('Transfer')) ? [] : [sized]
  const lines = [
    `${method} ${random.pick(TARGETS)} ${random.pick(VERSIONS)}`,
    random.pick(hosts),
    ...headers,
    ...told,
    'Content-Type: application/json',
    'Connection: close',
  ]
  return {
    method,
    bytes: `${lines.filter((line) => line !== '').join('\r\n')}\r\n\r\n${told.length === 0 ? '0\r\n\r\n' : sent}`,
  }
}

test('every whole request, however odd, is answered once and in our form', async () => {
  const random = Random.fresh()
  // Many more than its second allows.
  const served = await serveApi(engine, { rate: { perSecond: 1e6, burst: 1e6 } })
  try {
    for (let index = 0; index < 800; index++) {
      const { method, bytes } = someRequest(random, served.port)
      const sent = open(served.port, bytes)
      await once(sent.socket, 'close')
      const answers = answersIn(sent.text.replaceAll('HTTP/1.1 100 Continue\r\n\r\n', ''), method)
      expect(answers.length, bytes).toBe(1)
      const [{ status, body } = { status: 0, body: '' }] = answers
      expect(status, `${bytes}: ${body}`).toBeLessThan(500)
      if (status >= 400 && method !== 'HEAD')
        expect(Object.keys(ErrorBody.parse(JSON.parse(body))), bytes).toEqual(['error', 'message', 'timestamp'])
    }
    expect((await fetch(`${served.address}/health`)).status).toBe(200)
  } finally {
    await served.close(100)
  }
})

test('what is wrong behind a good request is answered behind its answer', async () => {
  const host = `Host: 127.0.0.1:${api.port}`
  const sent = open(api.port, `GET /batch/list HTTP/1.1\r\n${host}\r\n\r\nnonsense\r\n\r\n`)
  await once(sent.socket, 'close')
  expect(answersIn(sent.text).map(({ status }) => status)).toEqual([200, 400])
})

test('an answer to half a request ends though the other half never comes', async () => {
  const host = `Host: 127.0.0.1:${api.port}`
  for (const line of ['POST /batch/run HTTP/1.1', 'GET http://x:99999/ HTTP/1.1'])
    for (const more of ['', 'Connection: close\r\n', 'Expect: 100-continue\r\n']) {
      const sent = open(api.port, `${line}\r\n${host}\r\n${more}Content-Length: 20000000\r\n\r\n`)
      await once(sent.socket, 'close')
      expect(answersIn(sent.text).map(({ status }) => status)).toEqual([line.startsWith('POST') ? 413 : 400])
    }
})

test('connections that say nothing, or half of something, give way to who asks', async () => {
  const served = await serveApi(engine, { maxConnections: 8 })
  const host = `Host: 127.0.0.1:${served.port}`
  const openings = [
    '',
    `GET /health HTTP/1.1\r\n${host}\r\n`,
    `POST /batch/run HTTP/1.1\r\n${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    `GET /health HTTP/1.1\r\n${host}\r\n\r\n`,
    `OPTIONS * HTTP/1.1\r\n${host}\r\n\r\n`,
    `CONNECT x:1 HTTP/1.1\r\n${host}\r\n\r\n`,
    'nonsense\r\n\r\n',
  ]
  const opened = openings.flatMap((bytes) => Array.from({ length: 8 }, () => open(served.port, bytes)))
  try {
    for (const { socket } of opened) if (socket.connecting) await once(socket, 'connect')
    for (let index = 0; index < 20; index++) {
      const answer = await fetch(`${served.address}/health`, { headers: { Connection: 'close' } })
      expect(answer.status).toBe(200)
    }
    // Who was turned away with half a request was told why.
    const isAnswered = ({ text }: { text: string }) => text.includes('SERVICE_UNAVAILABLE')
    await until(() => opened.some(isAnswered), Boolean)
    for (const { text } of opened) for (const { body } of answersIn(text)) JSON.parse(body)
  } finally {
    for (const { socket } of opened) socket.destroy()
    await served.close(100)
  }
})

test('who is answered keeps the connection; who comes beyond the most is told so', async () => {
  const served = await serveApi(engine, { maxConnections: 2 })
  const ends = [new AbortController(), new AbortController()]
  try {
    for (const { signal } of ends) expect((await fetch(`${served.address}/events`, { signal })).status).toBe(200)
    const refused = await fetch(`${served.address}/health`, { headers: { Connection: 'close' } })
    expect(refused.status).toBe(503)
    expect(ErrorBody.parse(await refused.json())).toMatchObject({ error: 'SERVICE_UNAVAILABLE' })
    ends[0]?.abort()
    await until(
      async () => (await fetch(`${served.address}/health`, { headers: { Connection: 'close' } })).status,
      (status) => status === 200,
    )
  } finally {
    for (const end of ends) end.abort()
    await served.close(100)
  }
})

test('an answer that waited behind another one when its connection ended holds no place', async () => {
  const served = await serveApi(engine, { maxConnections: 2 })
  const head = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\n\r\n`
  try {
    for (let round = 0; round < 3; round++) {
      const opened = open(served.port, head('/events') + head('/health').repeat(3))
      await until(
        () => opened.text,
        (text) => text.includes('200 OK'),
      )
      // However many it asks for, it is one connection: there is room for another.
      const answer = await fetch(`${served.address}/health`, { headers: { Connection: 'close' } })
      expect(answer.status).toBe(200)
      opened.socket.destroy()
      await until(
        async () => (await fetch(`${served.address}/health`, { headers: { Connection: 'close' } })).status,
        (status) => status === 200,
      )
    }
  } finally {
    await served.close(100)
  }
})

const MEGABYTE = 2 ** 20

test.each([2, 5, 20])('a body of %s MiB: fetch sees that it is too large', async (size) => {
  const answer = await fetch(`${api.address}/batch/run`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.alloc(size * MEGABYTE, 'a'),
  })
  expect(answer.status).toBe(413)
  expect(ErrorBody.parse(await answer.json()).error).toBe('PAYLOAD_TOO_LARGE')
})

const PYTHON = process.env['MILLRACE_PYTHON'] ?? 'python3'
const URLLIB = `
import sys, urllib.request, urllib.error
try:
    urllib.request.urlopen(urllib.request.Request(sys.argv[1], data=b'a' * int(sys.argv[2]), headers={'Content-Type': 'application/json'}))
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode())
`

test.for([
  ['/batch/run', 2],
  ['/batch/run', 5],
  ['/batch/run', 20],
  ['/batch/run', 30],
  ['/stream/stop', 5],
] as const)('%s with a body of %s MiB: urllib of Python sees the answer', async ([path, size], context) => {
  if (spawnSync(PYTHON, ['--version']).status !== 0) context.skip('needs Python')
  const { stdout } = await promisify(execFile)(PYTHON, ['-c', URLLIB, api.address + path, String(size * MEGABYTE)])
  expect(stdout).toMatch(/^413 /)
  expect(ErrorBody.parse(JSON.parse(stdout.slice(4))).error).toBe('PAYLOAD_TOO_LARGE')
})
