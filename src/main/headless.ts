import { join } from 'node:path'
import type { LoadedConfig } from './config/load'
import { openEngine, type OwnedEngine } from './engine'
import { startApi, type Api } from './api/server'
import type { Logger } from './log/logger'

export interface HeadlessOptions {
  readonly loaded: LoadedConfig
  readonly version: string
  readonly log: Logger
}

/** Engine and API in one process, without a window. */
export interface Headless {
  readonly engine: OwnedEngine
  readonly address: string
  /** Resolves when everything is closed, whoever asked: `stop()` or `POST /stop`. */
  readonly closed: Promise<void>
  stop(): Promise<void>
}

/** From the first request to stop to the end of the process (decision 28). */
const STOP_LIMIT_MS = 9500
const CONNECTION_GRACE_MS = 1000

/** @throws OWNED_BY_ANOTHER, PORT_IN_USE, and what opening the lake throws */
export async function startHeadless({ loaded, version, log }: HeadlessOptions): Promise<Headless> {
  for (const warning of loaded.warnings) log.warn({}, warning)
  const { config, settings } = loaded
  const engine = await openEngine({ config, settings, version, log, workerScript: join(__dirname, 'batch-worker.cjs') })
  let resolveClosed: () => void = () => undefined
  const closed = new Promise<void>((resolve) => {
    resolveClosed = resolve
  })
  let api: Api | null = null
  let stopping: Promise<void> | null = null

  function stop(): Promise<void> {
    stopping ??= close()
    return stopping
  }

  async function close(): Promise<void> {
    const limit = setTimeout(() => {
      log.error({}, 'the engine did not close in time')
      process.exit(1)
    }, STOP_LIMIT_MS)
    await engine.close()
    await api?.close(CONNECTION_GRACE_MS)
    clearTimeout(limit)
    log.info({}, 'stopped')
    resolveClosed()
  }

  try {
    api = await startApi({
      engine,
      host: config.http.host,
      port: config.http.port,
      version,
      log,
      async onStop() {
        const { queriesStopped } = await engine.stream.stop()
        // The answer goes out first; then everything closes.
        setTimeout(() => void stop(), 50)
        return { queriesStopped }
      },
    })
  } catch (error) {
    await engine.close()
    throw error
  }
  await engine.announce(api.address)
  return { engine, address: api.address, closed, stop }
}
