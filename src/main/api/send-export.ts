import type { ExportStream } from '../../shared/engine'
import { toByteStream } from './byte-stream'

/**
 * A file as it comes, with the client's pace; a client that goes away stops the work. The first bytes are waited
 * for, so that an export that cannot begin is an error and not a file that breaks off.
 */
export async function sendExport(file: ExportStream): Promise<Response> {
  const iterator = file.chunks[Symbol.asyncIterator]()
  let ahead: IteratorResult<Uint8Array> | null = await iterator.next()
  const body = toByteStream({
    async next() {
      const next = ahead ?? (await iterator.next())
      ahead = null
      return next
    },
    async return() {
      await iterator.return?.()
      return { done: true, value: undefined }
    },
  })
  return new Response(body, {
    headers: {
      'Content-Type': file.contentType,
      'Content-Disposition': `attachment; filename="${file.fileName}"`,
      'Millrace-Rows': String(file.rows),
    },
  })
}
