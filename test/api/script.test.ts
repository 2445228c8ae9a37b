import { gunzipSync } from 'node:zlib'
import { request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takesGzip } from '../../src/main/api/compress'
import { isKnown } from '../../src/main/api/etag'
import { waitOf } from '../../src/main/api/prefer'
import type { Api } from '../../src/main/api/server'
import type { OwnedEngine } from '../../src/main/engine'
import { BatchAccepted, BatchRecord } from '../../src/shared/batch'
import { serveApi } from '../support/api'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { until } from '../support/until'
import { when, whereParameter } from '../support/where'

let folder: TestFolder
let engine: OwnedEngine
let api: Api
let completed: string

const BODY = { startDate: '2026-01-01', endDate: '2026-01-31', analysisType: 'revenue_by_category' } as const

beforeAll(async () => {
  folder = await openTestFolder()
  await folder.write(Array.from({ length: 500 }, (_, row) => ({ transaction_id: `row-${row}` })))
  engine = await folder.engine()
  api = await serveApi(engine)
  completed = (await runBatch(engine, BODY)).batchId
})
afterAll(async () => {
  await api.close(100)
  await folder.remove()
})

function run(prefer: string | null, signal?: AbortSignal): Promise<Response> {
  return fetch(`${api.address}/batch/run`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(prefer === null ? {} : { Prefer: prefer }) },
    body: JSON.stringify(BODY),
    ...(signal === undefined ? {} : { signal }),
  })
}

test('Prefer: wait answers the final record, and without it nothing changes', async () => {
  const answer = await run('respond-async, wait=60')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('preference-applied')).toBe('wait=60')
  expect(BatchRecord.strict().parse(await answer.json())).toMatchObject({ status: 'COMPLETED', rowCount: 500 })

  const plain = await run(null)
  expect(plain.status).toBe(202)
  expect(plain.headers.get('preference-applied')).toBeNull()
  expect(BatchAccepted.strict().parse(await plain.json()).status).toBe('PENDING')
})

test('where the time runs out, the record is as it is then', async () => {
  const answer = await run('wait=0')
  expect(answer.headers.get('preference-applied')).toBe('wait=0')
  const { batchId, status } = BatchRecord.strict().parse(await answer.json())
  // A quick batch may have ended by then: what is told must fit.
  expect(answer.status).toBe(status === 'COMPLETED' ? 200 : 202)
  await until(
    () => engine.batch.record(batchId),
    (record) => record.status === 'COMPLETED',
  )
})

test('a client that goes away ends its wait and not the batch', async () => {
  const before = new Set((await engine.batch.list({ limit: 1000, offset: 0 })).batches.map(({ batchId }) => batchId))
  const client = request(`${api.address}/batch/run`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Prefer: 'wait=60' },
  })
  client.on('error', () => undefined)
  client.end(JSON.stringify(BODY))
  const [submitted] = await until(
    async () => (await engine.batch.list({ limit: 1000, offset: 0 })).batches.filter((one) => !before.has(one.batchId)),
    (batches) => batches.length === 1,
  )
  const closed = new Promise((resolve) => client.once('close', resolve))
  client.destroy()
  await closed
  const batchId = submitted?.batchId ?? ''
  expect(await engine.batch.wait(batchId, 150_000)).toMatchObject({ status: 'COMPLETED', rowCount: 500 })
})

test('a wait ends with its signal, with its time, and with the end of the batch, whichever is first', async () => {
  const { batchId } = await engine.batch.submit({ ...BODY, analysisType: 'full_report' })
  const gone = new AbortController()
  const aborted = engine.batch.wait(batchId, 60_000, gone.signal)
  gone.abort()
  expect((await aborted).batchId).toBe(batchId)
  expect((await engine.batch.wait(batchId, 0)).batchId).toBe(batchId)
  expect(await engine.batch.wait(batchId, 150_000)).toMatchObject({ status: 'COMPLETED' })
  // It has ended: nobody waits.
  expect(await engine.batch.wait(batchId, 150_000)).toMatchObject({ status: 'COMPLETED' })
  await expect(engine.batch.wait('batch-20260101-00000000', 60_000)).rejects.toMatchObject({ code: 'BATCH_NOT_FOUND' })
})

test.each<[string, number | null]>([
  ['wait=10', 10],
  ['WAIT = "7"', 7],
  ['respond-async, wait=3; foo=bar', 3],
  ['wait=1, wait=2', 1],
  ['wait=999999', 120],
  ['wait=99999999999999', 120],
  ['wait=-1', null],
  ['wait=1.5', null],
  ['waiting=5', null],
  ['wait', null],
])('Prefer: %s waits %s seconds', (prefer, seconds) => {
  expect(waitOf(prefer)).toBe(seconds)
})

test.each([
  '/batch/data/ID?limit=3',
  `/batch/data/ID?sort=transaction_id:desc&${whereParameter(when('category', '=', 'books'))}`,
  '/batch/data/ID/columns?search=delhi',
  '/batch/data/ID/columns/city',
  '/batch/data/ID/aggregated',
  '/batch/data/ID/aggregated/columns',
  '/batch/data/ID/aggregated/columns/category',
  '/batch/data/ID/aggregated/0/rows',
  '/batch/data/ID/export?format=csv',
  '/batch/data/ID/aggregated/export?format=parquet',
  '/batch/compare?left=ID&right=ID',
])('%s has a tag, and 304 for who has it', async (path) => {
  const url = api.address + path.replaceAll('ID', completed)
  const first = await fetch(url)
  const tag = first.headers.get('etag') ?? ''
  await first.arrayBuffer()
  expect(tag).toMatch(/^W\/"[\w-]{22}"$/)
  const again = await fetch(url, { headers: { 'If-None-Match': `"other", ${tag}` } })
  expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, tag, ''])
  for (const { headers } of [first, again]) {
    expect(headers.get('cache-control')).toBe('private, no-cache')
    expect(headers.get('content-type')).toBe(first.headers.get('content-type'))
    if (!path.endsWith('parquet')) expect(headers.get('vary')).toBe('Accept-Encoding')
  }
  const other = await fetch(url, { headers: { 'If-None-Match': 'W/"other"' } })
  expect(other.status).toBe(200)
  await other.arrayBuffer()
})

test('another page has another tag, and a deleted batch has none', async () => {
  const { batchId } = await runBatch(engine, BODY)
  const url = `${api.address}/batch/data/${batchId}`
  const tags = await Promise.all(
    ['?limit=1', '?limit=2'].map(async (query) => (await fetch(url + query)).headers.get('etag') ?? ''),
  )
  expect(new Set(tags).size).toBe(2)
  await engine.batch.remove(batchId)
  const answer = await fetch(`${url}?limit=1`, { headers: { 'If-None-Match': tags[0] ?? '' } })
  expect(answer.status).toBe(404)
})

test('If-None-Match is compared weakly', () => {
  expect(isKnown('"a", W/"b"', 'W/"b"')).toBe(true)
  expect(isKnown('"b"', 'W/"b"')).toBe(true)
  expect(isKnown('W/"c"', 'W/"b"')).toBe(false)
  expect(isKnown(undefined, 'W/"b"')).toBe(false)
})

/** As the wire has it: `fetch` unpacks by itself. */
async function raw(path: string, headers: Record<string, string>) {
  const sent = request(api.address + path, { headers })
  sent.end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of answer) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
  return { headers: answer.headers, body: Buffer.concat(chunks) }
}

test.each([
  ['a page', '/batch/data/ID?limit=500', true],
  ['an export of text', '/batch/data/ID/export?format=csv', true],
  ['an export that is packed already', '/batch/data/ID/export?format=parquet', false],
  ['a small answer', '/health', false],
  ['figures', '/metrics', true],
  ['the screens', '/SCRIPT', true],
])('gzip for %s, for who takes it', async (_name, path, packed) => {
  const where = path.replace('ID', completed).replace('SCRIPT', await scriptOfPage())
  const plain = await raw(where, {})
  expect(plain.headers['content-encoding']).toBeUndefined()
  const answer = await raw(where, { 'Accept-Encoding': 'br, gzip' })
  expect(answer.headers['content-encoding']).toBe(packed ? 'gzip' : undefined)
  if (!packed) return
  expect(answer.headers.vary).toBe('Accept-Encoding')
  expect(answer.headers.etag ?? 'W/').toMatch(/^W\//)
  expect(answer.body.length).toBeLessThan(plain.body.length)
  if (path !== '/metrics') expect(gunzipSync(answer.body).equals(plain.body)).toBe(true)
})

/** The page alone is too small to be packed. */
async function scriptOfPage(): Promise<string> {
  const { body } = await raw('/', {})
  return /src="\.\/(assets\/index-[\w-]+\.js)"/.exec(body.toString())?.[1] ?? 'no script'
}

test('events are never held back by a compressor', async () => {
  const sent = request(`${api.address}/events`, { headers: { 'Accept-Encoding': 'gzip' } })
  sent.end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  expect(answer.headers['content-encoding']).toBeUndefined()
  const [first] = (await once(answer, 'data')) as [Buffer]
  expect(first.toString()).toContain('retry:')
  sent.destroy()
})

test.each<[string | null, boolean]>([
  [null, false],
  ['gzip', true],
  ['GZIP;q=0.5', true],
  ['gzip;q=0', false],
  ['*', true],
  ['*;q=0', false],
  ['gzip;q=0, *', false],
  ['br', false],
])('Accept-Encoding: %s takes gzip: %s', (header, takes) => {
  expect(takesGzip(header)).toBe(takes)
})
