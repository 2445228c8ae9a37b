import { expect, test } from 'vitest'
import { JobTurn } from '../../src/main/duckdb/job-turn'
import { Semaphore } from '../../src/shared/semaphore'

const QUERIES = 8
const SYNC_MS = 50
const LONG_MS = 60_000
const SHORT_MS = 100
const PLACES = 2
const SPARE = 1

interface Ran {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** Jobs of eight queries each, by a clock that goes forward to the next end whenever nothing else is left to do. */
async function simulate(jobs: readonly (readonly [name: string, queryMs: number])[]): Promise<Ran[]> {
  let time = 0
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const sleep = (ms: number) => new Promise<void>((wake) => sleepers.push({ at: time + ms, wake }))
  const queries = new Semaphore(PLACES, SPARE)
  const signal = new AbortController().signal
  const ran: Ran[] = []
  let left = jobs.length
  const done = jobs.map(async ([name, queryMs]) => {
    const turn = new JobTurn(queries, () => time)
    for (let query = 0; query < QUERIES; query++) {
      await turn.take(async () => {
        const from = time
        await sleep(queryMs)
        ran.push({ name, from, to: time })
      }, signal)
      // Its files are made durable while others have the place.
      await sleep(SYNC_MS)
    }
    left--
  })
  while (left > 0) {
    await new Promise((resolve) => setImmediate(resolve))
    sleepers.sort((one, other) => one.at - other.at)
    const next = sleepers.shift()
    if (next === undefined) continue
    time = next.at
    next.wake()
  }
  await Promise.all(done)
  return ran
}

const longJobs = (count: number) => Array.from({ length: count }, (_, index) => [`long ${index}`, LONG_MS] as const)

test.each([2, 7])('a short job beside %i long ones waits for its first query, and not for each', async (count) => {
  const ran = await simulate([...longJobs(count), ['short', SHORT_MS]])
  const own = ran.filter(({ name }) => name === 'short')
  expect(own).toHaveLength(QUERIES)
  // One query of each of those before it, as many at a time as there are places.
  expect(own[0]?.from).toBeLessThanOrEqual(Math.ceil(count / PLACES) * LONG_MS)
  expect((own.at(-1)?.to ?? 0) - (own[0]?.from ?? 0)).toBe(QUERIES * SHORT_MS + (QUERIES - 1) * SYNC_MS)
})

test('long jobs take turns, and no more run at a time than there are places', async () => {
  const ran = await simulate(longJobs(5))
  const names = [...ran].sort((one, other) => one.from - other.from).map(({ name }) => name)
  for (let round = 0; round < QUERIES; round++) expect(new Set(names.slice(round * 5, (round + 1) * 5)).size).toBe(5)
  for (const { from } of ran)
    expect(ran.filter((other) => other.from <= from && other.to > from).length).toBeLessThanOrEqual(PLACES)
})

test('short jobs together take one place more than there are, at most', async () => {
  const ran = await simulate(Array.from({ length: 6 }, (_, index) => [`short ${index}`, SHORT_MS] as const))
  const most = ran.map(({ from }) => ran.filter((other) => other.from <= from && other.to > from).length)
  expect(Math.max(...most)).toBe(PLACES + SPARE)
})
