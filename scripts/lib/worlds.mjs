// Engines for `npm run screenshots`, each in a state of its own: empty, full, in trouble, of a newer version, dead.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { linkTo } from './browser-link.mjs'

const CLI = join(import.meta.dirname, '../../out/main/cli.cjs')
const TOPIC = 'transactions-stream'
/** Nobody listens there. */
const NO_BROKER = '127.0.0.1:1'
const GENERATED_A_SECOND = 40

/** `serve` over `path`, once it is ready. */
export async function serve(path, more = {}) {
  const child = spawn(process.execPath, [CLI, 'serve', ...flags(path, more)], { stdio: ['ignore', 'pipe', 'ignore'] })
  const address = await firstLine(child, /^millrace ready (http:\S+)$/)
  return {
    path,
    address,
    link: () => linkTo(flags(path, more)),
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  }
}

/** Our own development broker with messages that keep coming and a few that are no rows; null where it cannot be had. */
export async function openBroker(folder) {
  const child = spawn(process.execPath, [CLI, 'kafka', '--port', '0', '--data', join(folder, 'kafka')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const servers = await firstLine(child, /(\d+\.\d+\.\d+\.\d+:\d+)/).catch(() => null)
  if (servers === null) return null
  const set = ['--set', `pipeline.kafka.bootstrap-servers=${servers}`]
  const generate = (...args) => [CLI, 'generate', '--topic', TOPIC, ...args, ...set]
  spawnSync(process.execPath, generate('--rate', '0', '--count', '20000'), { stdio: 'ignore' })
  await produceBad(servers)
  const going = spawn(process.execPath, generate('--rate', String(GENERATED_A_SECOND)), { stdio: 'ignore' })
  return {
    servers,
    /** As retention does it: all but the newest few messages of a partition. */
    async trim() {
      const admin = new Kafka({ brokers: [servers], logLevel: logLevel.NOTHING }).admin()
      await admin.connect()
      const [{ partition, high }] = await admin.fetchTopicOffsets(TOPIC)
      await admin.deleteTopicRecords({ topic: TOPIC, partitions: [{ partition, offset: String(Number(high) - 2) }] })
      await admin.disconnect()
    },
    async stop() {
      await end(going, 'SIGTERM')
      await end(child, 'SIGINT')
    },
  }
}

/** Messages as careless producers write them. */
async function produceBad(servers) {
  const kafka = new Kafka({ brokers: [servers], logLevel: logLevel.NOTHING })
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  const values = [
    '{"transaction_id": "cut off',
    JSON.stringify({ transaction_id: 'TXN-bad-1', quantity: 1.5, total_amount: 20 }),
    JSON.stringify({ transaction_id: 'TXN-bad-2', event_timestamp: 'yesterday' }),
    JSON.stringify(['not', 'an', 'object']),
    null,
    Buffer.from([0xff, 0x00, 0x41]),
  ]
  await producer.send({
    topic: TOPIC,
    messages: Array.from({ length: 42 }, (_, index) => ({ value: values[index % 6] })),
  })
  await producer.disconnect()
}

/** Sample rows, a running stream, batches of several kinds, saved reports. @returns names of what pictures show */
export async function fill(engine, { records, source, warmMs }) {
  seed(engine.path, records)
  await ask(engine, 'POST', '/stream/start', source === 'kafka' ? { startingOffsets: 'earliest' } : { source })
  const batches = {}
  for (const [analysisType, days, filters] of [
    ['revenue_by_category', 30],
    ['payment_analysis', 30, { region: 'west' }],
    ['customer_segmentation', 30],
    ['fraud_analysis', 15],
    ['full_report', 30],
    ['fraud_analysis', 30],
  ])
    batches[analysisType] = await run(engine, { analysisType, ...dates(days), ...(filters && { filters }) })
  batches.older = (await ask(engine, 'GET', '/batch/list?q=fraud_analysis')).batches.at(-1).batchId
  batches.live = await run(engine, { analysisType: 'revenue_by_category', startDate: today(0), endDate: today(0) })
  for (const report of [
    {
      name: 'Revenue, every morning',
      analysisType: 'revenue_by_category',
      relative: 'yesterday',
      schedule: '0 6 * * *',
    },
    {
      name: 'Fraud in the west, weekly',
      analysisType: 'fraud_analysis',
      relative: 'last_week',
      schedule: '30 7 * * 1',
      filters: { region: 'west', channel: 'mobile_app' },
    },
    { name: 'Everything', analysisType: 'full_report', relative: 'last_90_days' },
  ]) {
    const { relative, ...rest } = report
    const { id } = await ask(engine, 'POST', '/reports', { ...rest, dates: relative })
    if (rest.name !== 'Everything') await ask(engine, 'POST', `/reports/${id}/run`)
  }
  await new Promise((resolve) => setTimeout(resolve, warmMs))
  return batches
}

/** Without a broker, with a batch whose file was taken away. */
export async function openTroubled(path) {
  seed(path, 20_000)
  const table = join(path, 'stream/transactions')
  const partition = join(table, `event_date=${today(2)}`)
  for (const name of readdirSync(partition)) rmSync(join(partition, name))
  const engine = await serve(path, { 'pipeline.kafka.bootstrap-servers': NO_BROKER })
  const failed = await run(engine, { analysisType: 'fraud_analysis', ...dates(5) })
  return { ...engine, failed }
}

/**
 * A stream over a broker that does not read: `waiting` for a topic that is not there, `lost` what retention removed,
 * `away`, with the broker gone. Null where no broker can be had.
 */
export async function openHalted(path, why) {
  const broker = await openBroker(path)
  if (broker === null) return null
  const engine = await serve(path, {
    'pipeline.stream.trigger-interval': '1s',
    'pipeline.kafka.bootstrap-servers': broker.servers,
  })
  const start = (body) => ask(engine, 'POST', '/stream/start', body)
  if (why === 'waiting') await start({ topic: 'orders' })
  else {
    await start({ startingOffsets: 'earliest' })
    await until(async () => (await ask(engine, 'GET', '/stream/status')).totals.rows > 1000)
  }
  if (why === 'lost') {
    await ask(engine, 'POST', '/stream/stop')
    await new Promise((resolve) => setTimeout(resolve, 5000))
    await broker.trim()
    await start({})
    await until(async () => (await ask(engine, 'GET', '/stream/status')).state === 'FAILED')
  }
  if (why === 'away') {
    await broker.stop()
    await until(async () => (await ask(engine, 'GET', '/stream/status')).state === 'RECONNECTING')
  }
  return {
    ...engine,
    async stop() {
      await engine.stop()
      if (why !== 'away') await broker.stop()
    },
  }
}

async function until(isSo) {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100))
}

/** Its table was written by a Delta that we do not know. */
export async function openNewer(path) {
  seed(path, 1000)
  const log = join(path, 'stream/transactions/_delta_log')
  const last = Math.max(
    ...readdirSync(log).flatMap((name) => (/^\d{20}\.json$/.test(name) ? [parseInt(name, 10)] : [])),
  )
  const protocol = {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: ['timeTravelling'],
    writerFeatures: ['timeTravelling'],
  }
  writeFileSync(join(log, `${String(last + 1).padStart(20, '0')}.json`), `${JSON.stringify({ protocol })}\n`)
  return serve(path)
}

function seed(path, records) {
  mkdirSync(path, { recursive: true })
  const { status } = spawnSync(process.execPath, [CLI, 'seed', '--records', String(records), ...flags(path)], {
    stdio: 'ignore',
  })
  if (status !== 0) throw new Error(`seed ended with ${status}`)
}

async function run(engine, body) {
  const { batchId } = await ask(engine, 'POST', '/batch/run', body)
  for (;;) {
    const { status } = await ask(engine, 'GET', `/batch/status/${batchId}`)
    if (status !== 'PENDING' && status !== 'RUNNING') return batchId
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function ask({ address }, method, path, body) {
  const response = await fetch(address + path, {
    method,
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

function dates(days) {
  return { startDate: today(days), endDate: today(1) }
}

function today(ago) {
  return new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
}

function flags(path, more = {}) {
  const all = { 'pipeline.delta.base-path': path, 'pipeline.http.port': 0, 'pipeline.log.level': 'error', ...more }
  return Object.entries(all).flatMap(([key, value]) => ['--set', `${key}=${value}`])
}

async function firstLine(child, pattern) {
  for await (const line of createInterface({ input: child.stdout })) {
    const found = pattern.exec(line)?.[1]
    if (found === undefined) continue
    child.stdout.resume()
    return found
  }
  throw new Error('ended before it was ready')
}

async function end(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.on('exit', resolve))
  child.kill(signal)
  await gone
}
