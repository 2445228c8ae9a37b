import { expect, test } from 'vitest'
import { ERROR_CODES, fromWire, MillraceError, toWire } from '../../src/shared/errors'
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
  expect(onlyReads('estimateBatch')).toBe(true)
  expect(onlyReads('stop')).toBe(false)
})

test('a path has its parameters encoded, lists repeated, and nothing of what is not given', () => {
  expect(pathOf('table', { params: { name: 'batch-1/raw' } })).toBe('/lake/tables/batch-1%2Fraw')
  expect(pathOf('rowsBehind', { params: { id: 'a b', row: 3 }, query: { limit: 0, sort: undefined } })).toBe(
    '/batch/data/a%20b/aggregated/3/rows?limit=0',
  )
  expect(pathOf('rawRows', { params: { id: 'x' }, query: { filter: ['a:eq:1', 'b:eq:&'] } })).toBe(
    '/batch/data/x?filter=a%3Aeq%3A1&filter=b%3Aeq%3A%26',
  )
})

test('an error comes out of a door as it went in: code, words, details, whether to retry, and what caused it', () => {
  for (const code of ERROR_CODES) {
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:9092', { cause: new Error('\ud800 lone, ünïcode') })
    const error = new MillraceError(code, 'It failed.', { cause, canRetry: true, details: { fix: 'Mend it.', n: 3 } })
    const wire = toWire(error, (text) => text.replace('127.0.0.1', '***'))
    // What a header may hold.
    expect(wire).toMatch(/^[!-~]*$/)
    const body = { error: 'INTERNAL_ERROR', message: error.message, timestamp: '2026-01-01T00:00:00.000Z' }
    const back = fromWire(500, body, wire)
    expect(back).toMatchObject({ code, message: 'It failed.', canRetry: true, details: { fix: 'Mend it.', n: 3 } })
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
