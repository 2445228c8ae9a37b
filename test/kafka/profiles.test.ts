import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createProfiles } from '../../src/main/kafka/profiles'
import { NO_KEYCHAIN, type SecretBox } from '../../src/main/kafka/secret-box'
import { MillraceError } from '../../src/shared/errors'
import { KafkaProfiles, type KafkaProfileInput } from '../../src/shared/kafka-profiles'
import { serve, type Served } from '../support/process'

const SECRET = 'correct-horse-7391'
const PROFILE: KafkaProfileInput = {
  name: 'Staging',
  bootstrapServers: ['broker.test:9093'],
  security: { protocol: 'SASL_SSL' },
  sasl: { mechanism: 'SCRAM-SHA-512', username: 'alice', password: SECRET },
}

const WITHOUT_PASSWORD = { mechanism: 'SCRAM-SHA-512' as const, username: 'alice' }

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-profiles-'))
  path = join(folder, 'connections.json')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A keychain as the operating system's: it can be locked, and its key is not in the file. */
function openKeychain(): SecretBox & { locked: boolean } {
  const key = randomBytes(32)
  const chain = {
    locked: false,
    whyNot: () => Promise.resolve(chain.locked ? 'The keychain is locked.' : null),
    seal(text: string) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Promise.resolve(Buffer.concat([iv, cipher.getAuthTag(), data]).toString('base64'))
    },
    open(sealed: string) {
      const bytes = Buffer.from(sealed, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Promise.resolve(decipher.update(bytes.subarray(28)).toString('utf8') + decipher.final('utf8'))
    },
  }
  return chain
}

function open(box: SecretBox, checkIdle: () => void = () => undefined) {
  return createProfiles({ path, box, checkIdle, checkTokens: () => undefined })
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof MillraceError ? error.code : String(error)),
  )
}

test('[rule 18] a password is stored encrypted, in a file of mode 0600, and comes back only for a connection', async () => {
  const keychain = openKeychain()
  const profiles = await open(keychain)
  const saved = await profiles.create(PROFILE)
  expect(saved).toMatchObject({
    name: 'Staging',
    secrets: { password: 'keychain', key: 'none', keyPassphrase: 'none' },
  })
  expect(JSON.stringify(await profiles.list())).not.toContain(SECRET)
  expect(await readFile(path, 'utf8')).not.toContain(SECRET)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const again = await open(keychain)
  expect((await again.connection(saved.id))?.sasl).toEqual(PROFILE.sasl)
})

test('[rule 18] without a keychain a secret is refused, unless the user agrees to plain text', async () => {
  const profiles = await open(NO_KEYCHAIN)
  expect(await codeOf(profiles.create(PROFILE))).toBe('SECRET_UNAVAILABLE')
  expect((await profiles.list()).profiles).toEqual([])
  await expect(readFile(path)).rejects.toThrow('ENOENT')
  const saved = await profiles.create({ ...PROFILE, allowPlainText: true })
  expect(saved.secrets.password).toBe('file')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await profiles.connection(saved.id))?.sasl).toMatchObject({ password: SECRET })
})

test('with a keychain nothing is plain, whatever was agreed to', async () => {
  const profiles = await open(openKeychain())
  expect((await profiles.create({ ...PROFILE, allowPlainText: true })).secrets.password).toBe('keychain')
  expect(await readFile(path, 'utf8')).not.toContain(SECRET)
})

test('a secret that is left out stays, one that is not needed any more goes', async () => {
  const profiles = await open(openKeychain())
  const pem = (name: string) => `-----BEGIN ${name}-----\n`
  const security = { protocol: 'SASL_SSL' as const, cert: pem('CERTIFICATE') }
  const { id } = await profiles.create({
    ...PROFILE,
    security: { ...security, key: pem('ENCRYPTED PRIVATE KEY'), keyPassphrase: SECRET },
  })
  const renamed = await profiles.replace(id, { ...PROFILE, name: 'Production', security, sasl: WITHOUT_PASSWORD })
  expect(renamed).toMatchObject({ name: 'Production', secrets: { password: 'keychain', keyPassphrase: 'keychain' } })
  expect((await profiles.connection(id))?.security).toMatchObject({ keyPassphrase: SECRET })
  await profiles.replace(id, { ...PROFILE, security: { ...security, key: pem('PRIVATE KEY') } })
  expect((await profiles.connection(id))?.security).not.toHaveProperty('keyPassphrase')
  await profiles.replace(id, { name: 'Open', bootstrapServers: ['broker.test:9092'] })
  expect((await profiles.list()).profiles[0]?.secrets).toEqual({ password: 'none', key: 'none', keyPassphrase: 'none' })
  expect(await codeOf(profiles.replace(id, { ...PROFILE, sasl: WITHOUT_PASSWORD }))).toBe('INVALID_REQUEST')
})

test('a stored password goes to no other server, authority or mechanism', async () => {
  const profiles = await open(openKeychain())
  const { id } = await profiles.create(PROFILE)
  const kept = { ...PROFILE, sasl: WITHOUT_PASSWORD }
  const elsewhere: readonly KafkaProfileInput[] = [
    { ...kept, bootstrapServers: ['thief.test:9093'] },
    { ...kept, bootstrapServers: ['broker.test:9093', 'thief.test:9093'] },
    { ...kept, security: { protocol: 'SASL_PLAINTEXT' } },
    { ...kept, security: { protocol: 'SASL_SSL', ca: '-----BEGIN CERTIFICATE-----\n' } },
    { ...kept, sasl: { ...WITHOUT_PASSWORD, mechanism: 'PLAIN' } },
  ]
  for (const input of elsewhere)
    await expect(profiles.replace(id, input)).rejects.toThrow(/sasl\.password: type it again/)
  expect((await profiles.connection(id))?.bootstrapServers).toEqual(PROFILE.bootstrapServers)
  await profiles.replace(id, { ...PROFILE, bootstrapServers: ['other.test:9093'] })
  expect((await profiles.connection(id))?.sasl).toMatchObject({ password: SECRET })
  await profiles.replace(id, { ...kept, bootstrapServers: ['other.test:9093'], topic: 'orders' })
  expect((await profiles.connection(id))?.sasl).toMatchObject({ password: SECRET })
})

test('what is typed is tried with the secrets that are stored, by the same rules, and nothing is stored', async () => {
  const profiles = await open(openKeychain())
  const { id } = await profiles.create(PROFILE)
  const before = await readFile(path, 'utf8')
  const { bootstrapServers, security } = PROFILE
  const draft = { bootstrapServers, security, sasl: WITHOUT_PASSWORD }
  expect((await profiles.drafted(id, draft)).sasl).toEqual(PROFILE.sasl)
  expect((await profiles.drafted(id, { ...draft, sasl: { ...WITHOUT_PASSWORD, password: 'typed' } })).sasl).toEqual({
    ...WITHOUT_PASSWORD,
    password: 'typed',
  })
  expect((await profiles.drafted(id, { bootstrapServers: ['other.test:9092'] })).sasl).toBeUndefined()
  await expect(profiles.drafted(id, { ...draft, bootstrapServers: ['thief.test:9093'] })).rejects.toThrow(
    /sasl\.password: type it again/,
  )
  expect(await readFile(path, 'utf8')).toBe(before)
})

test('a keychain that is locked, or another one, says which connection cannot be used and what to do', async () => {
  const keychain = openKeychain()
  const profiles = await open(keychain)
  const { id } = await profiles.create(PROFILE)
  keychain.locked = true
  await expect(profiles.connection(id)).rejects.toThrow(/Staging cannot be read here: The keychain is locked\. Type/)
  expect(await codeOf((await open(openKeychain())).connection(id))).toBe('SECRET_UNAVAILABLE')
})

test('one connection is in use, over restarts; it is neither deleted nor changed under a running stream', async () => {
  const state = { running: false }
  const profiles = await open(openKeychain(), () => {
    if (state.running) throw new MillraceError('STREAM_ALREADY_RUNNING', 'It runs.')
  })
  const { id } = await profiles.create({ ...PROFILE, topic: 'orders' })
  expect(profiles.topicOf()).toBeNull()
  expect(await profiles.connection()).toBeNull()
  expect((await profiles.use(id)).inUse).toBe(id)
  expect((await open(NO_KEYCHAIN)).topicOf()).toBe('orders')
  state.running = true
  expect(await codeOf(profiles.use(null))).toBe('STREAM_ALREADY_RUNNING')
  expect(await codeOf(profiles.replace(id, PROFILE))).toBe('STREAM_ALREADY_RUNNING')
  expect(await codeOf(profiles.remove(id))).toBe('PROFILE_IN_USE')
  state.running = false
  await profiles.use(null)
  await profiles.remove(id)
  expect((await profiles.list()).profiles).toEqual([])
})

test('names are unique, also when two are saved at once', async () => {
  const profiles = await open(openKeychain())
  const codes = await Promise.all([codeOf(profiles.create(PROFILE)), codeOf(profiles.create(PROFILE))])
  expect(codes).toEqual(['accepted', 'PROFILE_EXISTS'])
  expect(await codeOf(profiles.use('profile-0'))).toBe('PROFILE_NOT_FOUND')
})

test('a saved address that is none is named with its connection before anything is asked', async () => {
  const saved = { id: 'profile-1', name: 'Old', topic: null, bootstrapServers: ['broker.test:99999'], sasl: null }
  const security = { protocol: 'PLAINTEXT', ca: null, cert: null }
  const at = '2026-01-01T00:00:00.000Z'
  const profiles = [{ ...saved, security, secrets: {}, createdAt: at, updatedAt: at }]
  await writeFile(path, JSON.stringify({ inUse: 'profile-1', profiles }))
  const opened = await open(NO_KEYCHAIN)
  await expect(opened.connection()).rejects.toThrow(
    /^bootstrapServers: the connection Old holds "broker\.test:99999", which must be host:port/,
  )
  expect((await opened.list()).profiles).toHaveLength(1)
})

test('a file that cannot be understood is told with the fix, and left as it is', async () => {
  await writeFile(path, '{"profiles": 3}')
  await expect(open(NO_KEYCHAIN)).rejects.toThrow(/connections\.json cannot be read .* Move the file away/)
  expect(await readFile(path, 'utf8')).toBe('{"profiles": 3}')

  const newer = JSON.stringify({ version: 2, inUse: null, profiles: [], routes: [] })
  await writeFile(path, newer)
  await expect(open(NO_KEYCHAIN)).rejects.toThrow(/of a newer Millrace \(their version is 2, this one knows 1\)/)
  expect(await readFile(path, 'utf8')).toBe(newer)
})

test('over the API secrets go in and never come out, and errors name the field', async () => {
  const served: Served = await serve(folder)
  try {
    const reply = async (method: string, route: string, body?: object) => {
      const response = await fetch(served.address + route, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      })
      const text = await response.text()
      return { status: response.status, text, json: (text === '' ? null : JSON.parse(text)) as { id: string } }
    }
    const refused = await reply('POST', '/kafka/profiles', PROFILE)
    expect(refused).toMatchObject({ status: 409, json: { error: 'SECRET_UNAVAILABLE' } })
    const bad = await reply('POST', '/kafka/profiles', { ...PROFILE, bootstrapServers: ['nowhere'] })
    expect(bad).toMatchObject({
      status: 400,
      json: { message: expect.stringMatching(/^bootstrapServers\.0: must be host:port/) as unknown },
    })
    for (const server of ['127.0.0.1:99999', 'kafka://127.0.0.1:9092', '127.0.0.1:notaport', '::1:9092']) {
      const connection = { bootstrapServers: ['127.0.0.1:9092', server] }
      expect(await reply('POST', '/kafka/test', { connection })).toMatchObject({
        status: 400,
        json: { message: expect.stringMatching(/^connection\.bootstrapServers\.1: must be host:port/) as unknown },
      })
    }
    const created = await reply('POST', '/kafka/profiles', { ...PROFILE, allowPlainText: true })
    expect(created.status).toBe(201)
    const { id } = created.json
    const all = KafkaProfiles.parse((await reply('POST', '/kafka/profiles/use', { profile: id })).json)
    expect(all).toMatchObject({ inUse: id, keychain: { available: false } })
    // The Kafka pane and the test speak to it from now on.
    const pane = await reply('GET', '/kafka/topics')
    expect(pane).toMatchObject({ status: 503 })
    expect(pane.text).toContain('broker.test:9093')
    const tried = await reply('POST', `/kafka/profiles/${id}/test`)
    expect(tried).toMatchObject({ status: 200, json: { bootstrapServers: ['broker.test:9093'], ok: false } })
    const elsewhere = { ...PROFILE, bootstrapServers: ['thief.test:9093'], sasl: WITHOUT_PASSWORD }
    const { bootstrapServers, security, sasl } = elsewhere
    const drafted = await reply('POST', `/kafka/profiles/${id}/test`, {
      connection: { bootstrapServers, security, sasl },
    })
    expect(drafted).toMatchObject({ status: 400 })
    expect(drafted.text).toContain('sasl.password: type it again')
    expect(await reply('DELETE', `/kafka/profiles/${id}`)).toMatchObject({ status: 409 })
    expect(await reply('POST', '/kafka/profiles/use', { profile: null })).toMatchObject({ status: 200 })
    expect(await reply('DELETE', `/kafka/profiles/${id}`)).toMatchObject({ status: 204 })
    for (const { text } of [refused, bad, created, pane, tried]) expect(text).not.toContain(SECRET)
  } finally {
    await served.stop()
  }
})
