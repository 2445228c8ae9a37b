import { connect } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApi, type Api } from '../../src/main/api/server'
import type { OwnedEngine } from '../../src/main/engine'
import { SILENT } from '../../src/main/log/logger'
import { ErrorBody } from '../../src/shared/errors'
import { BatchList, BatchRecord } from '../../src/shared/batch'
import { StreamStatus } from '../../src/shared/stream'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'

let folder: TestFolder
let engine: OwnedEngine
let api: Api
let completed: string

const BODY = { startDate: '2026-01-01', endDate: '2026-01-31', analysisType: 'revenue_by_category' }

beforeAll(async () => {
  folder = await openTestFolder()
  await folder.write([{ transaction_id: 'a' }, { transaction_id: 'b' }, { transaction_id: 'c' }])
  engine = await folder.engine()
  api = await startApi({
    engine,
    host: '127.0.0.1',
    port: 0,
    version: 'test',
    log: SILENT,
    onStop: () => Promise.resolve({ queriesStopped: 0 }),
  })
  completed = (await runBatch(engine, { ...BODY, analysisType: 'revenue_by_category' })).batchId
})
afterAll(async () => {
  await api.close(100)
  await folder.remove()
})

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(api.address + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : (JSON.parse(text) as unknown),
  }
}

/** Everything that a socket gets back for these bytes. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(api.port, '127.0.0.1')
  socket.write(bytes)
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await once(socket, 'close')
  return text
}

function request(line: string, headers: readonly string[] = [], host = `127.0.0.1:${api.port}`): string {
  return [line, ...(host === '' ? [] : [`Host: ${host}`]), 'Connection: close', ...headers, '', ''].join('\r\n')
}

const D = 'startDate'
test.each<[string, string, string, unknown, number, string, RegExp]>([
  ['malformed JSON', 'POST', '/batch/run', '{"startDate":', 400, 'INVALID_REQUEST', /JSON/],
  ['an empty body', 'POST', '/batch/run', '', 400, 'INVALID_REQUEST', /JSON/],
  ['a body that is no object', 'POST', '/batch/run', '[1]', 400, 'INVALID_REQUEST', /object/],
  [
    'missing fields',
    'POST',
    '/batch/run',
    { [D]: '2026-01-01' },
    400,
    'INVALID_REQUEST',
    /^Missing required fields: startDate, endDate, analysisType$/,
  ],
  [
    'an unknown analysis',
    'POST',
    '/batch/run',
    { ...BODY, analysisType: 'X' },
    400,
    'INVALID_REQUEST',
    /^Unknown analysisType: X\. Valid types: revenue_by_category, .*full_report$/,
  ],
  ['a wrong type', 'POST', '/batch/run', { ...BODY, startDate: 5 }, 400, 'INVALID_REQUEST', /startDate/],
  [
    'a date that does not exist',
    'POST',
    '/batch/run',
    { ...BODY, startDate: '2026-02-30' },
    400,
    'INVALID_REQUEST',
    /startDate/,
  ],
  [
    'a path as date',
    'POST',
    '/batch/run',
    { ...BODY, startDate: '/../../escape' },
    400,
    'INVALID_REQUEST',
    /startDate/,
  ],
  [
    'dates in the wrong order',
    'POST',
    '/batch/run',
    { ...BODY, startDate: '2026-02-01' },
    400,
    'INVALID_REQUEST',
    /startDate 2026-02-01 is after endDate/,
  ],
  [
    'an unknown filter',
    'POST',
    '/batch/run',
    { ...BODY, filters: { colour: 'red' } },
    400,
    'INVALID_REQUEST',
    /filters\.colour/,
  ],
  [
    'a filter that is no text',
    'POST',
    '/batch/run',
    { ...BODY, filters: { quantity: 2 } },
    400,
    'INVALID_REQUEST',
    /filters\.quantity/,
  ],
  ['a misspelt key', 'POST', '/batch/run', { ...BODY, filter: {} }, 400, 'INVALID_REQUEST', /filter/],
  ['a wrong content type', 'POST', '/batch/run', BODY, 415, 'UNSUPPORTED_MEDIA_TYPE', /application\/json/],
  [
    'an unknown batch',
    'GET',
    '/batch/status/batch-20260101-00000000',
    undefined,
    404,
    'BATCH_NOT_FOUND',
    /^No batch job found with ID: batch-20260101-00000000$/,
  ],
  ['a path as batch', 'GET', '/batch/status/..%2F..%2Fetc', undefined, 404, 'BATCH_NOT_FOUND', /No batch job/],
  ['an unknown route', 'GET', '/nothing', undefined, 404, 'NOT_FOUND', /\/nothing/],
  ['a trailing slash', 'GET', '/health/', undefined, 404, 'NOT_FOUND', /health/],
  ['a wrong method', 'GET', '/batch/run', undefined, 405, 'METHOD_NOT_ALLOWED', /POST/],
  ['OPTIONS', 'OPTIONS', '/batch/run', undefined, 405, 'METHOD_NOT_ALLOWED', /POST/],
  ['an ended batch cancelled', 'POST', '/batch/cancel/COMPLETED', undefined, 409, 'BATCH_FINISHED', /ended/],
  ['a negative limit', 'GET', '/batch/data/COMPLETED?limit=-1', undefined, 400, 'INVALID_REQUEST', /limit/],
  ['a fraction as offset', 'GET', '/batch/data/COMPLETED?offset=1.5', undefined, 400, 'INVALID_REQUEST', /offset/],
  [
    'another analysis than the batch',
    'GET',
    '/batch/data/COMPLETED/aggregated?analysis=hourly_trends',
    undefined,
    400,
    'INVALID_REQUEST',
    /revenue_by_category/,
  ],
  [
    'an unknown export format',
    'GET',
    '/batch/data/COMPLETED/export?format=doc',
    undefined,
    400,
    'INVALID_REQUEST',
    /format/,
  ],
  ['a bad topic', 'POST', '/stream/start', { topic: 'a b' }, 400, 'INVALID_REQUEST', /topic/],
  ['a bad start', 'POST', '/stream/start', { startingOffsets: 'soon' }, 400, 'INVALID_REQUEST', /startingOffsets/],
  ['an unknown dead-letter code', 'GET', '/stream/dead-letters?code=X', undefined, 400, 'INVALID_REQUEST', /code/],
  ['an unknown table', 'GET', '/lake/tables/other', undefined, 400, 'INVALID_REQUEST', /other/],
])('[checklist 19, 20] %s', async (name, method, path, body, status, code, message) => {
  const headers: Record<string, string> = name === 'a wrong content type' ? { 'Content-Type': 'text/plain' } : {}
  const answer = await call(method, path.replace('COMPLETED', completed), body, headers)
  expect(answer.headers.get('content-type')).toContain('application/json')
  const parsed = ErrorBody.parse(answer.body)
  expect({ status: answer.status, code: parsed.error }).toEqual({ status, code })
  expect(parsed.message).toMatch(message)
  expect(new Date(parsed.timestamp).toISOString()).toBe(parsed.timestamp)
})

test.each<[string, number, string, () => string]>([
  ['a foreign host', 403, 'FORBIDDEN_HOST', () => request('GET /health HTTP/1.1', [], 'evil.example')],
  ['a host without our port', 403, 'FORBIDDEN_HOST', () => request('GET /health HTTP/1.1', [], '127.0.0.1')],
  [
    'a rebound name with our port',
    403,
    'FORBIDDEN_HOST',
    () => request('GET /health HTTP/1.1', [], `evil.example:${api.port}`),
  ],
  ['two hosts', 403, 'FORBIDDEN_HOST', () => request('GET /health HTTP/1.1', [`Host: 127.0.0.1:${api.port}`])],
  ['no host', 403, 'FORBIDDEN_HOST', () => request('GET /health HTTP/1.1', [], '')],
  [
    'a foreign origin',
    403,
    'FORBIDDEN_ORIGIN',
    () => request('POST /stop HTTP/1.1', ['Origin: http://evil.example', 'Content-Length: 0']),
  ],
  [
    'the origin null',
    403,
    'FORBIDDEN_ORIGIN',
    () => request('POST /stop HTTP/1.1', ['Origin: null', 'Content-Length: 0']),
  ],
  [
    'a cross-site fetch',
    403,
    'FORBIDDEN_ORIGIN',
    () => request('GET /health HTTP/1.1', ['Sec-Fetch-Site: cross-site']),
  ],
  [
    'headers beyond 16 KiB',
    431,
    'HEADERS_TOO_LARGE',
    () => request('GET /health HTTP/1.1', [`X: ${'a'.repeat(17 * 1024)}`]),
  ],
  ['no HTTP at all', 400, 'INVALID_REQUEST', () => 'hello\r\n\r\n'],
  [
    'a form',
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    () =>
      `${request('POST /stop HTTP/1.1', ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 3'])}a=b`,
  ],
  ['HEAD', 405, '', () => request('HEAD /health HTTP/1.1')],
])('guard: %s is refused with our form of error', async (_name, status, code, bytes) => {
  const answer = await raw(bytes())
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  expect(answer.toLowerCase()).toContain('content-type: application/json')
  if (code !== '') expect(ErrorBody.parse(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')).trim())).error).toBe(code)
})

test('a body over 1 MiB is refused at once, and an ordinary client sees it', async () => {
  const answer = await call('POST', '/batch/run', `{"x":"${'a'.repeat(3 * 2 ** 20)}"}`)
  expect(answer.status).toBe(413)
  expect(ErrorBody.parse(answer.body).error).toBe('PAYLOAD_TOO_LARGE')
})

test('slow headers are cut off', { timeout: 30_000 }, async () => {
  const socket = connect(api.port, '127.0.0.1')
  socket.write('GET /health HTTP/1.1\r\n')
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await once(socket, 'close')
  expect(text).toContain('HTTP/1.1 408 ')
  expect(text).toContain('REQUEST_TIMEOUT')
})

test('the burst of one address is limited', async () => {
  const statuses = new Map<number, number>()
  // Tokens come back while we send, so more than the burst is asked for.
  for (let round = 0; round < 60 && !statuses.has(429); round++) {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        fetch(`${api.address}/health`).then(async (response) => (await response.arrayBuffer(), response.status)),
      ),
    )
    for (const status of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  expect(statuses.get(429)).toBeGreaterThan(0)
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect((await call('GET', '/health')).status).toBe(200)
})

test('[checklist 9, 15, 16] the endpoints answer as their schemas say', async () => {
  expect((await call('GET', '/health')).body).toMatchObject({
    status: 'healthy',
    engine: true,
    spark: true,
    uptime: expect.stringMatching(/^\d+h \d+m \d+s$/) as unknown,
  })
  expect(StreamStatus.strict().safeParse((await call('GET', '/stream/status')).body).error).toBeUndefined()
  expect((await call('POST', '/stream/stop')).body).toEqual({
    status: 'stopped',
    queriesStopped: 0,
    message: 'No active streaming queries.',
  })
  const accepted = await call('POST', '/batch/run', BODY)
  expect(accepted.status).toBe(202)
  const listed = BatchList.parse((await call('GET', '/batch/list?status=COMPLETED&limit=1')).body)
  expect(listed.returned).toBe(1)
  expect(BatchList.parse((await call('GET', '/batch/list?status=NOPE')).body)).toEqual({
    total: 0,
    returned: 0,
    batches: [],
  })
  expect(BatchRecord.parse((await call('GET', `/batch/status/${completed}`)).body)).not.toHaveProperty('errorMessage')
  const settings = (await call('GET', '/config')).body as { settings: { key: string; source: string }[] }
  expect(settings.settings.find((one) => one.key === 'pipeline.http.port')).toMatchObject({
    value: 0,
    source: 'flag',
    from: '--set pipeline.http.port',
  })
  expect((await call('GET', '/lake/tables/transactions')).body).toMatchObject({
    rows: 3,
    version: 1,
    minReaderVersion: 1,
    minWriterVersion: 2,
  })
  expect((await call('GET', `/lake/tables/${encodeURIComponent(`${completed}/raw`)}`)).body).toMatchObject({ rows: 3 })
})

test.each<[string, { limit: number; offset: number; returned: number; hasMore: boolean }]>([
  ['', { limit: 100, offset: 0, returned: 3, hasMore: false }],
  ['?limit=', { limit: 100, offset: 0, returned: 3, hasMore: false }],
  ['?limit=2', { limit: 2, offset: 0, returned: 2, hasMore: true }],
  ['?limit=2&offset=2', { limit: 2, offset: 2, returned: 1, hasMore: false }],
  ['?limit=0', { limit: 0, offset: 0, returned: 0, hasMore: true }],
  ['?limit=99999', { limit: 10_000, offset: 0, returned: 3, hasMore: false }],
  ['?offset=50', { limit: 100, offset: 50, returned: 0, hasMore: false }],
])('[checklist 13] paging%s', async (query, page) => {
  expect((await call('GET', `/batch/data/${completed}${query}`)).body).toMatchObject({
    batchId: completed,
    status: 'COMPLETED',
    rowCount: 3,
    page,
  })
})

test('a batch that is not ready says its state', async () => {
  const { batchId } = await engine.batch.submit({
    startDate: '2026-01-01',
    endDate: '2026-01-31',
    analysisType: 'full_report',
    filters: { category: 'x' },
  })
  const answer = await call('GET', `/batch/data/${batchId}`)
  if (answer.status === 409)
    expect(answer.body).toMatchObject({
      error: 'BATCH_NOT_READY',
      status: expect.stringMatching(/PENDING|RUNNING/) as unknown,
    })
  else expect(answer.status).toBe(200)
})

test('the OpenAPI document names every route with its answers', async () => {
  const document = (await call('GET', '/openapi.json')).body as {
    openapi: string
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>
  }
  expect(document.openapi).toBe('3.1.0')
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
  for (const route of [
    'post /stream/start',
    'post /stream/stop',
    'get /stream/status',
    'get /stream/dashboard',
    'get /stream/dead-letters',
    'post /batch/run',
    'get /batch/list',
    'get /batch/status/{id}',
    'post /batch/cancel/{id}',
    'delete /batch/{id}',
    'get /batch/data/{id}',
    'get /batch/data/{id}/aggregated',
    'get /batch/data/{id}/export',
    'get /batch/data/{id}/aggregated/export',
    'get /health',
    'get /config',
    'post /stop',
    'get /lake/tables/{name}',
    'get /lake/tables/{name}/history',
  ]) {
    expect(routes).toContain(route)
  }
  for (const methods of Object.values(document.paths))
    for (const one of Object.values(methods)) expect(Object.keys(one.responses)).toContain('403')
})

test('[checklist 17] stopping refuses new work with 503', async () => {
  const answer = await call('POST', '/stop')
  expect(answer.body).toEqual({ status: 'shutting_down', queriesStopped: 0 })
})
