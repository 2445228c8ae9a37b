import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSession } from '../../src/main/duckdb/session'
import { holdInAnotherProcess } from '../support/hold-state'

const open = () => openSession({ threads: 1, memoryLimit: 256 * 2 ** 20, folders: [tmpdir()] })

// A process that ends under a running call aborts: in Electron each time, by an error of its binding.
test('a session closes once what runs has ended, and refuses what comes then', async () => {
  const session = await open()
  const connection = await session.connect()
  const ended: string[] = []
  const query = connection
    .runAndReadAll('SELECT count(*) FROM range(20000000) t(i) WHERE i % 7 = 3')
    .finally(() => ended.push('query'))
  const closed = session.close().then(() => ended.push('session'))
  await expect(session.connect()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  expect(() => connection.run('SELECT 1')).toThrow('Millrace is stopping.')
  // On a slow machine it is interrupted, as below.
  await query.catch(() => undefined)
  await closed
  expect(ended).toEqual(['query', 'session'])
  // Who held it lets go of it late.
  connection.disconnectSync()
  await session.close()
})

test('what would run for ever is interrupted', async () => {
  const session = await open()
  const connection = await session.connect()
  const query = connection.run('SELECT sum(a.i * b.i) FROM range(10000000) a(i), range(10000000) b(i)')
  const interrupted = expect(query).rejects.toThrow(/interrupt/i)
  await session.close()
  await interrupted
})

test('an aborted connection is interrupted until it is let go of, so that no call slips through', async () => {
  const session = await open()
  const stop = new AbortController()
  const connection = await session.connect(stop.signal)
  // This interrupt meets no call, as one that comes between two steps of a call.
  stop.abort()
  const query = connection.run('SELECT sum(a.i * b.i) FROM range(10000000) a(i), range(10000000) b(i)')
  await expect(query).rejects.toThrow(/interrupt/i)
  connection.disconnectSync()
  await session.close()
})

test('a session that cannot be set up frees its file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-session-'))
  try {
    const file = join(folder, 'state.duckdb')
    // No SQL can name this folder.
    await expect(openSession({ file, threads: 1, memoryLimit: 2 ** 27, folders: ['a\0b'] })).rejects.toThrow()
    const holder = await holdInAnotherProcess(file)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
