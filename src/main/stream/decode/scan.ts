import { isUtf8 } from 'node:buffer'
import { EVENT_FIELDS, type FieldDefinition } from '../../../shared/transaction'
import { daysFromCivil, daysInMonth } from '../../../shared/calendar'

/**
 * Proves, byte by byte and without making a string or an object, that a message is a plain event:
 * strict JSON (RFC 8259), one object, each known key at most once with a value of its type, all
 * required ones there, nothing that a reader could coerce. About one nanosecond a byte.
 *
 * What it cannot prove it does not judge: `scan` answers false and the strict decoder decides
 * (escapes, exponents, odd timestamps, nested unknown values, and everything wrong).
 */
export interface Scanner {
  /**
   * @param bytes the message in [start, end); `bytes[end]` must be below 0x20, so that runs end there
   * @returns true where the message is clean; `micros` and `unknownKeys` then hold its facts
   */
  scan(bytes: Uint8Array, start: number, end: number): boolean
  /** Epoch microseconds of `event_timestamp` of the last clean message. */
  readonly micros: number
  /** Keys of the last clean message that the schema does not know. */
  readonly unknownKeys: number
}

const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const OPEN = 0x7b
const CLOSE = 0x7d

const TEXT = 0
const INTEGER = 1
const DOUBLE = 2
const BOOLEAN = 3
const TIMESTAMP = 4
const ANY = 5

/** More digits than this may round; the strict decoder reads them. */
const PLAIN_DIGITS = 17
/** Up to nine digits always fit an int32. */
const INT32_DIGITS = 9
const MICROS_PER_DAY = 86_400_000_000
/** Years whose microseconds a double holds exactly. */
const FIRST_YEAR = 1700
const LAST_YEAR = 2250

/** 0: plain character of a string; 1: quote, backslash or control; 2: beyond ASCII. */
const STRING_CLASS = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) {
  STRING_CLASS[byte] = byte < 0x20 || byte === QUOTE || byte === 0x5c ? 1 : byte >= 0x80 ? 2 : 0
}

/** A byte in each place of a word. */
const ONES = 0x01010101
const BLANKS = 0x20202020
const QUOTES = 0x22222222
const BACKSLASHES = 0x5c5c5c5c
const HIGH_BITS = 0x80808080 | 0

const NAMES = EVENT_FIELDS.map((field) => Buffer.from(`${field.name}"`))
/** Names with what follows them in JSON without blanks, to be compared four bytes at once. */
const KEYS = EVENT_FIELDS.map((field) => wordsOf(Buffer.from(`${field.name}":`)))
const KINDS = Uint8Array.from(EVENT_FIELDS.map(valueKind))
const REQUIRED = Uint8Array.from(EVENT_FIELDS.map((field) => Number(field.required)))
const REQUIRED_MASK = EVENT_FIELDS.reduce((mask, field, index) => (field.required ? mask | (1 << index) : mask), 0)
const FIELD_COUNT = EVENT_FIELDS.length
const BY_LENGTH = indexByLength()

/** @param keepUnknown a message with unknown keys is not clean, so that the strict decoder keeps them */
export function createScanner(keepUnknown: boolean): Scanner {
  let at = 0
  let highBytes = 0
  let micros = 0
  let unknownKeys = 0
  let lastDate = -1
  let lastDay = 0
  let viewed: Uint8Array | null = null
  /** Where the last four bytes begin. */
  let lastWord = 0
  let view: DataView = new DataView(new ArrayBuffer(0))

  function scan(bytes: Uint8Array, start: number, end: number): boolean {
    at = start
    if (bytes !== viewed) {
      viewed = bytes
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      lastWord = bytes.byteLength - 4
    }
    highBytes = 0
    unknownKeys = 0
    let seen = 0
    let expected = 0
    skipSpace(bytes)
    if (bytes[at] !== OPEN) return false
    at++
    skipSpace(bytes)
    if (bytes[at] === CLOSE) return false
    for (;;) {
      if (bytes[at] !== QUOTE) return false
      at++
      let field = expected
      if (!matchesKey(expected)) {
        field = readKey(bytes, expected)
        if (field === -2) return false
        skipSpace(bytes)
        if (bytes[at] !== COLON) return false
        at++
      }
      if (field >= 0) {
        const bit = 1 << field
        if ((seen & bit) !== 0) return false
        seen |= bit
        expected = field + 1
      } else {
        if (keepUnknown) return false
        unknownKeys++
      }
      skipSpace(bytes)
      if (!readValue(bytes, field)) return false
      skipSpace(bytes)
      const next = bytes[at++]
      if (next === CLOSE) break
      if (next !== COMMA) return false
      skipSpace(bytes)
    }
    skipSpace(bytes)
    if (at !== end || (seen & REQUIRED_MASK) !== REQUIRED_MASK) return false
    return highBytes === 0 || isUtf8(bytes.subarray(start, end))
  }

  /** Blank and tab only: a line break inside a message would break the line that carries it. */
  function skipSpace(bytes: Uint8Array): void {
    while (bytes[at] === 0x20 || bytes[at] === 0x09) at++
  }

  /**
   * Moves behind the colon where the key of `field` stands at `at` with nothing between them. It may look at bytes
   * behind the message, but the one that ends it is never part of a key.
   */
  function matchesKey(field: number): boolean {
    const key = KEYS[field]
    if (key === undefined) return false
    const { words, mask, length } = key
    const last = words.length - 1
    const from = at
    if (from + 4 * last > lastWord) return false
    for (let index = 0; index < last; index++) if (view.getInt32(from + 4 * index, true) !== words[index]) return false
    if ((view.getInt32(from + 4 * last, true) & mask) !== words[last]) return false
    at = from + length
    return true
  }

  /** The field of the key that starts at `at`: its index, -1 unknown, -2 not plain. Ends behind the quote. */
  function readKey(bytes: Uint8Array, expected: number): number {
    if (expected < FIELD_COUNT && matches(bytes, NAMES[expected])) return expected
    const start = at
    if (!skipText(bytes)) return -2
    const length = at - start
    const candidates = BY_LENGTH[length]
    if (candidates !== undefined) {
      for (const candidate of candidates) {
        at = start
        if (matches(bytes, NAMES[candidate])) return candidate
      }
      at = start + length
    }
    return -1
  }

  /** Moves behind `name` (which includes the closing quote) where it stands at `at`. */
  function matches(bytes: Uint8Array, name: Uint8Array | undefined): boolean {
    if (name === undefined) return false
    const { length } = name
    for (let index = 0; index < length; index++) if (bytes[at + index] !== name[index]) return false
    at += length
    return true
  }

  function readValue(bytes: Uint8Array, field: number): boolean {
    const first = bytes[at]
    if (first === 0x6e) return (field < 0 || REQUIRED[field] === 0) && skipWord(bytes, 0x75, 0x6c, 0x6c, 0)
    switch (field < 0 ? ANY : KINDS[field]) {
      case TEXT:
        if (first !== QUOTE) return false
        at++
        return skipText(bytes)
      case INTEGER:
        return skipNumber(bytes, INT32_DIGITS, false)
      case DOUBLE:
        return skipNumber(bytes, PLAIN_DIGITS, true)
      case BOOLEAN:
        return skipBoolean(bytes)
      case TIMESTAMP:
        return first === QUOTE && readTimestamp(bytes)
      default:
        if (first === QUOTE) {
          at++
          return skipText(bytes)
        }
        if (first === 0x74 || first === 0x66) return skipBoolean(bytes)
        return skipNumber(bytes, PLAIN_DIGITS, true)
    }
  }

  /**
   * To behind the closing quote; false at an escape, a control character or the end. Four bytes at once: each of
   * the differences has its highest bit set where a byte is what ends the run (Hacker's Delight, 6-1).
   */
  function skipText(bytes: Uint8Array): boolean {
    let next = at
    for (;;) {
      while (next <= lastWord) {
        const word = view.getInt32(next, true)
        const ends = (word | (word - BLANKS) | ((word ^ QUOTES) - ONES) | ((word ^ BACKSLASHES) - ONES)) & HIGH_BITS
        if (ends === 0) {
          next += 4
          continue
        }
        // The lowest is true; a borrow may have set those above it.
        next += (31 - Math.clz32(ends & -ends)) >> 3
        break
      }
      const kind = STRING_CLASS[bytes[next] ?? 0]
      if (kind === 1) {
        at = next + 1
        return bytes[next] === QUOTE
      }
      if (kind === 2) highBytes++
      next++
    }
  }

  function skipNumber(bytes: Uint8Array, maxDigits: number, fraction: boolean): boolean {
    let next = at
    if (bytes[next] === MINUS) next++
    const start = next
    while (isDigit(bytes[next])) next++
    let digits = next - start
    if (digits === 0 || (digits > 1 && bytes[start] === ZERO)) return false
    if (fraction && bytes[next] === DOT) {
      next++
      const after = next
      while (isDigit(bytes[next])) next++
      if (next === after) return false
      digits += next - after
    }
    at = next
    // A negative zero keeps its sign only as a double with a fraction.
    return digits <= maxDigits && !(bytes[start] === ZERO && bytes[start - 1] === MINUS)
  }

  function skipBoolean(bytes: Uint8Array): boolean {
    if (bytes[at] === 0x74) return skipWord(bytes, 0x72, 0x75, 0x65, 0)
    return bytes[at] === 0x66 && skipWord(bytes, 0x61, 0x6c, 0x73, 0x65)
  }

  /** The letters behind the first one; `fourth` is 0 where there is none. */
  function skipWord(bytes: Uint8Array, first: number, second: number, third: number, fourth: number): boolean {
    if (bytes[at + 1] !== first || bytes[at + 2] !== second || bytes[at + 3] !== third) return false
    if (fourth !== 0 && bytes[at + 4] !== fourth) return false
    at += fourth === 0 ? 4 : 5
    return true
  }

  /** `"YYYY-MM-DDTHH:MM:SS[.f{1,6}]Z"` with a real date and time. */
  function readTimestamp(bytes: Uint8Array): boolean {
    const base = at + 1
    if (bytes[base + 4] !== MINUS || bytes[base + 7] !== MINUS || bytes[base + 10] !== 0x54) return false
    if (bytes[base + 13] !== COLON || bytes[base + 16] !== COLON) return false
    const year = pair(bytes, base) * 100 + pair(bytes, base + 2)
    const month = pair(bytes, base + 5)
    const day = pair(bytes, base + 8)
    const hour = pair(bytes, base + 11)
    const minute = pair(bytes, base + 14)
    const second = pair(bytes, base + 17)
    // `pair` gives NaN for what is not two digits, and no comparison below is true for NaN.
    if (!(year >= FIRST_YEAR && year <= LAST_YEAR && hour <= 23 && minute <= 59 && second <= 59)) return false
    const date = year * 10_000 + month * 100 + day
    if (date !== lastDate) {
      if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return false
      lastDate = date
      lastDay = daysFromCivil(year, month, day)
    }
    at = base + 19
    let fraction = 0
    if (bytes[at] === DOT) {
      at++
      const after = at
      let scale = 100_000
      while (isDigit(bytes[at]) && at - after < 6) {
        fraction += ((bytes[at] ?? 0) - ZERO) * scale
        scale /= 10
        at++
      }
      if (at === after) return false
    }
    if (bytes[at] !== 0x5a || bytes[at + 1] !== QUOTE) return false
    at += 2
    micros = lastDay * MICROS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
    return true
  }

  return {
    scan,
    get micros() {
      return micros
    },
    get unknownKeys() {
      return unknownKeys
    },
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE
}

/** The number of two digits, NaN where they are not. */
function pair(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]
  const ones = bytes[at + 1]
  return isDigit(tens) && isDigit(ones) ? (Number(tens) - ZERO) * 10 + Number(ones) - ZERO : Number.NaN
}

function valueKind(field: FieldDefinition): number {
  if (field.origin === 'pipeline') return ANY
  switch (field.kind) {
    case 'string':
      return TEXT
    case 'int32':
      return INTEGER
    case 'double':
      return DOUBLE
    case 'boolean':
      return BOOLEAN
    case 'timestamp':
      return TIMESTAMP
    case 'int64':
    case 'date':
      throw new Error(`an event field cannot be ${field.kind}: ${field.name}`)
  }
}

/** Field indexes by the length of their name with its closing quote. */
function indexByLength(): number[][] {
  const index: number[][] = []
  for (const [field, name] of NAMES.entries()) (index[name.length] ??= []).push(field)
  return index
}

/** Bytes as little-endian words; `mask` takes from the last what belongs to them. */
function wordsOf(bytes: Uint8Array): { readonly words: Int32Array; readonly mask: number; readonly length: number } {
  const padded = new DataView(new ArrayBuffer(Math.ceil(bytes.length / 4) * 4))
  for (const [index, byte] of bytes.entries()) padded.setUint8(index, byte)
  const words = Int32Array.from({ length: padded.byteLength / 4 }, (_, index) => padded.getInt32(4 * index, true))
  const spare = padded.byteLength - bytes.length
  return { words, mask: (-1 >>> (8 * spare)) | 0, length: bytes.length }
}
