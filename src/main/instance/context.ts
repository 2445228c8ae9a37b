import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { loadConfig, type LoadedConfig } from '../config/load'
import type { LoadOptions } from '../config/sources'
import { createLog } from '../log/log'
import type { Logger } from '../log/logger'

/** Options that every command takes. */
export interface CommonOptions {
  readonly config?: string
  readonly set: readonly string[]
}

export interface Context {
  readonly loaded: LoadedConfig
  readonly log: Logger
  readonly version: string
}

/** The options that every command takes (decision 35). */
export function addCommonOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (default: application.yaml of the checkout; installed, of the user)')
    .option(
      '--set <key=value>',
      'set one configuration key; may be repeated, and of one key the last counts',
      (value: string, previous: string[]) => [...previous, value],
      [],
    )
}

/** @throws INVALID_CONFIGURATION */
export function createContext(options: CommonOptions): Context {
  const loaded = loadConfig({
    flags: options.set,
    ...(options.config === undefined ? {} : { configFile: options.config }),
    environment: process.env,
    workingDirectory: process.cwd(),
    ...folders(),
  })
  return { loaded, version: readVersion(), log: createLog(loaded.config.log) }
}

/** The folder of our package.json, two above `out/main`. */
export function packageRoot(): string {
  return join(__dirname, '../..')
}

/** Of this program, as its package says. */
export function readVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'))
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '0.0.0'
}

/** A checkout keeps data and settings beside the code (decision 31); an installed application has the system's folders. */
function folders(): Pick<LoadOptions, 'defaultFolder' | 'configFolder'> {
  const root = packageRoot()
  if (existsSync(join(root, 'application.yaml')) && !root.includes('.asar')) return { defaultFolder: root }
  return userFolders(process.platform, process.env, homedir())
}

/** Of an installed application: data and application.yaml, which only Linux keeps apart. */
export function userFolders(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): { readonly defaultFolder: string; readonly configFolder: string } {
  const { APPDATA: roaming, XDG_DATA_HOME: data, XDG_CONFIG_HOME: config } = environment
  const both = (folder: string) => ({ defaultFolder: folder, configFolder: folder })
  if (platform === 'win32') return both(join(roaming ?? home, 'Millrace'))
  if (platform === 'darwin') return both(join(home, 'Library/Application Support/Millrace'))
  return {
    defaultFolder: join(data || join(home, '.local/share'), 'millrace'),
    configFolder: join(config || join(home, '.config'), 'millrace'),
  }
}
