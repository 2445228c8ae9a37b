import { expect, test } from 'vitest'
import type { BatchRecord } from '../../src/shared/batch'
import { readBatches, readPages, sortText } from '../../src/renderer/src/api/pages'
import { setClient } from '../../src/renderer/src/engine'

const TOTAL = 1000
const nothing = () => undefined
/** An engine whose pages have at most `most` of its numbers. */
const clampedTo = (most: number, asked: [number, number][] = []) =>
  async function ask(limit: number, offset: number) {
    asked.push([limit, offset])
    const returned = Math.max(0, Math.min(limit, most, TOTAL - offset))
    const data = Array.from({ length: returned }, (_, index) => offset + index)
    return Promise.resolve({
      page: { limit, offset, returned, hasMore: offset + returned < TOTAL, total: TOTAL },
      data,
    })
  }
const read = (ask: ReturnType<typeof clampedTo>, first: number, count: number) =>
  readPages<number, Awaited<ReturnType<typeof ask>>>(ask, first, count)

test.each([1, 7, 100, 1000, 5000])('pages of at most %i lose no row and repeat none', async (most) => {
  const { rows, hasMore } = await read(clampedTo(most), 30, 500)
  expect(rows).toEqual(Array.from({ length: 500 }, (_, index) => 30 + index))
  expect(hasMore).toBe(true)
  expect((await read(clampedTo(most), 500, 10_000)).rows).toHaveLength(500)
  expect((await read(clampedTo(most), 500, 10_000)).hasMore).toBe(false)
})

test('what fits in one page is asked for once; an engine that gives nothing is not asked for ever', async () => {
  const asked: [number, number][] = []
  await read(clampedTo(5000, asked), 0, 100)
  expect(asked).toEqual([[100, 0]])
  expect(await read(clampedTo(0), 0, 100)).toMatchObject({ rows: [], hasMore: false })
})

test('a column may be several of the engine', () => {
  const sorting = [
    { id: 'offset', desc: true },
    { id: 'city', desc: false },
  ]
  expect(sortText(sorting, (id) => (id === 'offset' ? ['kafka_partition', 'kafka_offset'] : [id]))).toBe(
    'kafka_partition:desc,kafka_offset:desc,city:asc',
  )
  expect(sortText([], (id) => [id])).toBe('')
})

test('more batches than a page has come by offset, each once, though one is submitted meanwhile', async () => {
  const record = (number: number): BatchRecord => ({
    batchId: `batch-20260101-${String(number).padStart(8, '0')}`,
    status: 'COMPLETED',
    analysisType: 'fraud_analysis',
    sourcePath: '/lake/stream/transactions',
    startDate: '2026-01-01',
    endDate: '2026-01-01',
    submitTime: '2026-01-01T00:00:00.000Z',
  })
  const all = Array.from({ length: 2500 }, (_, index) => record(2500 - index))
  const asked: unknown[] = []
  setClient({
    request({ input }) {
      const { limit = 0, offset = 0 } = input.query ?? {}
      asked.push(input.query)
      const batches = all.slice(Number(offset), Number(offset) + Number(limit))
      const body = { total: all.length, returned: batches.length, batches }
      if (asked.length === 1) all.unshift(record(2501))
      return Promise.resolve({ status: 200, body, error: null })
    },
    listen: () => nothing,
    save: () => Promise.reject(new Error('nothing is saved here')),
    address: () => Promise.resolve(null),
    info: () => null,
    onInfo: () => nothing,
    retry: nothing,
    setTheme: nothing,
    openLink: nothing,
    onCommand: () => nothing,
  })
  const { total, returned, batches } = await readBatches({ status: 'COMPLETED' }, 2200)
  expect(asked).toEqual([
    { status: 'COMPLETED', limit: 1000, offset: 0 },
    { status: 'COMPLETED', limit: 1000, offset: 1000 },
    { status: 'COMPLETED', limit: 200, offset: 2000 },
  ])
  expect(total).toBe(2501)
  expect(returned).toBe(2199)
  expect(new Set(batches.map(({ batchId }) => batchId)).size).toBe(2199)
})
