import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { watchUpdates } from '../../src/main/desktop/updates'

test('without a feed, or with one that is not asked over TLS, no updater is loaded, and the project configures none', async () => {
  const loaded = vi.fn(() => ({}))
  vi.doMock('electron-updater', loaded)
  const resources = await mkdtemp(join(tmpdir(), 'millrace-updates-'))
  try {
    expect(await watchUpdates(resources)).toBe(false)
    await writeFile(join(resources, 'app-update.yml'), 'provider: generic\nurl: http://updates.millrace.example/\n')
    await expect(watchUpdates(resources)).rejects.toThrow('names a feed without TLS')
    expect(loaded).not.toHaveBeenCalled()
  } finally {
    await rm(resources, { recursive: true, force: true })
  }
  const builder: unknown = parse(readFileSync(join(import.meta.dirname, '../../electron-builder.yml'), 'utf8'))
  expect(builder).toMatchObject({ publish: null })
})
