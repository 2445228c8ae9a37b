import * as zlib from 'node:zlib'
import { Decompress } from 'fzstd'

/** Node's own where it has it (22.15), else JavaScript's. */
export function decodeZstd(input: Buffer, limit: number): Buffer {
  const native = 'zstdDecompressSync' in zlib ? zlib.zstdDecompressSync : null
  return typeof native === 'function'
    ? (native as (input: Buffer, options: zlib.ZlibOptions) => Buffer)(input, { maxOutputLength: limit })
    : decodeZstdInJavaScript(input, limit)
}

const MAGIC = 0xfd2fb528
/** The lowest four bits are the application's. */
const SKIPPABLE_MAGIC = 0x184d2a5
/** What a decoder must be able to hold, unless it is asked for more (zstd's own limit: 2^27). */
const MAX_WINDOW_BYTES = 2 ** 27
const BLOCK_HEADER_BYTES = 3
const REPEATED = 1

/**
 * Where Node has no zstd; content checksums are not verified.
 * @param limit of the result, in bytes. Beside it one window is allocated, of 128 MiB at most
 * @throws Error where the input is malformed, or decodes to more
 */
export function decodeZstdInJavaScript(input: Buffer, limit: number): Buffer {
  checkWindows(input)
  const parts: Uint8Array[] = []
  let size = 0
  new Decompress((part) => {
    size += part.length
    if (size > limit) throw new Error(`zstd: it decodes to more than the limit of ${limit} bytes`)
    parts.push(part)
  }).push(input, true)
  return Buffer.concat(parts)
}

/** fzstd allocates what a frame's header claims, up to 2 GiB, and moves it with each block (RFC 8878, section 3.1.1). */
function checkWindows(input: Buffer): void {
  let at = 0
  const take = (bytes: number): number => {
    if (bytes > input.length - at) throw new Error('zstd: it ends within a frame')
    at += bytes
    return at - bytes
  }
  const takeByte = () => input[take(1)] ?? 0
  while (at < input.length) {
    const magic = input.readUInt32LE(take(4))
    if (magic >>> 4 === SKIPPABLE_MAGIC) take(input.readUInt32LE(take(4)))
    else if (magic === MAGIC) passFrame()
    else throw new Error('zstd: no frame begins where one should')
  }

  function passFrame(): void {
    const descriptor = takeByte()
    const isSingle = (descriptor & 0x20) !== 0
    const scale = isSingle ? null : takeByte()
    take([0, 1, 2, 4][descriptor & 3] ?? 0)
    const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0
    const sizeAt = take(sizeBytes)
    const window = scale === null ? readSize(sizeAt, sizeBytes) : 2 ** (10 + (scale >>> 3)) * (1 + (scale & 7) / 8)
    if (window > MAX_WINDOW_BYTES) throw new Error(`zstd: a frame asks for ${window} bytes at once, which is too much`)
    for (let last = false; !last;) {
      const header = input.readUIntLE(take(BLOCK_HEADER_BYTES), BLOCK_HEADER_BYTES)
      last = (header & 1) === 1
      take(((header >>> 1) & 3) === REPEATED ? 1 : header >>> 3)
    }
    if ((descriptor & 4) !== 0) take(4)
  }

  function readSize(from: number, bytes: number): number {
    if (bytes === 8) return Number(input.readBigUInt64LE(from))
    return input.readUIntLE(from, bytes) + (bytes === 2 ? 256 : 0)
  }
}
