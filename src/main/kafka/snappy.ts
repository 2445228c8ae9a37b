/** Of the most that a block can grow: a copy of 64 bytes stands in three. */
const MOST_GROWTH = 22
/** `0x82 SNAPPY 0x00`, as snappy-java writes it before its chunks. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0])
/** The magic, and two versions that nobody has raised. */
const XERIAL_HEADER_BYTES = 16
const SIZE_BYTES = 4
/** Above it the runtime's own copying is quicker than a loop. */
const LONG = 32

/**
 * What Snappy compressed: one raw block (as google/snappy describes it), or a chain of them in the framing of
 * snappy-java, which Kafka's clients in Java write. Neither has a checksum.
 * @param limit of the result, in bytes; no more is allocated, nor more than 22 times the input
 * @throws Error which says what is wrong with the input
 */
export function decodeSnappy(input: Buffer, limit: number): Buffer {
  const blocks = isXerial(input, 0) ? xerialBlocks(input) : [readBlock(input, 0, input.length)]
  const size = blocks.reduce((sum, block) => sum + block.size, 0)
  if (size > limit) throw new Error(`Snappy: it decodes to ${size} bytes, more than the limit of ${limit}`)
  const output = Buffer.allocUnsafe(size)
  let to = 0
  for (const block of blocks) {
    decodeBlock(input, block, output, to)
    to += block.size
  }
  return output
}

interface Block {
  /** Of its elements, behind the length. */
  readonly from: number
  readonly end: number
  /** Of what it decodes to, as it says. */
  readonly size: number
}

function isXerial(input: Buffer, at: number): boolean {
  return input.subarray(at, at + XERIAL_MAGIC.length).equals(XERIAL_MAGIC)
}

function xerialBlocks(input: Buffer): Block[] {
  const blocks: Block[] = []
  for (let at = 0; at < input.length;) {
    // Streams may be joined: a header then stands where the next chunk would.
    if (isXerial(input, at)) {
      at += XERIAL_HEADER_BYTES
      if (at > input.length) throw new Error('Snappy: it ends within its header')
      continue
    }
    if (at + SIZE_BYTES > input.length) throw new Error('Snappy: it ends within the length of a chunk')
    const from = at + SIZE_BYTES
    at = from + input.readUInt32BE(at)
    if (at > input.length) throw new Error('Snappy: a chunk is longer than what is there')
    blocks.push(readBlock(input, from, at))
  }
  return blocks
}

/** The length is a varint of at most 32 bits. */
function readBlock(input: Buffer, from: number, end: number): Block {
  let size = 0
  for (let index = 0; index < 5; index++) {
    const byte = from + index < end ? input[from + index] : undefined
    if (byte === undefined) throw new Error('Snappy: a block ends within its length')
    size += (byte & 0x7f) * 2 ** (7 * index)
    if (byte >= 0x80) continue
    const begin = from + index + 1
    // A lie must not cost memory.
    if (size > MOST_GROWTH * (end - begin))
      throw new Error(`Snappy: a block claims ${size} bytes, which it cannot hold`)
    return { from: begin, end, size }
  }
  throw new Error('Snappy: the length of a block has more than 32 bits')
}

/** Exactly `block.size` bytes of `output` from `start` on; copies reach back to `start`. */
function decodeBlock(input: Buffer, { from, end, size }: Block, output: Buffer, start: number): void {
  const outputEnd = start + size
  let at = from
  let to = start
  while (at < end) {
    const tag = input[at++] ?? 0
    const kind = tag & 3
    let length = (tag >>> 2) + 1
    if (kind === 0) {
      if (length > 60) {
        const bytes = length - 60
        if (at + bytes > end) throw new Error('Snappy: a block ends within the length of a literal')
        length = input.readUIntLE(at, bytes) + 1
        at += bytes
      }
      if (length > end - at) throw new Error('Snappy: a literal is longer than its block')
      if (length > outputEnd - to) throw new Error(`Snappy: a block holds more than the ${size} bytes that it claims`)
      if (length > LONG) {
        input.copy(output, to, at, at + length)
        to += length
        at += length
      } else {
        for (const literalEnd = at + length; at < literalEnd;) output[to++] = input[at++] ?? 0
      }
      continue
    }
    const bytes = kind === 3 ? 4 : kind
    if (at + bytes > end) throw new Error('Snappy: a block ends within a copy')
    let offset = input[at] ?? 0
    if (kind === 1) {
      length = ((tag >>> 2) & 7) + 4
      offset |= (tag >>> 5) << 8
    } else if (kind === 2) offset |= (input[at + 1] ?? 0) << 8
    else offset = input.readUInt32LE(at)
    at += bytes
    if (offset === 0 || offset > to - start) throw new Error('Snappy: a copy reaches back before its block')
    if (length > outputEnd - to) throw new Error(`Snappy: a block holds more than the ${size} bytes that it claims`)
    if (length > LONG && offset >= length) {
      output.copyWithin(to, to - offset, to - offset + length)
      to += length
    } else {
      // Byte by byte: where it overlaps itself, it repeats what it has just written.
      for (const copyEnd = to + length; to < copyEnd; to++) output[to] = output[to - offset] ?? 0
    }
  }
  if (to !== outputEnd) throw new Error(`Snappy: a block claims ${size} bytes, and holds ${to - start}`)
}
