import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { day, onOneDay } from '../support/day'
import { CLI, millrace, serve } from '../support/process'
import { until } from '../support/until'

let folder: string
let base: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-cli-'))
  base = ['--set', `pipeline.delta.base-path=${join(folder, 'delta')}`]
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test.each([
  '',
  'open',
  'serve',
  'seed',
  'generate',
  'run',
  'stream',
  'stream start',
  'lake',
  'lake verify',
  'doctor',
  'reset',
  'kafka',
])('%s --help explains itself', async (name) => {
  const { code, stdout } = await millrace([...name.split(' ').filter(Boolean), '--help'])
  expect(code).toBe(0)
  expect(stdout).toContain('Usage: millrace')
})

test.each<[string, string[], number, RegExp]>([
  ['an unknown command', ['fly'], 2, /unknown command/],
  ['an unknown option', ['serve', '--fast'], 2, /unknown option/],
  ['a bad number', ['seed', '--records', 'many'], 2, /whole number/],
  ['a bad configuration', ['serve', '--set', 'pipeline.http.port=x'], 2, /pipeline\.http\.port/],
  ['a missing option', ['run', '--from', '2026-01-01', '--to', '2026-01-02'], 2, /--analysis/],
  ['a bad date', ['run', '--analysis', 'hourly_trends', '--from', '2026-13-01', '--to', '2026-01-02'], 2, /--from/],
  [
    'a full report as one file',
    ['run', '--analysis', 'full_report', '--from', '2026-01-01', '--to', '2026-01-02', '--format', 'csv'],
    2,
    /--format: a full report has a result for each analysis\. Give --out the name of a folder.* --format xlsx/,
  ],
  [
    'a full report as one file of csv',
    ['run', '--analysis', 'full_report', '--from', '2026-01-01', '--to', '2026-01-02', '--out', 'all.csv'],
    2,
    /--out: a full report has a result for each analysis/,
  ],
  [
    'a filter that is there twice',
    [
      ...['run', '--analysis', 'hourly_trends', '--from', '2026-01-01', '--to', '2026-01-02'],
      ...['--filter', 'region=west', '--filter', 'region=east'],
    ],
    2,
    /--filter region=east: region is there twice/,
  ],
  [
    'a date that is there twice',
    ['run', '--analysis', 'hourly_trends', '--from', '2026-01-01', '--to', '2026-01-02', '--from', '2026-01-01'],
    2,
    /--from <date>' is there twice/,
  ],
  [
    'an option of a second command that is there twice',
    ['lake', 'info', '--table', 'transactions', '--table', 'dead_letters'],
    2,
    /twice/,
  ],
  [
    'a filter that would be passed over',
    ['run', '--analysis', 'hourly_trends', '--from', '2026-01-01', '--to', '2026-01-02', '--filter', '__proto__=x'],
    2,
    /--filter __proto__=x/,
  ],
  [
    'a filter that is longer than any value',
    [
      ...['run', '--analysis', 'hourly_trends', '--from', '2026-01-01', '--to', '2026-01-02'],
      ...['--filter', `category=${'x'.repeat(10_001)}`],
    ],
    2,
    /--filter category: must be at most 10000 characters/,
  ],
  ['a topic that is none', ['generate', '--topic', 'a b'], 2, /--topic.*topic name/],
  ['a port beyond all', ['kafka', '--port', '99999'], 2, /65535/],
  ['nobody to talk to', ['stream', 'status'], 1, /No Millrace runs/],
  ['a table that is not there', ['lake', 'info'], 1, /no table transactions yet/],
  ['a name that is no table', ['lake', 'info', '--table', '../x'], 2, /--table.*BATCHID\/raw/],
])('%s: one clear line and its exit code', async (_name, args, code, message) => {
  const result = await millrace(args.includes('fly') ? args : [...args, ...base])
  expect(result.code).toBe(code)
  expect(result.stderr).toMatch(message)
  expect(result.stderr).not.toMatch(/\n\s+at /)
})

test.each<[string, string, string]>([
  ['seed', 'TOTAL_RECORDS', '1e3'],
  ['seed', 'SEED_SEPARATE', 'yes'],
  ['generate', 'FRAUD_RATE', '1.5'],
  ['generate', 'NUM_CUSTOMERS', '0'],
  ['generate', 'KAFKA_TOPIC', 'a b'],
])('%s names %s with the value that it cannot take', async (command, name, value) => {
  const { code, stderr } = await millrace([command, ...base], { [name]: value })
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`${name} is "${value}"`) as string,
  })
})

test('[checklist 17] from POST /stop on nothing new begins', async () => {
  const server = await serve(folder)
  await server.post('/stream/start', { source: 'sample', rate: 1000 })
  await server.post('/stop')
  const body = { startDate: '2026-01-01', endDate: '2026-01-02', analysisType: 'hourly_trends' }
  await expect(server.post('/batch/run', body)).rejects.toThrow(/503|fetch failed/)
  if (server.child.exitCode === null) await once(server.child, 'exit')
  expect(server.child.exitCode).toBe(0)
})

test('[checklist 8] seed writes complete days before today, exactly shared, and again on top', async () => {
  const args = ['seed', '--json', ...base]
  // An empty variable is one that is not set.
  const empty = { DELTA_OUTPUT_PATH: '', SEED_SEPARATE: '' }
  const { code, stdout } = await onOneDay(async () => {
    await rm(join(folder, 'delta'), { recursive: true, force: true })
    return millrace(args, { TOTAL_RECORDS: '9000', DATE_RANGE_DAYS: '9', ...empty })
  })
  expect(code).toBe(0)
  const first = JSON.parse(stdout) as {
    written: number
    summary: { rows: number; firstEvent: string; lastEvent: string }
  }
  expect(first).toMatchObject({ written: 9000, summary: { rows: 9000, fraudRate: expect.closeTo(0.02, 2) as unknown } })
  expect(first.summary.firstEvent.slice(0, 10)).toBe(day(9))
  expect(first.summary.lastEvent.slice(0, 10)).toBe(day(1))
  expect(await readdir(join(folder, 'delta/stream/transactions'))).toHaveLength(10)
  const again = await millrace([...args, '--records', '1000', '--days', '1'])
  expect(JSON.parse(again.stdout)).toMatchObject({ written: 1000, summary: { rows: 10_000 } })
  const replaced = await millrace([...args, '--records', '500', '--days', '1', '--replace'])
  expect(JSON.parse(replaced.stdout)).toMatchObject({ written: 500, summary: { rows: 500 } })
  expect((await millrace(['lake', 'verify', ...base])).stdout).toMatch(/^OK: transactions version 3, 1 files, 500 rows/)
})

test('run prints a table, saves a file, and goes to the instance that owns the folder', async () => {
  await onOneDay(() => millrace(['seed', '--records', '2000', '--days', '5', '--replace', ...base]))
  const args = ['run', '--analysis', 'channel_performance', '--from', day(5), '--to', day(1), ...base]
  const printed = await millrace(args)
  expect(printed.code).toBe(0)
  expect(printed.stdout).toContain('fraud_rate_pct')
  expect(printed.stderr).toContain('2000 rows')
  const out = join(folder, 'result.csv')
  expect((await millrace([...args, '--filter', 'region=west', '--out', out])).code).toBe(0)
  expect((await readFile(out, 'utf8')).split('\n')[0]).toContain('channel,transaction_count')
  const guarded = await millrace([...args, '--format', 'csv', '--guard-formulas'])
  expect([guarded.code, guarded.stdout.split('\n')[0]]).toEqual([0, expect.stringContaining('channel,')])
  const wrong = await millrace([...args, '--format', 'json', '--guard-formulas'])
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--guard-formulas: is for csv alone')])
  const server = await serve(folder)
  try {
    const remote = await millrace([...args, '--format', 'json'])
    expect(remote.stderr).toContain(server.address)
    expect(JSON.parse(remote.stdout)).toHaveLength(5)
    const second = await millrace(['serve', '--set', 'pipeline.http.port=0', ...base])
    expect(second.code).toBe(3)
    expect(second.stderr).toContain(String(server.child.pid))
    const start = ['stream', 'start', '--source', 'sample', '--rate', '500', ...base]
    expect((await millrace(start)).stdout).toMatch(/^The stream has started on sample-transactions\.\n/)
    expect((await millrace(['stream', 'status', ...base])).stdout).toMatch(/RUNNING|CATCHING_UP|STARTING/)
    const stop = ['stream', 'stop', ...base]
    expect(await millrace(stop)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The stream has stopped/) as unknown,
    })
    expect(await millrace(stop)).toMatchObject({ code: 0, stdout: 'No stream is running.\n' })
    expect(JSON.parse((await millrace([...start, '--json'])).stdout)).toMatchObject({
      status: 'started',
      topic: 'sample-transactions',
    })
    expect(JSON.parse((await millrace([...stop, '--json'])).stdout)).toMatchObject({ status: 'stopped' })
  } finally {
    expect(await server.stop()).toBe(0)
  }
})

test('who reads the output may have enough of it: no error, no stack', async () => {
  await millrace(['seed', '--records', '5000', '--days', '2', ...base])
  const dates = ['--from', '2000-01-01', '--to', '2100-01-01']
  for (const args of [
    ['run', '--analysis', 'customer_segmentation', ...dates, '--format', 'csv'],
    ['run', '--analysis', 'full_report', ...dates],
    ['lake', 'info'],
    ['lake', 'history', '--json'],
    ['--help'],
  ]) {
    const child = spawn(process.execPath, [CLI, ...args, ...(args.length > 1 ? base : [])], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.destroy()
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    const [code] = (await once(child, 'close')) as [number | null]
    expect({ args, code, stderr }).toEqual({
      args,
      code: 0,
      stderr: expect.not.stringMatching(/EPIPE|\n\s+at /) as string,
    })
  }
})

const ON_LINUX = { skip: process.platform !== 'linux' }

test(
  'a full disk behind the output, and folders that take nothing, are sentences with what to do',
  ON_LINUX,
  async () => {
    await millrace(['seed', '--records', '100', '--days', '1', ...base])
    const full = await open('/dev/full', 'w')
    try {
      const child = spawn(process.execPath, [CLI, 'lake', 'info', ...base], { stdio: ['ignore', full.fd, 'pipe'] })
      let stderr = ''
      child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
      const [code] = (await once(child, 'close')) as [number | null]
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: 'millrace: The output cannot be written: the disk is full. Free space, then try again.\n',
      })
    } finally {
      await full.close()
    }
    const nowhere = ['--set', 'pipeline.delta.base-path=/sys/millrace']
    for (const args of [
      ['seed', '--records', '10', '--days', '1'],
      ['serve', '--set', 'pipeline.http.port=0'],
      ['run', '--analysis', 'hourly_trends', '--from', '2026-01-01', '--to', '2026-01-02'],
    ]) {
      const { code, stderr } = await millrace([...args, ...nowhere])
      expect({ args, code, stderr }).toEqual({
        args,
        code: 1,
        stderr: expect.stringMatching(
          /^millrace: .*\/sys\/millrace.*: no permission there\. Give this user access, or/,
        ) as string,
      })
      expect(stderr).not.toMatch(/EPERM|EACCES|\n\s+at /)
    }
  },
)

test('open does not say that the screens are in the browser where the port is taken', ON_LINUX, async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  const address = blocker.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const screenless = { DISPLAY: '', WAYLAND_DISPLAY: '' }
  const args = ['open', '--set', `pipeline.http.port=${port}`, '--set', 'pipeline.log.level=error', ...base]
  const { code, stdout, stderr } = await millrace(args, screenless)
  blocker.close()
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^No window: .*\nmillrace: Port \d+ on 127\.0\.0\.1 is taken/)
})

test('[checklist 27] a taken port is named with the fix, and verify names a missing file', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  const address = blocker.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const refused = await millrace(['serve', '--set', `pipeline.http.port=${port}`, ...base])
  blocker.close()
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain(`Port ${port}`)
  await millrace(['seed', '--records', '100', '--days', '1', ...base])
  const root = join(folder, 'delta/stream/transactions')
  const date = (await readdir(root)).find((name) => name.startsWith('event_date=')) ?? ''
  const [file = ''] = await readdir(join(root, date))
  await rm(join(root, date, file))
  const verified = await millrace(['lake', 'verify', ...base])
  expect(verified.code).toBe(1)
  expect(verified.stdout).toContain('missing_file')
})

test('[checklist 30] the log tells API calls, micro-batches, batches and errors as JSON lines', async () => {
  const child = spawn(
    process.execPath,
    [CLI, 'serve', '--set', 'pipeline.http.port=0', '--set', 'pipeline.stream.trigger-interval=100ms', ...base],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const [ready] = (await once(child.stdout, 'data')) as [Buffer]
  const address = /http:\S+/.exec(ready.toString())?.[0] ?? ''
  const post = (path: string, body: object) =>
    fetch(address + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    })
  await post('/batch/run', { startDate: '2026-01-01', endDate: '2026-01-02', analysisType: 'hourly_trends' })
  await post('/stream/start', { source: 'sample', rate: 1000 })
  await until(
    () => log,
    (text) => text.includes('batch failed') && text.includes('micro-batch committed'),
  )
  child.kill('SIGTERM')
  await once(child, 'close')
  expect(child.exitCode).toBe(0)
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string; level: string; path?: string })
  expect(lines.some((line) => line.msg === 'api' && line.path === '/batch/run')).toBe(true)
  for (const message of [
    'batch submitted',
    'batch running',
    'batch failed',
    'stream started',
    'micro-batch committed',
    'stream stopped',
    'stopped',
  ]) {
    expect(lines.map((line) => line.msg)).toContain(message)
  }
})

test('who asks serve to end twice does not wait, and is told by the exit code', async () => {
  const flags = [...base, '--set', 'pipeline.http.port=0', '--set', 'pipeline.log.level=error']
  const child = spawn(process.execPath, [CLI, 'serve', ...flags], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  const exited = once(child, 'exit')
  child.kill('SIGINT')
  child.kill('SIGTERM')
  expect(await exited).toEqual([1, null])
})
