import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const FOLDERS = ['src', 'test', 'bench', 'scripts', 'examples']
const CONTRACT = readFileSync(join(ROOT, 'docs/contract.md'), 'utf8')

interface Line {
  readonly place: string
  readonly text: string
}

/** Every line of our code. */
function readLines(): Line[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|tsx|mjs|css)$/.test(name) && !name.endsWith('citations.test.ts'))
      .flatMap((name) => {
        const path = join(folder, name)
        return readFileSync(join(ROOT, path), 'utf8')
          .split('\n')
          .map((text, index) => ({ place: `${path}:${index + 1}`, text }))
      }),
  )
}

/** The numbers of a section's list. */
function numbersOf(heading: string): ReadonlySet<string> {
  const section = CONTRACT.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return new Set([...section.matchAll(/^(\d+)\. /gm)].map(([, number = '']) => number))
}

/** `decision 9 (c)`, `decisions 5 and 6`, `rules 8 to 13`. */
function cited(word: string, text: string): string[] {
  const found = [...text.matchAll(new RegExp(`\\b${word}s? (\\d+)(?:(?:,| and| to| through) (\\d+))*`, 'gi'))]
  return found.flatMap(([whole]) => whole.match(/\d+/g) ?? [])
}

test.each([
  ['decision', 'Decisions', 50],
  ['rule', 'Rules of reliability and security', 20],
])('each %s that a comment cites stands in docs/contract.md', (word, heading, atLeast) => {
  const known = numbersOf(heading)
  const citations = readLines().flatMap(({ place, text }) => cited(word, text).map((number) => ({ place, number })))
  expect(citations.filter(({ number }) => !known.has(number))).toEqual([])
  expect(citations.length).toBeGreaterThan(atLeast)
})

test('each document that a comment names is there, or is the protocol of Delta', () => {
  const names = readLines().flatMap(({ place, text }) => {
    if (!/^\s*(\/\/|\/?\*)/.test(text)) return []
    return [...text.matchAll(/(?<![\w/.-])((?:docs\/)?[\w-]+\.md)\b/g)].map(([, name = '']) => ({ place, name }))
  })
  const gone = names.filter(({ name }) => name !== 'PROTOCOL.md' && !existsSync(join(ROOT, name)))
  expect(gone).toEqual([])
  expect(names.length).toBeGreaterThan(10)
})
