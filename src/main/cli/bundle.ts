import { open, readdir, readFile } from 'node:fs/promises'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { Config } from '../../shared/config'
import { messageOf } from '../../shared/errors'
import { CRASH_FOLDER, isCrashReport } from '../crash-report'
import { isErrno, toIoError, writeNewFile } from '../durable'
import { redact } from '../log/redact'
import type { Context } from '../instance/context'
import type { LakeOperations } from '../../shared/engine'
import { createSavedConnections, withLake } from './lake'
import { askJson, findInstance, type Question } from '../instance/remote'

const LOG_TAIL_BYTES = 2 ** 20
const CRASHES = 10
const LONG_SECRET = 8
const BATCHES = 100
/** What a running instance tells of itself; no rows, no messages. */
const ASKED = {
  'health.json': { operation: 'health', input: {} },
  'stream.json': { operation: 'streamStatus', input: {} },
  'config.json': { operation: 'settings', input: {} },
  'activity.json': { operation: 'activity', input: {} },
  'batches.json': { operation: 'batches', input: { query: { limit: BATCHES } } },
} as const satisfies Readonly<Record<string, Question>>

/** Where a bundle's parts come from: a process of its own, or the instance itself. */
export interface BundleSources {
  readonly checks: unknown
  readonly lake: <T>(work: (door: LakeOperations) => Promise<T>) => Promise<T>
  /** Asks what runs; null where nothing does. */
  readonly ask: ((question: Question) => Promise<unknown>) | null
  /** Of saved connections; null where they cannot be read. */
  readonly secrets: readonly string[] | null
}

/**
 * Writes a support bundle of mode 0600; the running instance, where there is one, is asked over its API.
 * @throws DISK_FULL, IO_ERROR where the file exists or cannot be written
 */
export async function writeBundle(context: Context, file: string, checks: unknown): Promise<void> {
  const instance = await findInstance(context)
  const bytes = await packBundle(context, {
    checks,
    lake: (work) => withLake(context, work),
    ask: instance === null ? null : (question) => askJson(instance, question),
    secrets: await createSavedConnections(context).then(
      (saved) => saved.secrets(),
      () => null,
    ),
  })
  await writeNewFile(file, bytes, 0o600).catch((error: unknown) => {
    throw toIoError(error, `The bundle ${file} cannot be written`)
  })
}

/**
 * What a maintainer needs to see as one ZIP file: settings, versions, checks, tables, log, crash reports, and what
 * the instance says. No row and no message is in it; secrets and the user's name are taken out of every file. A part
 * that cannot be had is its error.
 */
export async function packBundle(context: Context, { checks, lake, ask, secrets }: BundleSources): Promise<Buffer> {
  const { config } = context.loaded
  const known = longestFirst([...(await secretsOf(config)), ...(secrets ?? [])])
  const zip = new ZipFile()
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(takeOut(text, known)), name, { mode: 0o100600 })
  const addJson = async (name: string, find: () => Promise<unknown>) =>
    add(name, JSON.stringify(await find().catch((error: unknown) => ({ error: messageOf(error) })), null, 2))

  await addJson('checks.json', () => Promise.resolve(checks))
  await addJson('versions.json', () => Promise.resolve(versions(context)))
  await addJson('settings.json', () => Promise.resolve(context.loaded.settings))
  await addJson('tables.json', () =>
    lake(async (door) => ({
      ...(await door.list({ limit: BATCHES, offset: 0 })),
      transactions: await door.history('transactions', 50).catch((error: unknown) => messageOf(error)),
    })),
  )
  if (ask !== null)
    for (const [name, question] of Object.entries(ASKED)) await addJson(`instance/${name}`, () => ask(question))
  if (secrets === null) {
    add(
      'left-out.txt',
      'Log and crash reports: the saved connections cannot be read, so that their secrets could not be taken out.\n',
    )
    zip.end()
    return buffer(zip.outputStream)
  }
  if (config.log.file !== null) add('log.jsonl', await tailOf(config.log.file).catch(messageOf))
  const crashes = await crashReports(config).catch((error: unknown) => {
    add('crashes/error.txt', messageOf(error))
    return []
  })
  for (const name of crashes)
    add(`crashes/${name}`, await readFile(join(crashFolder(config), name), 'utf8').catch(messageOf))
  zip.end()
  return buffer(zip.outputStream)
}

function versions({ version }: Context): object {
  return {
    at: new Date().toISOString(),
    millrace: version,
    versions: process.versions,
    platform: `${process.platform} ${process.arch} ${release()}`,
    processors: cpus().length,
    processor: cpus()[0]?.model,
    memoryBytes: totalmem(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}

/** By their names `redact` finds them; by their values also where they stand without one. */
async function secretsOf({ kafka, engine }: Config): Promise<readonly string[]> {
  const { sasl } = kafka.security
  const found: string[] = []
  if (kafka.tokens.command !== null) found.push(kafka.tokens.command)
  if (sasl !== null && sasl.mechanism !== 'OAUTHBEARER') {
    const { password } = sasl
    found.push('text' in password ? password.text : await readFile(password.file, 'utf8').catch(() => ''))
  }
  found.push(engine.remote?.token ?? '')
  found.push(await readFile(join(engine.stateDir, 'token'), 'utf8').catch(() => ''))
  return found
}

/** Trimmed; one that begins another is taken out after it. */
function longestFirst(secrets: readonly string[]): readonly string[] {
  return secrets
    .map((text) => text.trim())
    .filter((text) => text.length > 0)
    .sort((one, other) => other.length - one.length)
}

function takeOut(text: string, secrets: readonly string[]): string {
  let clean = redact(text)
  for (const secret of secrets)
    for (const form of [secret, JSON.stringify(secret).slice(1, -1)]) {
      // A short one may be part of a word, as kafka is of our keys: what is left of the word would tell it.
      const word = form.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      clean =
        form.length >= LONG_SECRET
          ? clean.replaceAll(form, '***')
          : clean.replaceAll(new RegExp(`(?<![\\w-]|\\w\\.)${word}(?![\\w-]|\\.\\w)`, 'g'), '***')
    }
  return clean
}

/** From the beginning of a line. */
async function tailOf(path: string): Promise<string> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const from = Math.max(0, size - LOG_TAIL_BYTES)
    const { buffer: bytes, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from)
    const text = bytes.toString('utf8', 0, bytesRead)
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1)
  } finally {
    await handle.close()
  }
}

function crashFolder({ engine }: Config): string {
  return join(engine.stateDir, CRASH_FOLDER)
}

/** The newest. */
async function crashReports(config: Config): Promise<readonly string[]> {
  try {
    const names = await readdir(crashFolder(config))
    return names.filter(isCrashReport).sort().slice(-CRASHES)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return []
    throw error
  }
}
