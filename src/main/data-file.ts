import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'

/** The tag of a data file with the SHA-256 of its bytes: Parquet pages have no checksum that readers look at. */
export const CHECKSUM_TAG = 'millrace.sha256'

const CHUNK_BYTES = 2 ** 20

/** Of all bytes of a file, in hex. */
export async function checksumOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** The path of a data file that is still to be written. */
export function newDataFile(folder: string): string {
  return join(folder, `part-${randomUUID()}.parquet`)
}
