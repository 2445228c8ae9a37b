import { isUtf8 } from 'node:buffer'
import type { DeadLetterCode } from '../../../shared/stream'
import { EVENT_FIELDS, type FieldDefinition } from '../../../shared/transaction'
import { isRecord } from '../../../shared/json'
import type { Refusal } from '../ports'
import { integralValue, parseEventTime } from '../../../shared/literals'

/** What a message is, judged exactly by decision 3. */
export type Decoded =
  | {
      readonly kind: 'row'
      /** Epoch microseconds. */
      readonly micros: bigint
      /** One line of JSON of the message's own fields, in a form that every JSON reader reads alike. */
      readonly json: string
      readonly unknownKeys: number
      /** The unknown members as one JSON object, their text untouched; null where there are none. */
      readonly unknown: string | null
    }
  | ({ readonly kind: 'dead-letter' } & Refusal)

/** Decodes one message the slow and exact way. Never throws on data. */
export function decodeStrict(value: Uint8Array | null): Decoded {
  if (value === null) return refuse('NO_VALUE', null, 'The message has no value (a tombstone).')
  if (value.length === 0) return refuse('NO_VALUE', null, 'The value is empty.')
  if (value[0] === 0xef && value[1] === 0xbb && value[2] === 0xbf) {
    return refuse('NOT_JSON', null, 'The value starts with a byte order mark.')
  }
  if (!isUtf8(value)) return refuse('NOT_UTF8', null, 'The value is not UTF-8.')
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8')
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    return refuse('NOT_JSON', null, `The value is not JSON: ${describeSyntaxError(error)}`)
  }
  if (!isRecord(parsed)) {
    return refuse('NOT_OBJECT', null, `The value is ${nameOf(parsed)}, not an object.`)
  }
  if (/\\u[dD][89a-fA-F]/.test(text) && hasLoneSurrogate(text)) {
    return refuse('NOT_UTF8', null, 'A text holds a lone surrogate, which UTF-8 cannot write.')
  }
  return decodeMembers(readMembers(text))
}

/** One member of the top-level object: where its value stands in the text. */
interface Member {
  readonly key: string
  readonly keyText: string
  readonly valueText: string
}

function decodeMembers(members: readonly Member[]): Decoded {
  const last = new Map<string, Member>()
  for (const member of members) last.set(member.key, member)
  const parts: string[] = []
  let micros = 0n
  for (const field of EVENT_FIELDS) {
    if (field.origin === 'pipeline') continue
    const text = last.get(field.name)?.valueText ?? 'null'
    if (text === 'null') {
      if (field.required)
        return refuse('MISSING_FIELD', field.name, `${field.name} is ${last.has(field.name) ? 'null' : 'missing'}.`)
      continue
    }
    if (field.kind === 'timestamp') {
      const time = text.startsWith('"') ? parseEventTime(String(JSON.parse(text))) : null
      if (time === null) return badValue(field, text)
      micros = time
      continue
    }
    const canonical = canonicalValue(field, text)
    if (canonical === null) return badValue(field, text)
    parts.push(`"${field.name}":${canonical}`)
  }
  const unknown = members.filter((member) => !KNOWN.has(member.key))
  return {
    kind: 'row',
    micros,
    json: `{${parts.join(',')}}`,
    unknownKeys: unknown.length,
    unknown:
      unknown.length === 0 ? null : `{${unknown.map((member) => `${member.keyText}:${member.valueText}`).join(',')}}`,
  }
}

const KNOWN: ReadonlySet<string> = new Set(EVENT_FIELDS.map((field) => field.name))

/** The value in the form that the writer reads, or null where it is not exactly of the field's type. */
function canonicalValue(field: FieldDefinition, text: string): string | null {
  const first = text.charAt(0)
  switch (field.kind) {
    case 'string':
      return first === '"' ? JSON.stringify(JSON.parse(text)) : null
    case 'boolean':
      return text === 'true' || text === 'false' ? text : null
    case 'int32': {
      const value = isNumberStart(first) ? integralValue(text) : null
      return value !== null && value >= -2147483648n && value <= 2147483647n ? value.toString() : null
    }
    case 'double': {
      const value = isNumberStart(first) ? Number(text) : Number.NaN
      if (!Number.isFinite(value)) return null
      return String(value)
    }
    case 'int64':
    case 'timestamp':
    case 'date':
      return null
  }
}

/** The members of the top-level object of a text that is known to be valid JSON. */
function readMembers(text: string): Member[] {
  const members: Member[] = []
  let at = text.indexOf('{') + 1
  for (;;) {
    at = skipSpace(text, at)
    if (text[at] === '}') return members
    if (text[at] === ',') at = skipSpace(text, at + 1)
    const keyEnd = skipString(text, at)
    const keyText = text.slice(at, keyEnd)
    const valueStart = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const valueEnd = skipValue(text, valueStart)
    members.push({ key: String(JSON.parse(keyText)), keyText, valueText: text.slice(valueStart, valueEnd) })
    at = valueEnd
  }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++
  return at
}

function skipString(text: string, from: number): number {
  let at = from + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function skipValue(text: string, from: number): number {
  let depth = 0
  let at = from
  for (;;) {
    const character = text[at]
    if (character === '"') at = skipString(text, at)
    else if (character === '{' || character === '[') {
      depth++
      at++
    } else if (character === '}' || character === ']') {
      if (depth === 0) return trimEnd(text, from, at)
      depth--
      at++
    } else if (depth === 0 && (character === ',' || character === undefined)) return trimEnd(text, from, at)
    else at++
    if (depth === 0 && (character === '"' || character === '}' || character === ']')) return at
  }
}

/** A number or literal may be followed by white space before the comma. */
function trimEnd(text: string, from: number, to: number): number {
  let end = to
  while (end > from && ' \t\n\r'.includes(text.charAt(end - 1))) end--
  return end
}

/** In any text or key of valid JSON, also one that a later key of its name replaces. */
function hasLoneSurrogate(text: string): boolean {
  for (let at = text.indexOf('"'); at !== -1;) {
    const end = skipString(text, at)
    const token = text.slice(at, end)
    if (token.includes('\\u') && LONE_SURROGATE.test(String(JSON.parse(token)))) return true
    at = text.indexOf('"', end)
  }
  return false
}

/** Half of a character that UTF-16 writes as two. */
export const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

function isNumberStart(character: string): boolean {
  return character === '-' || (character >= '0' && character <= '9')
}

function badValue(field: FieldDefinition, text: string): Decoded {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return refuse('BAD_VALUE', field.name, `${field.name} is ${shown}, which is not ${WANTED[field.kind]}.`)
}

const WANTED: Readonly<Record<FieldDefinition['kind'], string>> = {
  string: 'a text',
  int32: 'a whole number between -2147483648 and 2147483647',
  int64: 'a whole number',
  double: 'a finite number',
  boolean: 'true or false',
  timestamp: 'an ISO 8601 time such as 2026-01-31T12:00:00.000Z',
  date: 'a date',
}

function nameOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`
}

function refuse(code: DeadLetterCode, field: string | null, reason: string): Decoded {
  return { kind: 'dead-letter', code, field, reason }
}

/** Without the message's own text, which may be long and is kept beside the reason anyway. */
function describeSyntaxError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text
    .replace(/, ?(\.\.\.)?".*$/s, '')
    .replace(/ in JSON/, '')
    .replace(/\.?$/, '.')
}
