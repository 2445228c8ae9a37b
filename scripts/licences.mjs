// npm run licences [-- --check]: the licences of every package that is shipped, for the window's About: what the bundles
// hold (the build records it) and what is required at run time beside them. --check only says whether the file is true.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const file = join(root, 'src/renderer/src/features/settings/licences.json')
/** Beside the bundles, as electron-builder.yml lists them; of the bindings one platform's is shipped, all with one licence. */
const BESIDE = ['@duckdb/node-api', '@duckdb/node-bindings', 'kafkajs'].map((name) => `node_modules/${name}`)
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
/** Shorter is the name of a licence, not its text. */
const SHORTEST_TEXT = 400
/** Of SPDX, for packages that hold no text; only those that are needed. */
const STANDARD = {
  MIT: (holder) => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`,
}

const bundled = readdirSync(join(root, 'out/.packages')).flatMap((name) =>
  JSON.parse(readFileSync(join(root, 'out/.packages', name), 'utf8')),
)
// One version in two folders is shipped twice and named once.
const folders = new Map()
for (const path of [...new Set([...bundled, ...BESIDE])].sort()) {
  const folder = join(root, path)
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const key = `${about.name}@${about.version}`
  if (!folders.has(key)) folders.set(key, { folder, about })
}
const texts = []
const packages = [...folders]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([, { folder, about }]) => {
    const { name, version, license } = about
    if (!ALLOWED.has(license))
      throw new Error(`${name}: its licence "${license}" is not one of ${[...ALLOWED].join(', ')}`)
    const text = [licenceOf(folder, about), ...noticesOf(folder)].join('\n\n')
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

/** The package's own text, else the standard one with its author as holder. */
function licenceOf(folder, { name, license, author }) {
  const found = readdirSync(folder).find((one) => /^(licen[cs]e|copying)(\.|$)/i.test(one))
  const own = found === undefined ? '' : read(join(folder, found))
  if (own.length >= SHORTEST_TEXT) return own
  const standard = STANDARD[license]
  if (standard === undefined) throw new Error(`${name}: it holds no text of its licence "${license}"; write it here`)
  const holder = (typeof author === 'string' ? author : author?.name)?.replace(/\s*[<(].*$/, '')
  return standard(holder ?? `the authors of ${name}`)
}

/** What a licence asks to be passed on with it, and licences of what the package took from others. */
function noticesOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isFile()) return /^notice/i.test(entry.name) ? [read(path)] : []
      return /^licen[cs]es$/i.test(entry.name)
        ? readdirSync(path)
            .sort()
            .map((one) => read(join(path, one)))
        : []
    })
}

function read(path) {
  return readFileSync(path, 'utf8').trim()
}
