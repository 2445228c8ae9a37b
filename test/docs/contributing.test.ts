import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleProgram } from '../support/bundle'
import { blocksOf, ROOT } from '../support/documents'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-contributing-'))
  for (const name of ['src', 'package.json', 'tsconfig.json'])
    await cp(join(ROOT, name), join(folder, name), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const diff = blocksOf('CONTRIBUTING.md').find(({ language }) => language === 'diff')?.text ?? ''
  const { status, stderr } = spawnSync('git', ['apply', '-'], { cwd: folder, input: `${diff}\n`, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the analysis of CONTRIBUTING.md is complete: the compiler asks for nothing more', { timeout: 600_000 }, () => {
  const files = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join(folder, 'src', path))
    // A union of names can only be incomplete where the names are; what they import may need declarations.
    .filter((path) => path.endsWith('.d.ts') || /AnalysisName\b|inventory_velocity/.test(readFileSync(path, 'utf8')))
  expect(files.length).toBeGreaterThan(5)
  const project = join(folder, 'tsconfig.analysis.json')
  writeFileSync(project, JSON.stringify({ extends: './tsconfig.json', include: [], files }))
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project],
    {
      encoding: 'utf8',
    },
  )
  expect(status, stdout).toBe(0)
})

test('and it runs', { timeout: 600_000 }, async () => {
  const program = await bundleProgram([], folder)
  const call = async (...args: string[]): Promise<string> => {
    const base = ['--set', `pipeline.delta.base-path=${join(folder, 'delta')}`, '--set', 'pipeline.log.level=error']
    const child = spawn(process.execPath, [program.script, ...args, ...base], { stdio: ['ignore', 'pipe', 'inherit'] })
    let stdout = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    expect(await once(child, 'close')).toEqual([0, null])
    return stdout
  }
  await call('seed', '--records', '1000', '--days', '2')
  const range = ['--from', '2020-01-01', '--to', '2100-01-01']
  const csv = await call('run', '--analysis', 'revenue_by_brand', ...range, '--format', 'csv')
  const lines = csv.trim().split('\n').slice(-100)
  expect(lines.find((line) => line.startsWith('brand,'))?.trim()).toBe(
    'brand,transaction_count,total_revenue,unique_customers',
  )
  const counts = lines.flatMap((line) => (/^[^,]+,\d+,/.test(line) ? [Number(line.split(',')[1])] : []))
  const category = await call('run', '--analysis', 'revenue_by_category', ...range, '--format', 'jsonl')
  const expected = category
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { transaction_count: number }).transaction_count)
  const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)
  expect(counts.length).toBeGreaterThan(10)
  expect(sum(counts)).toBe(sum(expected))
})
