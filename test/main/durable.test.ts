import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, toIoError } from '../../src/main/durable'

test('folders with the same missing parents can be made at once', async () => {
  const root = await mkdtemp(join(tmpdir(), 'millrace-folders-'))
  try {
    for (let round = 0; round < 20; round++) {
      const parent = join(root, String(round), 'batches')
      const names = Array.from({ length: 16 }, (_, index) => String(100 + index))
      await Promise.all(names.map((name) => makeFolder(join(parent, name))))
      expect((await readdir(parent)).sort()).toEqual(names)
    }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})

test(
  'a folder that takes no names is an error, and no endless search',
  { skip: process.platform !== 'linux' },
  async () => {
    await expect(makeFolder('/proc/millrace/batches')).rejects.toMatchObject({ code: 'ENOENT' })
  },
)

test.each([
  [
    Object.assign(new Error('EACCES: x'), { code: 'EACCES', syscall: 'open' }),
    'IO_ERROR',
    /no permission there\. Give/,
  ],
  [Object.assign(new Error('EROFS: x'), { code: 'EROFS', syscall: 'open' }), 'IO_ERROR', /can only be read\. Choose/],
  [
    Object.assign(new Error('ENOSPC: x'), { code: 'ENOSPC', syscall: 'write' }),
    'DISK_FULL',
    /disk is full\. Free space/,
  ],
  [new Error('IO Error: Cannot open file "/a": Read-only file system'), 'IO_ERROR', /can only be read\. Choose/],
  [new Error('IO Error: Cannot open file "/a": Permission denied'), 'IO_ERROR', /no permission there\. Give/],
  [new Error('IO Error: Could not write file "/a": No space left on device'), 'DISK_FULL', /disk is full\. Free/],
])('%s is told in words with what to do', (error, code, words) => {
  const told = toIoError(error, 'The file /a cannot be written')
  expect(told).toMatchObject({ code, message: expect.stringMatching(words) as unknown })
  expect(told).toMatchObject({ message: expect.stringMatching(/^The file \/a cannot be written: /) as unknown })
})
