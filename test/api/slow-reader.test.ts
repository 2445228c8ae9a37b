import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { toByteStream } from '../../src/main/api/byte-stream'
import { createRequestMeter, type RequestMeter } from '../../src/main/api/request-meter'
import { startApi, type Api } from '../../src/main/api/server'
import { SILENT } from '../../src/main/log/logger'
import { until } from '../support/until'

const STALL_MS = 300
const MEGABYTE = 2 ** 20

let api: Api
let requests: RequestMeter

afterEach(() => api.close(100))

async function open(answer: () => Response | Promise<Response>, stallMs = STALL_MS): Promise<void> {
  requests = createRequestMeter()
  api = await startApi({ fetch: answer, host: '127.0.0.1', port: 0, log: SILENT, requests, stallMs })
}

/** Asks, and never looks at what comes. */
function askAndSleep(): Socket {
  const socket = connect(api.port, '127.0.0.1')
  socket.pause()
  socket.write(`GET /x HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\n\r\n`)
  socket.on('error', () => undefined)
  return socket
}

/** Answers that have ended, whole or not. */
function requestsAnswered(): number {
  const counts = requests.families().find(({ name }) => name === 'millrace_http_requests_total')
  return counts?.samples.reduce((sum, { value }) => sum + value, 0) ?? 0
}

/** Pieces without an end; `released` when whoever makes them may stop. */
function endless(): { readonly body: () => ReadableStream<Uint8Array>; readonly released: Promise<void> } {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve))
        yield new Uint8Array(MEGABYTE)
      }
    } finally {
      release()
    }
  }
  return { body: () => toByteStream(pieces()), released }
}

test('a client that stops reading a file is cut off, and what it reads is let go', async () => {
  const { body, released } = endless()
  await open(() => new Response(body()))
  const client = askAndSleep()
  await released
  client.resume()
  await once(client, 'close')
})

test('an answer that nobody takes is not kept', async () => {
  const whole = 64 * MEGABYTE
  await open(() => new Response(new Uint8Array(whole)))
  const client = askAndSleep()
  let taken = 0
  await until(
    () => requestsAnswered(),
    (count) => count === 1,
  )
  client.on('data', (chunk: Buffer) => (taken += chunk.length))
  client.resume()
  await once(client, 'close')
  expect(taken).toBeLessThan(whole)
})

test('a long silence of ours and a slow making of an answer cut nobody off', async () => {
  await open(async () => {
    await new Promise((resolve) => setTimeout(resolve, 3 * STALL_MS))
    let left = 3
    return new Response(
      new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 2 * STALL_MS))
          if (left-- > 0) controller.enqueue(new TextEncoder().encode('row\n'))
          else controller.close()
        },
      }),
    )
  })
  const answer = await fetch(`http://127.0.0.1:${api.port}/x`)
  expect(await answer.text()).toBe('row\n'.repeat(3))
})
