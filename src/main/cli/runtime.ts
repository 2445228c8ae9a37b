import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

const NAMES: Readonly<Record<string, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

/**
 * The Electron runtime: of ELECTRON_OVERRIDE_DIST_PATH, else the one that npm's package has downloaded; null
 * where there is none. The package is never loaded: its own code would start a download.
 */
export function findElectron(): string | null {
  let folder: string
  try {
    folder = dirname(createRequire(__filename).resolve('electron/package.json'))
  } catch {
    return null
  }
  const named = join(folder, 'path.txt')
  const name = existsSync(named) ? readFileSync(named, 'utf8').trim() : (NAMES[process.platform] ?? 'electron')
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist')
  const path = join(dist, name)
  return existsSync(path) ? path : null
}

/** A reason in the middle of a sentence, or null where a window can open. */
export function whyNoWindow(electron: string | null): string | null {
  if (electron === null)
    return 'the Electron runtime is not installed (npx install-electron fetches it, on Node 22.12 or newer)'
  if (process.platform !== 'linux') return null
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'there is no display'
  // Chromium's sandbox refuses root, and without its sandbox we open nothing.
  if (process.getuid?.() === 0) return 'Electron does not run as root'
  return null
}

/** What opens an address in the user's browser; null where nothing can. */
export function findOpener(): { readonly command: string; readonly args: readonly string[] } | null {
  if (process.platform === 'darwin') return { command: 'open', args: [] }
  if (process.platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler'] }
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return null
  return isOnPath('xdg-open') ? { command: 'xdg-open', args: [] } : null
}

function isOnPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
