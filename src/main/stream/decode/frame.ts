/** Room for the parts around a message (`Lines`): three numbers and their names. */
export const FRAME_BYTES = 128

const PARTITION = Buffer.from('{"p":')
const OFFSET = Buffer.from(',"o":')
const VALUE = Buffer.from(',"v":')
const TIME = Buffer.from(',"t":')
const MINUS = 0x2d
const ZERO = 0x30
const CLOSE = 0x7d
const NEWLINE = 0x0a
const LAST_SAFE = BigInt(Number.MAX_SAFE_INTEGER)
/** Up to here a loop is quicker than a call that copies. */
const SHORT_BYTES = 32

/** What stands before a message; where it ends. */
export function putPlace(buffer: Buffer, from: number, partition: number, offset: bigint): number {
  let at = putInteger(buffer, put(buffer, from, PARTITION), partition)
  at = putOffset(buffer, put(buffer, at, OFFSET), offset)
  return put(buffer, at, VALUE)
}

/**
 * What stands behind it, up to the end of the line.
 * @param micros of its event, epoch µs; a safe integer
 */
export function putTime(buffer: Buffer, from: number, micros: number): number {
  const at = putInteger(buffer, put(buffer, from, TIME), micros)
  buffer[at] = CLOSE
  buffer[at + 1] = NEWLINE
  return at + 2
}

/** Copies bytes; returns where they end. */
export function put(buffer: Buffer, at: number, bytes: Uint8Array): number {
  const { length } = bytes
  if (length > SHORT_BYTES) buffer.set(bytes, at)
  else for (let index = 0; index < length; index++) buffer[at + index] = bytes[index] ?? 0
  return at + length
}

function putOffset(buffer: Buffer, at: number, offset: bigint): number {
  if (offset <= LAST_SAFE) return putInteger(buffer, at, Number(offset))
  return at + buffer.write(offset.toString(), at, 'latin1')
}

/** A safe integer in decimal digits; a string for each of them would be dear. */
function putInteger(buffer: Buffer, from: number, value: number): number {
  let start = from
  if (value < 0) buffer[start++] = MINUS
  let rest = Math.abs(value)
  let end = start + 1
  for (let limit = 10; rest >= limit; limit *= 10) end++
  for (let at = end - 1; at >= start; at--) {
    const tens = Math.floor(rest / 10)
    buffer[at] = ZERO + rest - 10 * tens
    rest = tens
  }
  return end
}
