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

// Killed at each step of its commits: test/faults/commit-steps.ts.
test('[checklist 23] killed at any moment, a stream writes each offset and each window once', async () => {
  const random = Random.fresh()
  const options = () => ({ folder: parts.folder, seed: random.below(2 ** 32) })
  for (let kill = 0; kill < 10; kill++) {
    const running = startCrashChild(child.script, options())
    const timer = setTimeout(() => running.child.kill('SIGKILL'), 250 + random.below(500))
    await running.ended
    clearTimeout(timer)
  }
  expect(await runCrashChild(child.script, options())).toBe(true)
  parts = await parts.restart()
  await expectWhole(parts)
  await expectReadable(parts)
})
