import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SecureContextOptions } from 'node:tls'
import { getRequestListener, RequestError } from '@hono/node-server'
import { LOOPBACK_HOSTS } from '../../shared/config'
import { MillraceError } from '../../shared/errors'
import { CHALLENGE_HEADER, PROOF_HEADER } from '../../shared/owner-proof'
import type { Logger } from '../log/logger'
import { LINK_PARAMETER } from '../browser-link'
import type { ServerTls } from '../server-certificate'
import { allowedHosts } from './allowed-hosts'
import { discardBody, MAX_BODY_BYTES, readBody } from './body'
import { breakingOff } from './break-off'
import { compressing } from './compress'
import { Connections, tooMany } from './connections'
import { toErrorAnswer } from '../error-answer'
import { NO_REFERRER, NOT_KEPT } from '../security-headers'
import { toListenError } from '../listen-error'
import { checkContentType, checkOrigin, checkTarget, RateLimit } from './guards'
import type { RequestMeter } from './request-meter'
import type { AccessGuard } from './access-guard'

export interface ApiOptions {
  /** Answers what the guards let through (`createApp`). */
  readonly fetch: (request: Request) => Response | Promise<Response>
  readonly host: string
  /** 0 = a free one. */
  readonly port: number
  readonly log: Logger
  readonly requests: RequestMeter
  /** Plain HTTP without. */
  readonly tls?: ServerTls | null
  /** Who may ask; all without. */
  readonly access?: AccessGuard | null
  /** Answers a client's challenge, where there is a state folder to speak for. */
  readonly prove?: (challenge: string) => string
  /** The address of a container's host that leads here. */
  readonly publishedAt?: string | null
  /** How long a client may take nothing of its answer; a minute by default. */
  readonly stallMs?: number
  /** Decision 25 by default. */
  readonly maxConnections?: number
  /** Requests of one address: so many a second, and so many at once; decision 25 by default. */
  readonly rate?: { readonly perSecond: number; readonly burst: number }
}

export interface Api {
  /** As a client on this machine reaches it: `https://127.0.0.1:8443` for one bound to every address. */
  readonly address: string
  readonly port: number
  /** New connections are shown this certificate, and its names are answered. Only where TLS is spoken. */
  renew(tls: ServerTls): void
  /** No new connections; those under way have `graceMs` to end. */
  close(graceMs: number): Promise<void>
}

const HEADER_BYTES = 16 * 1024
const HEADER_TIMEOUT_MS = 10_000
const MAX_CONNECTIONS = 512
const STALL_MS = 60_000
/** For the last words on a connection to be read before it is cut. */
const LINGER_MS = 2000
/** Decision 25: requests of one address. */
export const RATE = { perSecond: 1000, burst: 2000 }

/** @throws PORT_IN_USE naming the port, INVALID_CONFIGURATION where this machine has no such address */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { log, host, tls = null, access = null, publishedAt = null, stallMs = STALL_MS, rate = RATE } = options
  const { maxConnections = MAX_CONNECTIONS } = options
  // What the adapter itself refuses; without an answer the client would wait for ever.
  const errorHandler = (error: unknown) => {
    if (!(error instanceof RequestError)) log.error({ err: error }, 'api')
    const { status, headers, body } = toErrorAnswer(
      error instanceof RequestError ? new MillraceError('INVALID_REQUEST', 'The request is not valid HTTP.') : error,
    )
    return Response.json(body, { status, headers })
  }
  const answer = breakingOff(compressing(options.fetch), log)
  const listener = getRequestListener(answer, { overrideGlobalObjects: false, errorHandler })
  const limit = new RateLimit(rate.perSecond, rate.burst)
  const limits = {
    maxHeaderSize: HEADER_BYTES,
    // Our own guard answers a missing Host, in our form.
    requireHostHeader: false,
    headersTimeout: HEADER_TIMEOUT_MS,
    requestTimeout: 60_000,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: 5000,
  }
  const secure =
    tls === null
      ? null
      : createTlsServer({ ...limits, ...secureContext(tls), handshakeTimeout: HEADER_TIMEOUT_MS }, onRequest)
  const server: Server = secure ?? createServer(limits, onRequest)
  // Their size is limited; by their number Node drops the last ones in silence, and the guards would not see them.
  server.maxHeadersCount = 0

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const started = performance.now()
    lastResponses.set(request.socket, response)
    // Who stops reading without a word would hold the answer, and the files that an export reads, for ever. Silence
    // while nothing waits for the client is our own: a long batch, or no event.
    response.setTimeout(stallMs, () => {
      if (response.writableLength > 0) request.socket.destroy()
    })
    response.on('close', () => {
      const ms = Math.round((performance.now() - started) * 10) / 10
      log.info({ method: request.method, path: pathOf(request), status: response.statusCode, ms }, 'api')
      options.requests.answered(request.method ?? '', pathOf(request), response.statusCode, ms)
    })
    const challenge = request.headers[CHALLENGE_HEADER]
    if (typeof challenge === 'string' && options.prove !== undefined)
      response.setHeader(PROOF_HEADER, options.prove(challenge))
    void handle(request, response)
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const guarded = { method: request.method ?? '', headers: request.headers, rawHeaders: request.rawHeaders }
      limit.take(request.socket.remoteAddress ?? '')
      checkOrigin(guarded, hosts)
      checkTarget(request.url)
      const link = linkOf(request)
      if (link !== null && access !== null) return admit(response, access.redeem(guarded, link))
      access?.check(guarded, pathOf(request))
      const renewed = access?.renew(guarded, pathOf(request)) ?? null
      if (renewed !== null) response.setHeader('Set-Cookie', renewed)
      // The adapter takes a host in capitals for a malformed one.
      request.headers.host = request.headers.host?.toLowerCase()
      const body = await readBody(request)
      checkContentType(guarded, body.length)
      // Turned away meanwhile: it was told so, and nothing may be done for it.
      if (ended.has(request.socket)) return
      response.once('close', connections.begin(request.socket))
      await listener(Object.assign(request, { rawBody: body }), response)
    } catch (error) {
      if (!(error instanceof MillraceError)) log.error({ err: error, path: pathOf(request) }, 'api')
      await refuse(request, response, error)
    }
  }

  /** At once, though the body may still be on its way; the connection ends behind the body. */
  async function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): Promise<void> {
    if (response.headersSent) {
      response.destroy()
      return
    }
    connections.touch(request.socket)
    writeError(response, error)
    if (!isHeldBack(request)) await discardBody(request)
    response.end(() => {
      if (!request.complete) endSocket(request.socket, null)
    })
  }

  /** What Node's parser refuses never reaches a route; it gets the same form of answer (decision 22). */
  function refuseUnparsed(error: NodeJS.ErrnoException, socket: Socket): void {
    const last = lastResponses.get(socket)
    const refused = toRefusal(error)
    if (last === undefined || last.closed) endSocket(socket, refused)
    // A request before it is still being answered.
    else if (last.req.complete) last.once('close', () => endSocket(socket, refused))
    else if (last.headersSent) endSocket(socket, null)
    else {
      writeError(last, refused)
      last.end(() => endSocket(socket, null))
    }
  }

  /** Says the last words, if any, and leaves a while to read them: unread bytes would make the end a reset. */
  function endSocket(socket: Duplex, error: MillraceError | null): void {
    if (ended.has(socket)) return
    ended.add(socket)
    // Node no longer listens to one that it has handed over.
    socket.on('error', () => undefined)
    socket.resume()
    socket.end(error === null ? undefined : toText(error))
    const cut = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(cut))
  }

  /** Where nothing more is read. */
  const ended = new WeakSet<Duplex>()
  /** The answer to the newest request of a connection. */
  const lastResponses = new WeakMap<Duplex, ServerResponse>()
  const connections = new Connections(maxConnections, (socket) => {
    // Words without TLS are none to a client that speaks it.
    if (tls === null) endSocket(socket, tooMany(maxConnections))
    else socket.destroy()
  })
  server.on('connection', (socket: Socket) => connections.add(socket))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuseUnparsed(error, socket))
  // Node closes a CONNECT, and answers an unknown expectation without a body.
  server.on('connect', (_request: IncomingMessage, socket: Duplex) =>
    endSocket(socket, new MillraceError('METHOD_NOT_ALLOWED', 'CONNECT is not possible here.')),
  )
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const { expect = '' } = request.headers
    lastResponses.set(request.socket, response)
    void refuse(
      request,
      response,
      new MillraceError(
        'EXPECTATION_FAILED',
        `Expect: "${expect.slice(0, 100)}" is not possible, only 100-continue is.`,
      ),
    )
  })
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // Whoever is not told to go on may take the connection for a free one.
    if (isHeldBack(request)) response.setHeader('Connection', 'close')
    else response.writeContinue()
    server.emit('request', request, response)
  })
  await listen(server, host, options.port)
  const port = portOf(server)
  const hostsOf = (shown: ServerTls | null) =>
    allowedHosts({
      port,
      certificate: shown?.certificate ?? null,
      beyondLoopback: !LOOPBACK_HOSTS.has(host),
      publishedAt,
    })
  let hosts = hostsOf(tls)
  return {
    port,
    address: `${hosts.scheme}://${reachable(host)}:${port}`,
    renew(renewed) {
      secure?.setSecureContext(secureContext(renewed))
      hosts = hostsOf(renewed)
    },
    close: (graceMs) => closeServer(server, graceMs),
  }
}

function secureContext({ cert, key }: ServerTls): SecureContextOptions {
  return { cert, key, minVersion: 'TLSv1.2' }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(toListenError(error, host, port)))
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

/** No client connects to "every address". */
function reachable(host: string): string {
  const name = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host
  return name.includes(':') ? `[${name}]` : name
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Whether the client waits to be told to send its body, and is not: it is too large. */
function isHeldBack({ headers }: IncomingMessage): boolean {
  return headers.expect?.toLowerCase() === '100-continue' && Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES
}

/** All of the answer but its end. */
function writeError(response: ServerResponse, error: unknown): void {
  const { status, headers, body } = toErrorAnswer(error)
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  })
  if (response.req.method === 'HEAD') response.flushHeaders()
  else response.write(text)
}

function toRefusal({ code, rawPacket }: NodeJS.ErrnoException & { readonly rawPacket?: Buffer }): MillraceError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const name = longParameterIn(rawPacket)
    const what = name === null ? 'The headers are' : `${name}: the address is`
    return new MillraceError('HEADERS_TOO_LARGE', `${what} larger than ${HEADER_BYTES} bytes.`)
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new MillraceError('REQUEST_TIMEOUT', 'The request did not arrive in time.')
  return new MillraceError('INVALID_REQUEST', 'The request is not valid HTTP.')
}

/** The parameter that makes an address too long; null where what was read last does not tell. */
function longParameterIn(packet: Buffer | undefined): string | null {
  const [target = ''] = packet?.toString('latin1').split('\r\n', 1) ?? []
  const long = target.split(/[?&]/).find((part) => part.length > HEADER_BYTES / 2) ?? ''
  return /^(\w{1,40})=/.exec(long)?.[1] ?? null
}

/** An answer for a socket alone, which ends with it. */
function toText(error: MillraceError): string {
  const { status, headers, body } = toErrorAnswer(error)
  const text = JSON.stringify(body)
  const lines = Object.entries({
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? error.code}\r\n${lines.join('')}\r\n${text}`
}

/** The token of a link to the page; null for any other request. */
function linkOf({ method, url = '' }: IncomingMessage): string | null {
  if (method !== 'GET' || !url.startsWith('/?')) return null
  return new URLSearchParams(url.slice(2)).get(LINK_PARAMETER)
}

/** To the page itself, whose address has no token; what stands behind its # stays. */
function admit(response: ServerResponse, cookie: string | null): void {
  response.writeHead(303, {
    Location: '/',
    ...NOT_KEPT,
    ...NO_REFERRER,
    ...(cookie === null ? {} : { 'Set-Cookie': cookie }),
  })
  response.end()
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? ''
}
