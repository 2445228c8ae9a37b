import { expect, test } from 'vitest'
import { planClusters, planStretches, RawPages } from '../../src/main/batch/pages'
import type { BatchEngine, RawFile, TimeSlice } from '../../src/main/batch/ports'
import type { Row } from '../../src/shared/scalars'
import { Random } from '../support/random'

interface Stored extends Row {
  readonly time: number | null
  readonly id: number
  readonly file: string
}

const CONSTANTS = { batchId: 'batch-20260101-00000000', processingTimestamp: '2026-01-01T00:00:00.000Z' }

/** Nulls first, then by time and id: the order of raw pages (decision 16). */
function inOrder(rows: readonly Stored[]): Stored[] {
  return [...rows].sort((left, right) => (left.time ?? -1) - (right.time ?? -1) || left.id - right.id)
}

/** Files with rows, whose bounds say what those of a log would. */
function makeFiles(random: Random, count: number, span: number): { files: RawFile[]; rows: Stored[] } {
  const rows: Stored[] = []
  const files = Array.from({ length: count }, (_, index): RawFile => {
    const path = `/files/${index}`
    const from = random.below(span)
    const width = 1 + random.below(span / 4)
    const own = Array.from({ length: random.below(30) }, (): Stored => {
      const time = random.below(40) === 0 ? null : from + random.below(width)
      return { time, id: random.below(1_000_000), file: path }
    })
    rows.push(...own)
    const times = own.flatMap(({ time }) => (time === null ? [] : [time]))
    const hasNull = times.length < own.length
    return {
      path,
      eventDate: '2026-01-01',
      rows: own.length,
      min: hasNull || times.length === 0 ? null : BigInt(Math.min(...times)),
      max: times.length === 0 ? null : BigInt(Math.max(...times)),
    }
  })
  return { files, rows }
}

/** An engine over rows in memory; it counts the rows that it sorts. */
function openEngine(all: readonly Stored[]) {
  const within = ({ time }: Stored, { from, to }: TimeSlice) =>
    from === null || to === null ? time === null : time !== null && BigInt(time) >= from && BigInt(time) < to
  const engine: Pick<BatchEngine, 'rawRows' | 'timeSlices'> = {
    rawRows({ files }, slice, { offset, limit }) {
      const own = all.filter(({ file }) => files.some(({ path }) => path === file))
      const rows = slice === null ? own : own.filter((row) => within(row, slice))
      return Promise.resolve(inOrder(rows).slice(offset, offset + limit))
    },
    timeSlices: () => Promise.reject(new Error('no cluster is so large')),
  }
  return engine
}

test('pages in any cut give every row once, in the order of time, whatever the files overlap', async () => {
  const random = Random.fresh()
  for (let round = 0; round < 200; round++) {
    const { files, rows } = makeFiles(random, 1 + random.below(8), 1 + random.below(1000))
    const pages = new RawPages(openEngine(rows), planClusters(files), CONSTANTS)
    const seen: Row[] = []
    while (seen.length <= rows.length) {
      const page = await pages.rows(seen.length, 1 + random.below(20))
      if (page.length === 0) break
      seen.push(...page)
    }
    expect(seen, `round ${round}`).toEqual(inOrder(rows))
  }
})

test('clusters follow one another in time, and files that touch are in one', () => {
  const random = Random.fresh()
  for (let round = 0; round < 200; round++) {
    const { files } = makeFiles(random, 1 + random.below(10), 500)
    const clusters = planClusters(files)
    expect(
      clusters
        .flatMap((cluster) => cluster.files)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(files.map(({ path }) => path).sort())
    let start = 0
    for (const cluster of clusters) {
      expect(cluster.start).toBe(start)
      start += cluster.rows
    }
    const bounded = files.every(({ min, max }) => min !== null && max !== null)
    if (!bounded) expect(clusters.length).toBeLessThanOrEqual(1)
    for (const [index, later] of clusters.entries()) {
      const before = clusters[index - 1]
      if (before === undefined) continue
      const end = before.files.reduce((most, { max }) => ((max ?? 0n) > most ? (max ?? 0n) : most), -1n)
      for (const { min } of later.files) expect(min ?? -1n).toBeGreaterThan(end)
    }
  }
})

test('a page is read from the clusters that hold it, and no other', () => {
  const files = [10, 20, 30].map((time, index): RawFile => ({
    path: `/files/${index}`,
    eventDate: null,
    rows: 100,
    min: BigInt(time),
    max: BigInt(time + 5),
  }))
  const clusters = planClusters(files)
  const told = (offset: number, limit: number) =>
    planStretches(clusters, offset, limit).map((one) => [one.cluster.start, one.offset, one.limit])
  expect(told(0, 100)).toEqual([[0, 0, 100]])
  expect(told(99, 2)).toEqual([
    [0, 99, 1],
    [100, 0, 1],
  ])
  expect(told(150, 1000)).toEqual([
    [100, 50, 50],
    [200, 0, 100],
  ])
  expect(told(300, 10)).toEqual([])
  expect(told(10, 0)).toEqual([])
})

test('a large cluster is cut into slices of time once, and each page reads only its own', async () => {
  const rows = Array.from({ length: 60_000 }, (_, index): Stored => ({ time: index >> 1, id: index, file: '/files/0' }))
  const file: RawFile = { path: '/files/0', eventDate: null, rows: rows.length, min: 0n, max: 29_999n }
  let asked = 0
  const read: (TimeSlice | null)[] = []
  const plain = openEngine(rows)
  const slices = [0, 10_000, 20_000].map((from) => ({ from: BigInt(from), to: BigInt(from + 10_000), rows: 20_000 }))
  const pages = new RawPages(
    {
      timeSlices() {
        asked++
        return Promise.resolve(slices)
      },
      rawRows(raw, slice, range, signal) {
        read.push(slice)
        return plain.rawRows(raw, slice, range, signal)
      },
    },
    planClusters([file]),
    CONSTANTS,
  )
  expect(await pages.rows(19_998, 4)).toEqual(rows.slice(19_998, 20_002))
  expect(await pages.rows(59_999, 10)).toEqual(rows.slice(59_999))
  expect(asked).toBe(1)
  expect(read).toEqual([slices[0], slices[1], slices[2]])
})
