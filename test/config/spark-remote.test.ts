import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from '../../src/main/config/load'
import { parseSparkRemote } from '../../src/main/config/spark-remote'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-remote-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function load(environment: Record<string, string>, flags: readonly string[] = []) {
  return loadConfig({ flags, environment, workingDirectory: folder, defaultFolder: folder })
}

const KEY = 'MILLRACE_PIPELINE_ENGINE_REMOTE'

test('an address as other clients of Spark Connect take it', () => {
  expect(parseSparkRemote('sc://cluster')).toMatchObject({ host: 'cluster', port: 15002, tls: false, token: null })
  expect(parseSparkRemote('sc://10.0.0.7:443/;use_ssl=true;token=a%3Bb;user_id=ann;x-team=retail')).toEqual({
    host: '10.0.0.7',
    port: 443,
    tls: true,
    token: 'a;b',
    userId: 'ann',
    headers: { 'x-team': 'retail' },
    shown: 'sc://10.0.0.7:443/;use_ssl=true;token=***;user_id=ann;x-team=***',
  })
  expect(parseSparkRemote('sc://[::1]:1/;token=t;use_ssl=false')).toMatchObject({ tls: false, token: 't' })
})

test('a token goes over TLS, also where that is not said', () => {
  expect(parseSparkRemote('sc://cluster/;token=t')).toMatchObject({ tls: true })
  expect(parseSparkRemote('sc://cluster/;token=t;use_ssl=false')).toMatch(/unencrypted/)
})

test.each([
  ['http://cluster:15002', /sc:\/\/host:port/],
  ['sc://', /sc:\/\/host:port/],
  ['sc://cluster:99999', /port/],
  ['sc://cluster/;secret', /name=value/],
  ['sc://cluster/;use_ssl=maybe', /use_ssl must be true or false/],
  ['sc://cluster/;token=a;token=b', /token is there twice/],
  ['sc://cluster/;session_id=1', /session_id is set by Millrace/],
  ['sc://cluster/;token=%E0%A4%A', /token must be plain text/],
])('%s is refused with the form', (text, words) => {
  expect(parseSparkRemote(text)).toMatch(words)
})

test('the token is in no setting and in no message', () => {
  const loaded = load({ [KEY]: 'sc://cluster/;token=hush', MILLRACE_PIPELINE_ENGINE_KIND: 'spark' })
  expect(loaded.config.engine).toMatchObject({ kind: 'spark', remote: { token: 'hush' } })
  expect(JSON.stringify(loaded.settings)).not.toContain('hush')
  for (const bad of ['sc://cluster/;token=hush;use_ssl=false', 'cluster;token=hush'])
    expect(() => load({ [KEY]: bad })).toThrow(/pipeline\.engine\.remote is "[^"]*\*\*\*"; (?!.*hush)/)
})

test('a token in a flag, or in a file that others may read, is refused', () => {
  expect(() => load({}, ['pipeline.engine.remote=sc://cluster/;token=hush'])).toThrow(/a flag is seen by all/)
  expect(load({}, ['pipeline.engine.remote=sc://cluster']).config.engine.remote?.host).toBe('cluster')
  const file = join(folder, 'application.yaml')
  writeFileSync(file, 'pipeline:\n  engine:\n    remote: sc://cluster/;token=hush\n')
  chmodSync(file, 0o644)
  if (process.platform !== 'win32') expect(() => load({})).toThrow(/chmod 600/)
  chmodSync(file, 0o600)
  expect(load({}).config.engine.remote?.token).toBe('hush')
  rmSync(file)
})

test('spark without an address is refused', () => {
  expect(() => load({ MILLRACE_PIPELINE_ENGINE_KIND: 'spark' })).toThrow(/needs pipeline\.engine\.remote/)
})
