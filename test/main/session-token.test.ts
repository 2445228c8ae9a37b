import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SILENT } from '../../src/main/log/logger'
import { createSessionToken } from '../../src/main/session-token'

test('the token has 256 bits, is read by its owner only, and stays the same until others could have read it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-token-'))
  try {
    const token = await createSessionToken(folder)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    if (process.platform !== 'win32') expect((await stat(join(folder, 'token'))).mode & 0o777).toBe(0o600)
    const told: string[] = []
    const log = { ...SILENT, warn: (facts: object, words: string) => told.push(JSON.stringify(facts) + words) }
    expect(await createSessionToken(folder, log)).toBe(token)
    expect(told).toEqual([])
    if (process.platform !== 'win32') {
      await chmod(join(folder, 'token'), 0o644)
      expect(await createSessionToken(folder, log)).not.toBe(token)
      expect(told.splice(0)).toEqual([expect.stringMatching(/token.*could be read by others: there is a new one/)])
      expect((await stat(join(folder, 'token'))).mode & 0o777).toBe(0o600)
    }
    await writeFile(join(folder, 'token'), 'not a token')
    expect(await createSessionToken(folder, log)).not.toBe('not a token')
    expect(told).toEqual([expect.stringMatching(/token.*held no token of ours: there is a new one/)])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
