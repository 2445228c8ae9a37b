import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createRequestMeter } from '../../src/main/api/request-meter'
import { sendExport } from '../../src/main/api/send-export'
import { startApi, type Api } from '../../src/main/api/server'
import { SILENT } from '../../src/main/log/logger'

let api: Api | null = null
afterEach(async () => {
  await api?.close(0)
  api = null
})

/** An export that breaks off after its first bytes, when `broken` says so. */
function openBroken(broken: Promise<unknown>): Promise<Api> {
  async function* breaking() {
    yield Buffer.from('a,b\r\n'.repeat(1000))
    await broken
    throw new Error('the worker died')
  }
  const fetch = () => sendExport({ fileName: 'rows.csv', contentType: 'text/csv', rows: 1000, chunks: breaking() })
  return startApi({ fetch, host: '127.0.0.1', port: 0, log: SILENT, requests: createRequestMeter() })
}

test.each(['gzip', 'identity'])(
  'half an export is no answer: the client is told by the transport (%s)',
  async (encoding) => {
    // Among its first chunks the adapter would take an error for the end.
    api = await openBroken(Promise.resolve())
    const { address } = api
    const read = async () => (await fetch(address, { headers: { 'Accept-Encoding': encoding } })).arrayBuffer()
    await expect(read()).rejects.toThrow()
  },
)

test('a client of HTTP/1.0, which knows no chunks, is told by a reset', async () => {
  let breakOff: () => void = () => undefined
  const { port } = (api = await openBroken(new Promise<void>((resolve) => (breakOff = resolve))))
  const client = connect(port, '127.0.0.1')
  client.write(`GET / HTTP/1.0\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  client.once('data', () => breakOff())
  const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException]
  expect(error.code).toBe('ECONNRESET')
})
