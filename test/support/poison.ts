import type { Random } from './random'
import { eventJson } from './event-json'

const MEGABYTE = 2 ** 20

/** A message that is to do harm: broken, mistyped, huge, deep, hostile to JavaScript, or just clean. */
export function poisonMessage(random: Random, id: string): Uint8Array | null {
  const clean = eventJson({ transaction_id: id })
  const draw = random.next()
  if (draw < 0.25) return Buffer.from(clean)
  if (draw < 0.252) return Buffer.from(hugeMessage(random, clean))
  return random.pick(KINDS)(random, clean)
}

type Kind = (random: Random, clean: string) => Uint8Array | null

const KINDS: readonly Kind[] = [
  () => null,
  () => new Uint8Array(),
  (random) =>
    Buffer.from(random.pick([' ', '\n', '\u0000', 'null', 'true', '7', '"x"', '[]', '{}', '[{}]', '\ufeff{}'])),
  // Cut off anywhere, a byte changed anywhere, or noise.
  (random, clean) => Buffer.from(clean).subarray(0, random.below(clean.length)),
  (random, clean) => {
    const bytes = Buffer.from(clean)
    bytes[random.below(bytes.length)] = random.below(256)
    return bytes
  },
  (random) => Uint8Array.from({ length: 1 + random.below(300) }, () => random.below(256)),
  // Bad UTF-8 in a text: overlong, a surrogate, a lone continuation, cut off.
  (random, clean) => {
    const bad = random.pick([[0xc0, 0xaf], [0xed, 0xa0, 0x80], [0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]])
    const at = clean.indexOf('Sony')
    return Buffer.concat([Buffer.from(clean.slice(0, at)), Uint8Array.from(bad), Buffer.from(clean.slice(at))])
  },
  // A value of another type, or none.
  (random, clean) => replaceValue(clean, random.pick(FIELDS), random.pick(VALUES)),
  (random, clean) => replaceValue(clean, random.pick(FIELDS), random.pick(VALUES)),
  // Keys that JavaScript knows, repeated keys, ours, and none of it.
  (random, clean) => Buffer.from(`${clean.slice(0, -1)},"${random.pick(KEYS)}":${random.pick(VALUES)}}`),
  (random, clean) => Buffer.from(`{"${random.pick(KEYS)}":${random.pick(VALUES)},${clean.slice(1)}`),
  // Over several lines, with line breaks of all kinds, and messages in a message.
  (_, clean) => Buffer.from(JSON.stringify(JSON.parse(clean), null, 2)),
  (random, clean) => Buffer.from(clean.replaceAll(',"', `,${random.pick(['\n', '\r\n', '\r', '\t', '\u2028'])}"`)),
  (random, clean) => Buffer.from(`${clean}${random.pick(['\n', ' '])}${random.pick(['', clean, '}', ',', '\u0000'])}`),
  (random) => Buffer.from(nested(1 + random.below(5000), random.next() < 0.5)),
  (random, clean) => Buffer.from(`${clean.slice(0, -1)},"deep":${nested(1 + random.below(5000), true)}}`),
]

/** Around a megabyte: what a broker takes by default. */
function hugeMessage(random: Random, clean: string): string {
  const zeros = '0'.repeat(MEGABYTE)
  return random.pick<() => string>([
    () => clean.replace('"Sony"', `"${'é'.repeat(MEGABYTE / 2)}"`),
    () => clean.replace('"Sony"', `"${'\\u00e9'.repeat(MEGABYTE / 6)}"`),
    () => clean.replace('"Sony"', `"${'\\ud83d'.repeat(MEGABYTE / 6)}"`),
    () => clean.replace('"quantity":2', `"quantity":1${zeros}1`),
    () => clean.replace('"quantity":2', `"quantity":2.${zeros}`),
    () => clean.replace('"unit_price":10.25', `"unit_price":1${zeros}`),
    () => clean.replace('12:00:00.000Z', `12:00:00.1${zeros}1Z`),
    () => `${clean.slice(0, -1)},"more":"${'x'.repeat(MEGABYTE)}"}`,
    () => `${clean.slice(0, -1)}${',"more":1'.repeat(MEGABYTE / 9)}}`,
    () => `${clean.slice(0, -1)},"deep":${nested(MEGABYTE / 2, true)}}`,
    () => nested(MEGABYTE, false),
    () => ' '.repeat(MEGABYTE) + clean,
    () => clean + '\n'.repeat(MEGABYTE),
    () => 'x'.repeat(MEGABYTE),
  ])()
}

function nested(depth: number, closed: boolean): string {
  return '['.repeat(depth) + (closed ? ']'.repeat(depth) : '')
}

function replaceValue(clean: string, field: string, value: string): Uint8Array {
  return Buffer.from(clean.replace(new RegExp(`("${field}":)("[^"]*"|[^,}]*)`), (_, key: string) => key + value))
}

const FIELDS = [
  'transaction_id',
  'event_timestamp',
  'processing_timestamp',
  'quantity',
  'unit_price',
  'discount_percent',
  'total_amount',
  'category',
  'is_fraudulent',
  'store_id',
  'batch_id',
]
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'quantity',
  'o',
  'p',
  't',
  'v',
  'kafka_offset',
  '',
  '\\u0000',
  '\\ud800',
]
const VALUES = [
  'null',
  'true',
  '"true"',
  '"7"',
  '7',
  '-0',
  '1.5',
  '01',
  '1e400',
  '-1e400',
  '1e-400',
  '2147483648',
  '9'.repeat(400),
  `1e${'9'.repeat(20)}`,
  `0.${'0'.repeat(400)}1`,
  'NaN',
  'Infinity',
  '{}',
  '{"__proto__":{"polluted":true}}',
  '[[[]]]',
  '""',
  '"\\u0000"',
  '"\\ud83d"',
  '"a\\nb"',
  '"\'; DROP TABLE transactions; --"',
  '"=cmd|\' /C calc\'!A0"',
  '"9999-12-31T23:59:59.999999Z"',
  '"10000-01-01T00:00:00Z"',
  '"2026-02-30T00:00:00Z"',
]
