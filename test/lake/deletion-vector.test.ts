import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeZ85 } from '../../src/main/lake/bytes'
import { readDeletionVector, vectorPath } from '../../src/main/lake/deletion-vector'
import { parseRoaringArray } from '../../src/main/lake/roaring'
import { expectWithinMs } from '../support/dose'
import { SPARK_GOLDEN } from '../support/golden'
import { Random } from '../support/random'
import { encodeRoaringArray, encodeZ85 } from '../support/roaring'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'millrace-vector-'))
})
afterAll(() => rm(root, { recursive: true }))

/** Row numbers of bits, most significant first. */
function rowsOf(bits: Uint8Array): number[] {
  return [...bits].flatMap((byte, index) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte & (0x80 >> bit)) !== 0).map((bit) => index * 8 + bit),
  )
}

test('Spark’s vector of arrays, bitmaps and runs deletes just its rows', async () => {
  const file = await readFile(join(SPARK_GOLDEN, 'large_deletion_vector.bin'))
  const deleted = parseRoaringArray(file.subarray(5, 5 + 8719))
  const wanted: number[] = []
  for (let id = 0; id < 300_000; id++) {
    if (id < 70_000 || (id >= 131_072 && id <= 196_607 && id % 2 === 1) || id % 1000 === 7) wanted.push(id)
  }
  expect(deleted.count).toBe(102_933)
  expect(deleted.last).toBe(299_007)
  expect(rowsOf(deleted.toBits())).toEqual(wanted)
})

test('any set of rows comes back whole, in each kind of container', () => {
  const random = Random.fresh()
  for (let round = 0; round < 60; round++) {
    const rows = new Set<number>()
    const end = 1 + random.below(400_000)
    for (let part = random.below(6); part >= 0; part--) {
      const start = random.below(end)
      const step = random.pick([1, 1, 2, 3, 1000])
      for (let row = start; row < end && row < start + random.below(90_000); row += step) rows.add(row)
    }
    const sorted = [...rows].sort((left, right) => left - right)
    for (const runs of [false, true]) {
      const parsed = parseRoaringArray(encodeRoaringArray(sorted, runs))
      expect(parsed.count).toBe(sorted.length)
      expect(parsed.last).toBe(sorted.at(-1) ?? -1)
      expect(rowsOf(parsed.toBits())).toEqual(sorted)
    }
  }
})

describe('a hostile vector', () => {
  const whole = encodeRoaringArray([1, 5, 9, 70_000, 70_001, 70_002], true)

  test('that is cut off anywhere, or goes on after its end, is refused', () => {
    for (let length = 0; length < whole.length; length++)
      expect(() => parseRoaringArray(whole.subarray(0, length)), `${length} bytes`).toThrow(RangeError)
    expect(() => parseRoaringArray(Buffer.concat([whole, Buffer.alloc(1)]))).toThrow(RangeError)
  })

  test('of random bytes is refused or is a set, quickly', () => {
    const random = Random.fresh()
    const started = performance.now()
    for (let round = 0; round < 2000; round++) {
      const bytes = Buffer.from(whole)
      for (let flip = 1 + random.below(4); flip > 0; flip--)
        bytes[4 + random.below(bytes.length - 4)] = random.below(256)
      try {
        expect(parseRoaringArray(bytes).count).toBeGreaterThanOrEqual(0)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }
    expectWithinMs(performance.now() - started, 5000, 'two thousand of them')
  })

  test('that deletes more or other rows than the file has, or than the log says, is an error', async () => {
    const inline = (rows: readonly number[], cardinality = rows.length) => {
      const bytes = encodeRoaringArray(rows, false)
      return {
        storageType: 'i',
        pathOrInlineDv: encodeZ85(bytes),
        offset: null,
        sizeInBytes: bytes.length,
        cardinality,
      }
    }
    expect((await readDeletionVector(root, inline([0, 3]), 4)).count).toBe(2)
    await expect(readDeletionVector(root, inline([0, 4]), 4)).rejects.toMatchObject({ code: 'TABLE_CORRUPT' })
    await expect(readDeletionVector(root, inline([0, 3], 3), 4)).rejects.toMatchObject({ code: 'TABLE_CORRUPT' })
    await expect(readDeletionVector(root, inline([2 ** 33]), 4)).rejects.toMatchObject({ code: 'TABLE_CORRUPT' })
  })

  test('is looked for inside the table only', async () => {
    const name = encodeZ85(Buffer.alloc(16, 7))
    const vector = { storageType: 'u', offset: 1, sizeInBytes: 10, cardinality: 1 }
    expect(vectorPath(root, { ...vector, pathOrInlineDv: `ab${name}` })).toBe(
      join(root, 'ab', 'deletion_vector_07070707-0707-0707-0707-070707070707.bin'),
    )
    expect(() => vectorPath(root, { ...vector, pathOrInlineDv: `../../x${name}` })).toThrow('deletion vector')
    expect(() => vectorPath(root, { ...vector, storageType: 'x', pathOrInlineDv: name })).toThrow('deletion vector')
    // A size that the file cannot have must not be reserved.
    const path = vectorPath(root, { ...vector, pathOrInlineDv: name }) ?? ''
    await writeFile(path, Buffer.from([1, 0, 0, 0, 10]))
    await expect(
      readDeletionVector(root, { ...vector, pathOrInlineDv: name, sizeInBytes: 2 ** 40 }, 10),
    ).rejects.toMatchObject({ code: 'TABLE_CORRUPT' })
  })
})

test('Z85 is read as its specification shows it', () => {
  expect(Buffer.from(decodeZ85('HelloWorld') ?? []).toString('hex')).toBe('864fd26fb559f75b')
  expect(decodeZ85('Hello Worl')).toBeNull()
  expect(decodeZ85('#####')).toBeNull()
})
