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

const Licences = z.object({
  packages: z.array(z.object({ name: z.string(), version: z.string(), licence: z.string(), text: z.number() })),
  texts: z.array(z.string()),
})
const readLicences = () => Licences.parse(JSON.parse(read('src/renderer/src/features/settings/licences.json')))
/** What a text of each licence that is shipped says in every edition. */
const SAYS: Readonly<Record<string, RegExp>> = {
  '0BSD': /Permission to use, copy, modify, and\/or distribute/,
  'Apache-2.0': /TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION/,
  'BSD-3-Clause': /Redistributions of source code must retain/,
  'BlueOak-1.0.0': /Blue Oak Model License/,
  ISC: /Permission to use, copy, modify, and\/or distribute/,
  MIT: /Permission is hereby granted, free of charge/,
}

test('licences.json holds the licence of every package that is shipped, with whose it is', () => {
  const { status, output } = run('scripts/licences.mjs', '--check')
  expect(status, output).toBe(0)
  const { packages, texts } = readLicences()
  const names = packages.map(({ name }) => name)
  for (const name of ['react', 'hono', 'kafkajs', '@duckdb/node-api']) expect(names).toContain(name)
  for (const { name, licence, text } of packages) {
    const words = texts[text]?.replace(/\s+/g, ' ') ?? ''
    expect(words, name).toMatch(SAYS[licence] ?? /a licence that this test does not know/)
    if (['MIT', 'ISC', 'BSD-3-Clause'].includes(licence))
      expect(words, name).toMatch(/(copyright|\(c\)) (?!notice|holder|owner)\S/i)
  }
  const textOf = (wanted: string) => texts[packages.find(({ name }) => name === wanted)?.text ?? -1]
  expect(textOf('lazy-val')).toContain('Copyright (c) Vladimir Krivosheev\n')
  for (const file of ['apache-arrow/NOTICE.txt', 'echarts/NOTICE', 'echarts/licenses/LICENSE-d3'])
    expect(textOf(file.replace(/\/.*/, '')), file).toContain(read(`node_modules/${file}`).trim())
})

test('licences.json names the version that the bundle holds, also where it is a nested copy', () => {
  const shipped = readLicences().packages.map(({ name, version }) => `${name}@${version}`)
  expect(new Set(shipped).size).toBe(shipped.length)
  const versionAt = (path: string) => `${path.replace(/^.*node_modules\//, '')}@${lock.packages[path]?.version ?? ''}`
  for (const nested of [
    'node_modules/electron-updater/node_modules/fs-extra',
    'node_modules/electron-updater/node_modules/semver',
    'node_modules/pino-pretty/node_modules/sonic-boom',
  ])
    expect(shipped).toContain(versionAt(nested))
  expect(shipped).not.toContain(versionAt('node_modules/semver'))
  expect(shipped).not.toContain(versionAt('node_modules/fs-extra'))
})

test('the SBOM names exactly what is shipped, in CycloneDX', () => {
  const { status, output } = run('scripts/sbom.mjs')
  expect(status, output).toBe(0)
  const { bomFormat, components, dependencies } = z
    .object({
      bomFormat: z.string(),
      components: z.array(
        z.object({
          'bom-ref': z.string(),
          group: z.string().optional(),
          name: z.string(),
          version: z.string(),
          properties: z.array(z.object({ name: z.string(), value: z.string() })),
        }),
      ),
      dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
    })
    .parse(JSON.parse(output))
  expect(bomFormat).toBe('CycloneDX')
  const platforms = ['darwin arm64', 'darwin x64', 'linux arm64', 'linux x64', 'win32 arm64', 'win32 x64']
  const versionOf = (name: string) => `${name}@${lock.packages[`node_modules/${name}`]?.version ?? ''}`
  const listed = components.map(
    ({ group, name, version }) => `${group === undefined ? '' : `${group}/`}${name}@${version}`,
  )
  expect(listed.sort()).toEqual(
    [
      ...readLicences().packages.map(({ name, version }) => `${name}@${version}`),
      ...platforms.map((platform) => versionOf(`@duckdb/node-bindings-${platform.replace(' ', '-')}`)),
      versionOf('electron'),
    ].sort(),
  )
  const properties = components.flatMap((one) => one.properties)
  expect(properties.filter(({ name }) => name.includes('development'))).toEqual([])
  const told = properties
    .filter(({ name }) => name === 'millrace:platform')
    .map(({ value }) => value.split(' ').slice(0, 2).join(' '))
  expect(told.sort()).toEqual(platforms)
  // Each reference leads somewhere.
  const refs = new Set(dependencies.map(({ ref }) => ref))
  for (const one of components) expect(refs).toContain(one['bom-ref'])
  for (const { dependsOn } of dependencies) for (const ref of dependsOn) expect(refs).toContain(ref)
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
