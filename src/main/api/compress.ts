import { Readable, pipeline } from 'node:stream'
import { promisify } from 'node:util'
import { constants, createGzip, gzip } from 'node:zlib'
import { chunksOf, toByteStream } from './byte-stream'

type Fetch = (request: Request) => Response | Promise<Response>

/** Text of ours; events must not wait in a compressor, and Parquet and workbooks are compressed already. */
const COMPRESSIBLE = /^(application\/(json|x-ndjson)|text\/(?!event-stream)|image\/svg\+xml)/
/** Smaller ones would grow. */
const LEAST_BYTES = 1024
const FAST = { level: constants.Z_BEST_SPEED }

/**
 * Answers with gzip where the client takes it. On this machine the wire is quicker than a compressor, so the
 * quickest level is used, and only for who asks. Streams keep their pace, and end with their reader.
 */
export function compressing(fetch: Fetch): Fetch {
  return async (request) => {
    const response = await fetch(request)
    const { body, headers, status } = response
    if (body === null || headers.has('Content-Encoding') || !COMPRESSIBLE.test(headers.get('Content-Type') ?? ''))
      return response
    headers.append('Vary', 'Accept-Encoding')
    if (!takesGzip(request.headers.get('Accept-Encoding'))) return response
    // A file may be larger than memory; all other answers are whole already.
    if (headers.has('Content-Disposition'))
      return new Response(toByteStream(packChunks(body)), { status, headers: packed(headers) })
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (bytes.byteLength < LEAST_BYTES) return new Response(bytes, { status, headers })
    return new Response(await packBytes(bytes, FAST), { status, headers: packed(headers) })
  }
}

const packBytes = promisify<Uint8Array, { level: number }, Uint8Array<ArrayBuffer>>(gzip)

/** The reader learns of an error by the end of its broken stream. */
async function* packChunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const packer = createGzip(FAST)
  pipeline(Readable.from(chunksOf(body), { objectMode: false }), packer, () => undefined)
  for await (const chunk of packer) {
    const piece: unknown = chunk
    if (piece instanceof Uint8Array) yield piece
  }
}

function packed(headers: Headers): Headers {
  const changed = new Headers(headers)
  changed.set('Content-Encoding', 'gzip')
  changed.delete('Content-Length')
  const tag = changed.get('ETag')
  if (tag?.startsWith('"') === true) changed.set('ETag', `W/${tag}`)
  return changed
}

/** `gzip` or `*` with a weight that is not 0 (RFC 9110, 12.5.3). */
export function takesGzip(acceptEncoding: string | null): boolean {
  const weights = new Map<string, number>()
  for (const part of (acceptEncoding ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim())
    const weight = parameters.find((text) => text.startsWith('q='))?.slice(2) ?? '1'
    if (name !== '') weights.set(name, Number(weight))
  }
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0
}
