// npm run --silent sbom > FILE: a CycloneDX document of what is shipped: the packages of licences.json, which the bundles
// hold or find beside them, DuckDB's bindings, and Electron.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const { packages } = JSON.parse(readFileSync(join(root, 'src/renderer/src/features/settings/licences.json'), 'utf8'))
const shipped = new Set([...packages.map(({ name }) => name), 'electron'])
const isShipped = (name) => shipped.has(name) || name.startsWith('@duckdb/node-bindings')

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const all = JSON.parse(
  execFileSync(npm, ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    shell: process.platform === 'win32',
  }),
)
const components = all.components.filter(({ group, name }) => isShipped(group ? `${group}/${name}` : name))
const kept = new Set([all.metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])])
const dependencies = all.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map((one) => ({ ...one, dependsOn: (one.dependsOn ?? []).filter((ref) => kept.has(ref)) }))
// npm names it after the folder.
all.metadata.component.name = 'millrace'
console.log(JSON.stringify({ ...all, components, dependencies }, null, 2))
