import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { CompressionCodecs, CompressionTypes } from 'kafkajs'
import { decodeLz4Frames } from './lz4-frame'
import { decodeSnappy } from './snappy'
import { decodeZstd } from './zstd'

/** As kafkajs calls it. */
interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>
  decompress(buffer: Buffer): Promise<Buffer>
}

/**
 * Of the records of one batch when decoded, in bytes. A producer sends 1 MiB at most until it is told otherwise
 * (`max.request.size`); what passes this is meant to fill the memory, and makes a batch that cannot be read.
 */
const MAX_DECODED_BYTES = 128 * 2 ** 20

/**
 * Kafka's codecs. kafkajs has gzip alone, without a limit; a missing one crashes its consumer. It does not check the
 * CRC of a batch, so they must stand whatever bytes a broker hands over.
 */
export function registerCodecs(): void {
  CompressionCodecs[CompressionTypes.GZIP] = () => GZIP
  CompressionCodecs[CompressionTypes.Snappy] = () => SNAPPY
  CompressionCodecs[CompressionTypes.LZ4] = () => LZ4
  CompressionCodecs[CompressionTypes.ZSTD] = () => ZSTD
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

const gzip = promisify<Buffer, Buffer>(zlib.gzip)
const gunzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.unzip)

const GZIP: Codec = {
  ...readOnly('gzip', (buffer, limit) => gunzip(buffer, { maxOutputLength: limit })),
  compress: ({ buffer }) => gzip(buffer),
}
const SNAPPY = readOnly('Snappy', decodeSnappy)
const LZ4 = readOnly('LZ4', decodeLz4Frames)
const ZSTD = readOnly('zstd', decodeZstd)

function readOnly(name: string, decode: (buffer: Buffer, limit: number) => Buffer | Promise<Buffer>): Codec {
  return {
    compress: () => Promise.reject(new Error(`${name} is only read`)),
    decompress: async (buffer) => {
      try {
        return await decode(buffer, MAX_DECODED_BYTES)
      } catch (error) {
        // Node's own words speak of a buffer.
        if (!(error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')) throw error
        throw new Error(`${name}: it decodes to more than the limit of ${MAX_DECODED_BYTES} bytes`, { cause: error })
      }
    },
  }
}
