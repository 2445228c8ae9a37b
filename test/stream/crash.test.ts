import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { bundle, type Bundle } from '../support/bundle'
import { expectReadable, expectWhole, runCrashChild, startCrashChild } from '../support/crash-run'
import { openParts, type EngineParts } from '../support/engine-parts'
import { Random } from '../support/random'

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

/** While it starts, wherever it is then; and once rows flow. */
const EARLY_KILLS = 3
const KILLS = 10

// Killed at each step of its commits: test/faults/commit-steps.ts.
test('[checklist 23] killed at any moment, a stream writes each offset and each window once', async () => {
  const random = Random.fresh()
  const options = () => ({ folder: parts.folder, seed: random.below(2 ** 32), smallBatches: true })
  const stored = async () => {
    const [row] = await parts.rows(parts.transactionsPath, 'count(*)::INTEGER AS rows')
    return Number(row?.['rows'] ?? 0)
  }
  for (let kill = 0; kill < EARLY_KILLS; kill++) {
    const running = startCrashChild(child.script, { ...options(), killAfter: { acks: 1, ms: 0 } })
    const timer = setTimeout(() => running.child.kill('SIGKILL'), random.below(500))
    await running.ended
    clearTimeout(timer)
  }
  const counts = [await stored()]
  for (let kill = 0; kill < KILLS; kill++) {
    // Counted in its own commits, not in time: about as many on every machine, and always some.
    const killAfter = { acks: 1 + random.below(3), ms: random.below(10) }
    expect(await runCrashChild(child.script, { ...options(), killAfter }), 'it came to its end').toBe(false)
    counts.push(await stored())
  }
  console.log(`rows after each kill: ${counts.join(', ')}`)
  const grew = counts.filter((rows, index) => rows > (counts[index - 1] ?? rows)).length
  expect(grew, 'kills that came while rows grew').toBe(KILLS)
  expect(await runCrashChild(child.script, options())).toBe(true)
  parts = await parts.restart()
  await expectWhole(parts)
  await expectReadable(parts)
})
