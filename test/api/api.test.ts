import { connect } from 'node:net'
import { once } from 'node:events'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Api } from '../../src/main/api/server'
import type { OwnedEngine } from '../../src/main/engine'
import { ErrorBody } from '../../src/shared/errors'
import { BatchList, BatchRecord, BatchRequest, RetentionPreview } from '../../src/shared/batch'
import { StreamStatus } from '../../src/shared/stream'
import { serveApi } from '../support/api'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { when, whereParameter } from '../support/where'

let folder: TestFolder
let engine: OwnedEngine
let api: Api
let completed: string

const BODY = { startDate: '2026-01-01', endDate: '2026-01-31', analysisType: 'revenue_by_category' }

beforeAll(async () => {
  folder = await openTestFolder()
  await folder.write([{ transaction_id: 'a' }, { transaction_id: 'b' }, { transaction_id: 'c' }])
  engine = await folder.engine()
  api = await serveApi(engine)
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

test('a report is saved, listed, replaced, run and deleted over HTTP', async () => {
  const body = {
    name: 'Ein Bericht',
    analysisType: 'revenue_by_category',
    dates: { startDate: '2026-01-01', endDate: '2026-01-31' },
  }
  const saved = await call('POST', '/reports', { ...body, schedule: '0 6 * * *' })
  expect(saved).toMatchObject({ status: 201, body: { name: 'Ein Bericht', missedRuns: 0 } })
  expect(await call('POST', '/reports', body)).toMatchObject({ status: 409, body: { error: 'REPORT_EXISTS' } })
  const path = `/reports/${encodeURIComponent('Ein Bericht')}`
  expect(await call('GET', path)).toMatchObject({ status: 200, body: { schedule: '0 6 * * *' } })
  expect(await call('PUT', path, { ...body, dates: 'last_7_days' })).toMatchObject({
    status: 200,
    body: { dates: 'last_7_days' },
  })
  const refused = await call('POST', `${path}/run`)
  expect(refused).toMatchObject({ status: 400, body: { error: 'INVALID_REQUEST' } })
  expect(refused.body).toHaveProperty(
    'message',
    expect.stringMatching(/^dates: last_7_days \(.*\) holds no rows at version/),
  )
  expect(await call('PUT', path, body)).toMatchObject({ status: 200 })
  expect(await call('POST', `${path}/run`)).toMatchObject({ status: 202, body: { status: 'PENDING' } })
  expect(await call('GET', '/reports')).toMatchObject({
    status: 200,
    body: { reports: [{ lastRun: { by: 'request' } }] },
  })
  for (const wrong of [{ dates: 'last_0_days' }, { schedule: 'x' }, { name: '' }, { analysisType: 'x' }, { other: 1 }])
    expect(await call('POST', '/reports', { ...body, ...wrong }), JSON.stringify(wrong)).toMatchObject({
      status: 400,
      body: { error: 'INVALID_REQUEST' },
    })
  expect(await call('DELETE', path)).toMatchObject({ status: 204 })
  expect(await call('GET', path)).toMatchObject({ status: 404, body: { error: 'REPORT_NOT_FOUND' } })
})

test('what a report would read is told over HTTP before it is saved, and what is wrong names its field', async () => {
  const dates = { startDate: '2026-01-01', endDate: '2026-01-31' }
  const preview = (body: object) => call('POST', '/reports/preview', body)
  const { body } = await preview({ dates, schedule: '0 6 * * *' })
  const run = { at: expect.stringMatching(/T06:00:00\.000Z$/) as string, ...dates }
  expect(body).toEqual({ ...dates, runs: [run, run, run, run, run] })
  expect(await preview({ dates: 'today' })).toMatchObject({ status: 200, body: { runs: [] } })
  for (const [wrong, words] of [
    [{ dates: 'tomorrow' }, /^dates: must be/],
    [{}, /^dates: /],
    [{ dates: { startDate: '2026-02-01', endDate: '2026-01-01' } }, /^startDate 2026-02-01 is after endDate/],
    [{ dates, schedule: '0 0 30 2 *' }, /^schedule: 0 0 30 2 \* never fires/],
    [{ dates, schedule: '@daily' }, /^schedule: it has 1 part, not five/],
    [{ dates, name: 'r' }, /name/],
  ] as const)
    expect(await preview(wrong), JSON.stringify(wrong)).toMatchObject({
      status: 400,
      body: { error: 'INVALID_REQUEST', message: expect.stringMatching(words) as string },
    })
})

test('a result is sorted, filtered, searched, described and drilled into over HTTP', async () => {
  const path = `/batch/data/${completed}`
  const rows = await call(
    'GET',
    `${path}?sort=transaction_id:desc&${whereParameter(when('transaction_id', '!=', 'c'), when('quantity', '>=', 1))}&search=books&limit=1`,
  )
  expect(rows).toMatchObject({
    status: 200,
    body: {
      rowCount: 3,
      page: { limit: 1, offset: 0, returned: 1, hasMore: true, total: 2 },
      data: [{ transaction_id: 'b' }],
    },
  })
  expect((await call('GET', `${path}?limit=1`)).body).toMatchObject({ page: { returned: 1, total: 3 } })
  const first = whereParameter(when('transaction_id', '=', 'a'))
  expect(await call('GET', `${path}/columns/total_amount?${first}`)).toMatchObject({
    status: 200,
    body: { rows: 1, name: 'total_amount', count: 1, nulls: 0, distinct: 1, min: 10, max: 10, mean: 10 },
  })
  expect(await call('GET', `${path}/columns?${first}`)).toMatchObject({
    status: 200,
    body: { rows: 1, columns: expect.arrayContaining([expect.objectContaining({ name: 'city' })]) as unknown },
  })
  const letter = whereParameter(when('category', 'starts with', 'B'))
  expect(await call('GET', `${path}/aggregated?sort=total_revenue:desc,category&${letter}`)).toMatchObject({
    status: 200,
    body: { page: { total: 1 }, data: [{ category: 'books', transaction_count: 3 }] },
  })
  expect(await call('GET', `${path}/aggregated/columns`)).toMatchObject({ status: 200, body: { rows: 1 } })
  expect(await call('GET', `${path}/aggregated/columns/category`)).toMatchObject({
    status: 200,
    body: { analysisType: 'revenue_by_category', name: 'category', top: [{ value: 'books', count: 1 }] },
  })
  expect(await call('GET', `${path}/aggregated/0/rows?limit=2`)).toMatchObject({
    status: 200,
    body: {
      status: 'COMPLETED',
      row: 0,
      count: 3,
      rowCount: 3,
      group: { category: 'books' },
      page: { total: 3, returned: 2, hasMore: true },
    },
  })
  expect(await call('GET', `${path}/aggregated/7/rows`)).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } })
  for (const [wrong, words] of [
    ['?sort=nope', /^sort: there is no column nope/],
    ['?where=x', /^where: .*must be a JSON list/],
    ['?where={}', /^where: .*must be a JSON list/],
    [`?${whereParameter({ column: 'city', op: 'like', value: 'x' })}`, /^where\.0\.op: must be one of =, !=/],
    [`?${whereParameter({ column: 'city' })}`, /^where\.0\.op: is missing; it must be one of =, !=/],
    [`?${whereParameter({ column: 'city', op: '=', value: { a: 1 } })}`, /^where\.0\.value: must be a text/],
    [`?${whereParameter({ column: 'city', op: '=', value: 'x', or: 1 })}`, /^Unknown key: where\.0\.or/],
    [`?${whereParameter(when('quantity', '=', 1.5))}`, /^where\.0\.value: quantity takes a whole number/],
    [`?${whereParameter(when('city', '=', 'x'.repeat(1000)))}&sort=${'x'.repeat(3000)}`, /^sort: /],
    ['/columns/nope', /^column: there is no column nope/],
    ['/aggregated/columns/city', /^column: there is no column city/],
    ['/aggregated/x/rows', /^row: /],
    ['/export?format=xlsx&guardFormulas=true', /^guardFormulas: is for csv/],
    ['/export?format=csv&guardFormulas=yes', /^guardFormulas: /],
    ['/export?format=csv&sort=nope', /^sort: /],
    [
      '?filter=category:eq:books',
      /^filter: there is no such parameter\. Parameters: limit, offset, sort, where, search\.$/,
    ],
    ['/export?format=csv&were=[]', /^were: there is no such parameter/],
    ['?limit=1&limit=2', /^limit: is there 2 times/],
    [`?${whereParameter(when('city', 'in', ['a', null] as never))}`, /^where\.0\.value: must be a text.*is null/],
    ['?where=[{"column":"city","op":"=","value":"%5Cud800"}]', /^where\.0\.value: .*half a character/],
  ] as const) {
    const { status, body } = await call('GET', path + wrong)
    expect([status, ErrorBody.parse(body).message], wrong).toEqual([400, expect.stringMatching(words)])
  }
  // More than an address may hold: what is too long is named.
  const long = await call('GET', `${path}?limit=1&${whereParameter(when('city', '=', 'x'.repeat(2 ** 20)))}`)
  expect(long).toMatchObject({
    status: 431,
    body: { error: 'HEADERS_TOO_LARGE', message: 'where: the address is larger than 16384 bytes.' },
  })
  const half = await fetch(`${api.address}${path}/export?format=csv&${first}`)
  expect([half.headers.get('millrace-rows'), (await half.text()).split('\r\n').length]).toEqual(['1', 3])
  expect(await call('POST', '/batch/estimate', BODY)).toMatchObject({
    status: 200,
    body: { tableVersion: 1, rows: 3, exact: true, dates: 1, files: 1, tableRows: 3 },
  })
  expect(await call('POST', '/batch/estimate', { ...BODY, startDate: 'x' })).toMatchObject({ status: 400 })
  expect(
    await call('GET', `/batch/compare?left=${completed}&right=${completed}&sort=total_revenue.percent:desc`),
  ).toMatchObject({
    status: 200,
    body: {
      onlyLeft: 0,
      onlyRight: 0,
      data: [
        {
          group: { category: 'books' },
          left: { transaction_count: 3 },
          right: { transaction_count: 3 },
          difference: { total_revenue: 0 },
          percent: { total_revenue: 0 },
        },
      ],
    },
  })
  expect(await call('GET', `/batch/compare?left=${completed}`)).toMatchObject({ status: 400 })
  expect(await call('GET', `/batch/explain/${completed}`)).toMatchObject({
    status: 200,
    body: { filesRead: 1, rawRows: 3, PushedFilters: ['EqualTo(transaction_status,completed)'] },
  })
})

const REPORT = { name: 'r', analysisType: 'hourly_trends', dates: 'today' }

test.each<[string, object, RegExp]>([
  ['/batch/run', { startDate: 1 }, /^startDate: expected text, got number/],
  ['/batch/run', { endDate: true }, /^endDate: expected text, got boolean/],
  ['/batch/run', { analysisType: {} }, /^analysisType: must be one of revenue_by_category, .*, got an object$/],
  ['/batch/run', { filters: [] }, /^filters: expected an object, got a list$/],
  ['/batch/run', { filters: { category: null } }, /^Missing required fields/],
  ['/batch/run', { ...BODY, filters: { category: null } }, /^filters\.category: expected text, got null$/],
  ['/batch/run', { ...BODY, tableVersion: '1' }, /^tableVersion: expected a number, got text$/],
  ['/batch/run', { ...BODY, tableVersion: 1.5 }, /^tableVersion: expected a whole number, got 1\.5$/],
  ['/batch/run', { ...BODY, asOf: 1 }, /^asOf: expected text, got number; it must be an ISO 8601 time/],
  ['/reports', { name: 'x' }, /^analysisType: is missing; it must be one of revenue_by_category/],
  ['/reports', { name: 1 }, /^name: expected text, got number$/],
  ['/reports', { ...REPORT, name: '' }, /^name: must not be empty$/],
  ['/reports', { ...REPORT, name: 'n'.repeat(101) }, /^name: must be at most 100 characters$/],
  ['/sample/seed', { records: 0 }, /^records: must be at least 1$/],
  ['/kafka/test', { connection: { bootstrapServers: [] } }, /^connection\.bootstrapServers: must not be empty$/],
  ['/stream/start', { topic: ['x'] }, /^topic: expected text, got a list$/],
  ['/stream/start', { failOnDataLoss: 'no' }, /^failOnDataLoss: expected true or false, got text$/],
  ['/sample/seed', { records: '10' }, /^records: expected a number, got text$/],
  ['/lake/tables/transactions/vacuum', { dryRun: 1 }, /^dryRun: expected true or false, got number$/],
])('%s %j says which kind it is, and which it must be', async (path, body, message) => {
  const { status, body: answer } = await call('POST', path, body)
  expect(status).toBe(400)
  expect(ErrorBody.parse(answer).message).toMatch(message)
})

test.each([
  ['/batch/run', { ...BODY }],
  ['/batch/estimate', { ...BODY }],
  ['/reports', { ...REPORT }],
])(
  'the value of a filter that is longer than any value is refused by %s, and the longest is not',
  async (path, body) => {
    const filters = (length: number) => ({ currency: 'USD', category: 'x'.repeat(length) })
    const refused = await call('POST', path, { ...body, filters: filters(10_001) })
    expect(refused).toMatchObject({
      status: 400,
      body: { error: 'INVALID_REQUEST', message: 'filters.category: must be at most 10000 characters' },
    })
    const { status, body: answer } = await call('POST', path, { ...body, filters: filters(10_000) })
    expect(status).toBeLessThan(300)
    if (path === '/reports') await call('DELETE', `/reports/${(answer as { id: string }).id}`)
  },
)

test('what a parameter may be is said in words', async () => {
  expect(await call('GET', `/batch/list?q=${'x'.repeat(1001)}`)).toMatchObject({
    status: 400,
    body: { message: 'q: must be at most 1000 characters' },
  })
})

test('retention tells what would go by the limits of the address', async () => {
  const told = await call('GET', '/batch/retention?days=10&bytes=1GB&limit=1')
  expect(told.status).toBe(200)
  expect(RetentionPreview.parse(told.body)).toMatchObject({ days: 10, bytes: 1e9, total: { batches: 0, bytes: 0 } })
  expect(await call('GET', '/batch/retention')).toMatchObject({ status: 200, body: { days: null, bytes: null } })
  for (const [query, message] of [
    ['days=0', 'days: must be a whole number of days, 1 to 1000000000'],
    ['days=1.5', 'days: must be a whole number of days, 1 to 1000000000'],
    [`days=${HUGE}`, 'days: must be a whole number of days, 1 to 1000000000'],
    ['bytes=0', 'bytes: must be a size such as 10GB or 64MiB, or a number of bytes, 1 or more'],
    ['bytes=much', 'bytes: must be a size such as 10GB or 64MiB, or a number of bytes, 1 or more'],
  ])
    expect(await call('GET', `/batch/retention?${query}`)).toMatchObject({ status: 400, body: { message } })
})

const HUGE = '9'.repeat(30)
test.each([
  `/batch/data/ID?offset=${HUGE}`,
  `/batch/data/ID/aggregated?offset=9007199254740992`,
  `/batch/data/ID/aggregated/${HUGE}/rows`,
  `/batch/list?offset=${HUGE}`,
  `/lake/tables?offset=${HUGE}`,
  `/lake/tables/transactions/files?version=${HUGE}`,
  `/stream/dead-letters?partition=${HUGE}`,
  `/kafka/topics/t/messages?partition=2147483648`,
  `/kafka/topics/t/messages?partition=0&offset=9223372036854775808`,
  `/kafka/topics/t/messages?cursor=0:9999999999999999999`,
  `/kafka/topics/t/messages?timestamp=${HUGE}`,
  ...[
    when('quantity', '=', 3_000_000_000),
    when('quantity', '=', '3000000000'),
    when('quantity', 'in', ['1', '-2147483649']),
    when('quantity', '<', '1e30'),
    when('total_amount', '>', '1e999'),
    when('total_amount', '<', '-1e999'),
    when('total_amount', '=', '1e-999'),
    when('kafka_offset', '=', '9223372036854775808'),
    when('kafka_offset', '=', 9_007_199_254_740_992),
    when('event_date', '=', '2025-02-30'),
    when('event_date', '=', '10000-01-01'),
    when('event_date', '=', '0000-01-01'),
    when('event_timestamp', '=', '10000-01-01T00:00:00Z'),
    when('event_timestamp', '=', '2026-01-01T00:00:61Z'),
    when('__proto__', '=', '1'),
    when('constructor', '=', '1'),
    when('toString', '=', '1'),
    when('__proto__', 'is null'),
  ].map((condition) => `/batch/data/ID?${whereParameter(condition)}`),
  `/batch/data/ID?where=${encodeURIComponent('[{"column":"total_amount","op":"<","value":1e999}]')}`,
])('a value beyond its range is refused: %s', async (path) => {
  const { status, body } = await call('GET', path.replace('ID', completed))
  expect({ status, error: ErrorBody.parse(body).error }).toEqual({ status: 400, error: 'INVALID_REQUEST' })
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'a filter of %s is one of no column',
  async (key) => {
    const filters = Object.fromEntries([[key, 'x']])
    for (const path of ['/batch/run', '/batch/estimate'])
      expect(await call('POST', path, { ...BODY, filters })).toMatchObject({ status: 400 })
    const report = { name: 'r', analysisType: 'hourly_trends', dates: 'today', filters }
    expect(await call('POST', '/reports', report)).toMatchObject({ status: 400 })
    // As the command line asks without a server.
    if (key === '__proto__')
      expect(BatchRequest.safeParse({ ...BODY, filters }).error?.message).toContain('no such column')
  },
)

const D = 'startDate'
test.each<[string, string, string, unknown, number, string, RegExp]>([
  ['malformed JSON', 'POST', '/batch/run', '{"startDate":', 400, 'INVALID_REQUEST', /JSON/],
  ['an empty body', 'POST', '/batch/run', '', 400, 'INVALID_REQUEST', /JSON/],
  ['a body that is not JSON where none is needed', 'POST', '/stream/stop', '{', 400, 'INVALID_REQUEST', /JSON/],
  ['the same for the end of all', 'POST', '/stop', 'stop', 400, 'INVALID_REQUEST', /JSON/],
  ['the same for a batch to delete', 'DELETE', '/batch/COMPLETED', '[', 400, 'INVALID_REQUEST', /JSON/],
  ['a list where none is needed', 'POST', '/sample/cancel', '[]', 400, 'INVALID_REQUEST', /object/],
  [
    'a key where none is looked at',
    'POST',
    '/stream/stop',
    { now: true },
    400,
    'INVALID_REQUEST',
    /^Unknown key: now\.$/,
  ],
  [
    'half a character',
    'POST',
    '/batch/run',
    { ...BODY, filters: { category: '\ud800' } },
    400,
    'INVALID_REQUEST',
    /half a character/,
  ],
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
  [
    'a filter that a schema would pass over in silence',
    'POST',
    '/batch/run',
    `{"startDate":"2026-01-01","endDate":"2026-01-31","analysisType":"hourly_trends","filters":{"__proto__":"x"}}`,
    400,
    'INVALID_REQUEST',
    /__proto__/,
  ],
  [
    'a whole number beyond the column',
    'POST',
    '/batch/run',
    { ...BODY, filters: { quantity: '3000000000' } },
    400,
    'INVALID_REQUEST',
    /filters\.quantity/,
  ],
  [
    'a number in hexadecimal',
    'POST',
    '/batch/run',
    { ...BODY, filters: { fraud_score: '0x10' } },
    400,
    'INVALID_REQUEST',
    /filters\.fraud_score/,
  ],
  [
    'a day that does not exist',
    'POST',
    '/batch/run',
    { ...BODY, filters: { event_timestamp: '2026-02-30T00:00:00Z' } },
    400,
    'INVALID_REQUEST',
    /filters\.event_timestamp/,
  ],
  [
    'a time finer than microseconds',
    'POST',
    '/batch/run',
    { ...BODY, filters: { event_timestamp: '2026-01-01T00:00:00.1234567Z' } },
    400,
    'INVALID_REQUEST',
    /filters\.event_timestamp/,
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
  ['a file that is not there', 'GET', '/assets/nothing.js', undefined, 404, 'NOT_FOUND', /nothing\.js/],
  ['a trailing slash', 'GET', '/health/', undefined, 404, 'NOT_FOUND', /health/],
  ['a wrong method', 'GET', '/batch/run', undefined, 405, 'METHOD_NOT_ALLOWED', /POST/],
  ['a delete of a path that is no batch', 'DELETE', '/batch/list', undefined, 405, 'METHOD_NOT_ALLOWED', /use GET\./],
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
  [
    'a bad start',
    'POST',
    '/stream/start',
    { startingOffsets: 5 },
    400,
    'INVALID_REQUEST',
    /startingOffsets: must be latest/,
  ],
  [
    'a start that is no time',
    'POST',
    '/stream/start',
    { startingOffsets: 'soon' },
    400,
    'INVALID_REQUEST',
    /latest, earliest/,
  ],
  [
    'dates that are none',
    'POST',
    '/reports',
    { name: 'r', analysisType: 'hourly_trends', dates: 'tomorrow' },
    400,
    'INVALID_REQUEST',
    /^dates: must be last_N_days, one of today/,
  ],
  [
    'a schedule with seconds',
    'POST',
    '/reports',
    { name: 'r', analysisType: 'hourly_trends', dates: 'today', schedule: '0 0 6 * * 1' },
    400,
    'INVALID_REQUEST',
    /^schedule: it has 6 parts, not five\. Write minute/,
  ],
  ['an unknown dead-letter code', 'GET', '/stream/dead-letters?code=X', undefined, 400, 'INVALID_REQUEST', /code/],
  [
    'a partition beyond all',
    'GET',
    '/stream/dead-letters?partition=3000000000',
    undefined,
    400,
    'INVALID_REQUEST',
    /partition/,
  ],
  ['a redrive of nothing', 'POST', '/stream/dead-letters/redrive', {}, 400, 'INVALID_REQUEST', /items or code/],
  ['a redrive of an unknown key', 'POST', '/stream/dead-letters/redrive', { item: [] }, 400, 'INVALID_REQUEST', /item/],
  [
    'a redrive of no offset',
    'POST',
    '/stream/dead-letters/redrive',
    { items: [{ partition: 0, offset: -1 }] },
    400,
    'INVALID_REQUEST',
    /offset/,
  ],
  [
    'a redrive of an offset beyond 64 bits',
    'POST',
    '/stream/dead-letters/redrive',
    { items: [{ partition: 0, offset: '9'.repeat(19) }] },
    400,
    'INVALID_REQUEST',
    /offset/,
  ],
  [
    'a redrive with a value that is no text',
    'POST',
    '/stream/dead-letters/redrive',
    { items: [{ partition: 0, offset: 1, value: {} }] },
    400,
    'INVALID_REQUEST',
    /value/,
  ],
  [
    'a redrive of a letter that is not there',
    'POST',
    '/stream/dead-letters/redrive',
    { items: [{ partition: 0, offset: 1 }] },
    404,
    'DEAD_LETTER_NOT_FOUND',
    /partition 0, offset 1/,
  ],
  ['an unknown table', 'GET', '/lake/tables/other', undefined, 404, 'TABLE_NOT_FOUND', /other.*BATCHID\/raw/],
])('[checklist 19, 20] %s', async (name, method, path, body, status, code, message) => {
  const headers: Record<string, string> = name === 'a wrong content type' ? { 'Content-Type': 'text/plain' } : {}
  const answer = await call(method, path.replace('COMPLETED', completed), body, headers)
  expect(answer.headers.get('content-type')).toContain('application/json')
  const parsed = ErrorBody.parse(answer.body)
  expect({ status: answer.status, code: parsed.error }).toEqual({ status, code })
  expect(parsed.message).toMatch(message)
  expect(Object.keys(parsed)).toEqual(['error', 'message', 'timestamp'])
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
  [
    'a foreign host behind more headers than Node keeps by itself',
    403,
    'FORBIDDEN_HOST',
    () => request('GET /health HTTP/1.1', [...Array.from({ length: 2100 }, () => 'a:'), 'Host: evil.example']),
  ],
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
  ['a target that is no path', 400, 'INVALID_REQUEST', () => request('OPTIONS * HTTP/1.1')],
  ['an address as target', 400, 'INVALID_REQUEST', () => request('GET http://evil.example/health HTTP/1.1')],
  ['CONNECT', 405, 'METHOD_NOT_ALLOWED', () => request('CONNECT evil.example:80 HTTP/1.1')],
  ['an address whose port is none', 400, 'INVALID_REQUEST', () => request('GET http://x:99999/ HTTP/1.1')],
  [
    'a host with a dot behind it',
    403,
    'FORBIDDEN_HOST',
    () => request('GET /health HTTP/1.1', [], `localhost.:${api.port}`),
  ],
  ['a host that is no address', 403, 'FORBIDDEN_HOST', () => request('GET /health HTTP/1.1', [], 'x:99999')],
  [
    'a body whose length is told in two ways',
    400,
    'INVALID_REQUEST',
    () => request('POST /stop HTTP/1.1', ['Content-Length: 3', 'Transfer-Encoding: chunked']),
  ],
  [
    'a chunk without a size',
    400,
    'INVALID_REQUEST',
    () => `${request('POST /stop HTTP/1.1', ['Transfer-Encoding: chunked'])}zz\r\n`,
  ],
  ['an unknown expectation', 417, 'EXPECTATION_FAILED', () => request('GET /health HTTP/1.1', ['Expect: tea'])],
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

test('who looks for a batch at the address that deletes it is sent to the right one', async () => {
  const answer = await call('GET', '/batch/batch-20260101-0a1b2c3d')
  expect(answer).toMatchObject({ status: 405, body: { error: 'METHOD_NOT_ALLOWED' } })
  expect(JSON.stringify(answer.body)).toContain('GET /batch/status/batch-20260101-0a1b2c3d')
  expect(JSON.stringify(answer.body)).not.toContain('DELETE')
})

test('a host in capitals is the same host', async () => {
  expect(await raw(request('GET /health HTTP/1.1', [], `LOCALHOST:${api.port}`))).toMatch(/^HTTP\/1\.1 200 /)
})

test('[checklist 20] an export that cannot begin is an error, not a file that breaks off', async () => {
  const { batchId } = await runBatch(engine, { ...BODY, analysisType: 'revenue_by_category' })
  await rm(join(folder.path, 'delta/batches', batchId, 'raw'), { recursive: true })
  for (const format of ['csv', 'json', 'parquet'])
    expect(await call('GET', `/batch/data/${batchId}/export?format=${format}`)).toMatchObject({
      status: 500,
      body: { error: 'INTERNAL_ERROR' },
    })
  const aggregated = join(folder.path, 'delta/batches', batchId, 'aggregated')
  for (const name of await readdir(aggregated)) if (name.endsWith('.parquet')) await rm(join(aggregated, name))
  for (const format of ['csv', 'json', 'parquet'])
    expect(await call('GET', `/batch/data/${batchId}/aggregated/export?format=${format}`)).toMatchObject({
      status: 500,
      body: { error: 'INTERNAL_ERROR' },
    })
})

test('a body that is not UTF-8 is refused: nothing is read as other characters', async () => {
  const body = Buffer.concat([Buffer.from('{"startDate":"'), Buffer.from([0xff]), Buffer.from('"}')])
  const response = await fetch(`${api.address}/batch/run`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: 'INVALID_REQUEST', message: 'The body is not UTF-8.' })
})

test('a body over 1 MiB is refused at once, and an ordinary client sees it', async () => {
  const answer = await call('POST', '/batch/run', `{"x":"${'a'.repeat(3 * 2 ** 20)}"}`)
  expect(answer.status).toBe(413)
  expect(ErrorBody.parse(answer.body).error).toBe('PAYLOAD_TOO_LARGE')
})

test('slow headers are cut off', async () => {
  const socket = connect(api.port, '127.0.0.1')
  socket.write('GET /health HTTP/1.1\r\n')
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await once(socket, 'close')
  expect(text).toContain('HTTP/1.1 408 ')
  expect(text).toContain('REQUEST_TIMEOUT')
})

test('the burst of one address is limited', async () => {
  // None comes back within the life of the test, however slow the machine.
  const limited = await serveApi(engine, { rate: { perSecond: 1e-6, burst: 3 } })
  try {
    const statuses: number[] = []
    // What is refused for another reason counts too.
    for (const origin of ['https://elsewhere.example', null, null, null, null]) {
      const headers: Record<string, string> = origin === null ? {} : { Origin: origin }
      statuses.push((await fetch(`${limited.address}/health`, { headers })).status)
    }
    expect(statuses).toEqual([403, 200, 200, 429, 429])
    const refused = await fetch(`${limited.address}/health`)
    expect(ErrorBody.parse(await refused.json())).toMatchObject({ error: 'TOO_MANY_REQUESTS' })
    // Another server of the same machine counts for itself.
    expect((await call('GET', '/health')).status).toBe(200)
  } finally {
    await limited.close(100)
  }
})

test('[checklist 9, 15, 16] the endpoints answer as their schemas say', async () => {
  expect((await call('GET', '/health')).body).toMatchObject({
    status: 'healthy',
    engine: true,
    spark: true,
    engines: { default: 'duckdb', batches: { spark: 0 }, remote: null, remoteState: null },
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
  // A time without a zone is UTC, whatever the host's is.
  for (const [from, total] of [
    ['2100-01-01T00:00:00', 0],
    ['2026-01-01T00:00:00', listed.total],
  ])
    expect((await call('GET', `/batch/list?status=COMPLETED&from=${from}`)).body).toMatchObject({ total })
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
  [`?limit=${'9'.repeat(30)}`, { limit: 10_000, offset: 0, returned: 3, hasMore: false }],
  ['?offset=50', { limit: 100, offset: 50, returned: 0, hasMore: false }],
])('[checklist 13, 22] paging%s', async (query, page) => {
  expect((await call('GET', `/batch/data/${completed}${query}`)).body).toMatchObject({
    batchId: completed,
    status: 'COMPLETED',
    rowCount: 3,
    page,
  })
})

test('[checklist 20] a batch that is not ready says its state', async () => {
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
    'post /stream/dead-letters/redrive',
    'get /stream/audit',
    'get /stream/quality',
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
    'get /lake/tables',
    'get /lake/tables/{name}',
    'get /lake/tables/{name}/files',
    'get /lake/tables/{name}/columns/{column}/values',
    'post /lake/tables/{name}/compact',
    'post /lake/tables/{name}/vacuum',
    'get /lake/tables/{name}/history',
  ]) {
    expect(routes).toContain(route)
  }
  for (const methods of Object.values(document.paths))
    for (const one of Object.values(methods)) expect(Object.keys(one.responses)).toContain('403')
})

test('[checklist 17, 20] stopping refuses new work with 503', async () => {
  const answer = await call('POST', '/stop')
  expect(answer.body).toEqual({ status: 'shutting_down', queriesStopped: 0 })
  engine.refuse()
  for (const [method, path] of [
    ['GET', '/batch/list'],
    ['POST', '/batch/run'],
    ['GET', '/metrics'],
    ['GET', '/'],
  ] as const) {
    const refused = await call(method, path, method === 'POST' ? BODY : undefined)
    expect(refused, path).toMatchObject({ status: 503, body: { error: 'SERVICE_UNAVAILABLE' } })
    expect(refused.headers.get('retry-after'), path).toBe('1')
  }
  // Decision 23 before 22: whoever watches the process reads `status`.
  const health = await call('GET', '/health')
  expect(health).toMatchObject({ status: 503, body: { status: 'unhealthy', engine: false, spark: false } })
  expect(health.headers.get('retry-after')).toBe('1')
})
