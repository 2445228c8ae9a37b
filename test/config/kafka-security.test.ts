import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from '../../src/main/config/load'
import { tokenCommand } from '../../src/main/kafka/token-command'
import { messageOf } from '../../src/shared/errors'

const SECRET = 'correct-horse-7391'
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-security-'))
  write('password', `${SECRET}\n`)
  write('open-password', SECRET, 0o644)
  write('empty', '\n')
  write('ca.pem', '-----BEGIN CERTIFICATE-----\n', 0o644)
  write('key.pem', '-----BEGIN PRIVATE KEY-----\n')
  write('open-key.pem', '-----BEGIN PRIVATE KEY-----\n', 0o640)
  write('locked-key.pem', '-----BEGIN ENCRYPTED PRIVATE KEY-----\n')
  write('text', 'no certificate')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: string, mode = 0o600): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}

const K = 'pipeline.kafka'
const PASSWORD = { MILLRACE_PIPELINE_KAFKA_SASL_PASSWORD: SECRET }
const SASL = [`${K}.security.protocol=SASL_SSL`, `${K}.sasl.mechanism=PLAIN`, `${K}.sasl.username=alice`]

function load(flags: readonly string[], environment: Record<string, string> = {}, configFile?: string) {
  return loadConfig({
    flags,
    environment,
    workingDirectory: folder,
    defaultFolder: null,
    ...(configFile === undefined ? {} : { configFile }),
  })
}

function refusal(flags: readonly string[], environment: Record<string, string> = {}, configFile?: string): string {
  try {
    load(flags, environment, configFile)
  } catch (error) {
    return messageOf(error)
  }
  throw new Error('it was accepted')
}

test('without a word about security the broker is spoken to in plain text', () => {
  expect(load([]).config.kafka.security).toEqual({ protocol: 'PLAINTEXT', ca: null, cert: null, key: null, sasl: null })
})

test('a password comes from the environment or from a file of mode 0600, and /config shows neither', () => {
  const fromEnvironment = load(SASL, PASSWORD)
  expect(fromEnvironment.config.kafka.security.sasl).toEqual({
    mechanism: 'PLAIN',
    username: 'alice',
    password: { text: SECRET },
  })
  expect(JSON.stringify(fromEnvironment.settings)).not.toContain(SECRET)
  const fromFile = load([...SASL, `${K}.sasl.password-file=password`])
  expect(fromFile.config.kafka.security.sasl).toMatchObject({ password: { file: join(folder, 'password') } })
  const yaml = `pipeline:\n  kafka:\n    sasl:\n      password: ${SECRET}\n`
  expect(load(SASL, {}, write('closed.yaml', yaml)).config.kafka.security.sasl).toMatchObject({
    password: { text: SECRET },
  })
  const command = load([
    `${K}.security.protocol=SASL_SSL`,
    `${K}.sasl.mechanism=OAUTHBEARER`,
    `${K}.sasl.oauth-command=token --secret ${SECRET}`,
  ])
  expect(command.config.kafka.security.sasl).toMatchObject({ command: `token --secret ${SECRET}` })
  expect(JSON.stringify(command.settings)).not.toContain(SECRET)
})

test('a command for tokens is for saved connections, too, and servers that may be sent one are named', () => {
  const { config } = load([
    `${K}.bootstrap-servers=own.test:9093`,
    `${K}.sasl.oauth-command=print-token`,
    `${K}.sasl.oauth-servers=a.test:9093, b.test:9093`,
  ])
  expect(config.kafka.security.sasl).toBeNull()
  const { tokens } = config.kafka
  expect(tokens).toEqual({ command: 'print-token', servers: ['own.test:9093', 'a.test:9093', 'b.test:9093'] })
  expect(tokenCommand(['a.test:9093', 'own.test:9093'], tokens)).toBe('print-token')
  expect(() => tokenCommand(['a.test:9093', 'thief.test:9093'], tokens)).toThrow(/^bootstrapServers: thief\.test:9093/)
  expect(() => tokenCommand(['a.test:9093'], { ...tokens, command: null })).toThrow(/^sasl\.mechanism: .*oauth-command/)
})

test.each<[string, readonly string[], Record<string, string>, RegExp]>([
  [
    'a password as a flag',
    [...SASL, `${K}.sasl.password=${SECRET}`],
    {},
    /--set .*sasl\.password: .*seen by all.*0600/,
  ],
  [
    'a password file that others may read',
    [...SASL, `${K}.sasl.password-file=open-password`],
    {},
    /open-password can be read by others \(mode 644\); chmod 600/,
  ],
  ['an empty password file', [...SASL, `${K}.sasl.password-file=empty`], {}, /is empty/],
  ['a password file that is not there', [...SASL, `${K}.sasl.password-file=nowhere`], {}, /nowhere cannot be read/],
  ['two passwords', [...SASL, `${K}.sasl.password-file=password`], PASSWORD, /not both/],
  ['no password', SASL, {}, /PLAIN needs pipeline\.kafka\.sasl\.password/],
  ['no user', SASL.slice(0, 2), PASSWORD, /needs pipeline\.kafka\.sasl\.username/],
  ['no mechanism', SASL.slice(0, 1), {}, /SASL_SSL needs pipeline\.kafka\.sasl\.mechanism/],
  ['SASL without its protocol', SASL.slice(1), {}, /sasl\.mechanism: it needs .*SASL_SSL/],
  ['an unknown mechanism', [SASL[0] ?? '', `${K}.sasl.mechanism=GSSAPI`], {}, /one of PLAIN, SCRAM-SHA-256/],
  ['an unknown protocol', [`${K}.security.protocol=TLS`], {}, /one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL/],
  ['a CA without TLS', [`${K}.security.ca=ca.pem`], {}, /security\.ca: it needs .*SSL/],
  [
    'a CA that is no PEM',
    [`${K}.security.protocol=SSL`, `${K}.security.ca=text`],
    {},
    /must be a certificate as PEM text/,
  ],
  [
    'a certificate without its key',
    [`${K}.security.protocol=SSL`, `${K}.security.cert=ca.pem`],
    {},
    /needs both security\.cert and security\.key/,
  ],
  [
    'a private key that others may read',
    [`${K}.security.protocol=SSL`, `${K}.security.cert=ca.pem`, `${K}.security.key=open-key.pem`],
    {},
    /open-key\.pem can be read by others \(mode 640\)/,
  ],
  [
    'an encrypted key',
    [`${K}.security.protocol=SSL`, `${K}.security.cert=ca.pem`, `${K}.security.key=locked-key.pem`],
    {},
    /is encrypted/,
  ],
  [
    'OAUTHBEARER without a command',
    [SASL[0] ?? '', `${K}.sasl.mechanism=OAUTHBEARER`],
    {},
    /OAUTHBEARER needs .*oauth-command/,
  ],
])('%s is refused, naming key and fix but no secret', (_name, flags, environment, words) => {
  const message = refusal(flags, environment)
  expect(message).toMatch(words)
  expect(message).not.toContain(SECRET)
})

test('a password in a configuration file that others may read is refused', () => {
  const path = write('open.yaml', `pipeline:\n  kafka:\n    sasl:\n      password: ${SECRET}\n`, 0o644)
  expect(refusal(SASL, {}, path)).toMatch(/open\.yaml:4: .*sasl\.password: .*mode 644/)
})

test('an unencrypted password is warned of', () => {
  const flags = [`${K}.security.protocol=SASL_PLAINTEXT`, ...SASL.slice(1)]
  expect(load(flags, PASSWORD).warnings.join()).toMatch(/unencrypted/)
})
