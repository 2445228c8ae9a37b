/** CRC-32 as zlib, Hadoop and Delta use it (the Node of older Electrons has none). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0)
  return (crc ^ 0xffffffff) >>> 0
}

/** Z85 text (RFC 32/ZMQ) as bytes; null where it is none. */
export function decodeZ85(text: string): Uint8Array | null {
  if (text.length % 5 !== 0) return null
  const bytes = new Uint8Array((text.length / 5) * 4)
  const view = new DataView(bytes.buffer)
  for (let start = 0; start < text.length; start += 5) {
    let value = 0
    for (let index = start; index < start + 5; index++) {
      const digit = Z85.indexOf(text.charAt(index))
      if (digit < 0) return null
      value = value * 85 + digit
    }
    if (value > 0xffffffff) return null
    view.setUint32((start / 5) * 4, value)
  }
  return bytes
}

const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})
