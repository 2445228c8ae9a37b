import * as zlib from 'node:zlib'
import { decompress as unzstd } from 'fzstd'
import { CompressionCodecs, CompressionTypes } from 'kafkajs'
import SnappyCodec from 'kafkajs-snappy'
import * as lz4 from 'lz4js'

/** Codecs beside gzip, which kafkajs has: a missing one crashes its consumer. */
export function registerCodecs(): void {
  CompressionCodecs[CompressionTypes.Snappy] = SnappyCodec
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: (encoder: { buffer: Buffer }) => Promise.resolve(Buffer.from(lz4.compress(encoder.buffer))),
    decompress: (buffer: Buffer) => Promise.resolve(Buffer.from(lz4.decompress(buffer))),
  })
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: () => Promise.reject(new Error('zstd is only read')),
    decompress: (buffer: Buffer) => Promise.resolve(decompressZstd(buffer)),
  })
  // kafkajs takes what it does not know for not compressed, and would decode noise.
  for (const unknown of UNKNOWN_CODECS) {
    Object.assign(CompressionCodecs, {
      [unknown]: () => {
        throw new Error(`unknown compression codec ${unknown}`)
      },
    })
  }
}

/** What the three bits of a record batch can say beyond zstd. */
const UNKNOWN_CODECS = [5, 6, 7]

/** Node's own where it has it (22.15), else JavaScript's. */
function decompressZstd(buffer: Buffer): Buffer {
  const native = 'zstdDecompressSync' in zlib ? zlib.zstdDecompressSync : null
  return typeof native === 'function'
    ? Buffer.from((native as (input: Buffer) => Buffer)(buffer))
    : Buffer.from(unzstd(buffer))
}
