import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { ROOT } from '../support/documents'

// Processes are started, on a machine that others may keep busy.
vi.setConfig({ testTimeout: 300_000 })

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const Project = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  /** What npm runs of packages with scripts of their own (rule 19). */
  allowScripts: z.record(z.string(), z.boolean()),
})
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
})
const lock = Lock.parse(JSON.parse(read('package-lock.json')))
function run(script: string, ...args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, script), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return { status, output: stdout + stderr }
}

test('every dependency is of one exact version', () => {
  const { dependencies, devDependencies } = Project.parse(JSON.parse(read('package.json')))
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
})

test('the lockfile proves each package by its checksum, and names no host', () => {
  for (const [path, { integrity, link, resolved }] of Object.entries(lock.packages)) {
    if (path === '' || link === true) continue
    expect(integrity, path).toMatch(/^sha512-/)
    expect(resolved, path).toBeUndefined()
  }
})

test('no package needs an install script: each is off by name, and image, releases and CI run none', () => {
  const scripted = Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path]) => path.replace(/^.*node_modules\//, ''))
  const { allowScripts } = Project.parse(JSON.parse(read('package.json')))
  expect(allowScripts).toEqual(Object.fromEntries(scripted.map((name) => [name, false])))
  expect(read('.npmrc')).toMatch(/^strict-allow-scripts=true$/m)
  for (const file of ['Dockerfile', '.github/workflows/release.yml', '.github/workflows/test.yml']) {
    const installs = read(file).match(/npm ci.*/g) ?? []
    expect(installs.length, file).toBeGreaterThan(0)
    for (const install of installs) expect(install, file).toMatch(/^npm ci --ignore-scripts/)
  }
})

test('licences.json holds the licence of every package that is shipped', () => {
  const { status, output } = run('scripts/licences.mjs', '--check')
  expect(status, output).toBe(0)
  const { packages, texts } = z
    .object({ packages: z.array(z.object({ name: z.string(), text: z.number() })), texts: z.array(z.string()) })
    .parse(JSON.parse(read('src/renderer/src/features/settings/licences.json')))
  const names = packages.map(({ name }) => name)
  for (const name of ['react', 'hono', 'kafkajs', '@duckdb/node-api']) expect(names).toContain(name)
  for (const { name, text } of packages) expect(texts[text]?.length, name).toBeGreaterThan(2)
})

test('the SBOM names what is shipped, in CycloneDX', () => {
  const { status, output } = run('scripts/sbom.mjs')
  expect(status, output).toBe(0)
  const { bomFormat, components } = z
    .object({ bomFormat: z.string(), components: z.array(z.object({ name: z.string(), version: z.string() })) })
    .parse(JSON.parse(output))
  expect(bomFormat).toBe('CycloneDX')
  const names = components.map(({ name }) => name)
  for (const name of ['kafkajs', '@duckdb/node-api', 'react', 'zod', 'electron']) expect(names).toContain(name)
  expect(names).not.toContain('vitest')
})

/** `npm run lint` also tells exports that nothing imports. */
test('no file and no dependency is unused, none is missing', { timeout: 600_000 }, () => {
  const { status, output } = run(
    'node_modules/knip/bin/knip.js',
    '--no-progress',
    '--include',
    'files,dependencies,unlisted,unresolved',
  )
  expect(status, output).toBe(0)
})

test('kafkajs, the one unmaintained dependency, is named with the place of its port', () => {
  const page = read('docs/decisions/0006-kafkajs.md')
  const port = /`(src\/main\/stream\/ports\.ts)`/.exec(page)?.[1] ?? ''
  expect(existsSync(join(ROOT, port))).toBe(true)
  expect(page).toContain('unmaintained')
})
