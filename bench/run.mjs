// npm run bench [-- --only NAME[,NAME]] [--rows N] [--minutes M]
// Drives the built program as a user would and prints one table of figures; JSON goes to bench/results/. --help says
// what the names are.
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { analysisSql } from './lib/analyses.mjs'
import { bytesUnder, checkDisk, openGrowth } from './lib/growth.mjs'
import { latencyOf } from './lib/latency.mjs'
import { flags, percentile, ROOT, run, serve, startBroker, until, workFolder } from './lib/millrace.mjs'
import { ingestByPeer, openPeers } from './lib/peers.mjs'
import { exploreRegistry, fillRegistry, REGISTRY_BATCHES, submitBeside } from './lib/registry.mjs'
import { exploreResult, exportResult } from './lib/results.mjs'
import { firstWindow, openDesktop } from './lib/desktop.mjs'
import { exploreToChart, firstPaint, idleShare, liveUpdates, openChromium, scrollToEnd } from './lib/window.mjs'

const PARTS = {
  start: 'start of `serve` to its first answer',
  registry: 'fifty thousand batches: pages of the list, search, one by its id, a tiny batch beside them',
  seed: 'sample rows written to a table',
  batch: 'every analysis beside bare DuckDB, and pages of the rows of a full report',
  export: 'all rows of a result as a file of each format',
  ingest: 'a backlog of Kafka to committed and fsynced',
  peers: 'the same backlog read by what one would write in Python instead',
  latency: 'produced to committed at a steady rate',
  eight: 'eight full reports at once beside a stream',
  idle: 'processor time of a stream that has nothing to read',
  window: 'the desktop window and the screens in Chromium: start, scrolling, live updates',
}
const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    rows: { type: 'string', default: '1000000' },
    only: { type: 'string' },
    /** Of live updates in the window: six minutes at ten a second are an hour at one. */
    minutes: { type: 'string', default: '6' },
  },
})
if (options.help) {
  console.log(helpText())
  process.exit(0)
}
for (const name of ['rows', 'minutes'])
  if (!(Number(options[name]) > 0)) fail(`--${name} must be a number above 0, not ${options[name]}`)
const names = options.only?.split(',') ?? Object.keys(PARTS)
const unknown = names.filter((name) => !Object.hasOwn(PARTS, name))
if (unknown.length > 0) fail(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(PARTS).join(', ')}`)
const ROWS = Number(options.rows)
const wanted = (name) => names.includes(name)
/** CPU time is counted in hundredths of a second. */
const IDLE_SECONDS = 60
const MEMORY = [
  ['script heap', 'heapMB', 'MB'],
  ['resident memory of the renderer', 'residentMB', 'MB'],
  ['nodes of the document', 'nodes', ''],
]
const figures = []
const report = (name, value, unit, note = '') => {
  figures.push({ name, value: Math.round(value * 100) / 100, unit, note })
  console.log(`${name.padEnd(58)} ${String(Math.round(value * 100) / 100).padStart(10)} ${unit}  ${note}`)
}
const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)

if (wanted('start')) await benchStart()
if (wanted('registry')) await benchRegistry()
if (['seed', 'batch', 'export'].some(wanted)) await benchSeedAndBatch()
if (['ingest', 'peers', 'latency', 'eight', 'idle'].some(wanted)) await benchStream()
if (wanted('window')) await benchWindow()
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

/** Fifty thousand batches that were, and what a client waits for beside them. */
async function benchRegistry() {
  const folder = await workFolder('registry')
  await fillRegistry(folder.path)
  const server = await serve(folder.path)
  report(`start to /health with ${REGISTRY_BATCHES} batches`, server.readyMs, 'ms')
  for (const { name, p50, p95, cpuMs } of await exploreRegistry(server)) {
    report(`${name}: p50`, p50, 'ms')
    report('  p95', p95, 'ms', `aim 20; ${cpuMs.toFixed(1)} ms of CPU each`)
  }
  const { p50, p95 } = await submitBeside(server)
  report('a tiny batch beside them, submit to COMPLETED: p50', p50, 'ms')
  report('  p95', p95, 'ms')
  await server.stop()
  await folder.remove()
}

async function benchSeedAndBatch() {
  await checkDisk(ROWS, ['batch', 'export'].some(wanted))
  const growth = await openGrowth(ROWS)
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
  const bytes = await bytesUnder(base)
  report(`  files of ${ROWS} rows`, bytes / 2 ** 20, 'MiB', `${(bytes / ROWS).toFixed(1)} bytes a row`)
  if (wanted('batch') || wanted('export')) {
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
      const name = `${analysisType}, submit to COMPLETED, ${ROWS} rows`
      report(name, percentile(times, 0.5), 'ms', growth(name, percentile(times, 0.5)))
    }
    await reportMemory(server, last.batchId)
    for (const [name, ms] of await bareDuckDb(base))
      report(`  bare DuckDB, ${name} over the same files`, ms, 'ms', 'all cores, nothing written')
    for (const { name, first, p50, p95 } of await exploreResult(server, last.batchId, ROWS)) {
      report(`${name}: p50`, p50, 'ms')
      report('  p95', p95, 'ms', `the first ${first.toFixed(0)} ms`)
    }
    if (wanted('export')) {
      // A workbook takes longest, and more than one sheet.
      for (const { format, seconds, mib, peakMiB } of await exportResult(server, last.batchId, [
        'csv',
        'parquet',
        'jsonl',
        'xlsx',
      ]))
        report(
          `export of ${ROWS} raw rows as ${format}`,
          seconds,
          's',
          `${mib.toFixed(0)} MiB; peak ${peakMiB} MiB so far`,
        )
    }
    await server.stop()
  }
  await folder.remove()
}

/** The renderer in a real Chromium; what else it costs is `serve`'s. */
async function benchWindow() {
  const browser = await openChromium()
  if (browser === null) {
    console.log('SKIPPED window: needs Chromium (apt-get install chromium, or CHROMIUM_PATH)')
    return
  }
  const folder = await workFolder('window')
  try {
    await benchPaint(browser, folder)
    await benchDesktop(folder)
    await benchExplore(browser, folder)
    await run(['seed', '--records', String(ROWS), ...flags({ 'pipeline.delta.base-path': join(folder.path, 'delta') })])
    const server = await serve(folder.path, { 'pipeline.stream.trigger-interval': '100ms' })
    try {
      await benchEstimate(server)
      await benchScroll(browser, server)
      const idle = await idleShare(browser, server.link(), IDLE_SECONDS)
      report('renderer with the stream stopped: share of one core', idle, '%', 'limit 1')
      await server.post('/stream/start', { source: 'sample', rate: 100 })
      const { updates, seconds, share, early, late } = await liveUpdates(
        browser,
        server.link(),
        Number(options.minutes),
      )
      report('live updates shown', updates / seconds, 'a second', `${updates} in ${seconds} s`)
      report('  share of one core', share, '%')
      for (const [name, key, unit] of MEMORY)
        report(`  ${name} at the end`, late[key], unit, `${early[key].toFixed(1)} after a tenth of the time`)
    } finally {
      await server.stop()
    }
  } finally {
    await browser.close()
    await folder.remove()
  }
}

async function benchDesktop(folder) {
  const desktop = await openDesktop()
  if (desktop === null) {
    console.log('SKIPPED the desktop window: needs Electron (ELECTRON_OVERRIDE_DIST_PATH) and a display, or Xvfb')
    return
  }
  const starts = []
  // The first one fills the caches of the system.
  for (let round = 0; round < 6; round++) starts.push(await firstWindow(desktop, join(folder.path, 'desktop')))
  desktop.close()
  const median = (key) =>
    percentile(
      starts.slice(1).map((start) => start[key]),
      0.5,
    )
  report(
    'start of the application to the first paint of its window (median of 5)',
    median('paintMs'),
    'ms',
    'limit 1500',
  )
  report('  to its first screen', median('shownMs'), 'ms')
}

async function benchPaint(browser, folder) {
  const paints = []
  for (let round = 0; round < 6; round++) {
    const server = await serve(join(folder.path, 'empty'))
    const paint = await firstPaint(browser, server.link())
    // The first one fills the caches of the system.
    if (round > 0) paints.push({ ...paint, startMs: server.readyMs + paint.shownMs })
    await server.stop()
  }
  const median = (key) =>
    percentile(
      paints.map((paint) => paint[key]),
      0.5,
    )
  report('start of serve to its first screen in Chromium (median of 5)', median('startMs'), 'ms', 'limit 1500')
  report('  of these from the address to the first paint', median('paintMs'), 'ms')
  report('scripts before the first screen, gzip', median('scriptKB'), 'kB', 'limit 350')
}

/** What a new user waits for: the limit is that of the first promise. */
async function benchExplore(browser, folder) {
  const server = await serve(join(folder.path, 'explored'), { 'pipeline.sample.records': ROWS })
  const { streamMs, readyMs, chartMs } = await exploreToChart(browser, server.link())
  await server.stop()
  report(`Explore sample data to the chart of its first batch, ${ROWS} rows`, chartMs / 1000, 's', 'limit 60')
  report('  of these to the running stream', streamMs / 1000, 's')
  report('  and to the finished batch', readyMs / 1000, 's')
}

/** What the form asks for at each change of it. */
async function benchEstimate(server) {
  for (const [words, filters] of [
    ['without a filter', {}],
    ['with a filter', { filters: { category: 'books' } }],
  ]) {
    const times = []
    for (let round = 0; round < 60; round++) {
      // Another range each time, as presets and typed dates make them.
      const body = { startDate: day(90 - round), endDate: day(1), analysisType: 'revenue_by_category', ...filters }
      const started = performance.now()
      await server.post('/batch/estimate', body)
      times.push(performance.now() - started)
    }
    report(`estimate of a batch ${words}, ${ROWS} rows: p50`, percentile(times, 0.5), 'ms')
    report('  p95', percentile(times, 0.95), 'ms', 'limit 20')
  }
}

/** Every raw row of one batch over the whole table. */
async function benchScroll(browser, server) {
  const body = { startDate: day(90), endDate: day(0), analysisType: 'revenue_by_category' }
  const { batchId } = await server.post('/batch/run', body)
  const { rowCount } = await until(
    () => server.get(`/batch/status/${batchId}`),
    ({ status }) => status === 'COMPLETED',
  )
  const { requestMs, blankMs, before, after } = await scrollToEnd(
    browser,
    server.link(`results/${batchId}?tab=rows`),
    rowCount,
  )
  report(
    `page of ${rowCount} rows while they are dragged to the end: p50`,
    percentile(requestMs, 0.5),
    'ms',
    `${requestMs.length} pages`,
  )
  report('  p95', percentile(requestMs, 0.95), 'ms', 'limit 100')
  report('  longest that a row in view was empty', blankMs, 'ms', 'limit 200')
  for (const [name, key, unit] of MEMORY)
    report(`  ${name} after`, after[key], unit, `${before[key].toFixed(1)} before`)
}

/** What the worker took for all these batches, beside what it may take. */
async function reportMemory(server, batchId) {
  const { memory } = await server.get(`/batch/explain/${batchId}`)
  const limit = `limit ${Math.round(memory.limitBytes / 2 ** 20)} MiB`
  report('  batch worker, peak memory of the process', await server.workerPeakMiB(), 'MiB', limit)
  report('  full report, peak memory of DuckDB', (memory.peakBytes ?? 0) / 2 ** 20, 'MiB', limit)
  report('  full report, spilled to disk', (memory.spilledBytes ?? 0) / 2 ** 20, 'MiB')
}

/** Each analysis by DuckDB alone, in this process: nothing pinned, written or recorded. Median of three after one. */
async function bareDuckDb(base) {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(cpus().length) })
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  const found = []
  for (const [name, sql] of await analysisSql()) {
    const times = []
    for (let round = 0; round < 4; round++) {
      const started = performance.now()
      await connection.runAndReadAll(overFiles(sql, `${base}/stream/transactions/*/*.parquet`))
      if (round > 0) times.push(performance.now() - started)
    }
    found.push([name, percentile(times, 0.5)])
  }
  connection.disconnectSync()
  return found
}

function overFiles(sql, files) {
  const source = `WITH source AS (SELECT * FROM read_parquet('${files}', hive_partitioning = false))`
  const text = sql.trim()
  return text.startsWith('WITH ') ? `${source}, ${text.slice('WITH '.length)}` : `${source} ${text}`
}

async function benchStream() {
  const folder = await workFolder('stream')
  const broker = await startBroker(folder.path)
  const kafka = { 'pipeline.kafka.bootstrap-servers': broker.bootstrapServers }
  try {
    if (wanted('ingest') || wanted('peers'))
      await run(['generate', '--rate', '0', '--count', String(ROWS), '--topic', 'backlog', ...flags(kafka)])
    const ours = wanted('ingest') ? await benchIngest(folder, kafka) : null
    if (wanted('peers')) await benchPeers(folder, broker.bootstrapServers, ours)
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
      const [p50, p95, max] = await latencyOf(join(folder.path, 'latency'), [0.5, 0.95, 1])
      report('produce to committed at 1,000/s, trigger 1 s: p50', p50, 'ms')
      report('  p95', p95, 'ms')
      report('  max', max, 'ms')
    }
    if (wanted('eight')) await benchEight(folder, kafka)
    if (wanted('idle')) {
      const server = await serve(folder.path, { ...kafka, 'pipeline.delta.base-path': join(folder.path, 'idle') })
      await run(['generate', '--rate', '0', '--count', '1', '--topic', 'empty', ...flags(kafka)])
      await server.post('/stream/start', { topic: 'empty', startingOffsets: 'latest' })
      // What start and join cost is over by then.
      await new Promise((resolve) => setTimeout(resolve, 15_000))
      const before = await server.usage()
      await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000))
      const after = await server.usage()
      report(
        'idle with a stream running: share of one core',
        ((after.cpuSeconds - before.cpuSeconds) / IDLE_SECONDS) * 100,
        '%',
      )
      await server.stop()
    }
  } finally {
    await broker.stop()
    await folder.remove()
  }
}

/** The backlog from the start of the stream to the last row committed; rows a second. */
async function benchIngest(folder, kafka) {
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
  const perMillion = (value) => (value / ROWS) * 1e6
  report(`backlog of ${ROWS} messages to committed and fsynced`, ROWS / seconds, 'rows/s', `${seconds.toFixed(1)} s`)
  report('  CPU seconds per million', perMillion(after.cpuSeconds - before.cpuSeconds), 's')
  report('    of these the main thread', perMillion(after.mainSeconds - before.mainSeconds), 's', 'fetch, decode, log')
  report('  peak memory, main and worker', after.peakMiB, 'MiB')
  // The newest micro-batches only, where there were many.
  const rows = status.recentBatches.reduce((total, batch) => total + batch.rows, 0)
  const sum = (key) => (status.recentBatches.reduce((total, batch) => total + batch[key], 0) / rows) * 1000
  report('  decode, per million', sum('decodeMs'), 's')
  report('  write (DuckDB, fsync), per million', sum('writeMs'), 's')
  report('  commit, per million', sum('commitMs'), 's')
  await server.stop()
  return ROWS / seconds
}

/** Eight full reports at once, over and over, beside a stream at 5,000/s; and the same stream alone. */
async function benchEight(folder, kafka) {
  const rate = 5000
  const seconds = 30
  const p95s = []
  for (const phase of ['alone', 'beside']) {
    const base = join(folder.path, phase)
    await run(['seed', '--records', String(ROWS), ...flags({ 'pipeline.delta.base-path': base })])
    const server = await serve(folder.path, {
      ...kafka,
      'pipeline.stream.trigger-interval': '1s',
      'pipeline.delta.base-path': base,
    })
    await run(['generate', '--rate', '0', '--count', '12', '--topic', phase, ...flags(kafka)])
    await server.post('/stream/start', { topic: phase, startingOffsets: 'latest' })
    const count = String(rate * seconds)
    let producing = true
    const generated = run([
      'generate',
      '--rate',
      String(rate),
      '--count',
      count,
      '--topic',
      phase,
      ...flags(kafka),
    ]).finally(() => (producing = false))
    const rounds = []
    while (phase === 'beside' && producing) {
      const started = performance.now()
      const body = { startDate: day(90), endDate: day(1), analysisType: 'full_report' }
      const submitted = await Promise.all(Array.from({ length: 8 }, () => server.post('/batch/run', body)))
      const ended = submitted.map(({ batchId }) =>
        until(
          () => server.get(`/batch/status/${batchId}`),
          ({ status }) => !['PENDING', 'RUNNING'].includes(status),
          20,
        ),
      )
      for (const { status, errorMessage } of await Promise.all(ended))
        if (status !== 'COMPLETED') throw new Error(errorMessage)
      rounds.push(performance.now() - started)
    }
    await generated
    await until(
      () => server.get('/stream/status'),
      ({ totals }) => totals.rows >= rate * seconds,
      50,
    )
    await server.stop()
    const [p95] = await latencyOf(base, [0.95])
    p95s.push(p95)
    report(
      `produce to committed at 5,000/s, trigger 1 s, ${phase === 'alone' ? 'alone' : 'beside eight reports'}: p95`,
      p95,
      'ms',
    )
    if (rounds.length > 0)
      report(
        `  eight full reports at once over ${ROWS} rows (median of ${rounds.length})`,
        percentile(rounds, 0.5),
        'ms',
      )
  }
  report('  p95 beside over p95 alone', p95s[1] / p95s[0], 'times', 'aim 1.5')
}

/** The same backlog by what one would write in Python instead. */
async function benchPeers(folder, bootstrapServers, ours) {
  const { python, missing } = await openPeers()
  if (python === undefined) {
    console.log(`SKIPPED peers: ${missing}`)
    return
  }
  for (const batch of [100_000, 10_000]) {
    const table = join(folder.path, `peer-${batch}`)
    const { rows, seconds, cpuSeconds, peakMiB } = await ingestByPeer(python, {
      bootstrapServers,
      topic: 'backlog',
      table,
      rows: ROWS,
      batch,
    })
    const ratio = ours === null ? '' : `, Millrace ${((ours * seconds) / rows).toFixed(2)} times as fast`
    report(
      `the same by confluent-kafka, polars, delta-rs, ${batch} a batch`,
      rows / seconds,
      'rows/s',
      `${seconds.toFixed(1)} s, no fsync${ratio}`,
    )
    report('  CPU seconds per million', (cpuSeconds / rows) * 1e6, 's')
    report('  peak memory', peakMiB, 'MiB')
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

function helpText() {
  return `npm run bench [-- --only NAME[,NAME]] [--rows N] [--minutes M]

Drives the built program as a user would, prints one table of figures and writes it to bench/results/.

  --only NAME     parts; all by default
  --rows N        of the tables and the backlog; 1000000 by default
  --minutes M     of live updates in the window; 6 by default

Parts:
${Object.entries(PARTS)
  .map(([name, what]) => `  ${name.padEnd(20)} ${what}`)
  .join('\n')}`
}

function fail(message) {
  console.error(message)
  process.exit(2)
}
