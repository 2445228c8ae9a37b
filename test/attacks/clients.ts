import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { expect } from 'vitest'
import { expectWithinMs, isLong } from '../support/dose'
import { until } from '../support/until'
import type { Attack, Rig, RigOptions } from './attack'
import { WITHOUT } from './guards'
import { sendRaw } from './raw'
import { openTarget, type Target } from './target'

const MEGABYTE = 2 ** 20
const RSS_LIMIT = 50 * MEGABYTE
const P99_LIMIT_MS = 100
const SLOW_SOCKETS = 500
const ANSWER_MS = 10_000
let slowest = ''

export const clients: Attack = {
  name: 'clients',
  canaries: [{ guard: 'the limit of a body', mutations: WITHOUT.bodyLimit, trials: 1, says: /status|memory/ }],
  missing: () => (process.platform === 'linux' ? null : 'reads /proc for the memory of the server'),
  note: () => slowest,
  open,
}

async function open(options: RigOptions): Promise<Rig> {
  const target = await openTarget(options)
  const kinds = [hugeBody, endlessBody, deepBodies, longHeaders, slowSockets]
  // What the first requests of all cost is no attack's doing.
  for (let index = 0; index < 300; index++) await target.served.get('/health')
  const before = memoryOf(target)

  return {
    async trial(_, index) {
      const kind = kinds[index % kinds.length] ?? hugeBody
      let peak = memoryOf(target)
      const watch = setInterval(() => (peak = Math.max(peak, memoryOf(target))), 20)
      try {
        await kind(target)
      } finally {
        clearInterval(watch)
      }
      const grown = Math.max(peak, memoryOf(target)) - before
      expect(Math.round(grown / MEGABYTE), `${kind.name}: memory in MB`).toBeLessThan(RSS_LIMIT / MEGABYTE)
      expect(await target.served.get('/health')).toMatchObject({ status: 'healthy' })
    },
    close: () => target.close(),
  }
}

/** 1 GB as its length says. */
async function hugeBody(target: Target): Promise<void> {
  const size = isLong() ? 2 ** 30 : 256 * MEGABYTE
  expect(await upload(target, `Content-Length: ${size}`, size, false), 'status of a huge body').toBe(413)
}

/** 1 GB of which no length was told. */
async function endlessBody(target: Target): Promise<void> {
  const size = isLong() ? 2 ** 30 : 256 * MEGABYTE
  expect(await upload(target, 'Transfer-Encoding: chunked', size, true), 'status of an endless body').toBe(413)
}

/** Writes until the server has had enough; the status of its answer. */
async function upload(target: Target, header: string, size: number, chunked: boolean): Promise<number> {
  const socket = connect(target.port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  socket.write(
    `POST /batch/run HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nContent-Type: application/json\r\n${header}\r\n\r\n`,
  )
  const part = Buffer.alloc(MEGABYTE, 'a')
  for (let sent = 0; sent < size && !socket.closed; sent += part.length) {
    if (chunked) socket.write(`${part.length.toString(16)}\r\n`)
    socket.write(part)
    if (chunked) socket.write('\r\n')
    await until(() => !socket.writableNeedDrain || socket.closed, Boolean)
    // An ordinary client looks for an answer after a while; this one goes on in spite of it.
    if (sent === 4 * part.length)
      await until(() => text.includes('\r\n\r\n') || socket.closed, Boolean, ANSWER_MS).catch(() => undefined)
  }
  socket.destroy()
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
}

/** JSON as deep as a body may be long, as text and as objects. */
async function deepBodies(target: Target): Promise<void> {
  for (const body of ['['.repeat(MEGABYTE), '{"a":'.repeat(200_000), `${'['.repeat(500_000)}${']'.repeat(500_000)}`]) {
    const head = `POST /batch/run HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nContent-Type: application/json\r\n`
    const { status } = await sendRaw(
      target.port,
      `${head}Connection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    expect(status, 'status of deep JSON').toBe(400)
  }
}

async function longHeaders(target: Target): Promise<void> {
  const head = `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nConnection: close\r\n`
  for (const header of [`X: ${'a'.repeat(20_000)}`, Array.from({ length: 3000 }, (_, n) => `X${n}: a`).join('\r\n')])
    expect((await sendRaw(target.port, `${head}${header}\r\n\r\n`)).status, 'status of long headers').toBe(431)
}

/** Sockets that say nothing, half a head, or half a body: cut off in time, and in nobody's way meanwhile. */
async function slowSockets(target: Target): Promise<void> {
  const count = isLong() ? SLOW_SOCKETS : 100
  const openings = [
    '',
    'GET /health HTTP/1.1\r\nHost: x',
    `POST /batch/run HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\n`,
  ]
  const texts = new Map<Socket, string>()
  for (let index = 0; index < count; index++) {
    const socket = connect(target.port, '127.0.0.1')
    texts.set(socket, '')
    socket.on('data', (chunk: Buffer) => texts.set(socket, (texts.get(socket) ?? '') + chunk.toString('latin1')))
    socket.on('error', () => undefined)
    socket.write(openings[index % openings.length] ?? '')
  }
  const times: number[] = []
  const isOpen = (socket: Socket): boolean => !socket.closed
  for (let rounds = 0; rounds < 600 && [...texts.keys()].some(isOpen); rounds++) {
    const started = performance.now()
    await target.served.get('/health')
    times.push(performance.now() - started)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await until(
    () => [...texts.keys()].filter(isOpen).length,
    (left) => left === 0,
  )
  const statuses = [...texts.values()].map((text) => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0))
  expect([...new Set(statuses)], 'status of slow sockets').toEqual([408])
  const p99 = times.sort((left, right) => left - right)[Math.floor(times.length * 0.99)] ?? 0
  slowest = `/health p99 ${p99.toFixed(1)} ms beside ${count} slow sockets`
  expectWithinMs(p99, P99_LIMIT_MS, '/health p99 beside slow sockets')
}

/** Resident bytes of the server's process. */
function memoryOf({ served }: Target): number {
  const status = readFileSync(`/proc/${served.child.pid ?? 0}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
}
