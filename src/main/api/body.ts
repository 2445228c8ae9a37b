import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { MessageChannel } from 'node:worker_threads'
import { MillraceError } from '../../shared/errors'

export const MAX_BODY_BYTES = 2 ** 20
/** What is read of a body that is too large, so that an ordinary client gets to see the answer. */
const MAX_DISCARDED_BYTES = 32 * 2 ** 20

/** The whole body. @throws PAYLOAD_TOO_LARGE at once, however much is still to come; INVALID_REQUEST where it is not UTF-8 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return Promise.reject(tooLarge())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MAX_BODY_BYTES) reject(tooLarge())
      else chunks.push(chunk)
    })
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      if (isUtf8(body)) resolve(body)
      // A decoder would put other characters in their place, in silence.
      else reject(new MillraceError('INVALID_REQUEST', 'The body is not UTF-8.'))
    })
    request.on('error', reject)
    request.on('aborted', () => reject(new MillraceError('INVALID_REQUEST', 'The request was cut off.')))
  })
}

/** Objects and lists within each other; more is no request of ours, and costs many times its length once it is parsed. */
const MAX_DEPTH = 64

/** @throws INVALID_REQUEST where JSON is nested too deep; whether it is JSON is for the parser to say */
export function checkDepth(text: string): void {
  let depth = 0
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (quoted) {
      if (character === '\\') index++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    if (depth > MAX_DEPTH)
      throw new MillraceError('INVALID_REQUEST', `The body is nested deeper than ${MAX_DEPTH} objects and lists.`)
  }
}

/** Of a body that nobody wants: how long it may stay away before it counts as ended. */
const SILENCE_MS = 2000

/**
 * Reads and forgets the rest of a body, as long as it comes and up to a limit; then the connection is cut. Nothing may
 * close it before this ends: what is on its way would be answered by a reset, which takes the answer from the client.
 */
export function discardBody(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (request.readableEnded || request.destroyed) {
      resolve()
      return
    }
    let size = 0
    const silence = setTimeout(resolve, SILENCE_MS)
    request.removeAllListeners('data')
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      silence.refresh()
      release(chunk)
      if (size > MAX_DISCARDED_BYTES) request.destroy()
    })
    request.on('error', () => undefined)
    for (const end of ['end', 'close'])
      request.once(end, () => {
        clearTimeout(silence)
        resolve()
      })
    request.resume()
  })
}

const { port1: nowhere } = new MessageChannel()
nowhere.close()

/**
 * Gives its memory back at once: of what nobody needs any more the collector leaves some 60 MB lying about. What is
 * transferred is gone here, and a closed port keeps nothing.
 */
function release({ buffer, length }: Buffer): void {
  // What shares its memory with others stays.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) nowhere.postMessage(null, [buffer])
}

function tooLarge(): MillraceError {
  return new MillraceError('PAYLOAD_TOO_LARGE', `The body is larger than ${MAX_BODY_BYTES} bytes.`)
}
