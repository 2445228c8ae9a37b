import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Api } from '../../src/main/api/server'
import { call } from '../../src/main/cli/remote'
import { causesOf, ERROR_HEADER, fromWire, type MillraceError } from '../../src/shared/errors'
import { serveApi } from '../support/api'
import { openTestFolder, type TestFolder } from '../support/engine'

/** Nobody listens there: the port of no service. */
const NOBODY = '127.0.0.1:1'

let folder: TestFolder
let api: Api

beforeAll(async () => {
  folder = await openTestFolder([`pipeline.kafka.bootstrap-servers=${NOBODY}`])
  api = await serveApi(await folder.engine())
})
afterAll(async () => {
  await api.close(100)
  await folder.remove()
})

/** As a client has it: the form of decision 22, and the error that was thrown. */
async function refused(path: string): Promise<{ readonly body: unknown; readonly error: MillraceError }> {
  const response = await fetch(api.address + path)
  const body: unknown = await response.json()
  return { body, error: fromWire(response.status, body, response.headers.get(ERROR_HEADER)) }
}

test('a broker that is away is a 503 in its form, and its own error with what caused it beside that', async () => {
  const { body, error } = await refused('/kafka/brokers')
  expect(Object.keys(Object(body) as object)).toEqual(['error', 'message', 'timestamp'])
  expect(body).toMatchObject({ error: 'SERVICE_UNAVAILABLE' })
  expect(error).toMatchObject({ code: 'BROKER_UNREACHABLE', canRetry: true })
  expect(error.message).toContain(NOBODY)
  expect(causesOf(error).join()).toMatch(/ECONNREFUSED|Connection error/)
})

test('a damaged table is a 500 in its form, and says beside it that it is the table', async () => {
  const log = join(folder.loaded.config.delta.deadLettersPath, '_delta_log')
  await mkdir(log, { recursive: true })
  await writeFile(join(log, '00000000000000000000.json'), 'no JSON')
  const { body, error } = await refused('/lake/tables/dead_letters')
  expect(body).toMatchObject({ error: 'INTERNAL_ERROR' })
  expect(error.code).toBe('TABLE_CORRUPT')
})

test('the command line has the error of the instance as it was thrown there', async () => {
  const instance = { address: api.address, host: null, certificate: null, token: null, tokenAsked: false }
  await expect(call(instance, 'kafkaBrokers', {})).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE', canRetry: true })
  await expect(call(instance, 'batch', { params: { id: 'batch-20260101-0a1b2c3d' } })).rejects.toMatchObject({
    code: 'BATCH_NOT_FOUND',
    canRetry: false,
  })
})

test('what the form says in full has nothing beside it', async () => {
  const response = await fetch(`${api.address}/batch/status/batch-20260101-0a1b2c3d`)
  expect(response.status).toBe(404)
  expect(response.headers.get(ERROR_HEADER)).toBeNull()
})
