import { open, type FileHandle } from 'node:fs/promises'

/**
 * Rows on their way from a server to the worker: Arrow streams one after another, each behind its length (32 bits,
 * little-endian). Written by the main process without a look inside, read by `duckdb/arrow-rows.ts`.
 */
export interface ArrowFile {
  write(arrow: Buffer): Promise<void>
  close(): Promise<void>
}

/** A new file of Arrow streams, each after its length. @throws where it is there already */
export async function openArrowFile(path: string): Promise<ArrowFile> {
  const handle: FileHandle = await open(path, 'wx', 0o600)
  return {
    async write(arrow) {
      const length = Buffer.alloc(4)
      length.writeUInt32LE(arrow.length)
      await handle.appendFile(Buffer.concat([length, arrow]))
    },
    close: () => handle.close(),
  }
}
