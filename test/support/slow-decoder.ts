import { TRANSACTION_FIELDS } from '../../src/shared/transaction'

/**
 * Decision 3, read out slowly: its own JSON parser by the grammar of RFC 8259, one rule after another. It shares no
 * code with the product and makes no attempt at speed.
 */
export type SlowResult =
  | { readonly row: Readonly<Record<string, string | number | bigint | boolean | null>>; readonly unknownKeys: number }
  | { readonly code: string; readonly field: string | null }

type Json =
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'number'; readonly literal: string }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'array' }
  | { readonly type: 'object'; readonly members: readonly (readonly [string, Json])[] }

class NotJson extends Error {}

export function decodeSlowly(bytes: Uint8Array | null): SlowResult {
  if (bytes === null || bytes.length === 0) return { code: 'NO_VALUE', field: null }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { code: 'NOT_JSON', field: null }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return { code: 'NOT_UTF8', field: null }
  }
  let value: Json
  let lone = false
  try {
    const parser = new Parser(text)
    value = parser.document()
    lone = parser.lone
  } catch (error) {
    if (error instanceof NotJson) return { code: 'NOT_JSON', field: null }
    throw error
  }
  if (value.type !== 'object') return { code: 'NOT_OBJECT', field: null }
  if (lone) return { code: 'NOT_UTF8', field: null }
  return decodeObject(value.members)
}

function decodeObject(members: readonly (readonly [string, Json])[]): SlowResult {
  const row: Record<string, string | number | bigint | boolean | null> = {}
  const known = new Set<string>()
  for (const field of TRANSACTION_FIELDS) {
    if (field.origin === 'message' || field.origin === 'pipeline') known.add(field.name)
    if (field.origin !== 'message') continue
    let found: Json = { type: 'null' }
    for (const [key, value] of members) if (key === field.name) found = value
    if (found.type === 'null') {
      if (field.required) return { code: 'MISSING_FIELD', field: field.name }
      row[field.name] = null
      continue
    }
    const converted = convert(field.kind, found)
    if (converted === null) return { code: 'BAD_VALUE', field: field.name }
    row[field.name] = converted
  }
  return { row, unknownKeys: members.filter(([key]) => !known.has(key)).length }
}

function convert(kind: string, json: Json): string | number | bigint | boolean | null {
  if (kind === 'string') return json.type === 'string' ? json.value : null
  if (kind === 'boolean') return json.type === 'boolean' ? json.value : null
  if (kind === 'double') {
    if (json.type !== 'number') return null
    const value = Number(json.literal)
    return Number.isFinite(value) ? value : null
  }
  if (kind === 'int32') return json.type === 'number' ? exactInteger(json.literal) : null
  if (kind === 'timestamp') return json.type === 'string' ? exactTime(json.value) : null
  throw new Error(kind)
}

/** Long division by tens: no float is ever made of the literal. */
function exactInteger(literal: string): number | null {
  const [mantissa = '', power = '0'] = literal.toLowerCase().split('e')
  const negative = mantissa.startsWith('-')
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  let digits = (whole + fraction).split('')
  let shift = Number(power) - fraction.length
  if (digits.every((digit) => digit === '0')) return 0
  if (Math.abs(shift) > 400) {
    // more zeros than any int32 has digits, or a fraction for sure
    return null
  }
  while (shift > 0) {
    digits.push('0')
    shift--
  }
  while (shift < 0) {
    if (digits.pop() !== '0') return null
    shift++
    if (digits.length === 0) digits = ['0']
  }
  const value = BigInt(digits.join('')) * (negative ? -1n : 1n)
  return value >= -(2n ** 31n) && value < 2n ** 31n ? Number(value) : null
}

function exactTime(text: string): bigint | null {
  const match = /^(\d\d\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d)(:(\d\d)(\.(\d+))?)?(Z|([+-])(\d\d)(:?(\d\d))?)?$/.exec(text)
  if (match === null) return null
  const number = (index: number) => Number(match[index] ?? '0')
  const fraction = match[9] ?? ''
  if (/[1-9]/.test(fraction.slice(6))) return null
  if (number(4) > 23 || number(5) > 59 || number(7) > 59) return null
  if (number(14) > 59 || number(12) * 60 + number(14) > 1080) return null
  const date = new Date(0)
  date.setUTCFullYear(number(1), number(2) - 1, number(3))
  const real =
    date.getUTCFullYear() === number(1) && date.getUTCMonth() === number(2) - 1 && date.getUTCDate() === number(3)
  if (!real || number(1) === 0) return null
  const minutes = (number(12) * 60 + number(14)) * (match[11] === '-' ? -1 : 1)
  const seconds = date.getTime() / 1000 + number(4) * 3600 + number(5) * 60 + number(7) - minutes * 60
  const micros = BigInt(seconds) * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'))
  const first = new Date(0)
  first.setUTCFullYear(1, 0, 1)
  const last = new Date(0)
  last.setUTCFullYear(10_000, 0, 1)
  if (seconds < first.getTime() / 1000 || seconds >= last.getTime() / 1000) return null
  return micros
}

class Parser {
  lone = false
  private at = 0
  constructor(private readonly text: string) {}

  document(): Json {
    this.space()
    const value = this.value()
    this.space()
    if (this.at !== this.text.length) throw new NotJson()
    return value
  }

  private value(): Json {
    const character = this.text[this.at]
    if (character === '"') return { type: 'string', value: this.string() }
    if (character === '{') return this.object()
    if (character === '[') return this.array()
    for (const [word, json] of [
      ['null', { type: 'null' }],
      ['true', { type: 'boolean', value: true }],
      ['false', { type: 'boolean', value: false }],
    ] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length
        return json
      }
    }
    const number = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/.exec(this.text.slice(this.at, this.at + 2000))
    if (number === null) throw new NotJson()
    this.at += number[0].length
    return { type: 'number', literal: number[0] }
  }

  private object(): Json {
    this.at++
    const members: [string, Json][] = []
    this.space()
    if (this.take('}')) return { type: 'object', members }
    for (;;) {
      this.space()
      if (this.text[this.at] !== '"') throw new NotJson()
      const key = this.string()
      this.space()
      if (!this.take(':')) throw new NotJson()
      this.space()
      members.push([key, this.value()])
      this.space()
      if (this.take('}')) return { type: 'object', members }
      if (!this.take(',')) throw new NotJson()
    }
  }

  private array(): Json {
    this.at++
    this.space()
    if (this.take(']')) return { type: 'array' }
    for (;;) {
      this.space()
      this.value()
      this.space()
      if (this.take(']')) return { type: 'array' }
      if (!this.take(',')) throw new NotJson()
    }
  }

  private string(): string {
    this.at++
    let result = ''
    for (;;) {
      const character = this.text[this.at++]
      if (character === undefined || character < ' ') throw new NotJson()
      if (character === '"') break
      result += character === '\\' ? this.escape() : character
    }
    for (let index = 0; index < result.length; index++) {
      const unit = result.charCodeAt(index)
      const next = result.charCodeAt(index + 1)
      if (unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) index++
      else if (unit >= 0xd800 && unit <= 0xdfff) this.lone = true
    }
    return result
  }

  private escape(): string {
    const character = this.text[this.at++] ?? ''
    const simple = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[character]
    if (simple !== undefined) return simple
    const hex = this.text.slice(this.at, this.at + 4)
    if (character !== 'u' || !/^[0-9a-fA-F]{4}$/.test(hex)) throw new NotJson()
    this.at += 4
    return String.fromCharCode(parseInt(hex, 16))
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false
    this.at++
    return true
  }

  private space(): void {
    while ([' ', '\t', '\n', '\r'].includes(this.text[this.at] ?? '')) this.at++
  }
}
