import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createLogFiles } from '../../src/main/lake/log-files'
import type { LogStore } from '../../src/main/lake/ports'
import { createMemoryLog } from '../support/memory-log'

const STORES: readonly (readonly [string, () => Promise<LogStore>])[] = [
  ['in memory', () => Promise.resolve(createMemoryLog())],
  [
    'on disk',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'millrace-log-'))
      onTestFinished(() => rm(folder, { recursive: true, force: true }))
      return createLogFiles(join(folder, 'a', 'table'))
    },
  ],
]

const FIRST = '00000000000000000000.json'

test.each(STORES)('a log %s that is not there is empty, and takes no commit', async (_where, open) => {
  const log = await open()
  expect(await log.listNames()).toEqual([])
  expect(await log.readCommitText(0)).toBeNull()
  expect(await log.commitIdentity(0)).toBeNull()
  await expect(log.fileTime(FIRST)).rejects.toMatchObject({ code: 'IO_ERROR' })
  await expect(log.putCommit(0, 'first\n')).rejects.toMatchObject({ code: 'IO_ERROR' })
  expect(await log.listNames()).toEqual([])
})

test.each(STORES)('a log %s gives a version to the first, as a whole', async (_where, open) => {
  const log = await open()
  await log.create()
  expect(await log.putCommit(0, 'first\n')).toBe(true)
  await log.create()
  const identity = await log.commitIdentity(0)
  expect(await log.putCommit(0, 'another\n')).toBe(false)
  expect(await log.readCommitText(0)).toBe('first\n')
  expect(await log.commitIdentity(0)).toBe(identity)
  expect(await log.fileTime(FIRST)).toBeGreaterThan(0)
  expect(await log.putCommit(1, 'second\n')).toBe(true)
  expect(await log.commitIdentity(1)).not.toBe(identity)
  expect([...(await log.listNames())].sort()).toEqual([FIRST, '00000000000000000001.json'])
})

test.each(STORES)('of many at once, one has a version of a log %s', async (_where, open) => {
  const log = await open()
  await log.create()
  const texts = Array.from({ length: 8 }, (_, writer) => `writer ${writer}\n`)
  const placed = await Promise.all(texts.map((text) => log.putCommit(0, text)))
  expect(placed.filter((isPlaced) => isPlaced)).toHaveLength(1)
  expect(await log.readCommitText(0)).toBe(texts[placed.indexOf(true)])
  expect(await log.listNames()).toEqual([FIRST])
})
