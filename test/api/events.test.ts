import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventHandlers } from '../../src/main/api/routes/events'
import type { Api } from '../../src/main/api/server'
import { createReportStore } from '../../src/main/duckdb/report-store'
import type { OwnedEngine } from '../../src/main/engine'
import { openEventHub } from '../../src/main/event-hub'
import { openStateFolder } from '../../src/main/state-folder'
import type { Engine } from '../../src/shared/engine'
import { createFrameReader } from '../../src/shared/event-stream'
import type { EngineEvent, EventListener } from '../../src/shared/events'
import type { StreamState } from '../../src/shared/stream'
import { serveApi } from '../support/api'
import { now } from '../support/day'
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
  readonly events: { readonly at: number; readonly event: EngineEvent; readonly id: string | null }[]
  readonly ended: Promise<void>
  close(): void
}

/** @param after the last event of an earlier line */
async function listen(after?: string, { address } = api, query = ''): Promise<Line> {
  const abort = new AbortController()
  const response = await fetch(`${address}/events${query}`, {
    signal: abort.signal,
    ...(after === undefined ? {} : { headers: { 'Last-Event-ID': after } }),
  })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const events: { at: number; event: EngineEvent; id: string | null }[] = []
  const { body } = response
  if (body === null) throw new Error('no body')
  async function read(from: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    const frames = createFrameReader((event, id) => events.push({ at: performance.now(), event, id }))
    const reader = from.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read())
      frames.take(decoder.decode(next.value, { stream: true }))
  }
  return { events, ended: read(body).catch(() => undefined), close: () => abort.abort() }
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

test('commits are told in sums that lose none, and each table that has a new version by its name', async () => {
  const line = await listen()
  const { rows: before, version: first } = await engine.lake.info('transactions')
  await engine.stream.start({ source: 'sample', rate: 2000 })
  await until(
    () => Promise.resolve(engine.stream.status()),
    ({ totals }) => totals.rows > 2000,
  )
  await engine.stream.stop()
  const { batchId } = await runBatch(engine, {
    startDate: '2026-01-01',
    endDate: '2026-01-31',
    analysisType: 'revenue_by_category',
  })
  const { version, rows } = await engine.lake.info('transactions')
  const told = (table: string) =>
    line.events.flatMap(({ event }) => (event.type === 'table' && event.table === table ? [event.version] : []))
  // What a stream before this one committed last may still be on its way.
  const commits = () =>
    line.events.flatMap(({ event }) => (event.type === 'micro-batch' && event.version > first ? [event] : []))
  await until(
    () => Promise.resolve(told('transactions')),
    (versions) => versions.at(-1) === version,
  )
  await until(
    () => Promise.resolve(told(`${batchId}/aggregated`)),
    (versions) => versions.length > 0,
  )
  expect(told(`${batchId}/raw`).length).toBeGreaterThan(0)
  expect(commits().reduce((sum, one) => sum + one.rows, 0)).toBe((rows ?? 0) - (before ?? 0))
  expect(commits().at(-1)?.version).toBe(version)
  line.close()
})

test('who comes back with the id of its last event is told what it missed, each once; with an unknown one, to read afresh', async () => {
  const first = await listen()
  await until(
    () => Promise.resolve(first.events),
    (events) => events.length >= 2,
  )
  const begun = first.events[0]
  expect(begun?.event).toMatchObject({ type: 'hello', resumed: false })
  first.close()
  const request = { startDate: '2026-01-01', endDate: '2026-01-31', analysisType: 'payment_analysis' } as const
  const witness = await listen()
  const missed = await runBatch(engine, request)
  const seen = (line: Line, batchId: string) =>
    line.events.filter(({ event }) => event.type === 'batch' && event.batch.batchId === batchId)
  const isEnded = (events: Line['events']) =>
    events.some(({ event }) => event.type === 'batch' && event.batch.status === 'COMPLETED')
  await until(() => Promise.resolve(seen(witness, missed.batchId)), isEnded)
  const again = await listen(begun?.id ?? '')
  await until(() => Promise.resolve(seen(again, missed.batchId)), isEnded)
  const next = await runBatch(engine, request)
  await until(() => Promise.resolve(seen(again, next.batchId)), isEnded)
  await until(() => Promise.resolve(seen(witness, next.batchId)), isEnded)
  expect(again.events[0]?.event).toMatchObject({ type: 'hello', resumed: true })
  const ids = ({ events }: Line) =>
    events.flatMap(({ event, id }) => (id === null || event.type === 'hello' ? [] : [id]))
  const both = Math.min(ids(again).length, ids(witness).length)
  expect(ids(again).slice(0, both)).toEqual(ids(witness).slice(0, both))
  expect(new Set(ids(again)).size).toBe(ids(again).length)
  for (const unknown of ['another-17', '', begun?.id?.replace(/-\d+$/, '-999999') ?? '']) {
    const line = await listen(unknown)
    await until(
      () => Promise.resolve(line.events),
      (events) => events.length >= 2,
    )
    expect(line.events[0]?.event).toMatchObject({ type: 'hello', resumed: false })
    line.close()
  }
  again.close()
  witness.close()
})

test('a worker that dies is told as a notice', async () => {
  const line = await listen()
  const { processes } = await engine.activity.activity({ limit: 1 })
  const pid = processes.find(({ name }) => name === 'worker')?.figures?.pid
  if (pid === undefined) throw new Error('no worker')
  process.kill(pid, 'SIGKILL')
  const notices = () => line.events.flatMap(({ event }) => (event.type === 'notice' ? [event.notice] : []))
  await until(
    () => Promise.resolve(notices()),
    (all) => all.length > 0,
  )
  expect(notices()[0]).toMatchObject({ level: 'warning', text: expect.stringContaining('SIGKILL') as string })
  await until(
    () => Promise.resolve(engine.healthy()),
    (healthy) => healthy,
  )
  line.close()
})

test('runs that were missed while Millrace was closed are told to the first who reads notices, and to nobody twice', async () => {
  const other = await openTestFolder()
  const state = await openStateFolder(other.loaded.config.engine.stateDir)
  const saved = new Date(now() - 3 * 86_400_000).toISOString()
  await (
    await createReportStore(state.state, expect.unreachable)
  ).put({
    id: 'report-0a1b2c3d',
    name: 'Nightly',
    analysisType: 'fraud_analysis',
    dates: 'yesterday',
    // Half a day from now: not due while this runs.
    schedule: `0 ${(new Date(now()).getUTCHours() + 12) % 24} * * *`,
    createdAt: saved,
    updatedAt: saved,
    scheduledFrom: saved,
    missedRuns: 0,
  })
  await state.close()
  const reopened = await other.engine({ scheduling: true })
  const door = await serveApi(reopened)
  try {
    // As the tray has one: it shows nothing.
    const tray = await listen(undefined, door, '?notices=false')
    const first = await listen(undefined, door)
    const noticesOf = ({ events }: Line) =>
      events.flatMap(({ event }) => (event.type === 'notice' ? [event.notice.text] : []))
    await until(
      () => Promise.resolve(noticesOf(first)),
      (notices) => notices.length > 0,
    )
    expect(noticesOf(first)).toEqual([
      expect.stringMatching(
        /^The report Nightly missed [23] scheduled runs, the last at .* was closed, or the machine slept/,
      ),
    ])
    const second = await listen(undefined, door)
    const again = await listen(first.events[0]?.id ?? '', door)
    await other.write([{ transaction_id: 'a' }])
    await runBatch(reopened, { startDate: '2026-01-01', endDate: '2026-01-31', analysisType: 'fraud_analysis' })
    for (const line of [tray, first, second, again])
      await until(
        () => Promise.resolve(line.events),
        (events) => events.some(({ event }) => event.type === 'batch' && event.batch.status === 'COMPLETED'),
      )
    expect([tray, first, second, again].map((line) => noticesOf(line).length)).toEqual([0, 1, 0, 0])
    for (const line of [tray, first, second, again]) line.close()
  } finally {
    await door.close(100)
    await other.remove()
  }
})

test('a client that reads nothing is sent away before it fills our memory, and one that vanishes is forgotten', async () => {
  const hub = openEventHub('test')
  const busy = await serveApi({
    ...engine,
    subscribe: (listener, subscribing = {}) => hub.subscribe(listener, subscribing),
  })
  try {
    const open = () => {
      const socket = connect(busy.port, '127.0.0.1')
      socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${busy.port}\r\n\r\n`)
      return socket
    }
    const slow = open()
    slow.pause()
    const vanishing = open()
    await until(
      () => Promise.resolve(hub.listeners),
      (listeners) => listeners === 2,
    )
    vanishing.destroy()
    await until(
      () => Promise.resolve(hub.listeners),
      (listeners) => listeners === 1,
    )
    const text = 'x'.repeat(20_000)
    const MANY = 10_000
    // More than sockets and our buffer hold.
    let sent = 0
    for (; sent < MANY && hub.listeners > 0; sent++) {
      hub.publish({ type: 'notice', notice: { at: new Date().toISOString(), level: 'info', text } })
      if (sent % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(hub.listeners).toBe(0)
    expect(sent).toBeLessThan(MANY)
    slow.destroy()
  } finally {
    await busy.close(100)
  }
})

test('who missed as much as is kept is told all of it, and is still told what follows', async () => {
  const hub = openEventHub('run')
  const first = hub.newest
  const busy = await serveApi({
    ...engine,
    subscribe(listener, { after = null, ...subscribing } = {}) {
      for (const { event, id } of hub.since(after ?? '') ?? []) listener(event, id)
      return hub.subscribe(listener, subscribing)
    },
  })
  try {
    for (let n = 0; n < 500; n++) hub.publish({ type: 'batch-removed', batchId: `batch-${n}` })
    const response = await fetch(`${busy.address}/events`, { headers: { 'Last-Event-ID': first } })
    const ids: (string | null)[] = []
    const states: string[] = []
    const frames = createFrameReader((event, id) => {
      if (event.type === 'status') states.push(event.status.state)
      else ids.push(id)
    })
    await until(
      () => Promise.resolve(hub.listeners),
      (listeners) => listeners === 1,
    )
    // With so much before it a status waits; the newest is told, also where it is the last of all.
    const status = engine.stream.status()
    for (const state of ['RUNNING', 'STOPPED'] as const) hub.publish({ type: 'status', status: { ...status, state } })
    hub.publish({ type: 'batch-removed', batchId: 'batch-last' })
    const { body } = response
    if (body === null) throw new Error('no body')
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    while (ids.length < 501 || states.length < 1) frames.take((await reader.read()).value ?? '')
    expect(new Set(ids).size).toBe(501)
    expect(states.at(-1)).toBe('STOPPED')
    await reader.cancel()
  } finally {
    await busy.close(100)
  }
})

test('a status that waits is never told after a newer one, however much is read in between', async () => {
  let listener: EventListener = () => undefined
  const told: Engine = {
    ...engine,
    subscribe(given) {
      listener = given
      return () => undefined
    },
  }
  const { signal } = new AbortController()
  const response = eventHandlers(told).events({ signal, headers: {}, query: { notices: true } } as never) as Response
  const { body } = response
  if (body === null) throw new Error('no body')
  const reader = body.getReader()
  const at = new Date().toISOString()
  const notice: EngineEvent = { type: 'notice', notice: { at, level: 'info', text: 'x'.repeat(20_000) } }
  const status = (state: StreamState): EngineEvent => ({ type: 'status', status: { ...engine.stream.status(), state } })
  const states: string[] = []
  const frames = createFrameReader((event) => {
    if (event.type === 'status') states.push(event.status.state)
  })
  const read = async () => frames.take(new TextDecoder().decode((await reader.read()).value))
  for (let n = 0; n < 3; n++) listener(notice, `test-${n}`)
  listener(status('RUNNING'), null)
  // The retry line and two of three: less than the bound is left, and it has not been empty.
  for (let n = 0; n < 3; n++) await read()
  listener(status('STOPPED'), null)
  for (let n = 0; n < 2; n++) await read()
  expect(states).toEqual(['STOPPED'])
  await reader.cancel()
})

test('readers of events leave connections for others: the 257th is asked to wait until one has gone', async () => {
  const lines = await Promise.all(Array.from({ length: 256 }, () => listen()))
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
