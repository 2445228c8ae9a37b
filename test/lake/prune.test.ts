import { expect, test } from 'vitest'
import type { AddFile, FileStats, SchemaField, StatValue } from '../../src/main/lake/actions'
import { parseDate } from '../../src/main/lake/dates'
import type { Condition } from '../../src/main/lake/ports'
import { matchPartition, mayHoldMatch, pruneFiles, type Match } from '../../src/main/lake/prune'
import { typeName } from '../../src/main/lake/schema'
import { Random } from '../support/random'
import { fileOf, snapshotOf } from '../support/snapshot'

type Op = Condition['op']
const OPS: readonly Op[] = ['=', '<', '<=', '>', '>=']

/** What each operator says of a value below, at and above the one of the condition. */
const TRUE_OF: Readonly<Record<Op, readonly [boolean, boolean, boolean]>> = {
  '=': [false, true, false],
  '<': [true, false, false],
  '<=': [true, true, false],
  '>': [false, false, true],
  '>=': [false, true, true],
}

function partitioned(text: string | null | undefined, op: Op, value: StatValue, type: string): Match {
  return matchPartition({ partitionValues: text === undefined ? {} : { p: text } }, { column: 'p', op, value }, type)
}

const ORDERED: readonly (readonly [string, readonly [string, string, string], StatValue])[] = [
  ['string', ['Z', 'a', 'é'], 'a'],
  // UTF-16 has them the other way around.
  ['string', ['a', '\uffee', '\u{1f600}'], '\uffee'],
  ['date', ['2025-12-31', '2026-01-01', '2026-01-02'], '2026-01-01'],
  ['date', ['9999-12-31', '+10000-01-01', '+57385-03-28'], '+10000-01-01'],
  ['date', ['-0249-10-15', '-0249-10-16', '0001-01-01'], '-0249-10-16'],
  ['date', ['-0250-01-01', '2026-01-01', '+10000-01-01'], '2026-01-01'],
  ['long', ['-9223372036854775808', '9007199254740993', '9007199254740994'], 9_007_199_254_740_993n],
  ['integer', ['-10', '-9', '8'], -9],
  ['short', ['9', '10', '11'], 10],
  ['byte', ['-1', '0', '1'], 0],
  ['timestamp', ['2026-01-01 00:00:00', '2026-01-01 00:00:00.000001', '2026-01-01T00:00:01Z'], 1_767_225_600_000_001n],
]

test.each(ORDERED)('of a %s partition value below, at and above: %s', (type, texts, value) => {
  for (const op of OPS) {
    expect(texts.map((text) => partitioned(text, op, value, type))).toEqual(
      TRUE_OF[op].map((isTrue) => (isTrue ? 'all' : 'none')),
    )
  }
})

test('of a boolean partition value', () => {
  expect(partitioned('true', '=', true, 'boolean')).toBe('all')
  expect(partitioned('false', '=', true, 'boolean')).toBe('none')
  expect(partitioned('false', '=', false, 'boolean')).toBe('all')
})

test.each(OPS)('no %s is true of null, which a file without a value has too', (op) => {
  expect(partitioned(null, op, '2026-01-01', 'date')).toBe('none')
  expect(partitioned(undefined, op, '2026-01-01', 'date')).toBe('none')
})

test.each<[string, string, StatValue]>([
  ['date', '2026-02-30', '2026-01-01'],
  ['date', '2026-13-01', '2026-01-01'],
  ['date', '0000-01-01', '2026-01-01'],
  ['date', '10000-01-01', '2026-01-01'],
  ['date', '2026-01-01T00:00:00Z', '2026-01-01'],
  ['date', '2026-01-01', 'yesterday'],
  ['long', '1e3', 1000n],
  ['long', '1'.repeat(20), 1n],
  ['integer', ' 1', 1],
  ['integer', '1', 'one'],
  ['integer', '1', Number.NaN],
  ['boolean', 'TRUE', true],
  ['timestamp', '2026-02-30 00:00:00', 0n],
  ['timestamp', '1970-01-01 00:00:00.0000009', 0n],
  ['timestamp', 'now', 0n],
  ['timestamp_ntz', '1970-01-01 00:00:00', 0n],
  ['double', '1.0', 1],
  ['decimal(10,2)', '1.00', 1],
  ['', 'a', 1],
])('a %s partition value "%s" proves nothing about %s', (type, text, value) => {
  for (const op of OPS) expect(partitioned(text, op, value, type)).toBe('unknown')
})

test('a date is one that there is', () => {
  expect(['1970-01-01', '1969-12-31', '2024-02-29', '+10000-01-01', '-0249-10-15'].map(parseDate)).toEqual([
    0, -1, 19_782, 2_932_897, -810_186,
  ])
  expect(
    ['2026-02-29', '2026-00-10', '2026-01-00', '2026-01-32', '2026-1-1', '', '+12345678-01-01'].map(parseDate),
  ).toEqual(Array.from({ length: 7 }, () => null))
})

function mayHold(stats: Partial<FileStats> | null, op: Op, value: StatValue, type: string): boolean {
  const all = stats === null ? null : { numRecords: 3, minValues: {}, maxValues: {}, nullCount: {}, ...stats }
  return mayHoldMatch({ stats: all }, { column: 'c', op, value }, type)
}

test.each(OPS)('without statistics, a bound or a type that compares, any file may hold a %s', (op) => {
  expect(mayHold(null, op, 1, 'integer')).toBe(true)
  expect(mayHold({}, op, 1, 'integer')).toBe(true)
  expect(mayHold({ nullCount: { c: 2 } }, op, 1, 'integer')).toBe(true)
  expect(mayHold({ minValues: { c: 'a' }, maxValues: { c: 'b' } }, op, 1, 'integer')).toBe(true)
  expect(mayHold({ minValues: { c: '2026-02-30' }, maxValues: { c: '2026-02-31' } }, op, '2026-01-01', 'date')).toBe(
    true,
  )
})

test.each(OPS)('a file without a row, or with nulls alone, holds no %s', (op) => {
  expect(mayHold({ numRecords: 0 }, op, 1, 'integer')).toBe(false)
  expect(mayHold({ nullCount: { c: 3 } }, op, 1, 'integer')).toBe(false)
})

test.each<[string, StatValue, StatValue, readonly StatValue[]]>([
  ['integer', 10, 20, [9, 10, 15, 20, 21]],
  ['long', 10n, 20n, [9n, 10n, 15, 20n, 21n]],
  ['string', 'b', 'd', ['a', 'b', 'c', 'd', 'e']],
  ['date', '2026-01-10', '+10000-01-01', ['2026-01-09', '2026-01-10', '9999-12-31', '+10000-01-01', '+10000-01-02']],
  ['timestamp', 10n, 20n, [9n, 10n, 15n, 20n, 21n]],
])('bounds of a %s from %s to %s', (type, min, max, values) => {
  const stats = { minValues: { c: min }, maxValues: { c: max } }
  expect(Object.fromEntries(OPS.map((op) => [op, values.map((value) => mayHold(stats, op, value, type))]))).toEqual({
    '=': [false, true, true, true, false],
    '<': [false, false, true, true, true],
    '<=': [false, true, true, true, true],
    '>': [true, true, true, false, false],
    '>=': [true, true, true, true, false],
  })
  const lower = { minValues: { c: min } }
  expect(OPS.map((op) => mayHold(lower, op, values[0] ?? '', type))).toEqual([false, false, false, true, true])
  const upper = { maxValues: { c: max } }
  expect(OPS.map((op) => mayHold(upper, op, values[4] ?? '', type))).toEqual([false, true, true, false, false])
})

test('NaN is above all numbers and in no bound', () => {
  const stats = { minValues: { c: 1 }, maxValues: { c: 2 } }
  expect(OPS.map((op) => mayHold(stats, op, 3, 'double'))).toEqual([false, true, true, true, true])
  expect(OPS.map((op) => mayHold(stats, op, 3n, 'double'))).toEqual([false, true, true, true, true])
})

test('a bound of a float is the float that its text stands for', () => {
  const stats = { minValues: { c: 0.1 }, maxValues: { c: 0.1 } }
  expect(mayHold(stats, '=', Math.fround(0.1), 'float')).toBe(true)
})

test('a maximum that may have been cut leaves room for what begins with it, a short one does not', () => {
  const cut = 'x'.repeat(16)
  const held = (max: string, op: Op) =>
    mayHold({ minValues: { c: 'a' }, maxValues: { c: max } }, op, `${cut}yz`, 'string')
  expect(OPS.map((op) => held(cut, op))).toEqual([true, true, true, true, true])
  expect(OPS.map((op) => held(cut.slice(1), op))).toEqual([false, true, true, false, false])
})

test('what statistics leave in does not belong for that, what partition values prove does', () => {
  const file = (path: string, partitionValues: AddFile['partitionValues'], min = 1, max = 1) =>
    fileOf({
      path,
      partitionValues,
      stats: { numRecords: 1, minValues: { c: min }, maxValues: { c: max }, nullCount: { c: 0 } },
    })
  const snapshot = snapshotOf({
    schema: [column('p', 'date'), column('c', 'integer')],
    partitionColumns: ['p'],
    files: [
      file('in', { p: '2026-01-02' }),
      file('out', { p: '2026-01-03' }),
      file('none', {}),
      file('null', { p: null }),
      file('odd', { p: 'soon' }),
      file('far', { p: '+10000-01-01' }),
      file('other', { p: '2026-01-02' }, 5, 6),
    ],
  })
  const names = (conditions: readonly Condition[]) => {
    const { all, some } = pruneFiles(snapshot, conditions)
    return { all: all.map(({ path }) => path), some: some.map(({ path }) => path) }
  }
  const dates: Condition[] = [
    { column: 'p', op: '>=', value: '2026-01-01' },
    { column: 'p', op: '<=', value: '2026-01-02' },
  ]
  expect(names(dates)).toEqual({ all: ['in', 'other'], some: ['odd'] })
  expect(names(dates.slice(0, 1))).toEqual({ all: ['in', 'out', 'far', 'other'], some: ['odd'] })
  expect(names([...dates, { column: 'c', op: '=', value: 1 }])).toEqual({ all: [], some: ['in', 'odd'] })
  expect(names([...dates, { column: 'gone', op: '=', value: 1 }])).toEqual({ all: [], some: ['in', 'odd', 'other'] })
  expect(names([])).toEqual({ all: snapshot.files.map(({ path }) => path), some: [] })
})

function column(name: string, type: string): SchemaField {
  return { name, type, nullable: true, metadata: {} }
}

/**
 * Values of a type in their order: the oracle compares ranks, and knows nothing of text, days or bounds. `text` is
 * how a partition has it, `value` how a condition and statistics have it.
 */
interface Ranked {
  readonly rank: number
  readonly text: string
  readonly value: StatValue
}

const LONG = 'Thiruvananthapuram, capital of Kerala'
const DOMAINS: Readonly<Record<string, readonly Ranked[]>> = {
  string: ranked(['', 'A', LONG.slice(0, 20), LONG, `${LONG}!`, 'Z', 'a', 'b', 'é', '\uffee', '\u{1f600}']),
  date: ranked(['-0249-10-15', '0001-01-01', '2025-12-31', '2026-01-01', '2026-01-31', '9999-12-31', '+10000-01-01']),
  integer: [-10, -9, 0, 9, 10, 100].map((value, rank) => ({ rank, text: String(value), value })),
  long: [-(2n ** 63n), -1n, 0n, 2n ** 53n, 2n ** 53n + 1n].map((value, rank) => ({ rank, text: String(value), value })),
  timestamp: [0, 1, 999, 1000, 2_000_000].map((micros, rank) => ({
    rank,
    text: `1970-01-01 00:00:${(micros / 1e6).toFixed(6).padStart(9, '0')}`,
    value: BigInt(micros),
  })),
  // Partitions of this type prove nothing; NaN comes last and has no value.
  double: [-1.5, 0, 0.1, 3, Number.NaN].map((value, rank) => ({ rank, text: String(value), value })),
}

function ranked(texts: readonly string[]): readonly Ranked[] {
  return texts.map((text, rank) => ({ rank, text, value: text }))
}

type Row = Readonly<Record<string, Ranked | null>>

test('pruning never loses a match, and what it proves holds no other row', () => {
  const random = Random.fresh()
  const types = Object.keys(DOMAINS)
  const schema = types.flatMap((type) => [column(`p_${type}`, type), column(`c_${type}`, type)])
  const partitionColumns = types.map((type) => `p_${type}`)
  const typeOf = new Map(schema.map((field) => [field.name, typeName(field)]))
  const draw = (name: string) => random.pick(DOMAINS[typeOf.get(name) ?? ''] ?? [])
  let proven = 0
  let left = 0
  for (let round = 0; round < 3000; round++) {
    const rows: Row[] = []
    const partitionValues: Record<string, string | null> = {}
    const constants: Record<string, Ranked | null> = {}
    for (const name of partitionColumns) {
      const drawn = random.below(5) === 0 ? null : draw(name)
      // An empty text is null; null may stand there or not.
      constants[name] = drawn?.text === '' ? null : drawn
      if (constants[name] !== null || random.below(2) === 0) partitionValues[name] = constants[name]?.text ?? null
      // Rows have some value, which the log does not tell.
      if (constants[name] !== null && random.below(12) === 0) partitionValues[name] = 'what?'
    }
    for (let count = random.below(4); count >= 0; count--) {
      const cells = types.map((type) => [`c_${type}`, random.below(4) === 0 ? null : draw(`c_${type}`)] as const)
      rows.push({ ...constants, ...Object.fromEntries(cells) })
    }
    const stats = random.below(10) === 0 ? null : statsOf(rows, types, random)
    const file = fileOf({ path: 'f', partitionValues, stats })
    const conditions = Array.from({ length: 1 + random.below(3) }, (): Condition => {
      const { name } = random.pick(schema)
      const { value } = draw(name)
      return { column: name, op: random.pick(OPS), value: Number.isNaN(value) ? 3 : value }
    })
    // A string partition takes any text for a value.
    if (conditions.some(({ column: name }) => name === 'p_string') && partitionValues['p_string'] === 'what?') continue
    const { all, some } = pruneFiles(snapshotOf({ schema, partitionColumns, files: [file] }), conditions)
    const matching = rows.filter((row) => conditions.every((condition) => holds(row, condition, typeOf)))
    if (matching.length > 0)
      expect([...all, ...some], JSON.stringify({ round, conditions, file }, bigText)).toEqual([file])
    if (all.length > 0) expect(matching.length, JSON.stringify({ round, conditions, file }, bigText)).toBe(rows.length)
    proven += all.length
    left += 1 - all.length - some.length
  }
  expect(proven).toBeGreaterThan(100)
  expect(left).toBeGreaterThan(1000)
})

function bigText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function holds(row: Row, { column: name, op, value }: Condition, typeOf: ReadonlyMap<string, string>): boolean {
  const own = row[name]?.rank
  const wanted = DOMAINS[typeOf.get(name) ?? '']?.find((one) => one.value === value)?.rank
  if (own === undefined || wanted === undefined) return false
  return TRUE_OF[op][own < wanted ? 0 : own === wanted ? 1 : 2]
}

/** True statistics, as writers give them: some bounds only, texts cut, times of whole milliseconds. */
function statsOf(rows: readonly Row[], types: readonly string[], random: Random): FileStats {
  const minValues: Record<string, StatValue> = {}
  const maxValues: Record<string, StatValue> = {}
  const nullCount: Record<string, number> = {}
  for (const type of types) {
    const name = `c_${type}`
    const held = rows.flatMap((row) => row[name] ?? []).sort((left, right) => left.rank - right.rank)
    if (random.below(4) > 0) nullCount[name] = rows.length - held.length
    const numbers = held.filter(({ value }) => !Number.isNaN(value))
    const [first, last] = [numbers[0]?.value, numbers.at(-1)?.value]
    if (first !== undefined && random.below(4) > 0) minValues[name] = boundOf(first, type, random, 'min')
    if (last !== undefined && random.below(4) > 0) maxValues[name] = boundOf(last, type, random, 'max')
  }
  return { numRecords: rows.length, minValues, maxValues, nullCount }
}

function boundOf(value: StatValue, type: string, random: Random, side: 'min' | 'max'): StatValue {
  if (typeof value === 'string' && type === 'string') return value.slice(0, 16 + random.below(16))
  if (typeof value !== 'bigint' || type !== 'timestamp') return value
  const millis = (value / 1000n) * 1000n
  return side === 'min' ? millis : millis + 999n
}
