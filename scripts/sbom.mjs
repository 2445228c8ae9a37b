// npm run --silent sbom > FILE: a CycloneDX document of what is shipped: the packages of licences.json, which the bundles
// hold or find beside them, DuckDB's bindings of each platform, and Electron. Of Chromium and Node, which are in Electron,
// its package does not tell the versions.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'))
const { packages } = readJson('src/renderer/src/features/settings/licences.json')
const shipped = new Set(packages.map(({ name, version }) => `${name}@${version}`))
shipped.add(`electron@${readJson('package.json').devDependencies.electron}`)
const BINDINGS = 'node_modules/@duckdb/node-bindings-'
const DEVELOPMENT = 'cdx:npm:package:development'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const all = JSON.parse(
  execFileSync(npm, ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    shell: process.platform === 'win32',
  }),
)
const components = all.components
  .filter(({ group, name, version }) => shipped.has(`${group ? `${group}/` : ''}${name}@${version}`))
  // For npm all that is bundled is needed for development only; here it is shipped.
  .map((one) => ({ ...one, properties: one.properties.filter(({ name }) => name !== DEVELOPMENT) }))
components.push(...bindings())
const kept = new Set([all.metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])])
const dependencies = all.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map((one) => ({ ...one, dependsOn: dependsOn(one) }))
for (const one of kept) if (!dependencies.some(({ ref }) => ref === one)) dependencies.push({ ref: one, dependsOn: [] })
// npm names it after the folder.
all.metadata.component.name = 'millrace'
console.log(JSON.stringify({ ...all, components, dependencies }, null, 2))

function dependsOn({ ref, dependsOn = [] }) {
  const platforms = ref.startsWith('@duckdb/node-bindings@') ? bindings().map((one) => one['bom-ref']) : []
  return [...new Set([...dependsOn.filter((one) => kept.has(one)), ...platforms])]
}

/**
 * From the lockfile: npm tells of those that are installed here. An installer carries that of its platform alone; there is
 * none for musl, as there is no Electron for it.
 */
function bindings() {
  return Object.entries(readJson('package-lock.json').packages)
    .filter(([path, { libc }]) => path.startsWith(BINDINGS) && !libc?.includes('musl'))
    .map(([path, { version, integrity, license, os, cpu, libc }]) => {
      const name = path.slice('node_modules/'.length)
      const platform = [os[0], cpu[0], ...(libc ?? [])].join(' ')
      return {
        'bom-ref': `${name}@${version}`,
        type: 'library',
        name,
        version,
        scope: 'optional',
        description: `DuckDB, native: only in what is built for ${platform}`,
        purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
        properties: [{ name: 'millrace:platform', value: platform }],
        hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }],
        licenses: [{ license: { id: license } }],
      }
    })
}
