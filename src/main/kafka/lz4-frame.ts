import { xxh32 } from './xxh32'

const MAGIC = 0x184d2204
/** The lowest four bits are the application's. */
const SKIPPABLE_MAGIC = 0x184d2a5
const VERSION = 1
const STORED = 0x8000_0000
const MIN_MATCH = 4
/** A byte of a match's length stands for so many. */
const MOST_GROWTH = 255
/** Above it the runtime's own copying is quicker than a loop. */
const LONG = 32

/**
 * What LZ4 compressed: frames one behind another (as lz4/lz4 describes them), linked or
 * independent. All checksums that are there are verified; a frame that needs a dictionary is refused.
 * @param limit of the result, in bytes: no more is allocated at once, but for a second copy where less came than could
 * @throws Error which says what is wrong with the input
 */
export function decodeLz4Frames(input: Buffer, limit: number): Buffer {
  const frames = readFrames(input)
  const most = frames.reduce((sum, frame) => sum + mostOf(frame), 0)
  const output = Buffer.allocUnsafe(Math.min(most, limit))
  let to = 0
  for (const frame of frames) {
    const start = to
    for (const block of frame.blocks) {
      const end = Math.min(output.length, to + frame.maxBlock)
      const next = decodeBlock(input, block, output, { first: frame.linked ? start : to, begin: to, end })
      if (next === null)
        throw new Error(
          end === limit
            ? `LZ4: it decodes to more than the limit of ${limit} bytes`
            : "LZ4: a block decodes to more than its frame's limit",
        )
      to = next
    }
    if (frame.contentSize !== null && frame.contentSize !== to - start)
      throw new Error(`LZ4: a frame claims ${frame.contentSize} bytes, and holds ${to - start}`)
    if (frame.contentSum !== null && frame.contentSum !== xxh32(output, start, to))
      throw new Error('LZ4: the checksum of a frame does not fit its content')
  }
  // Messages are parts of the result, and would keep what nothing was written to.
  return to === output.length ? output : Buffer.from(output.subarray(0, to))
}

interface Block {
  readonly from: number
  readonly end: number
  readonly stored: boolean
}

interface Frame {
  readonly linked: boolean
  /** Of one block, in bytes. */
  readonly maxBlock: number
  /** In bytes; null where it does not say. */
  readonly contentSize: number | null
  readonly contentSum: number | null
  readonly blocks: readonly Block[]
}

/** Bytes that it can decode to at most. */
function mostOf({ blocks, maxBlock }: Frame): number {
  return blocks.reduce(
    (sum, { from, end, stored }) => sum + (stored ? end - from : Math.min(maxBlock, (end - from) * MOST_GROWTH)),
    0,
  )
}

/** Where everything stands; what the blocks hold is not looked at. */
function readFrames(input: Buffer): Frame[] {
  const frames: Frame[] = []
  let at = 0
  const take = (bytes: number): number => {
    if (bytes > input.length - at) throw new Error('LZ4: it ends within a frame')
    at += bytes
    return at - bytes
  }
  const takeNumber = () => input.readUInt32LE(take(4))
  while (at < input.length) {
    const magic = takeNumber()
    if (magic >>> 4 === SKIPPABLE_MAGIC) take(takeNumber())
    else if (magic === MAGIC) frames.push(readFrame())
    else throw new Error('LZ4: no frame begins where one should')
  }
  if (frames.length === 0) throw new Error('LZ4: it holds no frame')
  return frames

  function readFrame(): Frame {
    const descriptor = take(2)
    const flags = input[descriptor] ?? 0
    const sizes = input[descriptor + 1] ?? 0
    const has = (bit: number) => (flags & bit) !== 0
    if (flags >>> 6 !== VERSION) throw new Error(`LZ4: a frame has version ${flags >>> 6}, which is not known`)
    if (has(0x02) || (sizes & 0x8f) !== 0) throw new Error('LZ4: a frame uses bits that are reserved')
    if (has(0x01)) throw new Error('LZ4: a frame needs a dictionary')
    if (sizes >>> 4 < 4) throw new Error('LZ4: a frame has blocks of a size that is not known')
    const maxBlock = 2 ** (8 + 2 * (sizes >>> 4))
    const contentSize = has(0x08) ? Number(input.readBigUInt64LE(take(8))) : null
    const headerSum = take(1)
    if (((xxh32(input, descriptor, headerSum) >>> 8) & 0xff) !== input[headerSum])
      throw new Error('LZ4: the checksum of a header does not fit it')
    const blocks: Block[] = []
    for (let size = takeNumber(); size !== 0; size = takeNumber()) {
      const stored = size >= STORED
      const length = stored ? size - STORED : size
      if (length > maxBlock) throw new Error(`LZ4: a block of ${length} bytes is larger than its frame's limit`)
      const from = take(length)
      const end = at
      if (has(0x10) && takeNumber() !== xxh32(input, from, end))
        throw new Error('LZ4: the checksum of a block does not fit it')
      blocks.push({ from, end, stored })
    }
    return { linked: !has(0x20), maxBlock, contentSize, contentSum: has(0x04) ? takeNumber() : null, blocks }
  }
}

interface Room {
  /** What copies may reach back to. */
  readonly first: number
  readonly begin: number
  readonly end: number
}

/** @returns the place behind what it wrote; null where the room is too small */
function decodeBlock(
  input: Buffer,
  { from, end, stored }: Block,
  output: Buffer,
  { first, begin, end: outputEnd }: Room,
): number | null {
  if (stored) {
    if (end - from > outputEnd - begin) return null
    input.copy(output, begin, from, end)
    return begin + end - from
  }
  let at = from
  let to = begin
  for (;;) {
    if (at >= end) throw new Error('LZ4: a block ends with a copy')
    const token = input[at++] ?? 0
    let length = token >>> 4
    if (length === 15) {
      let more = 255
      while (more === 255) {
        if (at >= end) throw new Error('LZ4: a block ends within the length of a literal')
        more = input[at++] ?? 0
        length += more
      }
    }
    if (length > end - at) throw new Error('LZ4: a literal is longer than its block')
    if (length > outputEnd - to) return null
    if (length > LONG) {
      input.copy(output, to, at, at + length)
      to += length
      at += length
    } else {
      for (const literalEnd = at + length; at < literalEnd;) output[to++] = input[at++] ?? 0
    }
    if (at === end) return to
    if (at + 2 > end) throw new Error('LZ4: a block ends within a copy')
    const offset = (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8)
    at += 2
    length = (token & 15) + MIN_MATCH
    if (length === 15 + MIN_MATCH) {
      let more = 255
      while (more === 255) {
        if (at >= end) throw new Error('LZ4: a block ends within the length of a copy')
        more = input[at++] ?? 0
        length += more
      }
    }
    if (offset === 0 || offset > to - first) throw new Error('LZ4: a copy reaches back before what it may copy')
    if (length > outputEnd - to) return null
    if (length > LONG && offset >= length) {
      output.copyWithin(to, to - offset, to - offset + length)
      to += length
    } else {
      // Byte by byte: where it overlaps itself, it repeats what it has just written.
      for (const copyEnd = to + length; to < copyEnd; to++) output[to] = output[to - offset] ?? 0
    }
  }
}
