import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Api } from '../../src/main/api/server'
import type { OwnedEngine } from '../../src/main/engine'
import { EngineEvent } from '../../src/shared/events'
import { serveApi } from '../support/api'
import { expectWithinMs } from '../support/dose'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { until } from '../support/until'

let folder: TestFolder
let engine: OwnedEngine
let api: Api

beforeAll(async () => {
  folder = await openTestFolder()
  await folder.write([{ transaction_id: 'a' }])
  engine = await folder.engine()
  api = await serveApi(engine)
})
afterAll(async () => {
  await api.close(100)
  await folder.remove()
})

interface Line {
  readonly events: { readonly at: number; readonly event: EngineEvent }[]
  readonly ended: Promise<void>
  readonly comments: () => number
  close(): void
}

async function listen(): Promise<Line> {
  const abort = new AbortController()
  const response = await fetch(`${api.address}/events`, { signal: abort.signal })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const events: { at: number; event: EngineEvent }[] = []
  const { body } = response
  if (body === null) throw new Error('no body')
  let comments = 0
  async function read(from: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    let text = ''
    const reader = from.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      text += decoder.decode(next.value, { stream: true })
      const frames = text.split('\n\n')
      text = frames.pop() ?? ''
      for (const frame of frames) {
        if (frame.startsWith(':')) comments++
        const data = /^data: (.*)$/m.exec(frame)?.[1]
        if (data !== undefined) events.push({ at: performance.now(), event: EngineEvent.parse(JSON.parse(data)) })
      }
    }
  }
  return { events, ended: read(body).catch(() => undefined), comments: () => comments, close: () => abort.abort() }
}

test('a new line begins with hello and the present status, and then tells each state of a batch', async () => {
  const line = await listen()
  await until(
    () => Promise.resolve(line.events),
    (events) => events.length >= 2,
  )
  expect(line.events.slice(0, 2).map(({ event }) => event.type)).toEqual(['hello', 'status'])
  const { batchId } = await runBatch(engine, {
    startDate: '2026-01-01',
    endDate: '2026-01-31',
    analysisType: 'revenue_by_category',
  })
  const told = () =>
    line.events.flatMap(({ event }) => (event.type === 'batch' && event.batch.batchId === batchId ? [event.batch] : []))
  await until(
    () => Promise.resolve(told()),
    (batches) => batches.at(-1)?.status === 'COMPLETED',
  )
  const states = told().map(({ status }) => status)
  expect([...new Set(states)]).toEqual(['PENDING', 'RUNNING', 'COMPLETED'])
  await engine.batch.remove(batchId)
  await until(
    () => Promise.resolve(line.events),
    (events) => events.some(({ event }) => event.type === 'batch-removed'),
  )
  line.close()
})

test('status comes at most ten times a second however fast the stream is, and at once when its state changes', async () => {
  const line = await listen()
  await engine.stream.start({ source: 'sample', rate: 5000 })
  await until(
    () => Promise.resolve(engine.stream.status()),
    ({ totals }) => totals.rows > 10_000,
  )
  const stoppedAt = performance.now()
  await engine.stream.stop()
  const statuses = () =>
    line.events.flatMap(({ at, event }) => (event.type === 'status' ? [{ at, status: event.status }] : []))
  await until(
    () => Promise.resolve(statuses()),
    (all) => all.at(-1)?.status.state === 'STOPPED',
  )
  expectWithinMs((statuses().at(-1)?.at ?? Infinity) - stoppedAt, 6000, 'STOPPED was told')
  const states = statuses().map(({ status }) => status.state)
  expect(states).toContain('RUNNING')
  expect(states).toContain('STOPPING')
  const sameState = statuses().filter(({ status }, index, all) => status.state === all[index - 1]?.status.state)
  // Ten a second by the engine's timer, and the tick of one second beside them; over all, since a busy reader takes
  // several at once.
  const seconds = ((sameState.at(-1)?.at ?? 0) - (sameState[0]?.at ?? 0)) / 1000
  expect(sameState.length).toBeLessThanOrEqual(11 * seconds + 12)
  line.close()
})

test('readers of events leave connections for others: the 257th is asked to wait until one has gone', async () => {
  const lines = await Promise.all(Array.from({ length: 256 }, listen))
  const refused = await fetch(`${api.address}/events`)
  expect(refused).toMatchObject({ status: 503 })
  expect(await refused.json()).toMatchObject({ error: 'SERVICE_UNAVAILABLE' })
  expect((await fetch(`${api.address}/health`)).status).toBe(200)
  lines[0]?.close()
  const askAgain = async () => {
    const abort = new AbortController()
    const { status } = await fetch(`${api.address}/events`, { signal: abort.signal })
    abort.abort()
    return status
  }
  await until(askAgain, (status) => status === 200)
  for (const line of lines) line.close()
  await until(askAgain, (status) => status === 200)
})

test('who goes is forgotten, and the engine ends the lines of those who stay', async () => {
  const line = await listen()
  await until(
    () => Promise.resolve(line.events),
    (events) => events.length >= 2,
  )
  await engine.close()
  await line.ended
  expect((await fetch(`${api.address}/events`)).status).toBe(503)
})
