// npm run licences [-- --check]: the licences of every package that is shipped, for the window's About: what the bundles
// hold (the build records it) and what is required at run time beside them. --check only says whether the file is true.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const file = join(root, 'src/renderer/src/features/settings/licences.json')
/** Beside the bundles, as electron-builder.yml lists them; of the bindings one platform's is shipped, all with one licence. */
const BESIDE = ['@duckdb/node-api', '@duckdb/node-bindings', 'kafkajs']
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

const bundled = readdirSync(join(root, 'out/.packages')).flatMap((name) =>
  JSON.parse(readFileSync(join(root, 'out/.packages', name), 'utf8')),
)
const texts = []
const packages = [...new Set([...bundled, ...BESIDE])].sort().map((name) => {
  const folder = join(root, 'node_modules', name)
  const { version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (!ALLOWED.has(license))
    throw new Error(`${name}: its licence "${license}" is not one of ${[...ALLOWED].join(', ')}`)
  const found = readdirSync(folder).find((one) => /^(licen[cs]e|copying)/i.test(one))
  const holder = typeof author === 'string' ? author : author?.name
  // Where a package holds no text, the name of its licence and of its author stand for it.
  const text =
    found === undefined ? `${license}${holder ? `, ${holder}` : ''}` : readFileSync(join(folder, found), 'utf8').trim()
  if (!texts.includes(text)) texts.push(text)
  return { name, version, licence: license, text: texts.indexOf(text) }
})
const wanted = `${JSON.stringify({ packages, texts }, null, 1)}\n`
if (!process.argv.includes('--check')) {
  writeFileSync(file, wanted)
  console.log(`${packages.length} packages`)
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) {
  console.error('licences.json is stale: npm run licences')
  process.exitCode = 1
}
