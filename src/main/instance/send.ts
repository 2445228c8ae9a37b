import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { connect, type TLSSocket } from 'node:tls'
import { ERROR_HEADER, MillraceError } from '../../shared/errors'
import type { Method } from '../../shared/operations/operation'

/** How a running Millrace is reached. */
export interface Instance {
  readonly address: string
  /** The Host header that it answers, where it is not that of the address. */
  readonly host: string | null
  /** SHA-256 fingerprint of its certificate; null without TLS. */
  readonly certificate: string | null
  readonly token: string | null
  /** Whether each request is asked for it. */
  readonly tokenAsked: boolean
}

interface Sent {
  readonly method: Method
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Gives up, and ends what is being read. */
  readonly signal?: AbortSignal | undefined
}

/** One HTTP request to it; the answer's head has arrived, its body is still to be read. */
export async function send(
  instance: Instance,
  { method, path, headers = {}, body, signal: given }: Sent,
): Promise<IncomingMessage> {
  const { hostname, port, protocol } = new URL(instance.address)
  const host = hostname.replace(/^\[|\]$/g, '')
  const text = body === undefined ? null : JSON.stringify(body)
  const signal = given === undefined ? {} : { signal: given }
  const socket =
    protocol === 'https:' ? await openPinned(host, Number(port || 443), instance.certificate, signal) : null
  const outgoing = request({
    host,
    port: port || 80,
    method,
    path,
    headers: {
      ...headers,
      Host: instance.host ?? new URL(instance.address).host,
      ...(instance.token === null ? {} : { Authorization: `Bearer ${instance.token}` }),
      ...(text === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
    },
    ...(socket === null ? { agent: false } : { createConnection: () => socket }),
    ...signal,
  })
  outgoing.end(text ?? '')
  return new Promise((resolve, reject) => {
    outgoing.once('error', reject)
    outgoing.once('response', resolve)
  })
}

/** What an error answer says beside its form (errors.ts). */
export function wireOf({ headers }: IncomingMessage): string | null {
  const wire = headers[ERROR_HEADER]
  return typeof wire === 'string' ? wire : null
}

/**
 * A connection to the very certificate that the owner of the state folder announced there: it may be signed by
 * nobody we know, and nothing is sent, the token least of all, to anything that shows another one.
 */
async function openPinned(
  host: string,
  port: number,
  fingerprint: string | null,
  signal: { readonly signal?: AbortSignal },
): Promise<TLSSocket> {
  const socket = connect({ host, port, rejectUnauthorized: false })
  await once(socket, 'secureConnect', signal)
  if (fingerprint !== null && socket.getPeerCertificate().fingerprint256 === fingerprint) return socket
  socket.destroy()
  throw new MillraceError('SERVICE_UNAVAILABLE', 'it shows another certificate than the one of the state folder.')
}
