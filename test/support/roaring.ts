/** Row numbers, rising, as a deletion vector holds them: with run containers or without. */
export function encodeRoaringArray(rows: readonly number[], runs: boolean): Buffer {
  const bitmaps = group(rows, 2 ** 32)
  const head = Buffer.alloc(12)
  head.writeUInt32LE(1681511377, 0)
  head.writeBigUInt64LE(BigInt(bitmaps.size), 4)
  return Buffer.concat([head, ...[...bitmaps].flatMap(([high, low]) => [u32(high), encodeBitmap(low, runs)])])
}

export function encodeZ85(bytes: Uint8Array): string {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
  let text = ''
  for (let at = 0; at < padded.length; at += 4) {
    let value = padded.readUInt32BE(at)
    let group = ''
    for (let digit = 0; digit < 5; digit++) {
      group = (digits[value % 85] ?? '') + group
      value = Math.floor(value / 85)
    }
    text += group
  }
  return text
}

function encodeBitmap(rows: readonly number[], runs: boolean): Buffer {
  const containers = group(rows, 65536)
  const keys = [...containers].map(([key, values]) => Buffer.concat([u16(key), u16(values.length - 1)]))
  const offsets = Buffer.alloc(containers.size * 4)
  const bodies = [...containers.values()].map((values) => (runs ? encodeRuns(values) : encodeContainer(values)))
  if (!runs) return Buffer.concat([u32(12346), u32(containers.size), ...keys, offsets, ...bodies])
  const isRun = Buffer.alloc(Math.floor((containers.size + 7) / 8), 0xff)
  const cookie = u32(12347 + (containers.size - 1) * 65536)
  return Buffer.concat([cookie, isRun, ...keys, ...(containers.size >= 4 ? [offsets] : []), ...bodies])
}

function encodeContainer(values: readonly number[]): Buffer {
  if (values.length <= 4096) return Buffer.concat(values.map(u16))
  const bits = Buffer.alloc(8192)
  for (const value of values) bits[value >> 3] = (bits[value >> 3] ?? 0) | (1 << (value & 7))
  return bits
}

function encodeRuns(values: readonly number[]): Buffer {
  const runs: [number, number][] = []
  for (const value of values) {
    const last = runs.at(-1)
    if (last !== undefined && last[0] + last[1] + 1 === value) last[1]++
    else runs.push([value, 0])
  }
  return Buffer.concat([u16(runs.length), ...runs.flatMap(([start, length]) => [u16(start), u16(length)])])
}

function group(rows: readonly number[], size: number): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const row of rows) {
    const key = Math.floor(row / size)
    const values = groups.get(key) ?? []
    values.push(row % size)
    groups.set(key, values)
  }
  return groups
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
