import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { millrace, serve } from '../support/process'
import { unzip } from '../support/unzip'

// Processes are started, on a machine that others may keep busy.
vi.setConfig({ testTimeout: 300_000 })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-bundle-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const PASSWORD = 'pa"ss wörd\\1234'
const SPARK_TOKEN = 'correct-horse-spark-4711'

test('the bundle has settings, versions, checks, tables, log, crash reports and the instance, and no secret', async () => {
  const log = join(folder, 'millrace.log')
  const settings = {
    'pipeline.log.file': log,
    'pipeline.log.level': 'info',
    'pipeline.kafka.security.protocol': 'SASL_PLAINTEXT',
    'pipeline.kafka.sasl.mechanism': 'PLAIN',
    'pipeline.kafka.sasl.username': 'analyst',
    'pipeline.kafka.bootstrap-servers': '127.0.0.1:1',
  }
  const environment = {
    MILLRACE_PIPELINE_KAFKA_SASL_PASSWORD: PASSWORD,
    MILLRACE_PIPELINE_ENGINE_REMOTE: `sc://spark.test:15002/;token=${SPARK_TOKEN}`,
  }
  const server = await serve(folder, settings, environment, undefined, 'ignore')
  const stateDir = join(folder, 'delta/.millrace')
  const token = (await readFile(join(stateDir, 'token'), 'utf8')).trim()
  // What slips into a line without a name beside it, and what a crash left.
  await writeFile(
    log,
    `${JSON.stringify({ msg: `broker said ${PASSWORD}, Spark ${SPARK_TOKEN} and ${token} in ${homedir()}/secret-plans` })}\n`,
    { flag: 'a' },
  )
  await mkdir(join(stateDir, 'crashes'), { recursive: true })
  await writeFile(
    join(stateDir, 'crashes/crash-2026-01-01T000000.000Z-main-1.json'),
    JSON.stringify({ reason: `Bearer ${token}` }),
  )
  // One that cannot be read costs no other part.
  await mkdir(join(stateDir, 'crashes/crash-2026-01-02T000000.000Z-main-2.json'))
  const file = join(folder, 'support.zip')
  const flags = Object.entries({
    ...settings,
    'pipeline.delta.base-path': join(folder, 'delta'),
    'pipeline.http.port': 0,
  })
  const args = ['doctor', '--bundle', file, ...flags.flatMap(([key, value]) => ['--set', `${key}=${value}`])]
  try {
    const { code, stderr } = await millrace(args, environment)
    expect(code, stderr).toBe(1) // the broker is not there
    expect(stderr).toContain(file)
    const bytes = await readFile(file)
    const files = unzip(bytes)
    expect([...files.keys()].sort()).toEqual([
      'checks.json',
      'crashes/crash-2026-01-01T000000.000Z-main-1.json',
      'crashes/crash-2026-01-02T000000.000Z-main-2.json',
      'instance/activity.json',
      'instance/batches.json',
      'instance/config.json',
      'instance/health.json',
      'instance/stream.json',
      'log.jsonl',
      'settings.json',
      'tables.json',
      'versions.json',
    ])
    const text = [...files.values()].map(String).join('\n')
    for (const secret of [PASSWORD, JSON.stringify(PASSWORD).slice(1, -1), SPARK_TOKEN, token, homedir()]) {
      expect(text).not.toContain(secret)
      expect(bytes.includes(secret)).toBe(false)
    }
    expect(String(files.get('log.jsonl'))).toContain('broker said ***, Spark *** and *** in ~/secret-plans')
    expect(JSON.parse(String(files.get('instance/health.json')))).toMatchObject({ status: 'healthy' })
    expect(String(files.get('settings.json'))).toContain('analyst')
    expect((await stat(file)).mode & 0o777).toBe(0o600)

    const again = await millrace(args, environment)
    expect(again.stderr).toContain('cannot be written')
    expect((await readFile(file)).equals(bytes)).toBe(true)
  } finally {
    await server.stop()
  }
})

test('secrets of saved connections are taken out by value, from the command line and from the instance alike', async () => {
  const log = join(folder, 'millrace.log')
  const settings = { 'pipeline.log.file': log, 'pipeline.kafka.bootstrap-servers': '127.0.0.1:1' }
  const server = await serve(folder, settings, {}, undefined, 'ignore')
  try {
    // One begins the other: taking out the shorter one first would leave its end.
    const saved = [`${PASSWORD}-longer`, PASSWORD]
    for (const [index, password] of saved.entries())
      await server.post('/kafka/profiles', {
        name: `saved-${index}`,
        bootstrapServers: ['broker.test:9093'],
        security: { protocol: 'SASL_PLAINTEXT' },
        sasl: { mechanism: 'PLAIN', username: 'analyst', password },
        allowPlainText: true,
      })
    // What slips into a line without a name beside it.
    await writeFile(log, `${JSON.stringify({ msg: `broker said ${saved.join(' then ')} today` })}\n`, { flag: 'a' })
    const asked = await fetch(`${server.address}/support/bundle`)
    expect(asked.headers.get('Content-Type')).toBe('application/zip')
    const file = join(folder, 'support.zip')
    const flags = { ...settings, 'pipeline.delta.base-path': join(folder, 'delta'), 'pipeline.http.port': 0 }
    const { stderr } = await millrace([
      ...['doctor', '--bundle', file],
      ...Object.entries(flags).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
    ])
    expect(stderr).toContain(file)
    const bundles = [Buffer.from(await asked.arrayBuffer()), await readFile(file)]
    const [ofInstance, ofCommand] = bundles.map((bytes) => unzip(bytes))
    expect([...(ofInstance?.keys() ?? [])].sort()).toEqual([...(ofCommand?.keys() ?? [])].sort())
    for (const files of [ofInstance, ofCommand]) {
      expect(String(files?.get('log.jsonl'))).toContain('broker said *** then *** today')
      const text = [...(files?.values() ?? [])].map(String).join('\n')
      for (const form of [PASSWORD, JSON.stringify(PASSWORD).slice(1, -1), '-longer']) expect(text).not.toContain(form)
      expect(JSON.parse(String(files?.get('instance/health.json')))).toMatchObject({ status: 'healthy' })
      expect(JSON.parse(String(files?.get('tables.json')))).not.toHaveProperty('error')
    }
    // The instance has looked at its own state, and still owns it.
    const second = await millrace(['serve', '--set', `pipeline.delta.base-path=${join(folder, 'delta')}`])
    expect(second).toMatchObject({ code: 3, stderr: expect.stringContaining('is in use by process') as unknown })
  } finally {
    await server.stop()
  }
})

test('a short password that is part of our words is taken out where it stands alone, and no bundle is missing for a broken file', async () => {
  const log = join(folder, 'millrace.log')
  await writeFile(log, `${JSON.stringify({ msg: 'the broker said kafka, kafka.' })}\n`)
  const file = join(folder, 'support.zip')
  const settings = {
    'pipeline.log.file': log,
    'pipeline.delta.base-path': join(folder, 'delta'),
    'pipeline.kafka.bootstrap-servers': '127.0.0.1:1',
    'pipeline.kafka.security.protocol': 'SASL_PLAINTEXT',
    'pipeline.kafka.sasl.mechanism': 'PLAIN',
    'pipeline.kafka.sasl.username': 'analyst',
  }
  const flags = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`])
  const environment = { MILLRACE_PIPELINE_KAFKA_SASL_PASSWORD: 'kafka' }
  await millrace(['doctor', '--bundle', file, ...flags], environment)
  const files = unzip(await readFile(file))
  expect(String(files.get('log.jsonl'))).toContain('the broker said ***, ***.')
  expect(String(files.get('settings.json'))).toContain('pipeline.kafka.bootstrap-servers')

  await mkdir(join(folder, 'delta/.millrace'), { recursive: true })
  await writeFile(join(folder, 'delta/.millrace/connections.json'), '{bad')
  await rm(file)
  const { stderr } = await millrace(['doctor', '--bundle', file, ...flags], environment)
  expect(stderr).toContain(file)
  const less = unzip(await readFile(file))
  expect([...less.keys()].sort()).toEqual([
    'checks.json',
    'left-out.txt',
    'settings.json',
    'tables.json',
    'versions.json',
  ])
  expect(String(less.get('checks.json'))).toMatch(/connections\.json cannot be read/)
})

test('without an instance and without a table it tells what it can', async () => {
  const file = join(folder, 'support.zip')
  await millrace(['doctor', '--bundle', file, '--set', `pipeline.delta.base-path=${join(folder, 'delta')}`])
  const files = unzip(await readFile(file))
  expect([...files.keys()].sort()).toEqual(['checks.json', 'settings.json', 'tables.json', 'versions.json'])
  expect(JSON.parse(String(files.get('versions.json')))).toMatchObject({ versions: { node: process.versions.node } })
})
