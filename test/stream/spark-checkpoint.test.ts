import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseOffsets, readSparkCheckpoint } from '../../src/main/stream/progress/spark-checkpoint'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-checkpoint-'))
  await mkdir(join(folder, 'offsets'))
  await mkdir(join(folder, 'commits'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const METADATA = '{"batchWatermarkMs":0,"batchTimestampMs":1764000000000,"conf":{}}'

async function batch(number: number, offsets: string | null, committed: boolean): Promise<void> {
  if (offsets !== null) await writeFile(join(folder, 'offsets', String(number)), `v1\n${METADATA}\n${offsets}`)
  if (committed) await writeFile(join(folder, 'commits', String(number)), 'v1\n{"nextBatchWatermarkMs":0}')
}

test('[checklist 23] the newest committed micro-batch of the original says where to go on', async () => {
  await batch(9, '{"transactions-stream":{"0":90}}', true)
  await batch(10, '{"transactions-stream":{"0":100,"1":7,"11":0}}', true)
  // Planned, but never committed: its messages are read again.
  await batch(11, '{"transactions-stream":{"0":999}}', false)
  await writeFile(join(folder, 'commits', '.10.crc'), 'x')
  expect(await readSparkCheckpoint(folder, 'transactions-stream')).toEqual(
    new Map([
      [0, 100n],
      [1, 7n],
      [11, 0n],
    ]),
  )
  expect(await readSparkCheckpoint(folder, 'another-topic')).toBeNull()
})

test('no checkpoint is none, and one without a committed micro-batch too', async () => {
  expect(await readSparkCheckpoint(join(folder, 'nowhere'), 't')).toBeNull()
  await batch(0, '{"t":{"0":5}}', false)
  expect(await readSparkCheckpoint(folder, 't')).toBeNull()
})

test('a checkpoint whose offsets are missing is an error, not a start somewhere else', async () => {
  await batch(3, null, true)
  await expect(readSparkCheckpoint(folder, 't')).rejects.toMatchObject({
    code: 'DATA_LOSS',
    message: expect.stringContaining(join('offsets', '3')) as unknown,
  })
})

test.each([
  ['another version', `v2\n${METADATA}\n{"t":{"0":1}}`],
  ['a torn line', `v1\n${METADATA}\n{"t":{"0":`],
  ['an offset that is no whole number', `v1\n${METADATA}\n{"t":{"0":1.5}}`],
  ['an offset beyond what JSON keeps', `v1\n${METADATA}\n{"t":{"0":9007199254740993}}`],
  ['an offset that Spark has not resolved', `v1\n${METADATA}\n{"t":{"0":-1}}`],
  ['an empty file', ''],
])('%s is an error', (_what, text) => {
  expect(() => parseOffsets(text, 't')).toThrow(expect.objectContaining({ code: 'DATA_LOSS' }) as Error)
})
