import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  Server,
  ServerCredentials,
  status,
  type handleUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js'
import { expect, test } from 'vitest'
import { ANALYSES } from '../../src/main/batch/analyses'
import { parseSparkRemote } from '../../src/main/config/spark-remote'
import { SILENT } from '../../src/main/log/logger'
import { openSparkEngine } from '../../src/main/spark/engine'
import { SERVICE } from '../../src/main/spark/messages'
import { NOTHING } from '../support/spark/nothing'

const UNARY = ['Config', 'AnalyzePlan', 'Interrupt', 'ReleaseSession', 'ReleaseExecute', 'FetchErrorDetails']
const STREAMING = ['ExecutePlan', 'ReattachExecute']
/** Whoever asks so often would ask for ever. */
const TOO_OFTEN = 20

const keep = (bytes: Buffer): Buffer => bytes

function method(name: string, responseStream: boolean) {
  return {
    path: SERVICE + name,
    requestStream: false,
    responseStream,
    requestSerialize: keep,
    requestDeserialize: keep,
    responseSerialize: keep,
    responseDeserialize: keep,
  }
}

test('a live session that refuses an operation again and again is given up, not asked without end', async () => {
  const stop = new AbortController()
  let asked = 0
  const answer: handleUnaryCall<Buffer, Buffer> = (_, callback) => callback(null, Buffer.alloc(0))
  const refuse = (call: ServerWritableStream<Buffer, Buffer>) => {
    if (++asked > TOO_OFTEN) stop.abort(new Error('asked too often'))
    call.emit('error', { code: status.INTERNAL, details: '[INVALID_HANDLE.OPERATION_ALREADY_EXISTS] It is there.' })
  }
  const handlers: UntypedServiceImplementation = {}
  for (const name of UNARY) handlers[name] = answer
  for (const name of STREAMING) handlers[name] = refuse
  const server = new Server()
  server.addService(
    Object.fromEntries([
      ...UNARY.map((name) => [name, method(name, false)] as const),
      ...STREAMING.map((name) => [name, method(name, true)] as const),
    ]),
    handlers,
  )
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  )
  const remote = parseSparkRemote(`sc://127.0.0.1:${port}`)
  if (typeof remote === 'string') throw new Error(remote)
  const folder = await mkdtemp(join(tmpdir(), 'millrace-refused-'))
  const engine = openSparkEngine({ remote, log: SILENT })
  try {
    const query = {
      analysis: ANALYSES.revenue_by_category,
      target: join(folder, 'rows.arrow'),
    }
    const run = engine.run(
      { batchId: 'batch-20260101-00000000', source: NOTHING, queries: [query] },
      () => undefined,
      stop.signal,
    )
    await expect(run).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
    expect(asked).toBe(4)
  } finally {
    await engine.close()
    server.forceShutdown()
    await rm(folder, { recursive: true, force: true })
  }
})
