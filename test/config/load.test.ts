import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadConfig, type LoadOptions } from '../../src/main/config/load'
import { renderApplicationYaml } from '../../src/main/config/yaml'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-config-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function load(options: Partial<LoadOptions> & { file?: string } = {}) {
  const { file, ...rest } = options
  if (file !== undefined) writeFileSync(join(folder, 'application.yaml'), file)
  return loadConfig({
    flags: [],
    environment: {},
    workingDirectory: join(folder, 'work'),
    defaultFolder: folder,
    ...rest,
  })
}

test('[checklist 21] defaults are the documented ones', () => {
  const { config } = load()
  expect(config).toMatchObject({
    http: { host: '127.0.0.1', port: 8080 },
    kafka: {
      bootstrapServers: ['localhost:9092'],
      streamTopic: 'transactions-stream',
      consumerGroup: 'unified-pipeline-stream',
    },
    stream: { triggerIntervalMs: 5000, maxBatchRows: 100_000, maxBatchBytes: 64 * 2 ** 20 },
    batch: { threadPoolSize: 8, defaultPageSize: 100, maxPageSize: 10_000 },
    delta: { streamTransactionsPath: join(folder, 'data/delta/stream/transactions') },
    engine: { stateDir: join(folder, 'data/delta/.millrace') },
    originalCheckpointDir: join(folder, 'data/checkpoints/stream/transactions'),
  })
})

test('[checklist 21] a flag wins over the environment, that over the file, that over the default', () => {
  const file = 'pipeline:\n  http:\n    port: 1001\n  batch:\n    thread-pool-size: 2\n    max-page-size: 50\n'
  const environment = {
    MILLRACE_PIPELINE_HTTP_PORT: '1002',
    MILLRACE_PIPELINE_BATCH_THREAD_POOL_SIZE: '3',
    KAFKA_BOOTSTRAP_SERVERS: 'a:1, b:2',
  }
  const { config, settings } = load({ file, environment, flags: ['pipeline.http.port=1003'] })
  expect(config.http.port).toBe(1003)
  expect(config.batch).toMatchObject({ threadPoolSize: 3, maxPageSize: 50 })
  expect(config.kafka.bootstrapServers).toEqual(['a:1', 'b:2'])
  const from = (key: string) => settings.find((one) => one.key === key)
  expect(from('pipeline.http.port')).toMatchObject({ source: 'flag', value: 1003 })
  expect(from('pipeline.batch.thread-pool-size')).toMatchObject({
    source: 'environment',
    from: 'MILLRACE_PIPELINE_BATCH_THREAD_POOL_SIZE',
  })
  expect(from('pipeline.batch.max-page-size')).toMatchObject({
    source: 'file',
    from: `${join(folder, 'application.yaml')}:6`,
  })
  expect(from('pipeline.log.level')).toMatchObject({ source: 'default', from: null })
})

test('paths start at the file in the file, at the working directory elsewhere', () => {
  expect(load({ file: 'pipeline:\n  delta:\n    base-path: lake\n' }).config.delta.basePath).toBe(join(folder, 'lake'))
  expect(load({ flags: ['pipeline.delta.base-path=lake'] }).config.delta.deadLettersPath).toBe(
    join(folder, 'work/lake/stream/dead_letters'),
  )
})

test.each<[string, Partial<LoadOptions> & { file?: string }, RegExp]>([
  [
    'an unknown key in the file',
    { file: 'pipeline:\n  http:\n    prt: 1\n' },
    /application\.yaml:3: there is no key pipeline\.http\.prt/,
  ],
  ['a key in the wrong section', { file: 'pipeline:\n  port: 1\n' }, /Did you mean pipeline\.http\.port\?/],
  ['an unknown flag', { flags: ['pipeline.x=1'] }, /--set pipeline\.x: there is no such key/],
  ['a flag without a value', { flags: ['pipeline.http.port'] }, /--set key=value/],
  [
    'an unknown variable',
    { environment: { MILLRACE_PIPELINE_HTTP_PRT: '1' } },
    /MILLRACE_PIPELINE_HTTP_PRT: there is no such key/,
  ],
  ['a bare duration', { flags: ['pipeline.stream.trigger-interval=5'] }, /300ms, 5s, 10m, 2h or 7d/],
  ['a bad size', { flags: ['pipeline.stream.max-batch-bytes=much'] }, /64MiB/],
  ['a port out of range', { environment: { MILLRACE_PIPELINE_HTTP_PORT: '70000' } }, /from 0 to 65535/],
  ['broken YAML', { file: 'pipeline: [1\n' }, /application\.yaml:/],
  ['a named file that is missing', { configFile: 'nope.yaml' }, /nope\.yaml cannot be read/],
  ['an address beyond loopback', { flags: ['pipeline.http.host=0.0.0.0'] }, /loopback/],
  ['a key of a later version', { flags: ['pipeline.http.require-token=true'] }, /not supported by this version yet/],
])('%s is named', (_name, options, message) => {
  expect(() => load(options)).toThrow(message)
  expect(() => load(options)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }))
})

test('all problems are told at once', () => {
  expect(() => load({ flags: ['pipeline.a=1', 'pipeline.http.port=x'] })).toThrow(/pipeline\.a[^]*pipeline\.http\.port/)
})

test('names of the original are valid with a warning', () => {
  const { config, warnings } = load({ file: 'pipeline:\n  spark:\n    master: local[3]\n' })
  expect(config.engine.threads).toBe(3)
  expect(warnings).toEqual([expect.stringContaining('pipeline.spark.master')])
})

test('application.yaml as delivered loads, also with every line in force', () => {
  expect(load({ file: renderApplicationYaml() }).warnings).toEqual([])
  const inForce = renderApplicationYaml().replace(/^( *)# ([a-z-]+: .+)$/gm, '$1$2')
  expect(load({ file: inForce }).config.http.port).toBe(8080)
})
