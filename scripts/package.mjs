// npm run package [-- linux|win|mac] [--targets deb,tar.gz] [--output FOLDER]: builds, then packages with electron-builder.yml.
// With ELECTRON_OVERRIDE_DIST_PATH an Electron that is already unpacked there is used, of whatever version it is.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build, Platform } from 'electron-builder'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { targets: { type: 'string' }, output: { type: 'string' }, help: { type: 'boolean' } },
})
const platforms = { linux: Platform.LINUX, win: Platform.WINDOWS, mac: Platform.MAC }
const here = { linux: 'linux', win32: 'win', darwin: 'mac' }[process.platform]
const name = positionals[0] ?? here
if (values.help || !(name in platforms)) {
  console.log('npm run package [-- linux|win|mac] [--targets dir,deb,tar.gz] [--output FOLDER]')
  process.exit(values.help ? 0 : 2)
}

const config = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))
if (values.output) config.directories.output = values.output
const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH
if (folder) {
  config.electronDist = folder
  config.electronVersion = readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
  // Electron before 29 does not have this fuse, and refuses to be asked for it.
  if (Number(config.electronVersion.split('.')[0]) < 29) delete config.electronFuses.grantFileProtocolExtraPrivileges
}
// As a file beside the output: an object would be merged over electron-builder.yml, which cannot take a key away.
const configFile = join(root, 'out/electron-builder.json')
writeFileSync(configFile, JSON.stringify(config))
const files = await build({
  projectDir: root,
  config: configFile,
  targets: platforms[name].createTarget(values.targets?.split(',')),
  publish: 'never',
})
for (const file of files) console.log(file)
