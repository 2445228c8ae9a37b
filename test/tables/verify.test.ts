import { open } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Engine } from '../../src/shared/engine'
import { openTestFolder, type TestFolder } from '../support/engine'
import { day } from '../support/day'
import { writeSmallFiles } from '../support/small-files'
import { until } from '../support/until'

let folder: TestFolder
let engine: Engine

beforeEach(async () => {
  folder = await openTestFolder()
  engine = await folder.engine()
})
afterEach(() => folder.remove())

/** Flips bits of a file in place; its size and its times say nothing of it. */
async function flip(path: string, at: number, length: number): Promise<void> {
  const file = await open(path, 'r+')
  const bytes = Buffer.alloc(length)
  await file.read(bytes, 0, length, at)
  for (let index = 0; index < length; index++) bytes[index] = (bytes[index] ?? 0) ^ 0x55
  await file.write(bytes, 0, length, at)
  await file.close()
}

async function kinds(table: string, pages: boolean): Promise<string[]> {
  const { findings } = await engine.lake.verify(table, { pages })
  return findings.map(({ kind, path }) => `${kind} ${path === null ? '' : 'of a file'}`)
}

test('a bit that flipped inside a file is found where every page is asked for', async () => {
  await engine.stream.start({ source: 'sample', rate: 0 })
  await until(
    () => engine.stream.status().totals.rows,
    (rows) => rows > 1000,
  )
  await engine.stream.stop()
  expect(await kinds('transactions', true)).toEqual([])
  const { files } = await engine.lake.files('transactions')
  const [file] = files
  if (file === undefined) throw new Error('no file')
  await flip(file.path, Math.floor(file.bytes / 2), 1)
  expect(await kinds('transactions', false)).toEqual([])
  expect(await kinds('transactions', true)).toEqual(['wrong_checksum of a file'])
})

test('a file without a checksum is read page by page', async () => {
  await writeSmallFiles(folder, 1, [day(2)])
  // As other writers leave them.
  await folder.lake(async ({ lake }) => {
    const table = lake.table(folder.loaded.config.delta.streamTransactionsPath)
    const written = (await table.snapshot())?.files ?? []
    await table.commit({ operation: 'DELETE', remove: written })
    await table.commit({ operation: 'WRITE', add: written.map((file) => ({ ...file, tags: {} })) })
  })
  expect(await kinds('transactions', true)).toEqual([])
  const { files } = await engine.lake.files('transactions')
  const [file] = files
  if (file === undefined) throw new Error('no file')
  // The first page, whose header says how long it is.
  await flip(file.path, 4, 64)
  expect(await kinds('transactions', false)).toEqual([])
  expect(await kinds('transactions', true)).toEqual(['unreadable_file of a file'])
})
