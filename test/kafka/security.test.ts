import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KafkaTest, KafkaTopics } from '../../src/shared/kafka'
import { StreamStatus } from '../../src/shared/stream'
import { NO_BROKER, type TestBroker } from '../support/broker'
import { makeAuthority, NO_OPENSSL } from '../support/certificates'
import { eventJson } from '../support/event-json'
import { makeToken, openSecureBroker, SECRET, type SecureBroker } from '../support/secure-broker'
import { CLI, millrace, serve, type Served } from '../support/process'
import { until } from '../support/until'

const MISSING = NO_BROKER ?? NO_OPENSSL

describe.skipIf(MISSING !== null)(`Kafka security${MISSING === null ? '' : ` (SKIPPED: ${MISSING})`}`, () => {
  let folder: string
  let broker: TestBroker
  let authority: string
  let stranger: string
  let client: { cert: string; key: string }
  let at: SecureBroker['at']
  const opened: Served[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-secure-'))
    ;({ broker, authority, stranger, client, at } = await openSecureBroker(folder))
    await broker.createTopic('main', 2)
    await broker.produce('main', [{ value: eventJson() }])
  })
  afterAll(async () => {
    for (const one of opened) await one.kill()
    await broker.close()
    await rm(folder, { recursive: true, force: true })
  })

  const file = async (name: string, content: string, mode = 0o600) => {
    const path = join(folder, name)
    await writeFile(path, content)
    await chmod(path, mode)
    return path
  }
  /** The keys of each way in that works. */
  const ways: Record<string, () => Promise<Record<string, string>>> = {
    PLAIN: async () => ({
      ...saslKeys('PLAIN'),
      'pipeline.kafka.sasl.password-file': await file('password', `${SECRET}\n`),
    }),
    'SCRAM-SHA-256': async () => ({
      ...saslKeys('SCRAM-SHA-256'),
      'pipeline.kafka.sasl.password-file': await file('password', SECRET),
    }),
    'SCRAM-SHA-512': async () => ({
      ...saslKeys('SCRAM-SHA-512'),
      'pipeline.kafka.sasl.password-file': await file('password', SECRET),
    }),
    OAUTHBEARER: async () => ({
      'pipeline.kafka.bootstrap-servers': at('SASL'),
      'pipeline.kafka.security.protocol': 'SASL_SSL',
      'pipeline.kafka.security.ca': authority,
      'pipeline.kafka.sasl.mechanism': 'OAUTHBEARER',
      'pipeline.kafka.sasl.oauth-command': `cat ${await file('token', makeToken())}`,
    }),
    'a client certificate': () =>
      Promise.resolve({
        'pipeline.kafka.bootstrap-servers': at('MUTUAL', 'localhost'),
        'pipeline.kafka.security.protocol': 'SSL',
        'pipeline.kafka.security.ca': authority,
        'pipeline.kafka.security.cert': client.cert,
        'pipeline.kafka.security.key': client.key,
      }),
  }
  const saslKeys = (mechanism: string) => ({
    'pipeline.kafka.bootstrap-servers': at('SASL'),
    'pipeline.kafka.security.protocol': 'SASL_SSL',
    'pipeline.kafka.security.ca': authority,
    'pipeline.kafka.sasl.mechanism': mechanism,
    'pipeline.kafka.sasl.username': 'alice',
  })

  async function open(keys: Record<string, string>, environment: NodeJS.ProcessEnv = {}): Promise<Served> {
    const data = await mkdtemp(join(folder, 'data-'))
    const logFile = join(data, 'log')
    const served = await serve(
      data,
      {
        'pipeline.kafka.stream-topic': 'main',
        'pipeline.stream.trigger-interval': '200ms',
        'pipeline.log.level': 'debug',
        'pipeline.log.file': logFile,
        ...keys,
      },
      environment,
      CLI,
      'ignore',
    )
    opened.push(served)
    return served
  }

  test.each(Object.keys(ways))('%s: the test passes, generate sends and the stream reads', async (way) => {
    const keys = (await ways[way]?.()) ?? {}
    const served = await open(keys)
    const tested = KafkaTest.parse(await served.post('/kafka/test', {}))
    expect(tested.stages.filter(({ ok }) => ok === false)).toEqual([])
    expect(tested.ok).toBe(true)
    expect(tested.stages.find(({ stage }) => stage === 'tls')?.message).toMatch(
      /TLSv1\.3; the certificate is valid until/,
    )
    await served.post('/stream/start', { startingOffsets: 'earliest' })
    const flags = Object.entries(keys).flatMap(([key, value]) => ['--set', `${key}=${value}`])
    const sent = await millrace(['generate', '--rate', '0', '--count', '50', '--topic', 'main', ...flags])
    expect(sent.code, sent.stderr).toBe(0)
    const read = await until(
      async () => StreamStatus.parse(await served.get('/stream/status')),
      (status) => status.totals.rows >= 50,
    )
    expect(read.state).toMatch(/RUNNING|CATCHING_UP/)
    const settings = JSON.stringify(await served.get('/config'))
    expect(settings).not.toContain(SECRET)
    await served.stop()
  })

  test('a password comes from the environment, and is nowhere to be read', async () => {
    const served = await open(saslKeys('PLAIN'), { MILLRACE_PIPELINE_KAFKA_SASL_PASSWORD: SECRET })
    expect(KafkaTest.parse(await served.post('/kafka/test', {})).ok).toBe(true)
    const settings = (await served.get('/config')) as { settings: { key: string; value: unknown; source: string }[] }
    expect(settings.settings.find(({ key }) => key === 'pipeline.kafka.sasl.password')).toMatchObject({
      value: '***',
      source: 'environment',
    })
    await served.stop()
  })

  const stage = (tested: KafkaTest, name: string) => tested.stages.find((one) => one.stage === name)

  test.each<[string, () => Record<string, string>, string, RegExp, RegExp]>([
    [
      'a wrong password',
      () => saslKeys('SCRAM-SHA-256'),
      'sasl',
      /^It refused the password of alice\.$/,
      /sasl\.username and password/,
    ],
    [
      'an expired token',
      () => ({
        'pipeline.kafka.bootstrap-servers': at('SASL'),
        'pipeline.kafka.security.protocol': 'SASL_SSL',
        'pipeline.kafka.security.ca': authority,
        'pipeline.kafka.sasl.mechanism': 'OAUTHBEARER',
        'pipeline.kafka.sasl.oauth-command': `echo ${makeToken(2)}`,
      }),
      'sasl',
      /^It refused the token\.$/,
      /sasl\.oauth-command/,
    ],
    [
      'an expired certificate',
      () => ({ ...saslKeys('PLAIN'), 'pipeline.kafka.bootstrap-servers': at('EXPIRED') }),
      'tls',
      /^Its certificate has expired\. It was valid until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/,
      /Renew the broker's certificate/,
    ],
    [
      'a wrong host name',
      () => ({ ...saslKeys('PLAIN'), 'pipeline.kafka.bootstrap-servers': at('STRANGER') }),
      'tls',
      /^The certificate is for kafka\.example, not for 127\.0\.0\.1\.$/,
      /Use a name of the certificate/,
    ],
    [
      'an authority that is not trusted',
      () => ({ ...saslKeys('PLAIN'), 'pipeline.kafka.security.ca': stranger }),
      'tls',
      /^Its certificate comes from an authority that is not trusted here\. It is signed by our-authority\.$/,
      /security\.ca/,
    ],
    [
      'TLS to a listener in plain text',
      () => ({ ...saslKeys('PLAIN'), 'pipeline.kafka.bootstrap-servers': at('CLEAR') }),
      'tls',
      /does not speak TLS/,
      /security\.protocol/,
    ],
  ])(
    '%s is named with its fix, in the test and in the status, and no secret is told',
    async (name, keys, where, cause, fix) => {
      // The table knows offsets, so that the start does not need the broker; then the broker refuses.
      const data = await mkdtemp(join(folder, 'data-'))
      const common = {
        'pipeline.kafka.stream-topic': 'main',
        'pipeline.log.level': 'debug',
        'pipeline.log.file': join(data, 'log'),
      }
      const before = await serve(
        data,
        { ...common, 'pipeline.kafka.bootstrap-servers': broker.bootstrapServers },
        {},
        CLI,
        'ignore',
      )
      opened.push(before)
      await before.post('/stream/start', { startingOffsets: 'earliest' })
      await before.stop()
      const wrong = `${SECRET}-wrong`
      const isToken = name === 'an expired token'
      const environment = isToken ? {} : { MILLRACE_PIPELINE_KAFKA_SASL_PASSWORD: wrong }
      const served = await serve(data, { ...common, ...keys() }, environment, CLI, 'ignore')
      opened.push(served)
      const tested = KafkaTest.parse(await served.post('/kafka/test', {}))
      expect(tested.ok).toBe(false)
      expect(stage(tested, where)?.ok).toBe(false)
      expect(stage(tested, where)?.message).toMatch(cause)
      expect(stage(tested, where)?.fix).toMatch(fix)
      const looked = await millrace(
        ['doctor', ...Object.entries(keys()).flatMap(([key, value]) => ['--set', `${key}=${value}`])],
        environment,
      )
      expect(looked.code).toBe(1)
      expect(looked.stdout).toContain(stage(tested, where)?.message)
      expect(looked.stdout + looked.stderr).not.toContain(wrong)
      await served.post('/stream/start', {})
      const status = await until(
        async () => StreamStatus.parse(await served.get('/stream/status')),
        ({ state }) => state === (isToken || name === 'a wrong password' ? 'FAILED' : 'RECONNECTING'),
      )
      expect(status.reason?.toLowerCase()).toContain(
        stage(tested, where)?.message.split('. ')[0]?.replace(/\.$/, '').toLowerCase(),
      )
      expect(status.fix).toMatch(fix)
      if (status.state === 'RECONNECTING') expect(status.retryAt).not.toBeNull()
      const log = await readFile(join(data, 'log'), 'utf8')
      expect(log).toContain('stream')
      expect(log).not.toContain(wrong)
      expect(JSON.stringify([tested, status, await served.get('/config')])).not.toContain(wrong)
      await served.stop()
    },
  )

  test('what no broker could be spoken to with is named before one is asked', async () => {
    const half = (text: string) => text.slice(0, text.length / 2)
    const [ca, cert, key] = await Promise.all(
      [authority, client.cert, client.key].map((path) => readFile(path, 'utf8')),
    )
    const other = makeAuthority(folder, 'someone').issue('impostor', { names: 'DNS:someone' })
    const served = await open({ 'pipeline.kafka.bootstrap-servers': '127.0.0.1:1' })
    const test = async (security: object) => {
      const connection = { bootstrapServers: [at('MUTUAL', 'localhost')], security: { protocol: 'SSL', ...security } }
      return KafkaTest.parse(await served.post('/kafka/test', { topic: 'main', connection }))
    }
    expect((await test({ ca, cert, key })).ok).toBe(true)
    const cases = [
      [{ ca: half(ca ?? ''), cert, key }, 'security.ca', /^The certificate authority cannot be used/],
      [{ ca, cert: half(cert ?? ''), key }, 'security.cert', /^The client certificate cannot be used/],
      [{ ca, cert, key: half(key ?? '') }, 'security.cert', /^The key of the client cannot be used/],
      [{ ca, cert, key: await readFile(other.key, 'utf8') }, 'security.cert', /is not that of its certificate\.$/],
    ] as const
    for (const [security, field, words] of cases) {
      const tested = await test(security)
      expect(stage(tested, 'tls')).toMatchObject({ ok: false, field, message: expect.stringMatching(words) as unknown })
      expect(stage(tested, 'tls')?.fix).toMatch(/whole PEM text/)
    }
    for (const [security, words] of [
      [{ ca: `${ca}${key}`, cert, key }, /security\.ca: holds a private key/],
      [{ ca, cert: `${cert}${key}`, key }, /security\.cert: holds a private key/],
      [{ ca, cert: key, key: cert }, /security\.cert: holds a private key/],
      [{ ca, cert, key: cert }, /security\.key: holds a certificate/],
    ] as const) {
      const answer = test(security)
      await expect(answer).rejects.toThrow(/400/)
      await expect(answer).rejects.toThrow(words)
      await expect(answer).rejects.not.toThrow(/BEGIN [A-Z ]*KEY/)
    }
    await served.stop()
  })

  test('a key file that is gone is named with the fix, by the test and by what else asks the broker', async () => {
    const path = join(folder, 'gone.key')
    await copyFile(client.key, path)
    await chmod(path, 0o600)
    const served = await open({
      'pipeline.kafka.bootstrap-servers': at('MUTUAL', 'localhost'),
      'pipeline.kafka.security.protocol': 'SSL',
      'pipeline.kafka.security.ca': authority,
      'pipeline.kafka.security.cert': client.cert,
      'pipeline.kafka.security.key': path,
    })
    expect(KafkaTest.parse(await served.post('/kafka/test', {})).ok).toBe(true)
    await rm(path)
    const tested = KafkaTest.parse(await served.post('/kafka/test', {}))
    expect(stage(tested, 'tls')).toMatchObject({ ok: false, field: 'security.cert' })
    expect(stage(tested, 'tls')?.message).toMatch(/^Pipeline\.kafka\.security\.key: .*gone\.key cannot be read/)
    const refused = /503 .*SERVICE_UNAVAILABLE.*gone\.key cannot be read.*this user may read/
    await expect(served.post('/stream/start', {})).rejects.toThrow(refused)
    await expect(served.get('/kafka/topics')).rejects.toThrow(refused)
    await served.stop()
  })

  test('a connection that somebody typed is tried as it is, with nothing of the configured one', async () => {
    const served = await open(saslKeys('PLAIN'), { MILLRACE_PIPELINE_KAFKA_SASL_PASSWORD: SECRET })
    const ca = await readFile(authority, 'utf8')
    const ask = async (connection: object, topic = 'main') =>
      KafkaTest.parse(await served.post('/kafka/test', { topic, connection }))
    const typed = {
      bootstrapServers: [at('SASL')],
      security: { protocol: 'SASL_SSL', ca },
      sasl: { mechanism: 'PLAIN', username: 'alice', password: SECRET },
    }
    expect((await ask(typed)).ok).toBe(true)
    // What failed names the field of the connection.
    const wrong = await ask({ ...typed, sasl: { ...typed.sasl, password: `${SECRET}-wrong` } })
    expect(stage(wrong, 'sasl')).toMatchObject({
      ok: false,
      message: 'It refused the password of alice.',
      fix: 'Set the right user and password.',
      field: 'sasl.password',
    })
    const old = await ask({ ...typed, bootstrapServers: [at('EXPIRED')] })
    expect(stage(old, 'tls')).toMatchObject({ ok: false, field: 'bootstrapServers' })
    const bare = await ask({ ...typed, security: { protocol: 'SASL_SSL' } })
    expect(stage(bare, 'tls')).toMatchObject({ ok: false, field: 'security.ca' })
    const unusable = await ask({
      ...typed,
      security: { protocol: 'SASL_SSL', ca, cert: ca, key: await readFile(client.key, 'utf8') },
    })
    expect(stage(unusable, 'tls')).toMatchObject({ ok: false, field: 'security.cert' })
    expect(stage(await ask(typed, 'nowhere'), 'topic')).toMatchObject({ ok: false, field: 'topic' })
    // No rights on the topic.
    const reader = await ask({ ...typed, sasl: { ...typed.sasl, username: 'reader' } })
    expect(stage(reader, 'topic')).toMatchObject({ ok: false, message: 'reader may not read main.' })
    // Signing in is asked for, and none is given.
    const anonymous = await ask({ bootstrapServers: [at('CLEAR')] })
    expect(anonymous.ok).toBe(false)
    expect(anonymous.stages.some(({ ok, fix }) => ok === false && /the security protocol/.test(fix ?? ''))).toBe(true)
    const uncertified = await ask({ bootstrapServers: [at('MUTUAL')], security: { protocol: 'SSL', ca } })
    expect(stage(uncertified, 'tls')).toMatchObject({ ok: false })
    expect(stage(uncertified, 'tls')?.message).toMatch(/client certificate/)
    const nowhere = await ask({ bootstrapServers: ['no-such-host.invalid:9092'] })
    expect(stage(nowhere, 'dns')).toMatchObject({ ok: false, message: 'No address for no-such-host.invalid.' })
    expect(stage(nowhere, 'decode')).toMatchObject({ ok: null })
    const refused = await ask({ bootstrapServers: ['127.0.0.1:1'] })
    expect(stage(refused, 'tcp')).toMatchObject({ ok: false })
    expect(stage(refused, 'tcp')?.message).toMatch(/connection refused/)
    // A command is never taken from a request.
    await expect(ask({ ...typed, sasl: { mechanism: 'OAUTHBEARER', command: 'touch /tmp/x' } })).rejects.toThrow(/400/)
    await served.stop()
  })

  test('a saved connection has its tokens from the configured command, and sends them to named servers only', async () => {
    const served = await open({
      'pipeline.kafka.bootstrap-servers': '127.0.0.1:1',
      'pipeline.kafka.sasl.oauth-command': `cat ${await file('token', makeToken())}`,
      'pipeline.kafka.sasl.oauth-servers': at('SASL'),
    })
    const connection = {
      bootstrapServers: [at('SASL')],
      security: { protocol: 'SASL_SSL', ca: await readFile(authority, 'utf8') },
      sasl: { mechanism: 'OAUTHBEARER' },
    }
    const { id } = (await served.post('/kafka/profiles', { name: 'tokens', ...connection })) as { id: string }
    const tested = KafkaTest.parse(await served.post(`/kafka/profiles/${id}/test`))
    expect(tested.stages.filter(({ ok }) => ok === false)).toEqual([])
    const elsewhere = { ...connection, bootstrapServers: [at('SASL'), at('CLEAR')] }
    for (const [path, body] of [
      ['/kafka/test', { connection: elsewhere }],
      [`/kafka/profiles/${id}/test`, { connection: elsewhere }],
      ['/kafka/profiles', { name: 'thief', ...elsewhere }],
    ] as const)
      await expect(served.post(path, body)).rejects.toThrow(
        `400 {"error":"INVALID_REQUEST","message":"bootstrapServers: ${at('CLEAR')} may not be sent tokens`,
      )
    await served.stop()
  })

  test('a user with few rights sees what he may, and is told what is missing', async () => {
    const served = await open({
      ...saslKeys('PLAIN'),
      'pipeline.kafka.sasl.username': 'reader',
      'pipeline.kafka.sasl.password-file': await file('reader', SECRET),
    })
    const admin = broker.kafka.admin()
    await admin.connect()
    await admin.createAcls({
      acl: [
        {
          resourceType: AclResourceTypes.TOPIC,
          resourceName: 'main',
          resourcePatternType: ResourcePatternTypes.LITERAL,
          principal: 'User:reader',
          host: '*',
          // DESCRIBE comes with it.
          operation: AclOperationTypes.READ,
          permissionType: AclPermissionTypes.ALLOW,
        },
      ],
    })
    await admin.disconnect()
    const seen = await until(
      async () => KafkaTopics.parse(await served.get('/kafka/topics')),
      ({ topics }) => topics.length > 0,
    )
    expect(seen.topics).toMatchObject([{ name: 'main', sizeBytes: null, retention: null, compression: null }])
    expect(seen.notes.join(' ')).toMatch(/Settings of topics.*DESCRIBE_CONFIGS/)
    expect(seen.notes.join(' ')).toMatch(/Sizes on disk.*DESCRIBE on the cluster/)
    await served.stop()
  })
})
