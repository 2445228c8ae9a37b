import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, isAbsolute } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Config } from '../../shared/config'
import { MillraceError } from '../../shared/errors'
import { openStateFolder, stateFile } from '../state-folder'
import type { Context } from '../instance/context'
import { count, note, print } from './terminal'

export interface ResetFlags {
  readonly yes?: boolean
  readonly json?: boolean
}

interface Going {
  readonly what: string
  readonly path: string
  readonly files: number
  readonly bytes: number
}

/**
 * The full reset: tables, results, history, checkpoints of the original and the development broker's topics. What lies
 * outside of `pipeline.delta.base-path` may be somebody else's: it is named and stays.
 *
 * @throws OWNED_BY_ANOTHER while an instance has the state folder or the broker its topics, INVALID_REQUEST where nobody can be asked
 */
export async function resetCommand(context: Context, flags: ResetFlags): Promise<number> {
  const { config } = context.loaded
  const { going, staying } = await planReset(config)
  for (const { what, path } of staying) note(`stays: ${what}, outside of pipeline.delta.base-path: ${path}`)
  if (going.length === 0) {
    note('Nothing to remove.')
    if (flags.json === true) print(JSON.stringify({ removed: [] }))
    return 0
  }
  for (const { what, path, files, bytes } of going)
    note(`goes: ${what}, ${count(files)} files, ${count(Math.ceil(bytes / 2 ** 20))} MiB: ${path}`)
  if (flags.yes !== true && !(await confirmed())) {
    note('Nothing was removed.')
    return 1
  }
  await checkBroker(going)
  await remove(going, config)
  if (flags.json === true) print(JSON.stringify({ removed: going }, null, 2))
  else
    print(`Removed ${count(going.length)} folders, ${count(going.reduce((sum, { files }) => sum + files, 0))} files.`)
  return 0
}

/** Kafka ends where its files go while it runs. */
async function checkBroker(going: readonly Going[]): Promise<void> {
  const folder = going.find(({ what }) => what === TOPICS)?.path
  if (folder === undefined) return
  const { findDevBroker } = await import('../kafka/dev-broker')
  const pid = await findDevBroker(folder)
  if (pid !== null)
    throw new MillraceError(
      'OWNED_BY_ANOTHER',
      `The broker of \`millrace kafka\` runs on ${folder} (process ${pid}). Stop it first, by Ctrl-C in its terminal.`,
    )
}

const TOPICS = 'topics of the development broker'

async function planReset(config: Config): Promise<{ going: Going[]; staying: { what: string; path: string }[] }> {
  const { delta, engine } = config
  const candidates: readonly (readonly [string, string])[] = [
    ['transactions', delta.streamTransactionsPath],
    ['dead letters', delta.deadLettersPath],
    ['dashboard windows', delta.streamAggregationsPath],
    ['seeded transactions', delta.seedPath],
    ['batch results', delta.batchBasePath],
    ['batch registry, reports, streaming history and saved connections with their secrets', engine.stateDir],
    ['checkpoints of the original', config.sparkCheckpointDir],
    [TOPICS, join(delta.basePath, '../kafka')],
  ]
  const going: Going[] = []
  const staying: { what: string; path: string }[] = []
  for (const [what, path] of candidates) {
    const size = await sizeOf(path)
    if (size === null) continue
    // The broker's topics and the original's checkpoints lie beside the tables, in the same data folder.
    const home = isInside(path, delta.basePath) || isInside(path, resolve(delta.basePath, '..'), DATA_FOLDERS)
    if (home) going.push({ what, path, ...size })
    else staying.push({ what, path })
  }
  const state = dirname(await stateFile(engine.stateDir))
  const size = going.some(({ path }) => path === engine.stateDir && path !== state) ? await sizeOf(state) : null
  if (size !== null) going.push({ what: 'database of the state folder', path: state, ...size })
  return { going, staying }
}

const DATA_FOLDERS: readonly string[] = ['kafka', 'checkpoints']

/** Below the folder, and where names are given, below one of them. */
function isInside(path: string, folder: string, names?: readonly string[]): boolean {
  const inside = relative(folder, path)
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return false
  return names === undefined || names.some((name) => inside === name || inside.startsWith(join(name, '/')))
}

async function remove(going: readonly Going[], { engine, delta }: Config): Promise<void> {
  const stateFolders = [engine.stateDir, dirname(await stateFile(engine.stateDir))]
  const isState = (path: string) => stateFolders.includes(path)
  const state = await openStateFolder(engine.stateDir).catch((error: unknown) => {
    // No Millrace opens it either, so that none runs here; it goes with the rest.
    if (!(error instanceof MillraceError) || error.code !== 'IO_ERROR') throw error
    note(`${error.message} It is removed with the rest.`)
    return null
  })
  try {
    for (const { path } of going) if (!isState(path)) await rm(path, { recursive: true, force: true })
  } finally {
    await state?.close()
  }
  // Last: while it is there, and ours, no other instance begins.
  for (const { path } of going) if (isState(path)) await rm(path, { recursive: true, force: true })
  const emptied = [join(delta.basePath, 'stream'), dirname(delta.seedPath), delta.basePath]
  for (const folder of emptied.filter((one) => isInside(one, delta.basePath)))
    await rmdir(folder).catch(() => undefined)
}

async function sizeOf(path: string): Promise<{ files: number; bytes: number } | null> {
  const found = await stat(path).catch(() => null)
  if (found === null) return null
  if (!found.isDirectory()) return { files: 1, bytes: found.size }
  let files = 0
  let bytes = 0
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    files++
    bytes += await stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    )
  }
  return { files, bytes }
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new MillraceError('INVALID_REQUEST', 'There is no terminal to ask on. Give --yes to remove all of this.')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await lines.question('Remove all of this for good? Type yes: ')).trim() === 'yes'
  } finally {
    lines.close()
  }
}
