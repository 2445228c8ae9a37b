import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const SOURCE = join(import.meta.dirname, '../../src')

/** The files that a file imports, types too: the linter's own rule does not look at those. */
function importsOf(path: string): string[] {
  return ts.preProcessFile(readFileSync(path, 'utf8')).importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return []
    const target = join(dirname(path), fileName)
    return ['.ts', '.tsx', '/index.ts'].map((end) => target + end).filter((file) => existsSync(file))
  })
}

/** One way around each group of files that import one another (depth first, back to a file that is still open). */
function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = []
  const done = new Set<string>()
  function visit(file: string, open: readonly string[]): void {
    const begin = open.indexOf(file)
    if (begin >= 0) found.push([...open.slice(begin), file])
    if (begin >= 0 || done.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...open, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  return found
}

test('no file imports itself by way of others, types included', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(SOURCE, name))
  const graph = new Map(files.map((file) => [file, importsOf(file)]))
  expect([...graph.values()].flat().length).toBeGreaterThan(1000)
  expect(cyclesOf(graph).map((cycle) => cycle.map((file) => relative(SOURCE, file)))).toEqual([])
})

test('a cycle is found, and told once', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', []],
  ])
  expect(cyclesOf(graph)).toEqual([['a', 'b', 'c', 'a']])
})
