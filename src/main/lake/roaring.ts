/**
 * Sets of row numbers in the portable format of RoaringBitmap (its RoaringFormatSpec) as Delta arranges it for
 * 64 bits (PROTOCOL.md, "Deletion Vector Format"): a magic number, then one 32-bit bitmap for each high word.
 */
export interface RowSet {
  readonly count: number
  /** The greatest row number, -1 where there is none. */
  readonly last: number
  /** Bit n, counted from the most significant bit of the first byte, is row n; no longer than needed. */
  toBits(): Uint8Array
}

/** @throws RangeError where the bytes are not one */
export function parseRoaringArray(bytes: Uint8Array): RowSet {
  const reader = new Reader(bytes)
  if (reader.u32() !== MAGIC) throw new RangeError('it does not begin with the magic number of a portable bitmap')
  const bitmaps = reader.u64()
  const containers: Container[] = []
  let previous = -1
  for (let index = 0; index < bitmaps; index++) {
    const high = reader.u32()
    if (high <= previous) throw new RangeError('its bitmaps are not in order')
    previous = high
    readBitmap(reader, high * 2 ** 32, containers)
  }
  if (reader.left !== 0) throw new RangeError(`${reader.left} bytes follow its last bitmap`)
  const end = containers.at(-1)
  return {
    count: containers.reduce((sum, { count }) => sum + count, 0),
    last: end === undefined ? -1 : end.base + end.last,
    toBits() {
      const bits = new Uint8Array(end === undefined ? 0 : Math.floor((end.base + end.last) / 8) + 1)
      for (const { base, ranges } of containers) {
        for (const [first, last] of ranges()) setBits(bits, base + first, base + last)
      }
      return bits
    },
  }
}

const MAGIC = 1681511377
const COOKIE = 12346
const COOKIE_WITH_RUNS = 12347
const NO_OFFSETS_BELOW = 4
const ARRAY_MAX = 4096
const BITMAP_BYTES = 8192

/** Up to 65,536 numbers from `base` on. */
interface Container {
  readonly base: number
  readonly count: number
  /** Relative to `base`. */
  readonly last: number
  /** Inclusive, relative to `base`. */
  readonly ranges: () => Iterable<readonly [number, number]>
}

function readBitmap(reader: Reader, high: number, containers: Container[]): void {
  const cookie = reader.u32()
  const runs = (cookie & 0xffff) === COOKIE_WITH_RUNS
  if (!runs && cookie !== COOKIE) throw new RangeError('a bitmap begins with an unknown cookie')
  const size = runs ? (cookie >>> 16) + 1 : reader.u32()
  if (size > 65536) throw new RangeError('a bitmap has too many containers')
  const isRun = runs ? reader.take(Math.floor((size + 7) / 8)) : new Uint8Array()
  const headers: { key: number; count: number }[] = []
  for (let index = 0; index < size; index++) {
    const key = reader.u16()
    if (key <= (headers.at(-1)?.key ?? -1)) throw new RangeError('containers are not in order')
    headers.push({ key, count: reader.u16() + 1 })
  }
  if (!runs || size >= NO_OFFSETS_BELOW) reader.take(size * 4)
  for (const [index, { key, count }] of headers.entries()) {
    const base = high + key * 65536
    const run = ((isRun[index >> 3] ?? 0) >> (index & 7)) & 1
    const container =
      run === 1 ? readRuns(reader, base) : count <= ARRAY_MAX ? readArray(reader, base, count) : readBits(reader, base)
    if (container.count !== count) throw new RangeError('a container does not hold as many numbers as it says')
    containers.push(container)
  }
}

function readArray(reader: Reader, base: number, count: number): Container {
  const values = Array.from({ length: count }, () => reader.u16())
  if (values.some((value, index) => index > 0 && value <= (values[index - 1] ?? 0)))
    throw new RangeError('numbers are not in order')
  return { base, count, last: values.at(-1) ?? 0, ranges: () => values.map((value) => [value, value] as const) }
}

function readRuns(reader: Reader, base: number): Container {
  const runs: (readonly [number, number])[] = []
  for (let left = reader.u16(); left > 0; left--) {
    const first = reader.u16()
    const last = first + reader.u16()
    if (last > 65535 || first <= (runs.at(-1)?.[1] ?? -1)) throw new RangeError('runs are not in order')
    runs.push([first, last])
  }
  const count = runs.reduce((sum, [first, last]) => sum + last - first + 1, 0)
  return { base, count, last: runs.at(-1)?.[1] ?? 0, ranges: () => runs }
}

/** Here the least significant bit of the first byte is the first number. */
function readBits(reader: Reader, base: number): Container {
  const bytes = reader.take(BITMAP_BYTES)
  let count = 0
  let last = 0
  for (const [value] of bitsOf(bytes)) {
    count++
    last = value
  }
  return { base, count, last, ranges: () => bitsOf(bytes) }
}

function* bitsOf(bytes: Uint8Array): Generator<readonly [number, number]> {
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0) continue
    for (let bit = 0; bit < 8; bit++) {
      const value = index * 8 + bit
      if (((byte >> bit) & 1) === 1) yield [value, value]
    }
  }
}

function setBits(bits: Uint8Array, first: number, last: number): void {
  for (let row = first; row <= last; row++) {
    if ((row & 7) === 0 && row + 7 <= last) {
      bits[Math.floor(row / 8)] = 0xff
      row += 7
    } else {
      const index = Math.floor(row / 8)
      bits[index] = (bits[index] ?? 0) | (0x80 >> (row % 8))
    }
  }
}

class Reader {
  private at = 0
  private readonly view: DataView

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new RangeError('it is cut off')
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  u16(): number {
    this.take(2)
    return this.view.getUint16(this.at - 2, true)
  }

  u32(): number {
    this.take(4)
    return this.view.getUint32(this.at - 4, true)
  }

  u64(): number {
    this.take(8)
    return Number(this.view.getBigUint64(this.at - 8, true))
  }
}
