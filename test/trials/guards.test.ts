import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WITHOUT as ATTACK_GUARDS } from '../attacks/guards'
import { WITHOUT as FAULT_GUARDS } from '../faults/guards'
import type { Mutation } from '../support/bundle'

const ROOT = join(import.meta.dirname, '../..')
const GUARDS: [string, readonly Mutation[]][] = [...Object.entries(FAULT_GUARDS), ...Object.entries(ATTACK_GUARDS)]

test.each(GUARDS)('the guard %s stands in the source, once, where its canary removes it', (_name, mutations) => {
  const sources = new Map<string, string>()
  for (const { file, find, replace } of mutations) {
    const parts = (sources.get(file) ?? readFileSync(join(ROOT, file), 'utf8')).split(find)
    expect(parts.length - 1, `${file}: ${find}`).toBe(1)
    sources.set(file, parts.join(replace))
  }
})
