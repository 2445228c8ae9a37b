import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml'
import type { Setting } from '../../shared/system'
import { messageOf, MillraceError } from '../../shared/errors'
import { CONFIG_KEYS, environmentName, isConfigKey, type ConfigKey } from './keys'

export interface LoadOptions {
  /** `--set key=value`, in order. */
  readonly flags: readonly string[]
  /** `--config FILE`. */
  readonly configFile?: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingDirectory: string
  /** Where application.yaml is looked for when no file is named, and where default paths start; null: nowhere. */
  readonly defaultFolder: string | null
  /** Another folder of application.yaml. */
  readonly configFolder?: string
}

/** What somebody wrote for a key. */
export interface Given {
  readonly text: string
  readonly source: Setting['source']
  /** For people: the flag, the variable, or file and line. */
  readonly from: string
  /** Relative paths start here. */
  readonly folder: string
}

/** A key, and what one place gives it. */
export type Written = readonly [ConfigKey, Given]

/**
 * All that is written, weakest first: file, environment, flag (decision 30).
 * @param problems takes what is no key, or cannot be read as keys
 * @throws INVALID_CONFIGURATION where the file is there and cannot be read
 */
export function readSources(options: LoadOptions, problems: string[]): readonly Written[] {
  return [...readFile(options, problems), ...readEnvironment(options, problems), ...readFlags(options, problems)]
}

function readFile(options: LoadOptions, problems: string[]): Written[] {
  const { MILLRACE_CONFIG: variable } = options.environment
  // An empty variable is one that is not set.
  const named = options.configFile ?? (variable === '' ? undefined : variable)
  const folder = options.configFolder ?? options.defaultFolder
  const path =
    named === undefined
      ? folder === null
        ? null
        : join(folder, 'application.yaml')
      : resolve(options.workingDirectory, named)
  if (path === null || (named === undefined && !existsSync(path))) return []
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new MillraceError(
      'INVALID_CONFIGURATION',
      `The configuration file ${path} cannot be read (${messageOf(cause)}). Name one that is there, or give this user access.`,
      { cause },
    )
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  for (const error of document.errors)
    problems.push(`${path}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0] ?? ''}`)
  if (document.errors.length > 0 || document.contents === null) return []
  if (!isMap(document.contents)) {
    problems.push(`${path}:1: the file must hold keys, starting with "pipeline:".`)
    return []
  }
  return readMap(document.contents, '', path, lines, problems)
}

function readMap(map: YAMLMap, prefix: string, path: string, lines: LineCounter, problems: string[]): Written[] {
  return map.items.flatMap((item): Written[] => {
    const name = isScalar(item.key) ? String(item.key.value) : ''
    const position = isScalar(item.key) && item.key.range ? lines.linePos(item.key.range[0]).line : 1
    const key = prefix === '' ? name : `${prefix}.${name}`
    const from = `${path}:${position}`
    const section = CONFIG_KEYS.some((known) => known.startsWith(`${key}.`))
    // A section of which every line is commented out.
    if (section && isScalar(item.value) && item.value.value === null) return []
    if (isMap(item.value)) {
      if (isConfigKey(key)) {
        problems.push(`${from}: ${key} must be a single value.`)
        return []
      }
      if (!section) {
        problems.push(`${from}: there is no key ${key}.${suggest(key)}`)
        return []
      }
      return readMap(item.value, key, path, lines, problems)
    }
    if (!isConfigKey(key)) {
      problems.push(section ? `${from}: ${key} must hold keys.` : `${from}: there is no key ${key}.${suggest(key)}`)
      return []
    }
    if (item.value !== null && !isScalar(item.value)) {
      problems.push(`${from}: ${key} must be a single value.`)
      return []
    }
    const value = item.value?.value
    if (value === null || value === undefined) return []
    return [
      [
        key,
        {
          // As it is written: 007 is no 7, and a password of digits stays what it is.
          text: typeof value === 'string' ? value : (item.value?.source ?? JSON.stringify(value)),
          source: 'file',
          from,
          folder: dirname(path),
        },
      ],
    ]
  })
}

function readEnvironment({ environment, workingDirectory }: LoadOptions, problems: string[]): Written[] {
  const names = new Map(CONFIG_KEYS.map((key) => [environmentName(key), key]))
  const found: Written[] = []
  for (const [name, text] of Object.entries(environment)) {
    if (text === undefined) continue
    const key = name === 'KAFKA_BOOTSTRAP_SERVERS' ? 'pipeline.kafka.bootstrap-servers' : names.get(name)
    if (key !== undefined) found.push([key, { text, source: 'environment', from: name, folder: workingDirectory }])
    else if (name.startsWith('MILLRACE_PIPELINE_')) problems.push(`${name}: there is no such key.`)
  }
  // The variable of our own wins over the one that other programs share.
  return found.sort(
    ([, left], [, right]) =>
      Number(left.from !== 'KAFKA_BOOTSTRAP_SERVERS') - Number(right.from !== 'KAFKA_BOOTSTRAP_SERVERS'),
  )
}

function readFlags({ flags, workingDirectory }: LoadOptions, problems: string[]): Written[] {
  const found: Written[] = []
  for (const flag of flags) {
    const at = flag.indexOf('=')
    const key = at < 0 ? flag : flag.slice(0, at)
    const from = `--set ${key}`
    if (at < 0) problems.push(`--set ${flag}: write --set key=value.`)
    else if (!isConfigKey(key)) problems.push(`${from}: there is no such key.${suggest(key)}`)
    else found.push([key, { text: flag.slice(at + 1), source: 'flag', from, folder: workingDirectory }])
  }
  return found
}

/** The known key with the same last part, for a typing error in the rest. */
function suggest(key: string): string {
  const last = key.split('.').at(-1) ?? ''
  const near = CONFIG_KEYS.find((known) => last !== '' && known.endsWith(`.${last}`))
  return near === undefined ? '' : ` Did you mean ${near}?`
}
