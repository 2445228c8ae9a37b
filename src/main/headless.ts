import { join } from 'node:path'
import type { LoadedConfig } from './config/load'
import { openEngine, type OwnedEngine } from './engine'
import { AccessGuard } from './api/access-guard'
import { createApp } from './api/app'
import { createRequestMeter } from './api/request-meter'
import { readServerTls, watchServerTls, type ServerTls } from './server-certificate'
import { startApi, type Api } from './api/server'
import { closingOnFailure, type CloseStack } from './close-stack'
import { createBrowserAccess, makeLink } from './browser-link'
import type { LaunchWorker } from './duckdb/worker-process'
import type { SecretBox } from './kafka/secret-box'
import type { Logger } from './log/logger'
import { requestOf } from '../shared/operations'
import { createRendererFiles, type RendererFiles } from './renderer-files'
import { createSessionToken, proveToken, tokenPath } from './session-token'

export interface HeadlessOptions {
  readonly loaded: LoadedConfig
  readonly version: string
  readonly log: Logger
  readonly launchWorker?: LaunchWorker
  readonly secretBox?: SecretBox
  readonly onWorkerDied?: (reason: string) => void
}

/** Engine and API in one process. */
export interface Headless {
  readonly engine: OwnedEngine
  /** Of the REST API; null before `listen`. */
  readonly address: string | null
  /** Opens the port, and answers the address. @throws PORT_IN_USE, INVALID_CONFIGURATION of the host: everything else works, and it may be tried again */
  listen(): Promise<string>
  /** Answers an API request without a socket: the window's door. */
  readonly fetch: (request: Request) => Promise<Response>
  readonly files: RendererFiles
  /** Opens the page of the API at this address in a browser, once. */
  readonly link: (address: string) => string
  /** The file of the token where each request is asked for it, else null. */
  readonly tokenAsked: string | null
  /**
   * Whoever asked, `stop()` or `POST /stop`: everything is closed, or the time for that is over (it is logged) and
   * the process must be ended as it is.
   */
  readonly ended: Promise<'closed' | 'failed' | 'overdue'>
  stop(): Promise<void>
}

/** From the first request to stop to the end of the process (decision 28). */
const STOP_LIMIT_MS = 9500
const CONNECTION_GRACE_MS = 1000

/** A running API without a window. */
export type Served = Headless & { readonly address: string }

/** @throws INVALID_CONFIGURATION of TLS or the host, OWNED_BY_ANOTHER, PORT_IN_USE, and what opening the lake throws */
export function startHeadless(options: HeadlessOptions): Promise<Served> {
  return closingOnFailure(options.log, async (closing) => {
    const headless = await openAll(options, closing)
    return { ...headless, address: await headless.listen() }
  })
}

/** The engine and its API, without a port so far. @throws INVALID_CONFIGURATION of TLS, OWNED_BY_ANOTHER, and what opening the lake throws */
export function openHeadless(options: HeadlessOptions): Promise<Headless> {
  return closingOnFailure(options.log, (closing) => openAll(options, closing))
}

async function openAll(options: HeadlessOptions, closing: CloseStack): Promise<Headless> {
  const { loaded, version, log, launchWorker, secretBox, onWorkerDied } = options
  for (const warning of loaded.warnings) log.warn({}, warning)
  const { config, settings } = loaded
  const { host, port, publishedAt, requireToken } = config.http
  const tls = config.http.tls === null ? null : await readServerTls(config.http.tls)
  let api: Api | null = null
  // The first to be pushed and the last to close: it answers while the engine drains.
  closing.push('api', () => api?.close(CONNECTION_GRACE_MS))
  const engine = await openEngine({
    config,
    settings,
    version,
    log,
    workerScript: join(__dirname, 'batch-worker.cjs'),
    scheduling: true,
    ...(launchWorker === undefined ? {} : { launchWorker }),
    ...(secretBox === undefined ? {} : { secretBox }),
    ...(onWorkerDied === undefined ? {} : { onWorkerDied }),
  })
  closing.push('engine', () => engine.close())
  let end: (how: 'closed' | 'failed' | 'overdue') => void = () => undefined
  const ended = new Promise<'closed' | 'failed' | 'overdue'>((resolve) => {
    end = resolve
  })
  let stopping: Promise<void> | null = null
  let deadline: NodeJS.Timeout | undefined

  function stop(): Promise<void> {
    stopping ??= close()
    return stopping
  }

  /** From the moment the end was asked for, whatever hangs afterwards. */
  function setDeadline(): void {
    deadline ??= setTimeout(() => {
      log.error({}, 'the engine did not close in time')
      end('overdue')
    }, STOP_LIMIT_MS)
  }

  async function close(): Promise<void> {
    setDeadline()
    // What could not be closed has been told; all else is.
    const isClosed = await closing.close().then(
      () => true,
      () => false,
    )
    clearTimeout(deadline)
    log.info({}, 'stopped')
    end(isClosed ? 'closed' : 'failed')
  }

  const files = createRendererFiles(join(__dirname, '../renderer'))
  const requests = createRequestMeter()
  let packing: Promise<Uint8Array> | null = null

  /** As `doctor --bundle` does, of this process; who asks meanwhile gets the same one. */
  function packSupport(): Promise<Uint8Array> {
    packing ??= pack().finally(() => {
      packing = null
    })
    return packing
  }

  async function pack(): Promise<Uint8Array> {
    const context = { loaded, version, log }
    const { lookAround } = await import('./cli/doctor')
    const { packBundle } = await import('./cli/bundle')
    return packBundle(context, {
      checks: await lookAround(context),
      lake: (work) => work(engine.lake),
      async ask({ operation, input }) {
        const answer: unknown = await (await app.request(requestOf(operation, input).path)).json()
        return answer
      },
      secrets: await engine.secrets(),
    })
  }

  const app = createApp({
    engine,
    version,
    log,
    files,
    requests,
    packSupport,
    async onStop() {
      setDeadline()
      engine.refuse()
      const { queriesStopped } = await engine.stream.stop()
      // The answer goes out first; then everything closes.
      setTimeout(() => void stop(), 50)
      return { queriesStopped }
    },
  })
  const token = await createSessionToken(config.engine.stateDir, log)

  async function listen(): Promise<string> {
    api ??= await startApi({
      fetch: app.fetch,
      host,
      port,
      log,
      requests,
      tls,
      access: new AccessGuard({
        token,
        required: requireToken,
        browsers: createBrowserAccess({ token, run: engine.run, required: requireToken, secure: tls !== null }),
      }),
      prove: (challenge) => proveToken(token, challenge),
      publishedAt,
    })
    await announce(api, tls)
    if (tls !== null && config.http.tls !== null)
      closing.push('certificate', watchServerTls(config.http.tls, tls, { renewed, refused }))
    return api.address
  }

  function announce({ address }: Api, shown: ServerTls | null): Promise<void> {
    return engine.announce({ address, host: publishedAt, certificate: shown?.certificate.fingerprint256 ?? null })
  }

  function renewed(shown: ServerTls): void {
    if (api === null) return
    api.renew(shown)
    log.info({ validTo: shown.certificate.validTo }, 'certificate renewed')
    announce(api, shown).catch((error: unknown) =>
      log.warn({ err: error }, 'the renewed certificate could not be announced'),
    )
  }

  function refused(error: unknown): void {
    log.warn({ err: error }, 'the certificate is not taken; that of before stays')
  }

  return {
    engine,
    get address() {
      return api?.address ?? null
    },
    listen,
    fetch: async (request) => app.fetch(request),
    files,
    link: (address) => makeLink({ address, host: publishedAt, token, run: engine.run }),
    tokenAsked: requireToken ? tokenPath(config.engine.stateDir) : null,
    ended,
    stop,
  }
}
