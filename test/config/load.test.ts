import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { userFolders } from '../../src/main/instance/context'
import { loadConfig } from '../../src/main/config/load'
import type { LoadOptions } from '../../src/main/config/sources'
import { renderApplicationYaml } from '../../src/main/config/yaml'

let folder: string

const TLS = ['pipeline.http.tls.cert=c.pem', 'pipeline.http.tls.key=k.pem']

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
    sparkCheckpointDir: join(folder, 'data/checkpoints/stream/transactions'),
  })
})

test.each<[string, string, RegExp]>([
  [
    'a list for a value',
    'pipeline:\n  http:\n    port: [1, 2]\n',
    /application\.yaml:3: pipeline\.http\.port must be a single value/,
  ],
  ['a list for a section', 'pipeline:\n  http: [1]\n', /application\.yaml:2: pipeline\.http must hold keys/],
  ['a broker without a port', 'pipeline:\n  kafka:\n    bootstrap-servers: here\n', /:3: .*host:port/],
  ['a broker with a word as port', 'pipeline:\n  kafka:\n    bootstrap-servers: a:1,b:c\n', /:3: .*host:port/],
  ['a topic with a blank', 'pipeline:\n  kafka:\n    stream-topic: a b\n', /:3: .*topic name/],
])('%s is an error that names the key and its line', (_name, file, message) => {
  expect(() => load({ file })).toThrow(message)
})

const BAD_SERVERS = [
  '127.0.0.1:notaport',
  'kafka://127.0.0.1:9092',
  'PLAINTEXT://127.0.0.1:9092',
  '127.0.0.1:99999',
  '127.0.0.1:0',
  '127.0.0.1',
  ':9092',
  '::1:9092',
  '[::1]',
  '[::1:9092',
  '[broker]:9092',
  '256.0.0.1:9092',
  'a b:9092',
  'user@broker:9092',
  'broker:9092/path',
  'a:1,b:c',
  ',',
]
const SERVERS = 'pipeline.kafka.bootstrap-servers'

test.each(BAD_SERVERS)('the bootstrap servers "%s" are refused, wherever they stand', (text) => {
  const words = `${SERVERS} is "${text}"; `
  const file = `pipeline:\n  kafka:\n    bootstrap-servers: '${text}'\n`
  expect(() => load({ file })).toThrow(`application.yaml:3: ${words}`)
  rmSync(join(folder, 'application.yaml'))
  expect(() => load({ environment: { KAFKA_BOOTSTRAP_SERVERS: text } })).toThrow(`KAFKA_BOOTSTRAP_SERVERS: ${words}`)
  expect(() => load({ flags: [`${SERVERS}=${text}`] })).toThrow(`--set ${SERVERS}: ${words}`)
  expect(() => load({ flags: [`pipeline.kafka.sasl.oauth-servers=${text}`] })).toThrow(/host:port/)
})

test.each([
  ['[::1]:9092', ['[::1]:9092']],
  ['[2001:db8::7]:9092, [fe80::1%eth0]:1', ['[2001:db8::7]:9092', '[fe80::1%eth0]:1']],
  ['[::ffff:192.0.2.7]:9092', ['[::ffff:192.0.2.7]:9092']],
  // As Kafka's own tools take it.
  ['a:1,,b:2,', ['a:1', 'b:2']],
  ['broker_1.test.:65535,192.0.2.7:9092', ['broker_1.test.:65535', '192.0.2.7:9092']],
])('the bootstrap servers "%s" are valid', (text, servers) => {
  expect(load({ flags: [`${SERVERS}=${text}`] }).config.kafka.bootstrapServers).toEqual(servers)
})

test('a bad value is named also where a stronger one stands over it', () => {
  const file = 'pipeline:\n  http:\n    port: notaport\n  spark:\n    master: local[0]\n'
  const environment = { MILLRACE_PIPELINE_HTTP_PORT: '70000', KAFKA_BOOTSTRAP_SERVERS: 'kafka' }
  const flags = [
    'pipeline.http.published-at=0.0.0.0:1',
    'pipeline.http.published-at=127.0.0.1:1',
    'pipeline.http.port=x',
    'pipeline.http.port=0',
    'pipeline.engine.threads=2',
    `${SERVERS}=a:1`,
  ]
  for (const words of [
    /application\.yaml:3: pipeline\.http\.port is "notaport"/,
    /application\.yaml:5: pipeline\.engine\.threads is "0"/,
    /MILLRACE_PIPELINE_HTTP_PORT: pipeline\.http\.port is "70000"/,
    /KAFKA_BOOTSTRAP_SERVERS: pipeline\.kafka\.bootstrap-servers is "kafka"/,
    /--set pipeline\.http\.port: pipeline\.http\.port is "x"/,
    /--set pipeline\.http\.published-at: pipeline\.http\.published-at is "0\.0\.0\.0:1"/,
  ])
    expect(() => load({ file, environment, flags })).toThrow(words)
})

test('the usual page is no longer than the longest', () => {
  const usual = 'pipeline.batch.default-page-size'
  const longest = 'pipeline.batch.max-page-size'
  expect(() => load({ flags: [`${usual}=20000`] })).toThrow(
    `--set ${usual}: ${usual} is 20000, above ${longest}, which is 10000 (its default).`,
  )
  expect(() => load({ file: `pipeline:\n  batch:\n    max-page-size: 50\n`, flags: [`${usual}=51`] })).toThrow(
    /--set .*default-page-size is 51, above .*max-page-size, which is 50 \(.*application\.yaml:3\)/,
  )
  const { config, settings } = load({ flags: [`${longest}=50`], file: '' })
  expect(config.batch).toMatchObject({ defaultPageSize: 50, maxPageSize: 50 })
  expect(settings.find(({ key }) => key === usual)).toMatchObject({ value: 50, from: `--set ${longest}` })
  expect(load({ flags: [`${usual}=70`, `${longest}=70`] }).config.batch.defaultPageSize).toBe(70)
})

test('two tables in one folder are refused, naming both keys', () => {
  const folders = ['pipeline.delta.base-path=lake', 'pipeline.delta.stream-transactions-path=lake/stream/dead_letters']
  expect(() => load({ flags: folders })).toThrow(
    /^--set pipeline\.delta\.stream-transactions-path: .*stream-transactions-path and .*dead-letters-path are the same folder/,
  )
})

test('an empty MILLRACE_CONFIG is one that is not set', () => {
  expect(
    load({ file: 'pipeline:\n  http:\n    port: 1001\n', environment: { MILLRACE_CONFIG: '' } }).config.http.port,
  ).toBe(1001)
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

test('an installed application reads application.yaml of the settings folder, and keeps data in that for data', () => {
  writeFileSync(join(folder, 'application.yaml'), 'pipeline:\n  http:\n    port: 1001\n')
  const { config } = load({ configFolder: folder, defaultFolder: join(folder, 'share') })
  expect(config.http.port).toBe(1001)
  expect(config.delta.basePath).toBe(join(folder, 'share/data/delta'))
  expect(userFolders('linux', {}, '/home/ada')).toEqual({
    defaultFolder: '/home/ada/.local/share/millrace',
    configFolder: '/home/ada/.config/millrace',
  })
  expect(userFolders('linux', { XDG_DATA_HOME: '/d', XDG_CONFIG_HOME: '/c' }, '/home/ada')).toEqual({
    defaultFolder: '/d/millrace',
    configFolder: '/c/millrace',
  })
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
  [
    'an address beyond loopback without TLS',
    { flags: ['pipeline.http.host=0.0.0.0'] },
    /--set pipeline\.http\.host: .*beyond loopback.*set pipeline\.http\.tls\.cert and pipeline\.http\.tls\.key, or use 127\.0\.0\.1/,
  ],
  [
    'an address beyond loopback with a token alone',
    { flags: ['pipeline.http.host=::', 'pipeline.http.require-token=true'] },
    /pipeline\.http\.host: "::" is beyond loopback/,
  ],
  [
    'an address beyond loopback that waives the token',
    { flags: [...TLS, 'pipeline.http.host=0.0.0.0', 'pipeline.http.require-token=false'] },
    /pipeline\.http\.require-token: .*always asked for/,
  ],
  [
    'a certificate without its key',
    { flags: TLS.slice(0, 1) },
    /pipeline\.http\.tls\.cert: .*set pipeline\.http\.tls\.key/,
  ],
  [
    'a key without its certificate',
    { flags: TLS.slice(1) },
    /pipeline\.http\.tls\.key: .*set pipeline\.http\.tls\.cert/,
  ],
  ...['0.0.0.0:8080', '127.0.0.1', 'localhost:0', 'localhost:70000', 'http://localhost:80', '192.168.0.1:80'].map(
    (address): [string, Partial<LoadOptions>, RegExp] => [
      `the published address ${address}`,
      { flags: [`pipeline.http.published-at=${address}`] },
      /pipeline\.http\.published-at: .*must be a loopback address with its port, as 127\.0\.0\.1:8080/,
    ],
  ),
  ...['retention-days=0', 'retention-days=-1', 'retention-days=1.5', 'retention-bytes=0', 'retention-bytes=much'].map(
    (text): [string, Partial<LoadOptions>, RegExp] => [
      `the bad ${text}`,
      { flags: [`pipeline.batch.${text}`] },
      new RegExp(`--set pipeline\\.batch\\.${text.split('=')[0] ?? ''}: .* is "${text.split('=')[1] ?? ''}"; `),
    ],
  ),
])('%s is named', (_name, options, message) => {
  expect(() => load(options)).toThrow(message)
  expect(() => load(options)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }))
})

test('a published port is for containers, and says that nobody is asked for a token', () => {
  const published = 'pipeline.http.published-at=127.0.0.1:8080'
  expect(() => load({ flags: [published] })).toThrow(/published-at: it is for a container, whose .*host is 0\.0\.0\.0/)
  expect(load({ flags: [published, 'pipeline.http.host=0.0.0.0'] }).warnings).toEqual([
    expect.stringMatching(/^pipeline\.http\.published-at: .*asked for no token.*on loopback only/),
  ])
})

test('a token is asked for where it is wanted, and always beyond loopback', () => {
  const http = (...flags: string[]) => load({ flags }).config.http
  expect(http()).toMatchObject({ requireToken: false, tls: null, publishedAt: null })
  expect(http('pipeline.http.require-token=true')).toMatchObject({ requireToken: true })
  expect(http(...TLS)).toMatchObject({ requireToken: false, tls: { cert: join(folder, 'work/c.pem') } })
  expect(http(...TLS, 'pipeline.http.host=0.0.0.0')).toMatchObject({ requireToken: true })
  const published = ['pipeline.http.host=0.0.0.0', 'pipeline.http.published-at=LOCALHOST:8080']
  expect(http(...published)).toMatchObject({ requireToken: false, publishedAt: 'localhost:8080' })
  expect(http(...published, 'pipeline.http.require-token=true')).toMatchObject({ requireToken: true })
})

test.skipIf(process.platform === 'win32')('a private key of the server that others can read is warned of', () => {
  mkdirSync(join(folder, 'work'), { recursive: true })
  const key = join(folder, 'work/k.pem')
  writeFileSync(key, '', { mode: 0o600 })
  expect(load({ flags: TLS }).warnings).toEqual([])
  chmodSync(key, 0o644)
  expect(load({ flags: TLS }).warnings).toEqual([
    `pipeline.http.tls.key: ${key} can be read by others (mode 644); chmod 600 ${key}`,
  ])
})

test('a value of the file is what is written there, digit by digit', () => {
  const file = `pipeline:
  kafka:
    consumer-group: 007
    stream-topic: 1e3
    security: {protocol: SASL_SSL}
    sasl: {mechanism: PLAIN, username: 0x1F, password: 0012345}
`
  writeFileSync(join(folder, 'application.yaml'), '', { mode: 0o600 })
  const { kafka } = load({ file }).config
  expect(kafka).toMatchObject({ consumerGroup: '007', streamTopic: '1e3' })
  expect(kafka.security.sasl).toMatchObject({ username: '0x1F', password: { text: '0012345' } })
  expect(() => load({ file: 'pipeline:\n  kafka:\n    sasl:\n      password: {a: b}\n' })).toThrow(
    /:4: pipeline\.kafka\.sasl\.password must be a single value\.$/,
  )
})

test.each(['bob:LEAK-1@broker:9092', 'kafka://bob:LEAK-1@broker:9092', 'a:1,bob:LEAK/1@broker:9092'])(
  'a password in the address %s is not told',
  (text) => {
    for (const key of ['pipeline.kafka.bootstrap-servers', 'pipeline.engine.remote']) {
      expect(() => load({ flags: [`${key}=${text}`] })).toThrow(/bob:\*\*\*@broker:9092/)
      expect(() => load({ flags: [`${key}=${text}`] })).not.toThrow(/LEAK/)
    }
  },
)

test('all problems are told at once', () => {
  expect(() => load({ flags: ['pipeline.a=1', 'pipeline.http.port=x'] })).toThrow(/pipeline\.a[^]*pipeline\.http\.port/)
})

test('names of the original are valid with a warning', () => {
  const { config, settings, warnings } = load({ file: 'pipeline:\n  spark:\n    master: local[3]\n' })
  expect(config.engine.threads).toBe(3)
  expect(warnings).toEqual([expect.stringContaining('pipeline.spark.master')])
  // What is in force is what /config shows, with the line that gave it.
  expect(settings.find(({ key }) => key === 'pipeline.engine.threads')).toEqual({
    key: 'pipeline.engine.threads',
    value: 3,
    source: 'file',
    from: expect.stringMatching(/application\.yaml:3$/) as unknown,
  })
  const flags = ['pipeline.spark.master=local[3]', 'pipeline.engine.threads=2']
  expect(load({ flags }).config.engine.threads).toBe(2)
  expect(load({ flags: ['pipeline.spark.master=local[*]'] }).config.engine.threads).toBeNull()
  expect(() => load({ flags: ['pipeline.spark.master=local[0]'] })).toThrow(/--set pipeline\.spark\.master/)
})

test('application.yaml as delivered loads, also with every line in force', () => {
  expect(load({ file: renderApplicationYaml() }).warnings).toEqual([])
  const inForce = renderApplicationYaml().replace(/^( *)# ([a-z-]+: .+)$/gm, '$1$2')
  expect(load({ file: inForce }).config.http.port).toBe(8080)
})
