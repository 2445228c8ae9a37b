import { expect, test } from 'vitest'
import { HTTP_STATUS, toErrorAnswer } from '../../src/main/error-answer'
import { ERROR_CODES, ERROR_HEADER, fromWire, MillraceError, toWire } from '../../src/shared/errors'
import { createFrameReader, toFrame } from '../../src/shared/event-stream'
import type { EngineEvent } from '../../src/shared/events'
import { CALL_NAMES, FILE_NAMES, onlyReads, OPERATIONS, pathOf } from '../../src/shared/operations'

test('each operation has a place of its own, and a door that fits what it answers', () => {
  const places = Object.values(OPERATIONS).map(({ method, path }) => `${method} ${path}`)
  expect(new Set(places).size).toBe(places.length)
  expect([...CALL_NAMES, ...FILE_NAMES, 'events'].sort()).toEqual(Object.keys(OPERATIONS).sort())
  // What only reads may be asked of another process's engine; a GET changes nothing (rule 9).
  for (const [name, { method, kind }] of Object.entries(OPERATIONS)) {
    if (method === 'GET') expect(kind, name).not.toBe('command')
    if (method === 'PUT' || method === 'DELETE') expect(kind, name).toBe('command')
  }
  const readingPosts = CALL_NAMES.filter((name) => OPERATIONS[name].method === 'POST' && onlyReads(name))
  expect(readingPosts).toEqual(['estimateBatch', 'previewReport', 'testKafka', 'testKafkaProfile'])
})

test('a path has its parameters encoded, and nothing of what is not given', () => {
  expect(pathOf('table', { params: { name: 'batch-1/raw' } })).toBe('/lake/tables/batch-1%2Fraw')
  expect(pathOf('rowsBehind', { params: { id: 'a b', row: 3 }, query: { limit: 0, sort: undefined } })).toBe(
    '/batch/data/a%20b/aggregated/3/rows?limit=0',
  )
  expect(pathOf('rawRows', { params: { id: 'x' }, query: { where: '[{"op":"&"}]', search: 'a b' } })).toBe(
    '/batch/data/x?where=%5B%7B%22op%22%3A%22%26%22%7D%5D&search=a+b',
  )
})

test('an error comes out of a door as it went in: code, words, details, whether to retry, and what caused it', () => {
  for (const [code, canRetry] of ERROR_CODES.flatMap((one) => [[one, true] as const, [one, false] as const])) {
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:9092', { cause: new Error('\ud800 lone, ünïcode') })
    const error = new MillraceError(code, 'It failed.', { cause, canRetry, details: { fix: 'Mend it.', n: 3 } })
    const wire = toWire(error, (text) => text.replace('127.0.0.1', '***'))
    // What a header may hold.
    expect(wire).toMatch(/^[!-~]*$/)
    const body = { error: 'INTERNAL_ERROR', message: error.message, timestamp: '2026-01-01T00:00:00.000Z' }
    const back = fromWire(HTTP_STATUS[code], body, wire)
    expect(back).toMatchObject({ code, message: 'It failed.', canRetry, details: { fix: 'Mend it.', n: 3 } })
    const { cause: first } = back
    expect(first).toMatchObject({ message: 'connect ECONNREFUSED ***:9092' })
    expect((first as Error).cause).toMatchObject({ message: '\ud800 lone, ünïcode' })
  }
})

test.each([
  [
    503,
    { error: 'SERVICE_UNAVAILABLE', message: 'Stopping.', timestamp: '' },
    'SERVICE_UNAVAILABLE',
    'Stopping.',
    true,
  ],
  [404, { error: 'BATCH_NOT_FOUND', message: 'No.', timestamp: '' }, 'BATCH_NOT_FOUND', 'No.', false],
  [500, { error: 'OF_A_NEWER_VERSION', message: 'Hm.', timestamp: '' }, 'INTERNAL_ERROR', 'Hm.', false],
  [502, '<html>', 'INTERNAL_ERROR', 'The engine answered with status 502.', false],
])('without more than its form an answer with %i says what it can', (status, body, code, message, canRetry) => {
  for (const wire of [null, '', 'no json', '%7B%7D', '%E0%A4%A'])
    expect(fromWire(status, body, wire)).toMatchObject({ code, message, canRetry, details: {} })
})

test('what may be retried comes out as it went in, whether the form says so already or not', () => {
  for (const [code, canRetry] of ERROR_CODES.flatMap((one) => [[one, true] as const, [one, false] as const])) {
    const { status, headers, body } = toErrorAnswer(new MillraceError(code, 'It failed.', { canRetry }))
    expect(fromWire(status, body, headers[ERROR_HEADER] ?? null)).toMatchObject({ code, canRetry })
  }
})

test('an error with long causes fits a header that proxies take, its nearest cause first', () => {
  const far = new Error('遠'.repeat(500), { cause: new Error('遠'.repeat(500)) })
  const error = new MillraceError('IO_ERROR', 'It failed.', { cause: new Error('near', { cause: far }) })
  const wire = toWire(error, (text) => text)
  expect(wire.length).toBeLessThanOrEqual(4000)
  expect(fromWire(500, null, wire).cause).toMatchObject({ message: 'near' })
})

test('frames are read from pieces of any size; what is not known is passed over, and counts as had', () => {
  const known: EngineEvent = { type: 'batch-removed', batchId: 'batch-ünï' }
  const text = `retry: 1000\n\n${toFrame(known, 'run-1')}: beat\n\nid: run-2\nevent: new\ndata: {"type":"new"}\n\n`
  for (let size = 1; size <= text.length; size++) {
    const events: unknown[] = []
    const reader = createFrameReader((event, id) => events.push([event, id]))
    for (let at = 0; at < text.length; at += size) reader.take(text.slice(at, at + size))
    expect(events).toEqual([[known, 'run-1']])
    expect(reader.lastId).toBe('run-2')
  }
})
