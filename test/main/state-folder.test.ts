import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStateFolder, readOwner, stateFile } from '../../src/main/state-folder'
import { openTestFolder } from '../support/engine'
import { holdInAnotherProcess } from '../support/hold-state'
import { missingForSmallDisks, openSmallDisk } from '../support/small-disk'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-state-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('names its owner while it is open, and nobody after', async () => {
  const state = await openStateFolder(folder)
  const endpoint = { address: 'http://127.0.0.1:4321', host: null, certificate: null }
  await state.announce(endpoint)
  expect(await readOwner(folder)).toMatchObject({ pid: process.pid, ...endpoint })
  await state.close()
  expect(await readOwner(folder)).toBeNull()
})

test.runIf(process.platform === 'linux')('a folder that cannot be made is an error at once, not a wait', async () => {
  await expect(openStateFolder('/proc/millrace/state')).rejects.toMatchObject({
    code: 'IO_ERROR',
    message: expect.stringContaining('/proc/millrace/state') as unknown,
  })
  await expect(openStateFolder('/dev/null/state')).rejects.toMatchObject({ code: 'IO_ERROR' })
})

test('on a full disk nothing stays that is in the way when there is space again', async (context) => {
  const missing = missingForSmallDisks()
  if (missing !== null) return context.skip(missing)
  const disk = await openSmallDisk()
  try {
    const path = join(disk.folder, 'state')
    await mkdir(path)
    await disk.leaveFree(0)
    await expect(openStateFolder(path)).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(/^The state file .* cannot be opened: the disk is full\. Free space/) as unknown,
    })
    await disk.leaveFree(2 ** 24)
    await (await openStateFolder(path)).close()
  } finally {
    await disk.remove()
  }
})

test('a second instance is refused by name, and a killed owner leaves no lock', async () => {
  const holder = await holdInAnotherProcess(join(folder, 'state.duckdb'))
  await expect(openStateFolder(folder)).rejects.toMatchObject({ code: 'OWNED_BY_ANOTHER' })
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const state = await openStateFolder(folder)
  await state.close()
})

test('a folder with a question mark in its path has one lock, by whichever way it is reached', async () => {
  const path = join(folder, 'a?block=1/state')
  await (await openStateFolder(path)).close()
  await symlink(join(folder, 'a?block=1'), join(folder, 'plain'))
  const holder = await holdInAnotherProcess(await stateFile(path))
  for (const way of [path, join(folder, 'plain/state')])
    await expect(openStateFolder(way)).rejects.toMatchObject({ code: 'OWNED_BY_ANOTHER' })
  holder.kill('SIGKILL')
  await once(holder, 'exit')
})

test('an engine that fails to open frees its folder, for another process and for the next try', async () => {
  const lake = await openTestFolder()
  const { batchBasePath } = lake.loaded.config.delta
  await mkdir(dirname(batchBasePath), { recursive: true })
  await writeFile(batchBasePath, 'in the way')
  await expect(lake.engine()).rejects.toMatchObject({ code: 'ENOTDIR' })
  const holder = await holdInAnotherProcess(join(lake.loaded.config.engine.stateDir, 'state.duckdb'))
  await expect(lake.engine()).rejects.toMatchObject({ code: 'OWNED_BY_ANOTHER' })
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  await rm(batchBasePath)
  expect(await (await lake.engine()).batch.list({ limit: 1, offset: 0 })).toMatchObject({ total: 0 })
  await lake.remove()
})
