import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSessionToken } from '../../src/main/session-token'

test('the token has 256 bits, is read by its owner only, and stays the same until others could have read it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-token-'))
  try {
    const token = await createSessionToken(folder)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    if (process.platform !== 'win32') expect((await stat(join(folder, 'token'))).mode & 0o777).toBe(0o600)
    expect(await createSessionToken(folder)).toBe(token)
    if (process.platform !== 'win32') {
      await chmod(join(folder, 'token'), 0o644)
      expect(await createSessionToken(folder)).not.toBe(token)
      expect((await stat(join(folder, 'token'))).mode & 0o777).toBe(0o600)
    }
    await writeFile(join(folder, 'token'), 'not a token')
    expect(await createSessionToken(folder)).not.toBe('not a token')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
