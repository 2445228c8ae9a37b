import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { bundle, type Bundle } from '../support/bundle'
import { CRASH_PARTITIONS, CRASH_RECORDS, crashEvent } from '../support/crash-topic'
import { openParts, type EngineParts } from '../support/engine-parts'
import { Random } from '../support/random'
import { comparable, WindowOracle, type OracleEvent } from '../support/window-oracle'

let child: Bundle
let parts: EngineParts

beforeAll(async () => {
  child = await bundle(join(import.meta.dirname, '../support/crash-child.ts'))
})
afterAll(() => child.remove())
beforeEach(async () => {
  parts = await openParts()
})
afterEach(() => parts.close())

/** True where it reached its end, false where it was killed. */
async function run(seed: number, failpoint: string | null, killAfterMs: number | null): Promise<boolean> {
  const env = { ...process.env, ...(failpoint === null ? {} : { MILLRACE_FAILPOINT: failpoint }) }
  const started = spawn(process.execPath, [child.script, parts.folder, String(seed)], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const timer = killAfterMs === null ? undefined : setTimeout(() => started.kill('SIGKILL'), killAfterMs)
  const [code, signal] = (await once(started, 'exit')) as [number | null, NodeJS.Signals | null]
  clearTimeout(timer)
  if (signal === 'SIGKILL') return false
  expect(code).toBe(0)
  return true
}

async function expectWhole(): Promise<void> {
  const wanted: { events: string[]; letters: string[] } = { events: [], letters: [] }
  const oracle: OracleEvent[] = []
  for (let partition = 0; partition < CRASH_PARTITIONS; partition++) {
    for (let offset = 0; offset < CRASH_RECORDS; offset++) {
      const event = crashEvent(partition, offset)
      ;(event === null ? wanted.letters : wanted.events).push(`${partition}/${offset}`)
      if (event !== null) oracle.push(event)
    }
  }
  const place = "kafka_partition || '/' || kafka_offset AS place"
  const found = async (root: string) => (await parts.rows(root, place)).map((row) => String(row['place'])).sort()
  expect(await found(parts.transactionsPath)).toEqual(wanted.events.sort())
  expect(await found(parts.deadLettersPath)).toEqual(wanted.letters.sort())
  const ids = await parts.rows(
    parts.transactionsPath,
    'count(*)::INTEGER AS wrong',
    "WHERE transaction_id <> kafka_partition || '-' || kafka_offset",
  )
  expect(ids).toEqual([{ wrong: 0 }])

  const windows = new WindowOracle()
  windows.add(oracle)
  const repeated = await parts.rows(
    parts.aggregationsPath,
    'window_start, category, count(*)::INTEGER AS times',
    'GROUP BY ALL HAVING times > 1',
  )
  expect(repeated).toEqual([])
  const dashboard = await parts.stream().dashboard({})
  expect(comparable(dashboard.windows)).toEqual(windows.all().filter((window) => window.final))
}

/** Every version can be read, from the first on. */
async function expectReadable(): Promise<void> {
  for (const root of [parts.transactionsPath, parts.deadLettersPath, parts.aggregationsPath]) {
    const table = parts.lake.table(root)
    const newest = (await table.snapshot())?.version ?? -1
    for (let version = 0; version <= newest; version++) expect((await table.snapshot(version))?.version).toBe(version)
  }
}

test('[checklist 23] killed at each step of its commits, a stream writes each offset and each window once', async () => {
  const random = Random.fresh()
  const failpoints = [
    'stream:after-write',
    'stream:between-commits',
    'stream:after-commit',
    'stream:before-windows',
    'stream:after-windows',
  ]
  let kills = 0
  for (const failpoint of [...failpoints, ...failpoints]) {
    const ended = await run(random.below(2 ** 32), `${failpoint}@${1 + random.below(4)}`, null)
    if (!ended) kills++
  }
  expect(kills).toBeGreaterThan(failpoints.length)
  for (let tries = 0; !(await run(random.below(2 ** 32), null, null)); tries++) expect(tries).toBeLessThan(3)
  parts = await parts.restart()
  await expectWhole()
  await expectReadable()
})

test('[checklist 23] killed at any moment, a stream writes each offset and each window once', async () => {
  const random = Random.fresh()
  for (let kill = 0; kill < 10; kill++) await run(random.below(2 ** 32), null, 250 + random.below(500))
  for (let tries = 0; !(await run(random.below(2 ** 32), null, null)); tries++) expect(tries).toBeLessThan(3)
  parts = await parts.restart()
  await expectWhole()
})
