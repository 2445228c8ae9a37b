import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStateFolder, readOwner } from '../../src/main/state-folder'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-state-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('names its owner while it is open, and nobody after', async () => {
  const state = await openStateFolder(folder)
  await state.announce('http://127.0.0.1:4321')
  expect(await readOwner(folder)).toMatchObject({ pid: process.pid, address: 'http://127.0.0.1:4321' })
  await state.close()
  expect(await readOwner(folder)).toBeNull()
})

test('a second instance is refused by name, and a killed owner leaves no lock', async () => {
  const holder = await holdInAnotherProcess(join(folder, 'state.duckdb'))
  await expect(openStateFolder(folder)).rejects.toMatchObject({ code: 'OWNED_BY_ANOTHER' })
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const state = await openStateFolder(folder)
  await state.close()
})

async function holdInAnotherProcess(file: string) {
  const api = createRequire(import.meta.url).resolve('@duckdb/node-api')
  const script = `require(${JSON.stringify(api)}).DuckDBInstance.create(${JSON.stringify(file)})
    .then((instance) => { globalThis.instance = instance; console.log('held'); setInterval(() => {}, 1000) })`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}
