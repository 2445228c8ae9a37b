import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../../src/main/durable'

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
