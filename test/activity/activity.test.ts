import { afterAll, beforeAll, expect, test } from 'vitest'
import { createActivityRecorder } from '../../src/main/activity/recorder'
import type { Api } from '../../src/main/api/server'
import type { OwnedEngine } from '../../src/main/engine'
import { Activity } from '../../src/shared/activity'
import { serveApi } from '../support/api'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { until } from '../support/until'

let folder: TestFolder
let engine: OwnedEngine
let api: Api

beforeAll(async () => {
  folder = await openTestFolder()
  await folder.seed(20_000, 10)
  engine = await folder.engine()
  api = await serveApi(engine)
})
afterAll(async () => {
  await api.close(100)
  await folder.remove()
})

const get = async (query = '') => Activity.parse(await (await fetch(`${api.address}/activity${query}`)).json())

test('[checklist 3, 26] micro-batches and batches stand on one timeline, each in its pool with its phases', async () => {
  await engine.stream.start({ source: 'sample', rate: 500 })
  const record = await runBatch(engine, {
    startDate: '2000-01-01',
    endDate: '2100-01-01',
    analysisType: 'full_report',
  })
  const { entries } = await until(
    get,
    ({ entries: all }) => all.filter(({ kind }) => kind === 'micro-batch').length > 2,
  )
  await engine.stream.stop()
  const micro = entries.find(({ kind, state }) => kind === 'micro-batch' && state === 'COMPLETED')
  expect(micro).toMatchObject({ pool: 'streaming-pool', name: 'sample-transactions', deadLetters: 0, error: null })
  expect(micro?.phases.map(({ name }) => name)).toEqual(['fetch', 'decode', 'write', 'commit'])
  expect(micro?.rows).toBeGreaterThan(0)
  expect(micro?.files).toBeGreaterThan(0)
  expect(Number(micro?.bytes)).toBeGreaterThan(1000)
  const batch = entries.find(({ id }) => id === record.batchId)
  expect(batch).toMatchObject({
    kind: 'batch',
    pool: 'batch-pool',
    name: 'full_report',
    state: 'COMPLETED',
    rows: record.rowCount,
    version: record.tableVersion,
  })
  const names = batch?.phases.map(({ name, detail }) => (detail === null ? name : `${name} ${detail}`)) ?? []
  expect(names.slice(0, 3)).toEqual(['wait', 'plan', 'snapshot'])
  expect(names).toContain('analysis hourly_trends')
  expect(names.at(-1)).toBe('commit')
  expect(names).toHaveLength(new Set(names).size)
  expect(batch?.phases.reduce((sum, { ms }) => sum + ms, 0)).toBeLessThanOrEqual((batch?.ms ?? 0) + 50)
  expect(Number(batch?.bytes)).toBeGreaterThan(100_000)
  expect(batch?.files).toBeGreaterThan(5)
  const times = entries.map(({ startedAt }) => startedAt)
  expect(times).toEqual([...times].sort().reverse())
})

test('each process says what it uses; the delay of its event loop from the second look on', async () => {
  await get()
  const { processes } = await until(get, (answer) =>
    answer.processes.every(({ figures }) => figures !== null && figures.eventLoopDelayMs !== null),
  )
  expect(processes.map(({ name, pool }) => [name, pool])).toEqual([
    ['main', 'streaming-pool'],
    ['worker', 'batch-pool'],
  ])
  expect(processes[0]?.figures?.pid).toBe(process.pid)
  expect(processes[1]?.figures?.pid).not.toBe(process.pid)
  for (const { figures } of processes) {
    expect(figures?.rssBytes).toBeGreaterThan(20 * 2 ** 20)
    expect(figures?.cpuPercent).toBeGreaterThanOrEqual(0)
    expect(figures?.spillBytes).toBe(0)
    expect(figures?.eventLoopDelayMs?.max).toBeGreaterThanOrEqual(figures?.eventLoopDelayMs?.mean ?? 0)
  }
})

test('the timeline is cut to what was asked for', async () => {
  expect((await get('?limit=1')).entries).toHaveLength(1)
  expect((await get(`?from=${new Date(Date.now() + 3_600_000).toISOString()}`)).entries).toEqual([])
  expect((await fetch(`${api.address}/activity?limit=x`)).status).toBe(400)
})

test('a micro-batch that cannot be written is told as failed, and the one being written as running', () => {
  let now = 1000
  const recorder = createActivityRecorder(() => now)
  recorder.writing({ topic: 't', startedAt: 500 })
  expect(recorder.microBatches()).toMatchObject([{ state: 'RUNNING', ms: 500, endedAt: null }])
  now = 2000
  recorder.failed(new Error('The disk is full.'))
  expect(recorder.microBatches()).toMatchObject([
    { state: 'FAILED', ms: 1500, error: 'The disk is full. Its messages are read again.', rows: null },
  ])
})
