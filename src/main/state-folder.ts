import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, readFile, realpath, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MillraceError, messageOf } from '../shared/errors'
import { makeFolder, replaceFile, syncFile, syncFolder, toIoError } from './durable'
import { openSession, type Session } from './duckdb/session'
import { migrateState, readStateVersion, STATE_VERSION } from './duckdb/state-schema'

/** Who owns a state folder; written for people and for the command line, never trusted as the lock. */
export interface Owner {
  readonly pid: number
  /** `http://host:port`, https with TLS; null until the API listens. */
  readonly address: string | null
  /** The Host header that is answered there, where it is not that of the address. */
  readonly host: string | null
  /** SHA-256 fingerprint of the certificate that is shown there; null without TLS. */
  readonly certificate: string | null
  /** ISO 8601 UTC. */
  readonly startedAt: string
}

/** How the command line reaches the owner. */
export type Endpoint = Pick<Owner, 'host' | 'certificate'> & { readonly address: string }

/** An owned state folder (decision 33). */
export interface StateFolder {
  readonly path: string
  /** The open `state.duckdb`: registry and history, and by being open the lock. */
  readonly state: Session
  /** Of this run; `startedAt` of its owner. */
  readonly startedAt: string
  announce(endpoint: Endpoint): Promise<void>
  close(): Promise<void>
}

const STATE_FILE = 'state.duckdb'
const OWNER_FILE = 'owner.json'
/** Databases that this process has open: to close one that was opened beside them would free the lock of both. */
const held = new Set<string>()
/** The registry and the streaming history are small; this is DuckDB's working room for them. */
const STATE_MEMORY = 128 * 2 ** 20

/**
 * Takes the folder for this process. The lock is the operating system's lock on the open DuckDB
 * file, so a kill -9 frees it and no age is ever guessed.
 *
 * @throws OWNED_BY_ANOTHER naming pid and address of the owner, IO_ERROR for a database that cannot be read or is of a
 * newer version, DISK_FULL
 */
export async function openStateFolder(path: string, now: () => number = Date.now): Promise<StateFolder> {
  await makeStateFolder(path)
  const file = await stateFile(path)
  await makeStateFolder(dirname(file))
  const state = await openVersioned(path, file)
  held.add(file)
  const startedAt = new Date(now()).toISOString()
  const write = (endpoint: Pick<Owner, 'address' | 'host' | 'certificate'>) =>
    replaceFile(
      join(path, OWNER_FILE),
      `${JSON.stringify({ pid: process.pid, ...endpoint, startedAt } satisfies Owner)}\n`,
    )
  try {
    await write({ address: null, host: null, certificate: null })
  } catch (error) {
    await closeState()
    throw error
  }
  async function closeState(): Promise<void> {
    await state.close()
    held.delete(file)
  }
  return {
    path,
    state,
    startedAt,
    announce: write,
    async close() {
      try {
        await rm(join(path, OWNER_FILE), { force: true })
      } finally {
        await closeState()
      }
    },
  }
}

/**
 * Where the database of a state folder is: in it. But DuckDB takes a question mark for the end of a path (and writes its
 * log of changes elsewhere): then it is in the nearest folder above that has none, under a name made of the path from there.
 */
export async function stateFile(path: string): Promise<string> {
  // DuckDB follows links, and one folder has one lock by whichever way it is reached.
  const real = await realpath(path).catch(() => path)
  const mark = real.indexOf('?')
  if (mark === -1) return join(path, STATE_FILE)
  const above = dirname(real.slice(0, mark + 1))
  const name = createHash('sha256').update(real.slice(above.length)).digest('hex').slice(0, 16)
  return join(above, `.millrace-${name}`, STATE_FILE)
}

async function makeStateFolder(path: string): Promise<void> {
  try {
    await makeFolder(path)
  } catch (error) {
    throw toIoError(error, `The state folder ${path} cannot be made`)
  }
}

/** The owner that the folder names, or null. It may be gone: whoever needs to know must ask it. */
export async function readOwner(path: string): Promise<Owner | null> {
  try {
    return parseOwner(JSON.parse(await readFile(join(path, OWNER_FILE), 'utf8')))
  } catch {
    return null
  }
}

/**
 * The open state file with this version's tables. Before an older one is migrated it is kept as `state.duckdb.vN`,
 * so that there is a way back; a newer one is refused with that way.
 */
async function openVersioned(path: string, file: string): Promise<Session> {
  let state = await openState(path, file)
  try {
    const found = await readStateVersion(state)
    if (found > STATE_VERSION) throw newerState(file, found)
    if (found === STATE_VERSION) return state
    if (found > 0) {
      // A file that is open must not be read beside DuckDB: closing it again would free the lock.
      await state.close()
      await keepCopy(file, `${file}.v${found}`)
      state = await openState(path, file)
    }
    await migrateState(state, found)
    return state
  } catch (error) {
    await state.close()
    throw error
  }
}

function newerState(file: string, found: number): MillraceError {
  const kept = `${file}.v${STATE_VERSION}`
  const back = existsSync(kept)
    ? `move it (and a ${STATE_FILE}.wal) away and rename ${kept}, which was kept when it was migrated, to ${STATE_FILE}: what was recorded since is lost`
    : `move it (and a ${STATE_FILE}.wal) away: this one begins with an empty history`
  return new MillraceError(
    'IO_ERROR',
    `The state file ${file} is of a newer Millrace (its version is ${found}, this one knows ${STATE_VERSION}). Use that Millrace, or ${back}. Tables are not touched.`,
  )
}

/** Whole or not at all; an older copy of the same version goes. */
async function keepCopy(file: string, copy: string): Promise<void> {
  const temporary = `${copy}.tmp`
  try {
    await copyFile(file, temporary)
    await syncFile(temporary)
    await rename(temporary, copy)
    await syncFolder(dirname(copy))
  } catch (error) {
    throw toIoError(error, `The state file ${file} could not be kept as ${copy} before it is migrated`)
  }
}

/**
 * The version of the state that is there, without a change; null where there is none yet, `owned` where an instance runs.
 * @throws IO_ERROR for one that cannot be read or is of a newer version
 */
export async function lookAtState(path: string): Promise<number | 'owned' | null> {
  const file = await stateFile(path)
  if (held.has(file)) return 'owned'
  if (!existsSync(file)) return null
  let state: Session
  try {
    state = await openState(path, file)
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'OWNED_BY_ANOTHER') return 'owned'
    throw error
  }
  try {
    const found = await readStateVersion(state)
    if (found > STATE_VERSION) throw newerState(file, found)
    return found
  } finally {
    await state.close()
  }
}

async function openState(path: string, file: string): Promise<Session> {
  const isNew = !existsSync(file)
  try {
    return await openSession({
      file,
      threads: 1,
      memoryLimit: STATE_MEMORY,
      folders: [path, dirname(file)],
      memoryFix: `Move ${file} away to start with an empty history; tables are not touched.`,
    })
  } catch (error) {
    if (!LOCKED.test(messageOf(error).replaceAll(file, ''))) {
      const told = toIoError(error, `The state file ${file} cannot be opened`)
      // Half of a file would be in the way once there is space again.
      if (told instanceof MillraceError && told.code === 'DISK_FULL' && isNew) await rm(file, { force: true })
      if (told instanceof MillraceError) throw told
      throw new MillraceError(
        'IO_ERROR',
        `The state file ${file} cannot be opened: ${messageOf(error)}. Move it away to start with an empty history; tables are not touched.`,
        { cause: error },
      )
    }
    const owner = await readOwner(path)
    const who =
      owner === null ? 'another process' : `process ${owner.pid}${owner.address === null ? '' : ` at ${owner.address}`}`
    throw new MillraceError(
      'OWNED_BY_ANOTHER',
      `The state folder ${path} is in use by ${who}. Stop it first, or give this one a folder of its own with --set pipeline.engine.state-dir=DIR.`,
      { cause: error },
    )
  }
}

const LOCKED = /Could not set lock|Conflicting lock|being used by another process/i

function parseOwner(value: unknown): Owner | null {
  const fields: Readonly<Record<string, unknown>> = { ...(Object(value) as object) }
  const { pid, startedAt } = fields
  if (typeof pid !== 'number' || typeof startedAt !== 'string') return null
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : null)
  return { pid, address: text('address'), host: text('host'), certificate: text('certificate'), startedAt }
}
