import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface ElectronRuntime {
  readonly folder: string
  readonly binary: string
}

/** A runtime by ELECTRON_OVERRIDE_DIST_PATH, else the one that npm's electron downloaded; null where there is none. */
export function findElectron(): ElectronRuntime | null {
  const name = process.platform === 'win32' ? 'electron.exe' : 'electron'
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const named = join(folder, 'path.txt')
  const binary = existsSync(named) ? readFileSync(named, 'utf8') : name
  const candidates = [process.env['ELECTRON_OVERRIDE_DIST_PATH'], join(folder, 'dist')].filter(
    (one) => one !== undefined,
  )
  const found = candidates.find((one) => existsSync(join(one, binary)))
  return found === undefined ? null : { folder: found, binary: join(found, binary) }
}
