import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runTokenCommand } from '../../src/main/kafka/oauth-token'
import { until } from '../support/until'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-token-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test.each([
  ['a line', 'echo abc.def', 'abc.def'],
  ['JSON', `echo '{"access_token": "abc", "expires_in": 3600}'`, 'abc'],
])('%s is a token', async (_what, command, token) => {
  expect(await runTokenCommand(command)).toBe(token)
})

test.each([
  ['an end with an error', 'echo SECRET; exit 3', /ended with code 3/],
  ['nothing', 'true', /printed no token/],
  ['several words', 'echo SECRET and more', /printed no token/],
  ['too much', 'yes SECRET', /printed more than 64 KiB/],
])('%s is none, and is not told', async (_what, command, words) => {
  await expect(runTokenCommand(command)).rejects.toThrow(words)
  await expect(runTokenCommand(command)).rejects.not.toThrow(/SECRET/)
})

test.skipIf(process.platform === 'win32')('a command that hangs is ended with all that it started', async () => {
  const file = join(folder, 'pid')
  await expect(runTokenCommand(`(echo $$ >${file}.shell; exec sleep 600) & echo $! >${file}; wait`)).rejects.toThrow(
    /took longer than 8 seconds/,
  )
  expect(existsSync(file)).toBe(true)
  const pid = Number(await readFile(file, 'utf8'))
  await until(
    () => isAlive(pid),
    (alive) => !alive,
  )
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
