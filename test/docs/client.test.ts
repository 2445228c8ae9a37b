import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'
import { format, resolveConfig } from 'prettier'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMillrace } from '../../examples/typescript/client'
import { revenueByCategory } from '../../examples/typescript/revenue'
import { day } from '../support/day'
import { millrace, serve, type Served } from '../support/process'

const EXAMPLES = join(import.meta.dirname, '../../examples')
const SCHEMA = join(EXAMPLES, 'typescript/schema.ts')
/** `npm run docs` writes what the test compares with. */
const WRITE = process.env['MILLRACE_WRITE_DOCS'] === '1'

let folder: string
let served: Served

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-client-'))
  served = await serve(folder, { 'pipeline.http.require-token': 'true' })
})
afterAll(async () => {
  await served.stop()
  await rm(folder, { recursive: true, force: true })
})

test('the TypeScript client is that of our own document', async () => {
  const response = await fetch(`${served.address}/openapi.json`, {
    headers: { Authorization: `Bearer ${served.token}` },
  })
  const document = await response.text()
  const text = await format(
    `// Written by \`npm run docs\` from /openapi.json.\n${astToString(await openapiTS(document))}`,
    { ...(await resolveConfig(SCHEMA)), parser: 'typescript' },
  )
  if (WRITE) writeFileSync(SCHEMA, text)
  expect(readFileSync(SCHEMA, 'utf8'), 'examples/typescript/schema.ts is stale: npm run docs').toBe(text)
})

test('the Python example runs as it stands, on an empty lake and again', { timeout: 240_000 }, async (context) => {
  const script = join(EXAMPLES, 'analyse.py')
  expect(readFileSync(script, 'utf8').split('\n').length).toBeLessThanOrEqual(61)
  const python = process.env['MILLRACE_PYTHON'] ?? 'python3'
  if (spawnSync(python, ['--version']).status !== 0) context.skip('needs Python 3')
  const env = { ...process.env, MILLRACE_TOKEN: served.token }
  for (const analysis of ['revenue_by_category', 'channel_performance']) {
    const target = join(folder, `${analysis}.csv`)
    const { status, stdout, stderr } = spawnSync(python, [script, served.address, analysis, target], {
      encoding: 'utf8',
      env,
    })
    expect(status, stderr).toBe(0)
    expect(stdout).toContain('20000 rows were read')
    expect((await readFile(target, 'utf8')).split('\n').length).toBeGreaterThan(3)
  }
  const wrong = spawnSync(python, [script, served.address, 'nothing', join(folder, 'x.csv')], {
    encoding: 'utf8',
    env,
  })
  expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('Unknown analysisType: nothing')])
  const stranger = spawnSync(python, [script, served.address], { encoding: 'utf8' })
  expect([stranger.status, stranger.stderr]).toEqual([1, expect.stringContaining('Authorization: Bearer TOKEN')])
})

test('the TypeScript example runs as it stands', { timeout: 240_000 }, async () => {
  const base = ['--set', `pipeline.delta.base-path=${join(folder, 'delta')}`]
  expect((await millrace(['seed', '--records', '2000', '--days', '2', ...base])).code).toBe(0)
  const api = createMillrace(served.address, served.token)
  const rows = await revenueByCategory(api, day(30), day(0))
  expect(rows.length).toBeGreaterThan(3)
  expect(rows.map(({ total_revenue }) => Number(total_revenue))).toEqual(
    rows.map(({ total_revenue }) => Number(total_revenue)).sort((left, right) => right - left),
  )
  await expect(revenueByCategory(api, day(0), day(30))).rejects.toThrow(/INVALID_REQUEST: startDate/)
  const { data } = await api.GET('/health')
  expect(data?.status).toBe('healthy')
})
