import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBTimestampTZValue } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLineWriter } from '../../src/main/duckdb/line-writer'
import { openSession, type Session } from '../../src/main/duckdb/session'
import { createEventMaker } from '../../src/main/sample/events'
import { createWorld } from '../../src/main/sample/world'
import { createDecoder } from '../../src/main/stream/decode/decoder'
import { createScanner } from '../../src/main/stream/decode/scan'
import { TRANSACTION_FIELDS } from '../../src/shared/transaction'
import { dose } from '../support/dose'
import { Random } from '../support/random'
import { decodeSlowly } from '../support/slow-decoder'

const MESSAGES = dose(20_000, 200_000)
const CHUNK = 20_000
const FIELDS = TRANSACTION_FIELDS.filter((field) => field.origin === 'message')

let folder: string
let session: Session

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-fuzz-'))
  session = await openSession({ threads: 1, memoryLimit: 512 * 2 ** 20, folders: [folder] })
})
afterAll(async () => {
  await session.close()
  await rm(folder, { recursive: true, force: true })
})

const VALUES = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-0.0',
  '1',
  '3',
  '3.0',
  '3e0',
  '30e-1',
  '3.0000000000000000001',
  '1.5',
  '2147483647',
  '2147483648',
  '-2147483648',
  '-2147483649',
  '1e400',
  '-1e400',
  '1e-400',
  '1E2',
  '0.1',
  '123456789012345678901234567890',
  '1e9',
  '4.9e-324',
  '1.7976931348623157e308',
  '01',
  '1.',
  '.5',
  '+1',
  'NaN',
  'Infinity',
  '"7"',
  '"true"',
  '""',
  '"a\\u0000b"',
  '"\\ud83d\\ude00"',
  '"\\ud83d"',
  '"\\ude00x"',
  '"é😀"',
  '"a\\"b\\\\c\\/"',
  '"line\\nbreak"',
  '"tab\there"',
  '[]',
  '[1,{"a":2}]',
  '{}',
  '{"z":1}',
  '{"quantity":5}',
  '"2026-01-31T12:00:00.123Z"',
  '"2026-01-31T12:00:00Z"',
  '"2026-01-31T12:00:00"',
  '"2026-01-31T12:00"',
  '"2026-02-30T12:00:00Z"',
  '"2024-02-29T23:59:59.999999Z"',
  '"2026-01-31T24:00:00Z"',
  '"2026-01-31T23:59:60Z"',
  '"2026-01-31T12:00:00.1234567Z"',
  '"2026-01-31T12:00:00.1234560Z"',
  '"2026-01-31T12:00:00+05:30"',
  '"2026-01-31T12:00:00-0800"',
  '"2026-01-31T12:00:00+19:00"',
  '"2026-01-31 12:00:00Z"',
  '"2026-01-31"',
  '"1969-12-31T23:59:59.999Z"',
  '"0001-01-01T00:00:00Z"',
  '"0001-01-01T00:00:00+01:00"',
  '"9999-12-31T23:59:59.999999Z"',
  '"9999-12-31T23:59:59-01:00"',
  '"0000-01-01T00:00:00Z"',
  '"1500-03-01T00:00:00Z"',
  '1795507142123',
  '"2026-01-31t12:00:00z"',
  `"${'x'.repeat(300)}"`,
  `${'['.repeat(500)}${']'.repeat(500)}`,
]
const KEYS = [
  ...FIELDS.map((field) => field.name),
  'processing_timestamp',
  'batch_id',
  'Quantity',
  'quantity ',
  '__proto__',
  'constructor',
  'extra',
  'kafka_offset',
  'o',
  'v',
  't',
  '',
]
const TAILS = [' ', '\n', '\t\r\n', ',', '}', '{}', ',"o":99', 'x', '\u0000', ' //c', ']']

/** A message that is clean, nearly clean, or wrong in one of many ways. */
function makeMessage(random: Random, base: string): Buffer | null {
  const kind = random.next()
  if (kind < 0.3) return Buffer.from(base)
  if (kind < 0.31)
    return random.pick([
      null,
      Buffer.alloc(0),
      Buffer.from('{}'),
      Buffer.from('[]'),
      Buffer.from('null'),
      Buffer.from('7'),
      Buffer.from('"x"'),
    ])
  const members = Object.entries(JSON.parse(base) as Record<string, unknown>).map(
    ([key, value]) => [JSON.stringify(key), JSON.stringify(value)] as [string, string],
  )
  for (let change = random.below(3); change >= 0; change--) {
    const index = random.below(members.length)
    const member = members[index] ?? ['""', 'null']
    const what = random.next()
    if (what < 0.45) member[1] = random.pick(VALUES)
    else if (what < 0.55) members.splice(index, 1)
    else if (what < 0.7)
      members.splice(random.below(members.length + 1), 0, [JSON.stringify(random.pick(KEYS)), random.pick(VALUES)])
    else if (what < 0.75) members.push([...member])
    else if (what < 0.8) member[0] = member[0].replace('a', '\\u0061')
    else if (what < 0.9) members.sort(() => random.next() - 0.5)
  }
  const style = random.next()
  const [colon, comma, open] =
    style < 0.7
      ? [':', ',', '']
      : style < 0.85
        ? [': ', ', ', '']
        : style < 0.95
          ? [' : ', ' ,\t', ' ']
          : [':', ',\n', '\n']
  let text = `${open}{${members.map(([key, value]) => key + colon + value).join(comma)}}`
  if (random.next() < 0.05) text += random.pick(TAILS)
  if (random.next() < 0.01) text = `\ufeff${text}`
  let bytes = Buffer.from(text)
  const damage = random.next()
  if (damage < 0.03) bytes = bytes.subarray(0, random.below(bytes.length))
  else if (damage < 0.08) bytes[random.below(bytes.length)] = random.below(256)
  else if (damage < 0.1) {
    const at = random.below(bytes.length)
    bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([random.below(256)]), bytes.subarray(at)])
  }
  return bytes
}

test(`${MESSAGES} fuzzed messages: the fast path and the slow decoder agree, value for value`, async () => {
  const random = Random.fresh()
  const maker = createEventMaker(createWorld())
  const writer = createDecoder(createLineWriter({ session, lineFolder: folder, keepUnknown: false }))
  let rows = 0
  let dead = 0
  for (let start = 0; start < MESSAGES; start += CHUNK) {
    const root = join(folder, `t${start}`)
    const builder = writer.begin(root)
    const messages = Array.from({ length: CHUNK }, (_, index) =>
      makeMessage(random, maker.json(start + index, new Date(1_767_000_000_000 + (start + index) * 997).toISOString())),
    )
    builder.append({
      partition: 1,
      endOffset: BigInt(CHUNK),
      records: messages.map((value, index) => ({
        offset: BigInt(index),
        timestamp: null,
        key: null,
        value,
        headers: [],
      })),
    })
    const batch = await builder.finish(0)
    const rejected = new Map(batch.deadLetters.map((one) => [Number(one.record.offset), one]))
    const found = await readRows(batch.files.map((file) => file.path))
    let unknownKeys = 0
    for (const [offset, message] of messages.entries()) {
      const wanted = decodeSlowly(message)
      const shown = () =>
        `seed ${random.seed}, message ${start + offset}: ${message?.toString('latin1').slice(0, 1500) ?? 'null'}`
      if ('row' in wanted) {
        const row = found.get(offset)
        expect(rejected.get(offset)?.reason, shown()).toBeUndefined()
        if (row === undefined) throw new Error(`lost: ${shown()}`)
        for (const field of FIELDS) {
          // Zero has one value: Parquet's dictionaries do not keep its sign.
          if (row[field.name] === wanted.row[field.name]) continue
          expect(row[field.name], `${field.name} of ${shown()}`).toBe(wanted.row[field.name])
        }
        unknownKeys += wanted.unknownKeys
        rows++
      } else {
        const letter = rejected.get(offset)
        if (letter?.code !== wanted.code || letter.field !== wanted.field)
          expect({ code: letter?.code, field: letter?.field }, shown()).toEqual({
            code: wanted.code,
            field: wanted.field,
          })
        expect(found.has(offset)).toBe(false)
        dead++
      }
    }
    expect(batch.unknownKeys).toBe(unknownKeys)
    expect(found.size + rejected.size).toBe(CHUNK)
    await rm(root, { recursive: true, force: true })
  }
  console.log(`${rows} rows, ${dead} dead letters`)
  expect(rows).toBeGreaterThan(MESSAGES * 0.3)
  expect(dead).toBeGreaterThan(MESSAGES * 0.1)
})

test('canary: DuckDB alone would accept what the scanner refuses', async () => {
  const maker = createEventMaker(createWorld())
  const clean = maker.json(1, '2026-01-31T12:00:00.000Z')
  const scanner = createScanner(false)
  const isClean = (text: string) => {
    const bytes = Buffer.from(`${text}\u0000`)
    return scanner.scan(bytes, 0, bytes.length - 1)
  }
  expect(isClean(clean)).toBe(true)
  for (const coerced of ['1.5', '"7"', 'true']) {
    const text = clean.replace(/"quantity":\d+/, `"quantity":${coerced}`)
    expect(isClean(text)).toBe(false)
    const connection = await session.connect()
    const reader = await connection.runAndReadAll(
      `SELECT from_json(?::JSON, '{"quantity":"INTEGER"}').quantity IS NOT NULL`,
      [text],
    )
    connection.disconnectSync()
    expect(reader.getRows()[0]?.[0]).toBe(true)
  }
})

async function readRows(files: readonly string[]): Promise<Map<number, Record<string, unknown>>> {
  const connection = await session.connect()
  try {
    const rows = new Map<number, Record<string, unknown>>()
    if (files.length === 0) return rows
    const reader = await connection.runAndReadAll(
      `SELECT * FROM read_parquet([${files.map((file) => `'${file}'`).join(',')}])`,
    )
    for (const row of reader.getRowObjects()) {
      const plain: Record<string, unknown> = { ...row }
      const time = row['event_timestamp']
      if (time instanceof DuckDBTimestampTZValue) plain['event_timestamp'] = time.micros
      rows.set(Number(row['kafka_offset']), plain)
    }
    return rows
  } finally {
    connection.disconnectSync()
  }
}
