import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blocksOf, ROOT } from '../support/documents'

/** What CONTRIBUTING.md says of tests: the sums of the new analysis. */
const SUMS = { file: 'test/batch/analyses.test.ts', last: "  inventory_velocity: 'total_revenue',\n" }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-contributing-'))
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  for (const name of new Set(listed.split('\n').flatMap((path) => path.split('/')[0] ?? [])))
    if (name !== '') await cp(join(ROOT, name), join(folder, name), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  // Some tests list what the checkout holds.
  must('git', ['init', '--quiet'])
  const diff = blocksOf('CONTRIBUTING.md').find(({ language }) => language === 'diff')?.text ?? ''
  must('git', ['apply', '-'], `${diff}\n`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the compiler asks for nothing more than the line of its test', { timeout: 600_000 }, () => {
  const { status, stdout } = inFolder(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'])
  const asked = stdout.split('\n').filter((line) => line.includes('error'))
  expect([status, asked]).toEqual([
    2,
    [expect.stringMatching(/^test\/batch\/analyses\.test\.ts\(.*'revenue_by_brand'/)],
  ])
})

test('with that line and `npm run docs` tests pass that know how many analyses there are', { timeout: 600_000 }, () => {
  const path = join(folder, SUMS.file)
  const text = readFileSync(path, 'utf8')
  expect(text.split(SUMS.last)).toHaveLength(2)
  writeFileSync(path, text.replace(SUMS.last, `${SUMS.last}  revenue_by_brand: 'total_revenue',\n`))
  must('npm', ['run', 'docs'])
  const changed = (file: string) => [readFileSync(join(folder, file), 'utf8'), readFileSync(join(ROOT, file), 'utf8')]
  for (const file of ['README.md', 'examples/typescript/schema.ts'])
    expect(changed(file).map((one) => one.includes('revenue_by_brand'))).toEqual([true, false])
  const files = [SUMS.file, 'test/batch/compare.test.ts', 'test/batch/workbook.test.ts', 'test/docs/generated.test.ts']
  must(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--retry', '0', ...files])
})

test('and it runs', { timeout: 600_000 }, () => {
  must(process.execPath, ['scripts/build.mjs'])
  const base = ['--set', `pipeline.delta.base-path=${join(folder, 'delta')}`, '--set', 'pipeline.log.level=error']
  const call = (...args: string[]): string => must(process.execPath, ['out/main/cli.cjs', ...args, ...base])
  call('seed', '--records', '1000', '--days', '2')
  const range = ['--from', '2020-01-01', '--to', '2100-01-01']
  const csv = call('run', '--analysis', 'revenue_by_brand', ...range, '--format', 'csv')
  const lines = csv.trim().split('\n').slice(-100)
  expect(lines.find((line) => line.startsWith('brand,'))?.trim()).toBe(
    'brand,transaction_count,total_revenue,unique_customers',
  )
  const counts = lines.flatMap((line) => (/^[^,]+,\d+,/.test(line) ? [Number(line.split(',')[1])] : []))
  const category = call('run', '--analysis', 'revenue_by_category', ...range, '--format', 'jsonl')
  const expected = category
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { transaction_count: number }).transaction_count)
  const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)
  expect(counts.length).toBeGreaterThan(10)
  expect(sum(counts)).toBe(sum(expected))
})

/** What it writes; whatever else it says is shown where it fails. */
function must(command: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = inFolder(command, args, input)
  expect(status, `${stdout}${stderr}`.split('\n').slice(-60).join('\n')).toBe(0)
  return stdout
}

function inFolder(command: string, args: readonly string[], input = '') {
  // A run of the tests inside one: it is no worker of this one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV$)/.test(name)))
  return spawnSync(command, args, { cwd: folder, env, input, encoding: 'utf8', maxBuffer: 2 ** 26 })
}
