import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { loadConfig, type LoadedConfig } from '../config/load'
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

export function addCommonOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (default: application.yaml of the checkout)')
    .option(
      '--set <key=value>',
      'set one configuration key; may be repeated',
      (value: string, previous: string[]) => [...previous, value],
      [],
    )
}

/** @throws INVALID_CONFIGURATION */
export function openContext(options: CommonOptions): Context {
  const loaded = loadConfig({
    flags: options.set,
    ...(options.config === undefined ? {} : { configFile: options.config }),
    environment: process.env,
    workingDirectory: process.cwd(),
    defaultFolder: checkoutRoot() ?? userFolder(),
  })
  return { loaded, version: readVersion(), log: createLog(loaded.config.log) }
}

/** The folder of our package.json, two above `out/main`. */
export function packageRoot(): string {
  return join(__dirname, '../..')
}

export function readVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'))
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '0.0.0'
}

/** A checkout keeps its data beside the code (decision 31); an installed application does not. */
function checkoutRoot(): string | null {
  const root = packageRoot()
  return existsSync(join(root, 'application.yaml')) && !root.includes('.asar') ? root : null
}

function userFolder(): string {
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? homedir(), 'Millrace')
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/Millrace')
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'), 'millrace')
}
