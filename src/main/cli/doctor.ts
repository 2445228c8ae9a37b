import { link, statfs, stat, unlink, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { existsSync } from 'node:fs'
import { BROKER_ADDRESS_WORDS, parseBrokerAddress } from '../../shared/broker-address'
import { messageOf, MillraceError } from '../../shared/errors'
import { toListenError } from '../listen-error'
import { checkWritable } from '../lake/protocol'
import { checkTransactionsTable } from '../tables/fitness'
import { readServerTls } from '../server-certificate'
import { lookAtState, readOwner } from '../state-folder'
import type { Context } from '../instance/context'
import { findInstance } from '../instance/remote'
import { createSavedConnections } from './lake'
import { count, note, print } from './terminal'

export interface DoctorFlags {
  readonly json?: boolean
  /** Where the support bundle goes. */
  readonly bundle?: string
}

interface Check {
  readonly name: string
  readonly status: 'ok' | 'warning' | 'failed'
  readonly detail: string
}

type Finding = Omit<Check, 'name'>

const GIB = 2 ** 30
const WAIT_MS = 3000
const NODE_WANTED = [20, 19] as const
/** A clock that is off by more than this dates commits and windows wrongly. */
const CLOCK_MS = 5000

/**
 * Looks at what Millrace needs of its surroundings; exit code 1 where a check failed. Changes nothing, but writes the
 * bundle that is asked for.
 */
export async function doctorCommand(context: Context, flags: DoctorFlags): Promise<number> {
  const checks = await lookAround(context)
  const healthy = checks.every(({ status }) => status !== 'failed')
  if (flags.json === true) print(JSON.stringify({ ok: healthy, checks }, null, 2))
  else for (const { name, status, detail } of checks) print(`${status.padEnd(8)} ${name.padEnd(7)} ${detail}`)
  if (flags.bundle !== undefined) {
    const file = resolve(flags.bundle)
    await (await import('./bundle')).writeBundle(context, file, checks)
    note(`Support bundle: ${file}. Secrets and your home folder are taken out; look into it before you send it.`)
  }
  return healthy ? 0 : 1
}

/** Each check in turn; one that cannot be made has failed. */
export async function lookAround(context: Context): Promise<readonly Check[]> {
  const { config } = context.loaded
  const checks: Check[] = []
  for (const [name, look] of [
    ['node', () => ok(checkNode())],
    ['disk', () => checkDisk(config.delta.basePath)],
    ['clock', () => checkClock(config.delta.basePath)],
    ['port', () => checkPort(context)],
    ['lake', () => checkLake(context)],
    ['state', () => checkState(config.engine.stateDir)],
    ['broker', () => checkBroker(context)],
  ] as const) {
    const found = await look().catch((error: unknown): Finding => ({ status: 'failed', detail: messageOf(error) }))
    checks.push({ name, ...found })
  }
  return checks
}

function ok(finding: Finding): Promise<Finding> {
  return Promise.resolve(finding)
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const enough = major > NODE_WANTED[0] || (major === NODE_WANTED[0] && minor >= NODE_WANTED[1])
  const detail = `Node ${process.versions.node} on ${process.platform} ${process.arch}`
  return enough
    ? { status: 'ok', detail }
    : { status: 'failed', detail: `${detail}: install ${NODE_WANTED.join('.')} or newer, and run Millrace with it.` }
}

/** Room, and hard links, which a safe commit needs. */
async function checkDisk(basePath: string): Promise<Finding> {
  const folder = nearest(basePath)
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const detail = `${(free / GIB).toFixed(1)} GiB free at ${folder}`
  const linked = await withProbe(folder, async (probe) => {
    await link(probe, `${probe}.link`)
    await unlink(`${probe}.link`)
  }).catch(messageOf)
  if (linked !== undefined)
    return {
      status: 'failed',
      detail: `${detail}; no files with hard links can be made there: ${linked}. Put the lake on a local disk that this user may write: --set pipeline.delta.base-path=FOLDER.`,
    }
  if (free < GIB) return { status: 'failed', detail: `${detail}: free some space, a stream stops when it is full.` }
  return { status: free < 5 * GIB ? 'warning' : 'ok', detail }
}

/** The file system's clock against ours: they differ on network disks, and when a clock was set. */
async function checkClock(basePath: string): Promise<Finding> {
  let off = 0
  const unreadable = await withProbe(nearest(basePath), async (probe) => {
    off = Math.round((await stat(probe)).mtimeMs - Date.now())
  }).catch(messageOf)
  if (unreadable !== undefined)
    return { status: 'warning', detail: `not compared with the disk's (${unreadable}): first mend the disk.` }
  const detail = `${new Date().toISOString()}, the disk's differs by ${count(Math.abs(off))} ms`
  if (new Date().getUTCFullYear() < 2025)
    return { status: 'failed', detail: `${detail}: this clock is not set; set it by NTP.` }
  return Math.abs(off) > CLOCK_MS
    ? { status: 'failed', detail: `${detail}: set both by NTP.` }
    : { status: 'ok', detail }
}

async function checkPort(context: Context): Promise<Finding> {
  const { config } = context.loaded
  const { host, port, tls } = config.http
  // A certificate that no client would take ends a start, as a taken port does.
  if (tls !== null) await readServerTls(tls)
  if (port === 0) return { status: 'ok', detail: 'any free one (pipeline.http.port is 0)' }
  const owner = await readOwner(config.engine.stateDir)
  if (owner?.address?.endsWith(`:${port}`) === true && (await findInstance(context, WAIT_MS)) !== null)
    return { status: 'ok', detail: `Millrace, process ${owner.pid}, answers at ${owner.address}` }
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => {
      resolve({ status: 'failed', detail: messageOf(toListenError(error, host, port)) })
    })
    server.listen(port, host, () => {
      server.close(() => resolve({ status: 'ok', detail: `${host}:${port} is free` }))
    })
  })
}

/** The state folder can be opened by this version. */
async function checkState(stateDir: string): Promise<Finding> {
  const version = await lookAtState(stateDir)
  if (version === 'owned') return { status: 'ok', detail: `${stateDir}, in use by an instance` }
  return { status: 'ok', detail: version === null ? `none yet at ${stateDir}` : `${stateDir}, version ${version}` }
}

/** The tables of the stream that are there can be read and written. */
async function checkLake(context: Context): Promise<Finding> {
  const { delta } = context.loaded.config
  const { openLakeParts } = await import('../lake-parts')
  const parts = await openLakeParts(context.loaded.config, context.version, context.log)
  let path = ''
  try {
    const found: string[] = []
    for (path of [delta.streamTransactionsPath, delta.deadLettersPath, delta.streamAggregationsPath]) {
      const snapshot = await parts.lake.table(path).snapshot()
      if (snapshot === null) continue
      if (path === delta.streamTransactionsPath)
        checkTransactionsTable(snapshot, 'write', 'pipeline.delta.stream-transactions-path')
      checkWritable(snapshot)
      found.push(`${path} version ${snapshot.version}, ${count(snapshot.files.length)} files`)
    }
    const detail = found.length === 0 ? `no tables yet at ${delta.basePath}` : found.join('; ')
    return { status: 'ok', detail }
  } catch (error) {
    const fix = `Mend it by what this says, restore ${path} from a backup (docs/operating.md), or begin a new lake: --set pipeline.delta.base-path=FOLDER.`
    return { status: 'failed', detail: `${messageOf(error)} ${fix}` }
  } finally {
    await parts.close()
  }
}

/** Each server of the connection in use, then that connection stage by stage, as `POST /kafka/test` does. */
async function checkBroker(context: Context): Promise<Finding> {
  const { loaded, log } = context
  const { kafka } = loaded.config
  const [{ openLazyInspector }, { judgeValue }] = await Promise.all([
    import('../kafka/lazy'),
    import('../stream-parts'),
  ])
  const saved = await createSavedConnections(context)
  const connection = await saved.connection().catch(unlessSealed)
  if (typeof connection === 'string') return { status: 'warning', detail: `not tried: ${connection}` }
  const servers = connection?.bootstrapServers ?? kafka.bootstrapServers
  const tried = await Promise.all(servers.map(async (server) => ({ server, error: await reach(server) })))
  const good = tried.filter(({ error }) => error === null).map(({ server }) => server)
  const bad = tried.flatMap(({ server, error }) => (error === null ? [] : [`${server}: ${error}`])).join('; ')
  if (good.length === 0) {
    const fix = 'Start one with `millrace kafka`, or set pipeline.kafka.bootstrap-servers.'
    return { status: 'failed', detail: `no broker can be reached (${bad}). ${fix}` }
  }
  const inspector = openLazyInspector(
    { kafka, log, saved: () => Promise.resolve(connection) },
    () => saved.topicOf() ?? kafka.streamTopic,
    judgeValue,
  )
  try {
    const { stages } = await inspector.test({})
    const words = `${good.join(', ')} can be reached${bad === '' ? '' : `, not ${bad}`}`
    const wrong = stages.find(({ ok }) => ok === false)
    if (wrong === undefined) return { status: bad === '' ? 'ok' : 'warning', detail: words }
    return {
      // Without the topic, or with others' messages on it, a stream starts all the same.
      status: wrong.stage === 'topic' || wrong.stage === 'decode' ? 'warning' : 'failed',
      detail: `${words}; ${wrong.message} ${wrong.fix ?? ''}`.trim(),
    }
  } finally {
    await inspector.close()
  }
}

/** Only the window may open what the keychain has sealed. */
function unlessSealed(error: unknown): string {
  if (error instanceof MillraceError && error.code === 'SECRET_UNAVAILABLE') return error.message
  throw error
}

/** Null, or why not. */
function reach(server: string): Promise<string | null> {
  const address = parseBrokerAddress(server)
  if (address === null) return Promise.resolve(`it ${BROKER_ADDRESS_WORDS}`)
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: WAIT_MS })
    const end = (error: string | null) => {
      socket.destroy()
      resolve(error)
    }
    socket.once('connect', () => end(null))
    socket.once('timeout', () => end(`no answer in ${WAIT_MS} ms`))
    socket.once('error', (error) => end(error.message === '' ? 'refused' : error.message))
  })
}

/** The folder itself, or the nearest above it that is there. */
function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path))
}

async function withProbe(folder: string, work: (path: string) => Promise<void>): Promise<undefined> {
  const path = join(folder, `.millrace-doctor-${process.pid}`)
  await writeFile(path, '')
  try {
    await work(path)
  } finally {
    await unlink(path)
  }
}
