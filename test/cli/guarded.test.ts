import { spawn, type ChildProcess } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeAuthority, NO_OPENSSL } from '../support/certificates'
import { createSessionToken } from '../../src/main/session-token'
import { CLI, millrace } from '../support/process'
import { until } from '../support/until'

let folder: string
let child: ChildProcess | null = null

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-guarded-'))
})
afterEach(async () => {
  if (child !== null && child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  child = null
  await rm(folder, { recursive: true, force: true })
})

function flags(settings: Readonly<Record<string, string>>): string[] {
  const all = { 'pipeline.delta.base-path': join(folder, 'delta'), 'pipeline.log.level': 'error', ...settings }
  return Object.entries(all).flatMap(([key, value]) => ['--set', `${key}=${value}`])
}

/** What `serve` said on each stream until it was ready. */
async function serveReady(settings: Readonly<Record<string, string>>): Promise<{ stdout: string; stderr: string }> {
  const started = spawn(process.execPath, [CLI, 'serve', ...flags({ 'pipeline.http.port': '0', ...settings })])
  child = started
  const told = { stdout: '', stderr: '' }
  started.stderr.on('data', (chunk: Buffer) => (told.stderr += chunk.toString()))
  await new Promise<void>((resolve, reject) => {
    started.stdout.on('data', (chunk: Buffer) => {
      told.stdout += chunk.toString()
      if (/^millrace ready \S+$/m.test(told.stdout)) resolve()
    })
    started.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${told.stderr}`)))
  })
  return told
}

test('beyond loopback it starts only with TLS, asks for its token, and the command line knows both', async (context) => {
  if (NO_OPENSSL !== null) return context.skip(NO_OPENSSL)
  const refused = await millrace(['serve', ...flags({ 'pipeline.http.host': '0.0.0.0' })])
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect(refused.stderr).toMatch(/pipeline\.http\.host.*beyond loopback.*pipeline\.http\.tls\.cert/)
  const { cert, key } = makeAuthority(folder, 'authority').issue('server', { names: 'DNS:lake.example' })
  const tls = { 'pipeline.http.tls.cert': cert, 'pipeline.http.tls.key': key }
  const { stdout, stderr } = await serveReady({ 'pipeline.http.host': '0.0.0.0', ...tls })
  expect(stdout).toMatch(/^millrace ready https:\/\/127\.0\.0\.1:\d+$/m)
  const file = join(folder, 'delta/.millrace/token')
  expect(stderr).toContain(file)
  expect(stderr).not.toContain(readFileSync(file, 'utf8').trim())
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  // The state folder alone tells the command line where, with which certificate and with which token.
  const status = await millrace(['stream', 'status', ...flags({})])
  expect(status.stderr).toBe('')
  expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining('STOPPED') as unknown })
  const run = await millrace(['lake', 'vacuum', '--dry-run', ...flags({})])
  expect(run.stderr).toContain('owns this folder; it vacuums')
})

test('a renewed certificate is shown without a new start, and one that is no good leaves the old one', async (context) => {
  if (NO_OPENSSL !== null) return context.skip(NO_OPENSSL)
  const authority = makeAuthority(folder, 'authority')
  const first = authority.issue('first', { names: 'DNS:lake.example' })
  const second = authority.issue('second', { names: 'DNS:lake.example' })
  const expired = authority.issue('expired', { names: 'DNS:lake.example', days: -1 })
  const cert = join(folder, 'served.pem')
  const key = join(folder, 'served.key')
  const log = join(folder, 'log')
  const put = async (pair: { cert: string; key: string }) => {
    await copyFile(pair.key, key)
    await copyFile(pair.cert, cert)
  }
  const nameOf = (file: string) => new X509Certificate(readFileSync(file)).fingerprint256
  await put(first)
  const { stdout } = await serveReady({
    'pipeline.http.tls.cert': cert,
    'pipeline.http.tls.key': key,
    'pipeline.log.level': 'info',
    'pipeline.log.file': log,
  })
  const port = Number(/:(\d+)$/m.exec(stdout)?.[1])
  const shown = async () => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    const { fingerprint256 } = socket.getPeerCertificate()
    socket.destroy()
    return fingerprint256
  }
  expect(await shown()).toBe(nameOf(first.cert))
  await put(expired)
  await until(
    () => readFileSync(log, 'utf8'),
    (text) => /the certificate is not taken/.test(text) && /expired on/.test(text),
  )
  expect(await shown()).toBe(nameOf(first.cert))
  await put(second)
  await until(shown, (name) => name === nameOf(second.cert))
  // The command line knows the certificate by its print alone.
  await until(
    () => millrace(['stream', 'status', ...flags({})]),
    ({ code, stdout: words }) => code === 0 && words.includes('STOPPED'),
  )
})

test('a published port is answered without token or TLS, and the command line calls it by that address', async () => {
  await serveReady({ 'pipeline.http.host': '0.0.0.0', 'pipeline.http.published-at': '127.0.0.1:8080' })
  expect(await millrace(['stream', 'status', ...flags({})])).toMatchObject({ code: 0 })
})

/** As a kill -9 leaves it: the folder names an owner whose port another has since. */
async function leaveBehind(address: string): Promise<string[]> {
  const stateDir = join(folder, 'gone')
  await mkdir(stateDir)
  await createSessionToken(stateDir)
  const owner = { pid: 1, address, host: null, certificate: null, startedAt: new Date().toISOString() }
  await writeFile(join(stateDir, 'owner.json'), JSON.stringify(owner))
  return flags({ 'pipeline.engine.state-dir': stateDir })
}

test('a command for a killed instance does not reach another one that has its port since', async () => {
  const { stdout } = await serveReady({})
  const address = /http:\/\/\S+/.exec(stdout)?.[0] ?? ''
  expect(await millrace(['stream', 'status', ...flags({})])).toMatchObject({ code: 0 })
  const { code, stderr } = await millrace(['stream', 'status', ...(await leaveBehind(address))])
  expect(stderr).toContain('No Millrace runs on the state folder')
  expect(code).toBe(1)
})

test('whoever answers 401 at the port of a killed instance is not told its token', async () => {
  const asked: (string | undefined)[] = []
  const thief = createServer((request, response) => {
    asked.push(request.headers.authorization)
    response.writeHead(401, { 'Millrace-Proof': 'believe me' }).end()
  })
  await once(thief.listen(0, '127.0.0.1'), 'listening')
  const address = thief.address()
  try {
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { stderr } = await millrace(['stream', 'status', ...(await leaveBehind(`http://127.0.0.1:${port}`))])
    expect(stderr).toContain('No Millrace runs on the state folder')
    expect(asked).toEqual([undefined])
  } finally {
    thief.close()
  }
})

test('an expired certificate ends serve with 2 before anything is opened', async (context) => {
  if (NO_OPENSSL !== null) return context.skip(NO_OPENSSL)
  const { cert, key } = makeAuthority(folder, 'authority').issue('old', { names: 'DNS:localhost', days: -1 })
  const result = await millrace(['serve', ...flags({ 'pipeline.http.tls.cert': cert, 'pipeline.http.tls.key': key })])
  expect(result).toMatchObject({ code: 2, stdout: '' })
  expect(result.stderr).toMatch(/pipeline\.http\.tls\.cert: .*expired/)
})
