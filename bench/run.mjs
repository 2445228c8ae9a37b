// npm run bench [-- --rows 1000000] [-- --only ingest,latency,batch,start,idle,seed]
// Drives the built program as a user would and prints one table of figures; JSON goes to bench/results/.
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { flags, percentile, ROOT, run, serve, startBroker, until, workFolder } from './lib/millrace.mjs'

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, only: { type: 'string' } },
})
const ROWS = Number(options.rows)
const wanted = (name) => options.only === undefined || options.only.split(',').includes(name)
const figures = []
const report = (name, value, unit, note = '') => {
  figures.push({ name, value: Math.round(value * 100) / 100, unit, note })
  console.log(`${name.padEnd(58)} ${String(Math.round(value * 100) / 100).padStart(10)} ${unit}  ${note}`)
}
const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)

if (wanted('start')) await benchStart()
if (wanted('seed') || wanted('batch')) await benchSeedAndBatch()
if (wanted('ingest') || wanted('latency') || wanted('idle')) await benchStream()
await save()

async function benchStart() {
  const folder = await workFolder('start')
  const times = []
  for (let round = 0; round < 7; round++) {
    const server = await serve(folder.path)
    times.push(server.readyMs)
    await server.stop()
  }
  report('start to /health (median of 7)', percentile(times, 0.5), 'ms')
  await folder.remove()
}

async function benchSeedAndBatch() {
  const folder = await workFolder('batch')
  const base = join(folder.path, 'delta')
  const seeded = await run([
    'seed',
    '--json',
    '--records',
    String(ROWS),
    ...flags({ 'pipeline.delta.base-path': base }),
  ])
  report(`seed of ${ROWS} rows`, seeded.elapsedMs / 1000, 's')
  if (wanted('batch')) {
    const server = await serve(folder.path)
    const body = { startDate: day(90), endDate: day(1) }
    const analyses = [
      'revenue_by_category',
      'revenue_by_region',
      'payment_analysis',
      'customer_segmentation',
      'fraud_analysis',
      'hourly_trends',
      'channel_performance',
      'inventory_velocity',
      'full_report',
    ]
    let last
    for (const analysisType of analyses) {
      const times = []
      for (let round = 0; round < 4; round++) {
        const started = performance.now()
        const { batchId } = await server.post('/batch/run', { ...body, analysisType })
        last = await until(
          () => server.get(`/batch/status/${batchId}`),
          (record) => !['PENDING', 'RUNNING'].includes(record.status),
          5,
        )
        if (last.status !== 'COMPLETED') throw new Error(last.errorMessage)
        if (round > 0) times.push(performance.now() - started)
      }
      report(`${analysisType}, submit to COMPLETED, ${ROWS} rows`, percentile(times, 0.5), 'ms')
    }
    report(
      'bare DuckDB, revenue_by_category over the same files',
      await bareDuckDb(base),
      'ms',
      'all cores, file list given',
    )
    for (const [name, offset] of [
      ['first', 0],
      ['deepest', Math.max(0, ROWS - 100)],
    ]) {
      const times = []
      for (let round = 0; round < 12; round++) {
        const started = performance.now()
        const { page } = await server.get(`/batch/data/${last.batchId}?limit=100&offset=${offset}`)
        if (page.returned === 0) throw new Error('an empty page')
        times.push(performance.now() - started)
      }
      report(`${name} page of 100 raw rows (median of 12)`, percentile(times, 0.5), 'ms')
    }
    await server.stop()
  }
  await folder.remove()
}

async function bareDuckDb(base) {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(cpus().length) })
  const connection = await instance.connect()
  const times = []
  for (let round = 0; round < 4; round++) {
    const started = performance.now()
    await connection.runAndReadAll(
      `SELECT category, sum(total_amount) AS r, avg(total_amount), count(transaction_id), sum(quantity), avg(discount_percent), count(DISTINCT customer_id)
       FROM read_parquet('${base}/stream/transactions/*/*.parquet', hive_partitioning = false) WHERE transaction_status = 'completed' GROUP BY category ORDER BY r DESC`,
    )
    if (round > 0) times.push(performance.now() - started)
  }
  connection.disconnectSync()
  return percentile(times, 0.5)
}

async function benchStream() {
  const folder = await workFolder('stream')
  const broker = await startBroker(folder.path)
  const kafka = { 'pipeline.kafka.bootstrap-servers': broker.bootstrapServers }
  try {
    if (wanted('ingest')) {
      await run(['generate', '--rate', '0', '--count', String(ROWS), '--topic', 'backlog', ...flags(kafka)])
      const server = await serve(folder.path, kafka)
      const before = await server.usage()
      const started = performance.now()
      await server.post('/stream/start', { topic: 'backlog', startingOffsets: 'earliest' })
      const status = await until(
        () => server.get('/stream/status'),
        ({ totals, state, reason }) => {
          if (state === 'FAILED') throw new Error(reason)
          return totals.rows >= ROWS
        },
        50,
      )
      const seconds = (performance.now() - started) / 1000
      const after = await server.usage()
      report(
        `backlog of ${ROWS} messages to committed and fsynced`,
        ROWS / seconds,
        'rows/s',
        `${seconds.toFixed(1)} s`,
      )
      report('  CPU seconds per million', ((after.cpuSeconds - before.cpuSeconds) / ROWS) * 1e6, 's')
      report('  peak memory, main and worker', after.peakMiB, 'MiB')
      const sum = (key) => ((status.recentBatches.reduce((total, batch) => total + batch[key], 0) / ROWS) * 1e6) / 1000
      report('  decode, per million', sum('decodeMs'), 's')
      report('  write (DuckDB, fsync), per million', sum('writeMs'), 's')
      report('  commit, per million', sum('commitMs'), 's')
      await server.stop()
    }
    if (wanted('latency')) {
      const server = await serve(folder.path, {
        ...kafka,
        'pipeline.stream.trigger-interval': '1s',
        'pipeline.delta.base-path': join(folder.path, 'latency'),
      })
      await run(['generate', '--rate', '0', '--count', '12', '--topic', 'paced', ...flags(kafka)])
      await server.post('/stream/start', { topic: 'paced', startingOffsets: 'latest' })
      const seconds = 20
      const generating = run([
        'generate',
        '--rate',
        '1000',
        '--count',
        String(1000 * seconds),
        '--topic',
        'paced',
        ...flags(kafka),
      ])
      await generating
      await until(
        () => server.get('/stream/status'),
        ({ totals }) => totals.rows >= 1000 * seconds,
        50,
      )
      await server.stop()
      const instance = await DuckDBInstance.create(':memory:')
      const connection = await instance.connect()
      // Commit times stand in the log, event times are produce times.
      const log = await connection.runAndReadAll(
        `WITH commits AS (SELECT filename, commitInfo.timestamp AS committed, "add".path AS path FROM read_json('${folder.path}/latency/stream/transactions/_delta_log/*.json', format='newline_delimited', filename=true, union_by_name=true)),
              files AS (SELECT a.path, c.committed FROM commits a JOIN commits c USING (filename) WHERE a.path IS NOT NULL AND c.committed IS NOT NULL)
         SELECT quantile_cont(committed - epoch_ms(event_timestamp), [0.5, 0.95, 1.0]) FROM read_parquet('${folder.path}/latency/stream/transactions/*/*.parquet', filename=true) r JOIN files f ON r.filename LIKE '%' || replace(f.path, '%3D', '=')`,
      )
      const [p50, p95, max] = log.getRows()[0][0].items
      connection.disconnectSync()
      report('produce to committed at 1,000/s, trigger 1 s: p50', p50, 'ms')
      report('  p95', p95, 'ms')
      report('  max', max, 'ms')
    }
    if (wanted('idle')) {
      const server = await serve(folder.path, { ...kafka, 'pipeline.delta.base-path': join(folder.path, 'idle') })
      await run(['generate', '--rate', '0', '--count', '1', '--topic', 'empty', ...flags(kafka)])
      await server.post('/stream/start', { topic: 'empty', startingOffsets: 'latest' })
      await new Promise((resolve) => setTimeout(resolve, 5000))
      const before = await server.usage()
      await new Promise((resolve) => setTimeout(resolve, 20_000))
      const after = await server.usage()
      report('idle with a stream running: share of one core', ((after.cpuSeconds - before.cpuSeconds) / 20) * 100, '%')
      await server.stop()
    }
  } finally {
    await broker.stop()
    await folder.remove()
  }
}

async function save() {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim()
  const machine = `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform}`
  await mkdir(join(ROOT, 'bench/results'), { recursive: true })
  const date = new Date().toISOString()
  const file = join(ROOT, 'bench/results', `${date.slice(0, 10)}-${commit}-${ROWS}.json`)
  await writeFile(file, `${JSON.stringify({ date, commit, machine, rows: ROWS, figures }, null, 2)}\n`)
  console.log(`\n${machine}\n${file}`)
}
