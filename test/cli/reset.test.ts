import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NO_BROKER } from '../support/broker'
import { CLI, millrace, serve } from '../support/process'

let folder: string
let base: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-reset-'))
  base = ['--set', `pipeline.delta.base-path=${join(folder, 'delta')}`]
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('[checklist 24] reset lists what goes, removes it only when told, and starts anew', async () => {
  await millrace(['seed', '--records', '100', '--days', '2', ...base])
  await millrace(['seed', '--records', '100', '--days', '2', ...base], { SEED_SEPARATE: 'true' })
  await mkdir(join(folder, 'kafka'))
  await writeFile(join(folder, 'kafka/topic'), 'x')
  await writeFile(join(folder, 'delta/notes.txt'), 'mine')

  const unasked = await millrace(['reset', ...base])
  expect(unasked.code).toBe(2)
  expect(unasked.stderr).toMatch(/goes: transactions, \d+ files/)
  expect(unasked.stderr).toContain('--yes')
  expect(existsSync(join(folder, 'delta/stream/transactions'))).toBe(true)
  expect(existsSync(join(folder, 'delta/seed/transactions'))).toBe(true)

  const done = await millrace(['reset', '--yes', ...base])
  expect(done.code).toBe(0)
  expect(existsSync(join(folder, 'delta/stream'))).toBe(false)
  expect(existsSync(join(folder, 'delta/seed/transactions'))).toBe(false)
  expect(existsSync(join(folder, 'kafka'))).toBe(false)
  // What nobody knows stays.
  expect(existsSync(join(folder, 'delta/notes.txt'))).toBe(true)

  expect(await millrace(['reset', '--yes', ...base])).toMatchObject({ code: 0 })
  expect(await millrace(['seed', '--records', '10', '--days', '1', ...base])).toMatchObject({ code: 0 })
})

test.skipIf(NO_BROKER !== null)(
  `reset leaves the topics of a broker that runs${NO_BROKER === null ? '' : ` (SKIPPED: ${NO_BROKER})`}`,
  async () => {
    await millrace(['seed', '--records', '10', '--days', '1', ...base])
    const broker = spawn(process.execPath, [CLI, 'kafka', '--port', '0', '--data', join(folder, 'kafka'), ...base])
    let told = ''
    broker.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
    const ended = once(broker, 'exit')
    try {
      await once(broker.stdout, 'data')
      const refused = await millrace(['reset', '--yes', ...base])
      expect(refused.code).toBe(3)
      expect(refused.stderr).toMatch(/broker of `millrace kafka` runs on .* \(process \d+\)\. Stop it first/)
      expect(existsSync(join(folder, 'delta/stream/transactions'))).toBe(true)
      const { pid } = JSON.parse(await readFile(join(folder, 'kafka/millrace-broker.json'), 'utf8')) as { pid: number }
      process.kill(pid, 'SIGKILL')
      expect(await ended).toEqual([1, null])
      expect(told).toContain('Apache Kafka has ended by itself')
      expect(await millrace(['reset', '--yes', ...base])).toMatchObject({ code: 0 })
      expect(existsSync(join(folder, 'kafka'))).toBe(false)
    } finally {
      broker.kill('SIGKILL')
    }
  },
)

test('reset removes a state that no Millrace opens', async () => {
  await millrace(['seed', '--records', '10', '--days', '1', ...base])
  await mkdir(join(folder, 'delta/.millrace'), { recursive: true })
  await writeFile(join(folder, 'delta/.millrace/state.duckdb'), 'no database')
  const { code, stderr } = await millrace(['reset', '--yes', ...base])
  expect(code).toBe(0)
  expect(stderr).toMatch(/state\.duckdb cannot be opened.* It is removed with the rest\./)
  for (const gone of ['.millrace', 'stream']) expect(existsSync(join(folder, 'delta', gone))).toBe(false)
})

test('reset leaves a table that lies elsewhere, and says so', async () => {
  const elsewhere = ['--set', `pipeline.delta.stream-transactions-path=${join(folder, 'theirs')}`]
  await millrace(['seed', '--records', '10', '--days', '1', ...base, ...elsewhere])
  const { code, stderr } = await millrace(['reset', '--yes', ...base, ...elsewhere])
  expect(code).toBe(0)
  expect(stderr).toContain('stays: transactions')
  expect(existsSync(join(folder, 'theirs/_delta_log'))).toBe(true)
})

test('reset touches nothing while an instance has the folder: exit 3', async () => {
  const server = await serve(folder)
  try {
    const { code, stderr } = await millrace(['reset', '--yes', ...base])
    expect(code).toBe(3)
    expect(stderr).toContain('in use by process')
    expect(existsSync(join(folder, 'delta'))).toBe(true)
  } finally {
    await server.stop()
  }
})
