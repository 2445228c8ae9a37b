// Tens of thousands of batches in the registry, listed, searched and paged as the window and scripts do.
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { flags, percentile, run, serve, until } from './millrace.mjs'

export const REGISTRY_BATCHES = 50_000
const ROUNDS = 200
/** As the window pages. */
const PAGE = 50

/** Fills the registry of a folder with copies of one real batch, each with its own id, time, state and filter. */
export async function fillRegistry(folder, batches = REGISTRY_BATCHES) {
  const settings = { 'pipeline.delta.base-path': join(folder, 'delta') }
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
  await run(['seed', '--records', '1000', '--days', '3', ...flags(settings)])
  const server = await serve(folder)
  const { batchId } = await server.post('/batch/run', { startDate: day, endDate: day, analysisType: 'full_report' })
  await until(
    () => server.get(`/batch/status/${batchId}`),
    ({ status }) => status === 'COMPLETED',
  )
  await server.stop()
  const instance = await DuckDBInstance.create(join(folder, 'delta/.millrace/state.duckdb'))
  const connection = await instance.connect()
  await connection.run(COPIES.replaceAll('$batches', String(batches)))
  await connection.run('CHECKPOINT')
  connection.disconnectSync()
  instance.closeSync()
}

/** A minute between two submits; of ten batches one FAILED and one was CANCELLED. */
const COPIES = `
INSERT INTO batches (id, position, status, analysis, submitted, record, search)
WITH one AS (SELECT id, record FROM batches LIMIT 1),
copies AS (
  SELECT n, printf('batch-20260101-%08x', n) AS copy,
    ['COMPLETED', 'COMPLETED', 'COMPLETED', 'FAILED', 'COMPLETED', 'COMPLETED', 'CANCELLED', 'COMPLETED', 'COMPLETED', 'COMPLETED'][1 + n % 10] AS status,
    ['revenue_by_category', 'fraud_analysis', 'hourly_trends', 'full_report'][1 + n % 4] AS analysis,
    ['north', 'south', 'east', 'west'][1 + n % 4] AS region,
    epoch_ms(now()) - ($batches - n) * 60000 AS submitted
  FROM range($batches) AS numbers(n)
),
records AS (
  SELECT copies.*, json_merge_patch(replace(record, id, copy)::JSON, json_object(
    'status', status, 'analysisType', analysis, 'filters', json_object('region', region),
    'submitTime', strftime(make_timestamp(submitted * 1000), '%Y-%m-%dT%H:%M:%S.%gZ'),
    'errorMessage', CASE WHEN status = 'FAILED' THEN printf('The disk was full when part %d was written.', n) END
  ))::VARCHAR AS record
  FROM copies, one
)
SELECT copy, nextval('batch_order'), status, analysis, submitted, record,
  lower(concat_ws(' ', copy, status, analysis, submitted, 'region', region, CASE WHEN status = 'FAILED' THEN printf('The disk was full when part %d was written.', n) END))
FROM records ORDER BY n`

/** Each way to look at the registry: its name, and the median and 95th percentile of two hundred requests, in ms. */
export async function exploreRegistry(server, batches = REGISTRY_BATCHES) {
  const somewhere = () => Math.floor(Math.random() * batches)
  const id = () => `batch-20260101-${somewhere().toString(16).padStart(8, '0')}`
  const ways = [
    ['list: the first page', () => `limit=${PAGE}`],
    ['list: a page anywhere', () => `limit=${PAGE}&offset=${somewhere()}`],
    ['list: the last page', () => `limit=${PAGE}&offset=${batches - PAGE}`],
    ['list: FAILED, a page anywhere', () => `limit=${PAGE}&status=FAILED&offset=${Math.floor(somewhere() / 10)}`],
    ['list: one analysis, first page', () => `limit=${PAGE}&analysisType=fraud_analysis`],
    ['list: one day, first page', () => dayOf(Date.now() - somewhere() * 60_000)],
    ['search: a word of one batch in ten', () => `limit=${PAGE}&q=disk+was+full`],
    ['search: one batch', () => `limit=${PAGE}&q=part+${Math.floor(somewhere() / 10) * 10 + 3}+was`],
    ['search: nothing', () => `limit=${PAGE}&q=no+such+batch`],
  ].map(([name, query]) => [name, () => `/batch/list?${query()}`])
  ways.push(['one batch by its id', () => `/batch/status/${id()}`])
  const found = []
  for (const [name, path] of ways) {
    const times = []
    const before = await server.usage()
    for (let round = 0; round <= ROUNDS; round++) {
      const started = performance.now()
      await server.get(path())
      if (round > 0) times.push(performance.now() - started)
    }
    const cpuMs = (((await server.usage()).cpuSeconds - before.cpuSeconds) / (ROUNDS + 1)) * 1000
    found.push({ name, p50: percentile(times, 0.5), p95: percentile(times, 0.95), cpuMs })
  }
  return found
}

function dayOf(time) {
  const from = new Date(time).toISOString()
  const to = new Date(time + 86_400_000).toISOString()
  return `limit=${PAGE}&from=${from}&to=${to}`
}

/** Submit to COMPLETED of a tiny batch beside all the others, in ms. */
export async function submitBeside(server, rounds = 20) {
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
  const times = []
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now()
    const body = { startDate: day, endDate: day, analysisType: 'hourly_trends' }
    const { batchId } = await server.post('/batch/run', body)
    await until(
      () => server.get(`/batch/status/${batchId}`),
      ({ status }) => status === 'COMPLETED',
      2,
    )
    if (round > 0) times.push(performance.now() - started)
  }
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}
