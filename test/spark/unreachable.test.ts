import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ANALYSES } from '../../src/main/batch/analyses'
import { SILENT } from '../../src/main/log/logger'
import { openSparkEngine } from '../../src/main/spark/engine'
import { parseSparkRemote } from '../../src/main/config/spark-remote'
import { NOTHING } from '../support/spark/nothing'

let folder: string
let server: Server

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-unreachable-'))
  server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

const PATIENCE = { connectMs: 1500, reconnectMs: 1500, silenceMs: 1000, answerMs: 1000, endMs: 500 }

function remoteOf(port: number) {
  const remote = parseSparkRemote(`sc://127.0.0.1:${port}/;token=hush;use_ssl=false`)
  if (typeof remote === 'string') throw new Error(remote)
  return remote
}

function portOf(listening: Server): number {
  const address = listening.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function runOn(port: number, signal = new AbortController().signal) {
  const engine = openSparkEngine({ remote: remoteOf(port), log: SILENT, patience: PATIENCE })
  const target = join(folder, 'rows.arrow')
  const job = {
    batchId: 'batch-20260101-00000000',
    source: NOTHING,
    queries: [{ analysis: ANALYSES.revenue_by_category, target }],
  }
  return engine.run(job, () => undefined, signal).finally(() => engine.close())
}

test('nobody listens: an error that names the server and the fix, and not the token', async () => {
  const port = portOf(server)
  server.close()
  const failure: unknown = await runOn(port).catch((error: unknown) => error)
  expect(failure).toMatchObject({
    code: 'ENGINE_UNREACHABLE',
    message: expect.stringMatching(/sc:\/\/127\.0\.0\.1:\d+.*pipeline\.engine\.remote.*engine duckdb/) as unknown,
  })
  expect(String(failure)).not.toContain('hush')
  expect(existsSync(join(folder, 'rows.arrow'))).toBe(false)
})

test('somebody listens and never answers: the same, not a wait without end', async () => {
  server.on('connection', (socket) => void socket.on('error', () => undefined))
  await expect(runOn(portOf(server))).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' })
})

test('a batch can be cancelled while the server does not answer', async () => {
  const stop = new AbortController()
  server.on('connection', () => stop.abort(new Error('stop')))
  await expect(runOn(portOf(server), stop.signal)).rejects.toMatchObject({ code: 'BATCH_CANCELLED' })
})
