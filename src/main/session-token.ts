import { createHmac, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrno, toIoError } from './durable'
import { SILENT, type Logger } from './log/logger'

const TOKEN = /^[\w-]{43}$/
const OTHERS = 0o077

/**
 * The 256-bit token of this state folder, in a file that only its owner reads (mode 0600, rule 10). It stays
 * the same over restarts, so that an open browser page and scripts go on working; one that others could read
 * is replaced, which is told.
 * @throws IO_ERROR, DISK_FULL
 */
export async function createSessionToken(stateDir: string, log: Logger = SILENT): Promise<string> {
  const path = tokenPath(stateDir)
  try {
    const known = await readSessionToken(stateDir)
    const isOpen = known !== null && (await isOpenToOthers(path))
    if (known !== null && !isOpen) return known
    if (existsSync(path))
      log.warn(
        { path },
        isOpen
          ? 'the token could be read by others: there is a new one, which scripts must send from now on'
          : 'the token file held no token of ours: there is a new one, which scripts must send from now on',
      )
    const token = randomBytes(32).toString('base64url')
    const temporary = `${path}.${process.pid}`
    await rm(temporary, { force: true })
    await writeFile(temporary, `${token}\n`, { mode: 0o600, flag: 'wx' })
    await rename(temporary, path)
    return token
  } catch (error) {
    throw toIoError(error, `The token file ${path} cannot be used`)
  }
}

/** The token of a folder that another process owns; null where it has none. */
export async function readSessionToken(stateDir: string): Promise<string | null> {
  try {
    const known = (await readFile(tokenPath(stateDir), 'utf8')).trim()
    return TOKEN.test(known) ? known : null
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw error
  }
}

/** What only who has the token can answer to a challenge; it tells nothing of the token. */
export function proveToken(token: string, challenge: string): string {
  return createHmac('sha256', token).update(`owner of the state folder: ${challenge}`).digest('base64url')
}

/** Where the token of a state folder lies. */
export function tokenPath(stateDir: string): string {
  return join(stateDir, 'token')
}

async function isOpenToOthers(path: string): Promise<boolean> {
  // Windows has no such modes; the folder's own access list holds there.
  return process.platform !== 'win32' && ((await stat(path)).mode & OTHERS) !== 0
}
