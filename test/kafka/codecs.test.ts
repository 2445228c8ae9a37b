import { gzipSync } from 'node:zlib'
import { CompressionCodecs, CompressionTypes } from 'kafkajs'
import kafkajsSnappy from 'kafkajs-snappy'
import * as lz4js from 'lz4js'
import { hash } from 'lz4js/xxh32.js'
import { describe, expect, test } from 'vitest'
import { registerCodecs } from '../../src/main/kafka/codecs'
import { decodeLz4Frames } from '../../src/main/kafka/lz4-frame'
import { decodeSnappy } from '../../src/main/kafka/snappy'
import { xxh32 } from '../../src/main/kafka/xxh32'
import { decodeZstdInJavaScript } from '../../src/main/kafka/zstd'
import { dose } from '../support/dose'
import { mutateBytes } from '../support/mutate-bytes'
import { Random } from '../support/random'

const LIMIT = 2 ** 24
const GOLDEN = Buffer.from('{"store_id":"S1"}'.repeat(8))
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
/** As kafka-clients 4.1.1 writes it. */
const GOLDEN_SNAPPY = hex(
  '82534e4150505900 00000001 00000001 0000001a 8801 407b2273746f72655f6964223a225331227d fe1100 da1100',
)
const GOLDEN_LZ4 = hex('04224d18 6040 82 1c000000 ff027b2273746f72655f6964223a225331227d11005f50225331227d 00000000')
const GOLDEN_ZSTD = hex('28b52ffd 0058 c40000 887b2273746f72655f6964223a225331227d010029a573 090100 00')

/** Its own inverse is the reference: other people's code, which looks at nothing twice. */
const SNAPPY = kafkajsSnappy()

test('what the Java client of Kafka compresses is read, whichever codec it took', () => {
  expect(decodeSnappy(GOLDEN_SNAPPY, LIMIT)).toEqual(GOLDEN)
  expect(decodeLz4Frames(GOLDEN_LZ4, LIMIT)).toEqual(GOLDEN)
  expect(decodeZstdInJavaScript(GOLDEN_ZSTD, LIMIT)).toEqual(GOLDEN)
})

test('kafkajs is given every codec; of them it writes gzip alone', async () => {
  registerCodecs()
  const codecs: [CompressionTypes, Buffer, string | null][] = [
    [CompressionTypes.GZIP, gzipSync(GOLDEN), null],
    [CompressionTypes.Snappy, GOLDEN_SNAPPY, 'Snappy is only read'],
    [CompressionTypes.LZ4, GOLDEN_LZ4, 'LZ4 is only read'],
    [CompressionTypes.ZSTD, GOLDEN_ZSTD, 'zstd is only read'],
  ]
  for (const [type, compressed, refusal] of codecs) {
    const codec = codecOf(type)
    expect(await codec.decompress(compressed)).toEqual(GOLDEN)
    const written = codec.compress({ buffer: GOLDEN })
    if (refusal === null) expect(await codec.decompress(await written)).toEqual(GOLDEN)
    else await expect(written).rejects.toThrow(refusal)
  }
})

test('what is small and decodes to more than 128 MiB fills no memory', async () => {
  registerCodecs()
  const bomb = Buffer.alloc(2 ** 27 + 1)
  const zip = codecOf(CompressionTypes.GZIP).decompress(gzipSync(bomb, { level: 1 }))
  await expect(zip).rejects.toThrow('gzip: it decodes to more than the limit of 134217728 bytes')
  await expect(codecOf(CompressionTypes.ZSTD).decompress(zstdOf(1025, 2 ** 17))).rejects.toThrow(
    'zstd: it decodes to more than the limit of 134217728 bytes',
  )
  const lz4 = lz4js.compress(bomb)
  await expect(codecOf(CompressionTypes.LZ4).decompress(Buffer.from(lz4))).rejects.toThrow(
    'LZ4: it decodes to more than the limit of 134217728 bytes',
  )
})

test(
  'texts of many sizes and kinds are decoded as other decoders do, in each framing',
  { timeout: 120_000 },
  async () => {
    const random = Random.fresh()
    for (let round = 0; round < dose(300, 6000); round++) {
      const text = randomText(random)
      const where = `round ${round}: ${text.length} bytes`
      const raw = await SNAPPY.compress({ buffer: text })
      expect(decodeSnappy(raw, LIMIT).equals(text), where).toBe(true)
      const framed = await xerial(text, random)
      expect(decodeSnappy(framed, LIMIT).equals(await SNAPPY.decompress(framed)), where).toBe(true)
      expect(decodeLz4Frames(Buffer.from(lz4js.compress(text)), LIMIT).equals(text), where).toBe(true)
      expect(decodeLz4Frames(lz4Frames(text, random), LIMIT).equals(text), where).toBe(true)
      const from = random.below(text.length)
      expect(xxh32(text, from, text.length), where).toBe(hash(0, text, from, text.length - from))
    }
  },
)

test('whatever is broken is decoded as others do, or is an error that says so', { timeout: 120_000 }, async () => {
  const random = Random.fresh()
  let refused = 0
  for (let round = 0; round < dose(3000, 60_000); round++) {
    const text = randomText(random).subarray(0, 5000)
    const whole = await random.pick([
      () => SNAPPY.compress({ buffer: text }),
      () => xerial(text, random),
      () => Buffer.from(lz4js.compress(text)),
      () => lz4Frames(text, random),
    ])()
    const { bytes, what } = mutateBytes(whole, random)
    for (const [name, decode, other] of [
      ['Snappy', decodeSnappy, (input: Buffer) => SNAPPY.decompress(input)],
      ['LZ4', decodeLz4Frames, (input: Buffer) => Promise.resolve(Buffer.from(lz4js.decompress(input)))],
    ] as const) {
      let decoded: Buffer
      try {
        decoded = decode(bytes, LIMIT)
      } catch (error) {
        refused++
        expect(error, `round ${round}: ${what}`).toBeInstanceOf(Error)
        expect((error as Error).message, `round ${round}: ${what}`).toMatch(new RegExp(`^${name}: .{10}`))
        continue
      }
      // Others are only asked for what ours takes: they believe every length. lz4js knows one frame without checksums
      // of blocks, and snappyjs no literal with a long length just before the end.
      const expected = name === 'LZ4' && !isPlainLz4(bytes) ? null : await other(bytes).catch(() => null)
      if (expected !== null) expect(decoded.equals(expected), `round ${round}: ${what}`).toBe(true)
    }
  }
  expect(refused).toBeGreaterThan(100)
})

describe('Snappy', () => {
  test.each([
    ['', 'a block ends within its length'],
    ['ff', 'a block ends within its length'],
    ['ffffffffff01', 'more than 32 bits'],
    ['ffffffff0f 00 61', 'claims 4294967295 bytes'],
    ['02 00 61', 'a block claims 2 bytes, and holds 1'],
    ['01 04 61 62', 'holds more than the 1 bytes that it claims'],
    ['03 08 61', 'a literal is longer than its block'],
    ['03 f4 61', 'a block ends within the length of a literal'],
    ['05 00 61 01', 'a block ends within a copy'],
    ['05 00 61 0100', 'a copy reaches back before its block'],
    ['05 00 61 0102', 'a copy reaches back before its block'],
    ['04 00 61 0101', 'holds more than the 4 bytes that it claims'],
    ['82534e4150505900 00000001', 'it ends within its header'],
    ['82534e4150505900 00000001 00000001 0000', 'it ends within the length of a chunk'],
    ['82534e4150505900 00000001 00000001 ffffffff 01', 'a chunk is longer than what is there'],
  ])('%s: %s', (bytes, sentence) => {
    expect(() => decodeSnappy(hex(bytes), LIMIT)).toThrow(sentence)
  })

  test('a copy that overlaps itself repeats what it has written, with offsets of each width', () => {
    expect(String(decodeSnappy(hex('05 00 61 0101'), LIMIT))).toBe('aaaaa')
    expect(String(decodeSnappy(hex('06 04 6162 0e0200'), LIMIT))).toBe('ababab')
    expect(String(decodeSnappy(hex('06 04 6162 0f02000000'), LIMIT))).toBe('ababab')
  })

  test('streams that were joined are read as one, a header alone as nothing', () => {
    expect(decodeSnappy(Buffer.concat([GOLDEN_SNAPPY, GOLDEN_SNAPPY]), LIMIT)).toEqual(Buffer.concat([GOLDEN, GOLDEN]))
    expect(decodeSnappy(GOLDEN_SNAPPY.subarray(0, 16), LIMIT)).toHaveLength(0)
  })

  test('the limit holds for the chunks together', () => {
    const twice = Buffer.concat([GOLDEN_SNAPPY, GOLDEN_SNAPPY])
    expect(decodeSnappy(twice, 272)).toHaveLength(272)
    expect(() => decodeSnappy(twice, 271)).toThrow('Snappy: it decodes to 272 bytes, more than the limit of 271')
  })
})

describe('LZ4', () => {
  test.each([
    ['', 'it holds no frame'],
    ['04224d', 'it ends within a frame'],
    ['02214c18 00000000', 'no frame begins where one should'],
    ['502a4d18 00000000', 'it holds no frame'],
    ['502a4d18 05000000 00', 'it ends within a frame'],
    ['04224d18 6040 83 00000000', 'the checksum of a header'],
    ['04224d18 2040 82 00000000', 'version 0'],
    ['04224d18 6240 82 00000000', 'bits that are reserved'],
    ['04224d18 6041 82 00000000', 'bits that are reserved'],
    ['04224d18 6140 00000000 82 00000000', 'needs a dictionary'],
    ['04224d18 6030 82 00000000', 'blocks of a size that is not known'],
    ['04224d18 6040 82 01000180', "a block of 65537 bytes is larger than its frame's limit"],
    ['04224d18 6040 82 01000080 61', 'it ends within a frame'],
    ['04224d18 6040 82 02000000 2061 00000000', 'a literal is longer than its block'],
    ['04224d18 6040 82 02000000 f0ff 00000000', 'within the length of a literal'],
    ['04224d18 6040 82 03000000 106101 00000000', 'a block ends within a copy'],
    ['04224d18 6040 82 05000000 1f610100ff 00000000', 'within the length of a copy'],
    ['04224d18 6040 82 04000000 10610100 00000000', 'a block ends with a copy'],
    ['04224d18 6040 82 05000000 1061000000 00000000', 'a copy reaches back before what it may copy'],
    ['04224d18 6040 82 05000000 1061020000 00000000', 'a copy reaches back before what it may copy'],
  ])('%s: %s', (bytes, sentence) => {
    expect(() => decodeLz4Frames(hex(bytes), LIMIT)).toThrow(sentence)
  })

  test('a changed byte is seen by each of the checksums, and so is a wrong size', () => {
    const block = Buffer.concat([u32(0x8000_0001), Buffer.from('a'), u32(hash(0, Buffer.from('a'), 0, 1))])
    const sum = u32(hash(0, Buffer.from('a'), 0, 1))
    const frame = Buffer.concat([lz4Header(0x7c, 0x40, 1n), block, u32(0), sum])
    expect(String(decodeLz4Frames(frame, LIMIT))).toBe('a')
    const changed = (at: number) => Buffer.from(frame.map((byte, index) => (index === at ? byte ^ 1 : byte)))
    expect(() => decodeLz4Frames(changed(19), LIMIT)).toThrow('the checksum of a block')
    expect(() => decodeLz4Frames(changed(frame.length - 1), LIMIT)).toThrow('the checksum of a frame')
    const wrong = Buffer.concat([lz4Header(0x7c, 0x40, 2n), block, u32(0), sum])
    expect(() => decodeLz4Frames(wrong, LIMIT)).toThrow('a frame claims 2 bytes, and holds 1')
  })

  test('a copy reaches into the block before it only where blocks are linked', () => {
    const blocks = Buffer.concat([u32(0x8000_0001), Buffer.from('a'), u32(4), hex('00010000'), u32(0)])
    expect(String(decodeLz4Frames(Buffer.concat([lz4Header(0x40, 0x40), blocks]), LIMIT))).toBe('aaaaa')
    expect(() => decodeLz4Frames(Buffer.concat([lz4Header(0x60, 0x40), blocks]), LIMIT)).toThrow('reaches back')
    // Nor into the frame before it.
    const alone = Buffer.concat([lz4Header(0x40, 0x40), u32(4), hex('00010000'), u32(0)])
    expect(() => decodeLz4Frames(Buffer.concat([GOLDEN_LZ4, alone]), LIMIT)).toThrow('reaches back')
  })

  test('a block decodes to no more than its frame says, and all of them to no more than the limit', () => {
    const large = Buffer.from(lz4js.compress(Buffer.alloc(100_000)))
    const body = large.subarray(7)
    expect(decodeLz4Frames(large, 100_000)).toHaveLength(100_000)
    expect(() => decodeLz4Frames(large, 99_999)).toThrow('more than the limit of 99999 bytes')
    expect(() => decodeLz4Frames(Buffer.concat([lz4Header(0x60, 0x40), body]), LIMIT)).toThrow("its frame's limit")
  })
})

describe('zstd where Node has none', () => {
  test('repeated and stored blocks are decoded up to the limit', () => {
    expect(decodeZstdInJavaScript(zstdOf(3, 1000), 3000)).toEqual(Buffer.alloc(3000, 'a'))
    expect(() => decodeZstdInJavaScript(zstdOf(3, 1000), 2999)).toThrow(
      'zstd: it decodes to more than the limit of 2999',
    )
  })

  test('a window of gigabytes is refused before it is made, in any frame', () => {
    const greedy = hex('28b52ffd 00 a8 010000')
    for (const bytes of [greedy, Buffer.concat([zstdOf(1, 1), greedy])])
      expect(() => decodeZstdInJavaScript(bytes, LIMIT)).toThrow('asks for 2147483648 bytes at once')
    expect(() => decodeZstdInJavaScript(hex('28b52ffd e0 0000000001000000 010000'), LIMIT)).toThrow(
      'asks for 4294967296',
    )
  })

  test.each([
    ['00000000', 'no frame begins where one should'],
    ['28b52ffd', 'it ends within a frame'],
    ['28b52ffd 00 58 c4', 'it ends within a frame'],
  ])('%s: %s', (bytes, sentence) => {
    expect(() => decodeZstdInJavaScript(hex(bytes), LIMIT)).toThrow(sentence)
  })
})

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>
  decompress(buffer: Buffer): Promise<Buffer>
}

function codecOf(type: CompressionTypes): Codec {
  return (CompressionCodecs as unknown as Readonly<Record<CompressionTypes, () => Codec>>)[type]()
}

/** From noise to one byte again and again, from nothing to some blocks. */
function randomText(random: Random): Buffer {
  const size = random.below(random.pick([2, 20, 300, 5000, 100_000]))
  const words = Array.from({ length: 1 + random.below(random.pick([1, 4, 60])) }, () =>
    Buffer.from(Array.from({ length: 1 + random.below(random.pick([1, 5, 80])) }, () => random.below(256))),
  )
  const noise = random.pick([0, 0, 0.05, 1])
  const parts: Buffer[] = []
  for (let length = 0; length < size;) {
    const part = random.next() < noise ? Buffer.from([random.below(256)]) : random.pick(words)
    parts.push(part)
    length += part.length
  }
  return Buffer.concat(parts).subarray(0, size)
}

/** As snappy-java frames it, in chunks of any size. */
async function xerial(text: Buffer, random: Random): Promise<Buffer> {
  const parts = [GOLDEN_SNAPPY.subarray(0, 16)]
  for (const chunk of cut(text, 1 + random.below(random.pick([10, 40_000])))) {
    const block = await SNAPPY.compress({ buffer: chunk })
    const size = Buffer.alloc(4)
    size.writeUInt32BE(block.length)
    parts.push(size, block)
  }
  return Buffer.concat(parts)
}

/** Frames of each kind, with what the format lets stand between them. */
function lz4Frames(text: Buffer, random: Random): Buffer {
  const parts: Buffer[] = []
  const frames = cut(text, 1 + random.below(60_000))
  for (const content of frames.length === 0 ? [text] : frames) {
    if (random.below(4) === 0) parts.push(u32(0x184d2a50 + random.below(16)), u32(3), Buffer.from('abc'))
    const [hasBlockSums, hasSize, hasSum] = [random.below(2), random.below(2), random.below(2)]
    const flags = 0x60 | (hasBlockSums * 0x10) | (hasSize * 8) | (hasSum * 4)
    parts.push(lz4Header(flags, 0x10 * (4 + random.below(4)), hasSize === 1 ? BigInt(content.length) : undefined))
    for (const piece of cut(content, 1 + random.below(30_000))) {
      // Of a frame with one block: the header has 7 bytes, the end 4.
      const block = random.below(4) === 0 ? null : Buffer.from(lz4js.compress(piece)).subarray(7, -4)
      const bytes = block ?? Buffer.concat([u32(piece.length + 0x8000_0000), piece])
      parts.push(bytes)
      if (hasBlockSums === 1) parts.push(u32(hash(0, bytes, 4, bytes.length - 4)))
    }
    parts.push(u32(0))
    if (hasSum === 1) parts.push(u32(hash(0, content, 0, content.length)))
  }
  return Buffer.concat(parts)
}

/** Many pieces tell no more than some: the last one is the rest. */
function cut(text: Buffer, size: number): Buffer[] {
  const parts: Buffer[] = []
  for (let at = 0; at < text.length; at += parts.at(-1)?.length ?? 0)
    parts.push(parts.length < 50 ? text.subarray(at, at + size) : text.subarray(at))
  return parts
}

function lz4Header(flags: number, sizes: number, contentSize?: bigint): Buffer {
  const size = Buffer.alloc(contentSize === undefined ? 0 : 8)
  if (contentSize !== undefined) size.writeBigUInt64LE(contentSize)
  const descriptor = Buffer.concat([Buffer.from([flags, sizes]), size])
  return Buffer.concat([
    u32(0x184d2204),
    descriptor,
    Buffer.from([(hash(0, descriptor, 0, descriptor.length) >>> 8) & 0xff]),
  ])
}

/** What lz4js can read: one frame, without checksums of blocks, which it looks for before the block. */
function isPlainLz4(bytes: Buffer): boolean {
  const isFrame = bytes.readUInt32LE(0) === 0x184d2204 && ((bytes[4] ?? 0) & 0x10) === 0
  return isFrame && bytes.indexOf(hex('4d18'), 4) < 0
}

/** As many blocks, each of as many "a". */
function zstdOf(blocks: number, bytes: number): Buffer {
  const repeated = (last: boolean) => {
    const header = Buffer.alloc(4, 'a')
    header.writeUIntLE((bytes << 3) | 2 | (last ? 1 : 0), 0, 3)
    return header
  }
  return Buffer.concat([
    hex('28b52ffd 00 58'),
    ...Array.from({ length: blocks }, (_, at) => repeated(at === blocks - 1)),
  ])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
