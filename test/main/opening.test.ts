import { existsSync, mkdirSync, rmSync } from 'node:fs'
import promises, { mkdir, rm, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi, type Mock } from 'vitest'
import { forkWorker, type LaunchWorker } from '../../src/main/duckdb/worker-process'
import { openEngine } from '../../src/main/engine'
import { startHeadless } from '../../src/main/headless'
import { openLakeParts } from '../../src/main/lake-parts'
import { SILENT, type Logger } from '../../src/main/log/logger'
import { openStateFolder } from '../../src/main/state-folder'
import type { Config } from '../../src/shared/config'
import { openTestFolder, WORKER_SCRIPT, type TestFolder } from '../support/engine'
import { holdInAnotherProcess } from '../support/hold-state'

let folder: TestFolder
let stateDir: string
/** Each with how often it has ended. */
let workers: { exits: number }[]
let warnings: object[]
/** Makes folders of lines, wherever this system has them. */
let mkdtemp: Mock

beforeEach(async () => {
  folder = await openTestFolder()
  ;({ stateDir } = folder.loaded.config.engine)
  workers = []
  warnings = []
  mkdtemp = vi.spyOn(promises, 'mkdtemp')
  syncBuiltinESMExports()
})
afterEach(async () => {
  mkdtemp.mockRestore()
  syncBuiltinESMExports()
  await folder.remove()
})

const log: Logger = { ...SILENT, warn: (facts) => warnings.push(facts) }

/** Where the sources run, and not the built program, its script is not beside them. */
const launchWorker: LaunchWorker = (launch) => {
  const started = forkWorker({ ...launch, script: WORKER_SCRIPT })
  const worker = { exits: 0 }
  workers.push(worker)
  started.onExit(() => worker.exits++)
  return started
}

const engineOf = (config: Config = folder.loaded.config) =>
  openEngine({
    config,
    settings: folder.loaded.settings,
    version: 'test',
    log,
    workerScript: WORKER_SCRIPT,
    launchWorker,
    scheduling: true,
  })

/** What stands in the way of one step: how it comes there, and what takes it away. */
interface Obstacle {
  readonly step: string
  readonly place: () => Promise<unknown>
  readonly remove: () => Promise<unknown>
  /** Processes of the worker that were started by then. */
  readonly workers: number
  readonly lineFolders: number
}

const OBSTACLES: readonly Obstacle[] = [
  {
    step: 'the state folder',
    place: () => mkdir(join(stateDir, 'owner.json', 'in the way'), { recursive: true }),
    remove: () => rm(join(stateDir, 'owner.json'), { recursive: true }),
    workers: 0,
    lineFolders: 0,
  },
  {
    step: 'the saved connections',
    async place() {
      await mkdir(stateDir, { recursive: true })
      await writeFile(join(stateDir, 'connections.json'), '{')
    },
    remove: () => rm(join(stateDir, 'connections.json')),
    workers: 0,
    lineFolders: 1,
  },
  {
    step: 'the registry',
    place: () => changeState('ALTER TABLE batches RENAME TO batches_away'),
    remove: () => changeState('ALTER TABLE batches_away RENAME TO batches'),
    workers: 1,
    lineFolders: 1,
  },
  {
    step: 'the reports',
    place: () => changeState('CREATE TABLE reports (other INTEGER)'),
    remove: () => changeState('DROP TABLE reports'),
    workers: 1,
    lineFolders: 1,
  },
  {
    step: 'the stream',
    place: () => changeState('CREATE TABLE quality (other INTEGER)'),
    remove: () => changeState('DROP TABLE quality'),
    workers: 1,
    lineFolders: 1,
  },
]

test.each(OBSTACLES)(
  'where $step cannot be opened, what was open before is closed, and the next try opens it',
  async (obstacle) => {
    await obstacle.place()
    await expect(engineOf()).rejects.toThrow()
    expect(workers).toHaveLength(obstacle.workers)
    expect(mkdtemp).toHaveBeenCalledTimes(obstacle.lineFolders)
    await expectNothingOpen()
    await obstacle.remove()
    const engine = await engineOf()
    expect(await engine.batch.list({ limit: 1, offset: 0 })).toMatchObject({ total: 0 })
    await engine.close()
    await expectNothingOpen()
  },
)

test('a lake that cannot be opened leaves no folder of lines, and no engine', async () => {
  const { config } = folder.loaded
  // No SQL can name it.
  const unreadable: Config = { ...config, delta: { ...config.delta, seedPath: 'a\0b' } }
  await expect(openLakeParts(unreadable, 'test', log)).rejects.toThrow()
  await expect(engineOf(unreadable)).rejects.toThrow()
  expect(mkdtemp).toHaveBeenCalledTimes(2)
  await expectNothingOpen()
  await (await engineOf()).close()
  await expectNothingOpen()
})

test('to close an engine twice is to wait for the same end', async () => {
  const engine = await engineOf()
  const ends = await Promise.all([engine.close(), engine.close()])
  expect(ends).toEqual([{ queriesStopped: 0 }, { queriesStopped: 0 }])
  await expectNothingOpen()
})

test('without its token the API does not open, nor stays the engine', async () => {
  const { loaded } = folder
  const start = () => startHeadless({ loaded, version: 'test', log, launchWorker })
  await mkdir(join(stateDir, 'token'), { recursive: true })
  await expect(start()).rejects.toMatchObject({ code: 'IO_ERROR' })
  await expectNothingOpen()
  await rm(join(stateDir, 'token'), { recursive: true })
  const headless = await start()
  expect((await headless.fetch(new Request(`${headless.address}/health`))).status).toBe(200)
  await headless.stop()
  expect(await headless.ended).toBe('closed')
  await expectNothingOpen()
})

test('where the port is taken the engine is closed, and the next try has both', async () => {
  const { address, start, free } = await takePort()
  await expect(start(launchWorker)).rejects.toMatchObject({ code: 'PORT_IN_USE' })
  await expectNothingOpen()
  await free()
  const headless = await start(launchWorker)
  expect(headless.address).toBe(address)
  await headless.stop()
  await expectNothingOpen()
})

test('where its address cannot be told, an API that listens already is closed', async () => {
  const { address, start, free } = await takePort()
  await free()
  const owner = join(stateDir, 'owner.json')
  const failing = start((launch) => {
    // It was written when the state folder was opened, and is written again with the address.
    rmSync(owner)
    mkdirSync(owner)
    return launchWorker(launch)
  })
  await expect(failing).rejects.toThrow()
  await expect(fetch(`${address}/health`)).rejects.toThrow()
  // The folder in the way stays, and all else is closed.
  expect(warnings).toMatchObject([{ part: 'state folder' }, { part: 'engine' }])
  warnings = []
  await rm(owner, { recursive: true })
  await expectNothingOpen()
})

test('an end that hangs is overdue after nine and a half seconds, and said so to whoever can end the process', async () => {
  const { loaded } = folder
  let release: () => void = () => undefined
  const launchUnkillable: LaunchWorker = (launch) => {
    const started = launchWorker(launch)
    release = () => started.kill()
    return { ...started, kill: () => undefined }
  }
  const errors: string[] = []
  const headless = await startHeadless({
    loaded,
    version: 'test',
    log: { ...log, error: (_facts, message) => errors.push(message) },
    launchWorker: launchUnkillable,
  })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const stopped = headless.stop()
  try {
    vi.advanceTimersByTime(9499)
    expect(errors).toEqual([])
    vi.advanceTimersByTime(1)
  } finally {
    vi.useRealTimers()
  }
  expect(await headless.ended).toBe('overdue')
  expect(errors).toEqual(['the engine did not close in time'])
  release()
  await stopped
  await expectNothingOpen()
})

/** Someone else at a free port, and how to start there. */
async function takePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { loaded } = folder
  const { config } = loaded
  const placed = { ...loaded, config: { ...config, http: { ...config.http, port } } }
  return {
    address: `http://127.0.0.1:${port}`,
    start: (launch: LaunchWorker) => startHeadless({ loaded: placed, version: 'test', log, launchWorker: launch }),
    free: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

/** The worker's processes have ended, folders of lines are gone, and another process may take the state folder. */
async function expectNothingOpen(): Promise<void> {
  expect(workers.map(({ exits }) => exits)).toEqual(workers.map(() => 1))
  for (const { value } of mkdtemp.mock.settledResults) expect(existsSync(String(value))).toBe(false)
  const holder = await holdInAnotherProcess(join(stateDir, 'state.duckdb'))
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  expect(warnings).toEqual([])
}

async function changeState(sql: string): Promise<void> {
  const owned = await openStateFolder(stateDir)
  const connection = await owned.state.connect()
  await connection.run(sql)
  connection.disconnectSync()
  await owned.close()
}
