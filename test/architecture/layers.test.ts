import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ESLint } from 'eslint'
import { expect, test } from 'vitest'

/**
 * Deliberately wrong files: each names, in its first line, where it would stand and the rule that must fire there.
 * They are linted as text under that name, so the rules are the project's own, without an exempt list.
 */
const ROOT = join(import.meta.dirname, '../..')
const FIXTURES = join(import.meta.dirname, 'fixtures')
const eslint = new ESLint({ cwd: ROOT })

test.each(readdirSync(FIXTURES))('%s', async (name) => {
  const text = readFileSync(join(FIXTURES, name), 'utf8')
  const [, path = '', rule = ''] = /^\/\/ as (\S+), must fail (\S+)/.exec(text) ?? []
  const [result] = await eslint.lintText(text, { filePath: join(ROOT, path) })
  const rules = (result?.messages ?? []).map((message) => message.ruleId)
  if (rule === 'nothing') expect(rules).toEqual([])
  else expect(rules).toContain(rule)
})
