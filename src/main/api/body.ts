import type { IncomingMessage } from 'node:http'
import { MillraceError } from '../../shared/errors'

export const MAX_BODY_BYTES = 2 ** 20
/** What is read of a body that is too large, so that an ordinary client gets to see the answer. */
const MAX_DISCARDED_BYTES = 32 * 2 ** 20

/** The whole body. @throws PAYLOAD_TOO_LARGE at once, however much is still to come */
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
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', reject)
    request.on('aborted', () => reject(new MillraceError('INVALID_REQUEST', 'The request was cut off.')))
  })
}

/** Reads and forgets the rest of a body, up to a limit; then the connection is cut. */
export function discardBody(request: IncomingMessage): void {
  let size = 0
  request.removeAllListeners('data')
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > MAX_DISCARDED_BYTES) request.destroy()
  })
  request.on('error', () => undefined)
  request.resume()
}

function tooLarge(): MillraceError {
  return new MillraceError('PAYLOAD_TOO_LARGE', `The body is larger than ${MAX_BODY_BYTES} bytes.`)
}
