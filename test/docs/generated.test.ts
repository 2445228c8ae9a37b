import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderApplicationYaml, renderKeyTable } from '../../src/main/config/yaml'
import { ANALYSIS_NAMES } from '../../src/shared/batch'
import { renderCoverage } from '../support/coverage'

const ROOT = join(import.meta.dirname, '../..')
/** `npm run docs` writes what the tests compare with. */
const WRITE = process.env['MILLRACE_WRITE_DOCS'] === '1'

function check(file: string, expected: string): void {
  const path = join(ROOT, file)
  if (WRITE) writeFileSync(path, expected)
  expect(readFileSync(path, 'utf8'), `${file} is stale: npm run docs`).toBe(expected)
}

test('[checklist 21] application.yaml holds every key', () => {
  check('application.yaml', renderApplicationYaml())
})

test('the README table of keys is the table of keys', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const [before = '', rest = ''] = readme.split('<!-- keys -->\n')
  const after = rest.slice(rest.indexOf('<!-- /keys -->'))
  check('README.md', `${before}<!-- keys -->\n${renderKeyTable()}\n${after}`)
})

test('the README names every analysis', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const list = /^Analyses: .*, and `full_report`/m
  expect(readme).toMatch(list)
  check(
    'README.md',
    readme.replace(list, `Analyses: ${ANALYSIS_NAMES.map((name) => `\`${name}\``).join(', ')}, and \`full_report\``),
  )
})

test('docs/coverage.md names a test for each line of the checklist', () => {
  const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'test'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
  const { text, bare } = renderCoverage(sources)
  expect(bare).toEqual([])
  check('docs/coverage.md', text)
})
