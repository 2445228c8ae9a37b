import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { messageOf, MillraceError } from '../../shared/errors'
import { isErrno } from '../durable'
import type { Engine } from '../engine-port'
import type { Logger } from '../log/logger'
import { createApp } from './app'
import { discardBody, readBody } from './body'
import { toErrorAnswer } from './error-table'
import { checkContentType, checkOrigin, RateLimit } from './guards'

export interface ApiOptions {
  readonly engine: Engine
  readonly host: string
  /** 0 = a free one. */
  readonly port: number
  readonly version: string
  readonly log: Logger
  /** `POST /stop` was asked: what it answers; the process ends afterwards. */
  readonly onStop: () => Promise<{ readonly queriesStopped: number }>
}

export interface Api {
  readonly address: string
  readonly port: number
  /** No new connections; those under way have `graceMs` to end. */
  close(graceMs: number): Promise<void>
}

const HEADER_BYTES = 16 * 1024
const HEADER_TIMEOUT_MS = 10_000
const MAX_CONNECTIONS = 512
const RATE = 1000
const BURST = 2000

/** @throws PORT_IN_USE naming the port */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { log } = options
  const app = createApp(options)
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler: () => undefined })
  const limit = new RateLimit(RATE, BURST)
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES,
      // Our own guard answers a missing Host, in our form.
      requireHostHeader: false,
      headersTimeout: HEADER_TIMEOUT_MS,
      requestTimeout: 60_000,
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: 5000,
    },
    (request, response) => {
      const started = performance.now()
      response.on('close', () => {
        const ms = Math.round((performance.now() - started) * 10) / 10
        log.info({ method: request.method, path: pathOf(request), status: response.statusCode, ms }, 'api')
      })
      void handle(request, response)
    },
  )

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const guarded = { method: request.method ?? '', headers: request.headers, rawHeaders: request.rawHeaders }
      limit.take(request.socket.remoteAddress ?? '')
      checkOrigin(guarded, portOf(server))
      const body = await readBody(request)
      checkContentType(guarded, body.length)
      await listener(Object.assign(request, { rawBody: body }), response)
    } catch (error) {
      if (!(error instanceof MillraceError)) log.error({ err: error, path: pathOf(request) }, 'api')
      sendError(response, error)
      discardBody(request)
    }
  }

  server.maxConnections = MAX_CONNECTIONS
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => answerClientError(error, socket))
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (Number(request.headers['content-length'] ?? 0) <= 2 ** 20) response.writeContinue()
    server.emit('request', request, response)
  })
  await listen(server, options.host, options.port)
  const port = portOf(server)
  return {
    port,
    address: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    close: (graceMs) => closeServer(server, graceMs),
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        isErrno(error, 'EADDRINUSE', 'EACCES')
          ? new MillraceError(
              'PORT_IN_USE',
              isErrno(error, 'EACCES')
                ? `Port ${port} on ${host} may not be used (${messageOf(error)}). Choose one above 1024 with --set pipeline.http.port=PORT.`
                : `Port ${port} on ${host} is taken by another program. Stop it, or choose another with --set pipeline.http.port=PORT (0 = a free one).`,
              { cause: error },
            )
          : error,
      )
    })
    server.listen(port, host, () => resolve())
  })
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), graceMs).unref()
  })
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const { status, body } = toErrorAnswer(error)
  const text = JSON.stringify(body)
  const close = status === 413 ? { Connection: 'close' } : {}
  const retry = status === 429 || status === 503 ? { 'Retry-After': '1' } : {}
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...close,
    ...retry,
  })
  response.end(text)
}

/** What Node's parser refuses never reaches a route; it gets the same form of answer (decision 22). */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const refused =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new MillraceError('HEADERS_TOO_LARGE', `The headers are larger than ${HEADER_BYTES} bytes.`)
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new MillraceError('REQUEST_TIMEOUT', 'The request did not arrive in time.')
        : new MillraceError('INVALID_REQUEST', 'The request is not valid HTTP.')
  const { status, body } = toErrorAnswer(refused)
  const text = JSON.stringify(body)
  socket.end(
    `HTTP/1.1 ${status} ${refused.code}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  )
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? ''
}
