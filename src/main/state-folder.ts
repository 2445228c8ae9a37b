import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { MillraceError, messageOf } from '../shared/errors'
import { makeFolder, replaceFile } from './durable'
import { openSession, type Session } from './duckdb/session'

/** Who owns a state folder; written for people and for the command line, never trusted as the lock. */
export interface Owner {
  readonly pid: number
  /** `http://host:port`, null until the API listens. */
  readonly address: string | null
  /** ISO 8601 UTC. */
  readonly startedAt: string
}

/** An owned state folder (decision 33). */
export interface StateFolder {
  readonly path: string
  /** The open `state.duckdb`: registry and history, and by being open the lock. */
  readonly state: Session
  announce(address: string): Promise<void>
  close(): Promise<void>
}

const STATE_FILE = 'state.duckdb'
const OWNER_FILE = 'owner.json'
/** The registry and the streaming history are small; this is DuckDB's working room for them. */
const STATE_MEMORY = 128 * 2 ** 20

/**
 * Takes the folder for this process. The lock is the operating system's lock on the open DuckDB
 * file, so a kill -9 frees it and no age is ever guessed.
 *
 * @throws OWNED_BY_ANOTHER naming pid and address of the owner
 */
export async function openStateFolder(path: string, now: () => number = Date.now): Promise<StateFolder> {
  await makeFolder(path)
  const file = join(path, STATE_FILE)
  const state = await openState(path, file)
  const startedAt = new Date(now()).toISOString()
  const write = (address: string | null) =>
    replaceFile(join(path, OWNER_FILE), `${JSON.stringify({ pid: process.pid, address, startedAt } satisfies Owner)}\n`)
  try {
    await write(null)
  } catch (error) {
    state.close()
    throw error
  }
  return {
    path,
    state,
    announce: write,
    async close() {
      await rm(join(path, OWNER_FILE), { force: true })
      state.close()
    },
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

async function openState(path: string, file: string): Promise<Session> {
  try {
    return await openSession({
      file,
      threads: 1,
      memoryLimit: STATE_MEMORY,
      folders: [path],
    })
  } catch (error) {
    if (!/lock|being used by another process/i.test(messageOf(error))) {
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

function parseOwner(value: unknown): Owner | null {
  if (typeof value !== 'object' || value === null) return null
  if (!('pid' in value) || !('address' in value) || !('startedAt' in value)) return null
  const { pid, address, startedAt } = value
  if (typeof pid !== 'number' || typeof startedAt !== 'string') return null
  return { pid, address: typeof address === 'string' ? address : null, startedAt }
}
