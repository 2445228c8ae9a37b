import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { HttpBindings, Http2Bindings } from '@hono/node-server'
import type { Logger } from '../log/logger'
import { chunksOf, toByteStream } from './byte-stream'

interface Outgoing {
  readonly socket: Socket | TLSSocket | null
  destroy(): unknown
}

type Fetch = (request: Request) => Response | Promise<Response>

/**
 * A file that cannot be finished must not look like a whole one: the connection is cut, which every client sees, one of
 * HTTP/1.0 too. The adapter alone would take an error among the first chunks for the end, and send their length.
 */
export function breakingOff(fetch: Fetch, log: Logger) {
  return async (request: Request, { outgoing }: HttpBindings | Http2Bindings): Promise<Response> => {
    const response = await fetch(request)
    const { body, headers, status } = response
    if (body === null || !headers.has('Content-Disposition')) return response
    const chunks = chunksOf(body)
    const stream = toByteStream({
      async next() {
        try {
          return await chunks.next()
        } catch (err) {
          if (!outgoing.destroyed) log.error({ err, path: new URL(request.url).pathname }, 'a file broke off')
          cut(outgoing)
          return { done: true, value: undefined }
        }
      },
      return: () => chunks.return(undefined),
    })
    return new Response(stream, { status, headers })
  }
}

function cut(outgoing: Outgoing): void {
  // TLS tells an end from a cut by itself.
  if (outgoing.socket === null || outgoing.socket instanceof TLSSocket) outgoing.destroy()
  else outgoing.socket.resetAndDestroy()
}
