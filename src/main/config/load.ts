import { existsSync, readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml'
import type { Config, EffectiveSetting } from '../../shared/config'
import { MillraceError } from '../../shared/errors'
import { environmentName, KEYS, type KeyDefinition } from './keys'
import { parseDuration, parseSize } from './units'

export interface LoadOptions {
  /** `--set key=value`, in order. */
  readonly flags: readonly string[]
  /** `--config FILE`. */
  readonly configFile?: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingDirectory: string
  /** Where application.yaml is looked for when no file is named; null: nowhere. */
  readonly defaultFolder: string | null
}

export interface LoadedConfig {
  readonly config: Config
  readonly settings: readonly EffectiveSetting[]
  readonly warnings: readonly string[]
}

interface Given {
  readonly text: string
  readonly source: EffectiveSetting['source']
  /** For people: the flag, the variable, or file and line. */
  readonly from: string
  /** Relative paths start here. */
  readonly folder: string
}

const BY_KEY = new Map(KEYS.map((definition) => [definition.key, definition]))
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1'])

/**
 * Reads the configuration: flag, environment, file, default (decision 30).
 * @throws INVALID_CONFIGURATION naming every bad key and where it stands
 */
export function loadConfig(options: LoadOptions): LoadedConfig {
  const problems: string[] = []
  const file = readFile(options, problems)
  const given = new Map<string, Given>([
    ...file,
    ...readEnvironment(options, problems),
    ...readFlags(options, problems),
  ])
  const warnings: string[] = []
  for (const [key, { text, from }] of given) {
    const definition = BY_KEY.get(key)
    if (definition === undefined) continue
    if (definition.later === true) problems.push(`${from}: ${key} is not supported by this version yet; remove it.`)
    if (definition.deprecated !== undefined)
      warnings.push(`${key} (${from}) is deprecated; use ${definition.deprecated}.`)
    const problem = checkValue(definition, text)
    if (problem !== null) problems.push(`${from}: ${key} is "${definition.secret === true ? '***' : text}"; ${problem}`)
  }
  const host = given.get('pipeline.http.host')
  if (host !== undefined && !LOOPBACK.has(host.text)) {
    problems.push(
      `${host.from}: pipeline.http.host is "${host.text}"; beyond loopback Millrace needs token and TLS, which this version does not have yet. Use 127.0.0.1.`,
    )
  }
  if (problems.length > 0) throw new MillraceError('INVALID_CONFIGURATION', problems.join('\n'))
  const values = new Values(given, options)
  return { config: values.config(), settings: values.settings(), warnings }
}

/** Values with their defaults, once all given ones are known to be good. */
class Values {
  constructor(
    private readonly given: ReadonlyMap<string, Given>,
    private readonly options: LoadOptions,
  ) {}

  config(): Config {
    const { master } = { master: this.given.get('pipeline.spark.master')?.text }
    const local = /^local\[(\d+)\]$/.exec(master ?? '')
    const prefix = this.text('pipeline.kafka.consumer-group-prefix')
    return {
      appName: this.text('pipeline.app-name'),
      http: {
        host: this.text('pipeline.http.host'),
        port: this.integer('pipeline.http.port'),
        requireToken: false,
        tlsCert: null,
        tlsKey: null,
        publishedAt: null,
      },
      engine: {
        kind: 'duckdb',
        remote: null,
        threads: this.optionalInteger('pipeline.engine.threads') ?? (local === null ? null : Number(local[1])),
        memoryLimit: this.optionalSize('pipeline.engine.memory-limit') ?? Math.floor(totalmem() / 2),
        tempDir: this.path('pipeline.engine.temp-dir'),
        tempLimit: this.optionalSize('pipeline.engine.temp-limit') ?? 0,
        stateDir: this.path('pipeline.engine.state-dir'),
      },
      kafka: {
        bootstrapServers: this.text('pipeline.kafka.bootstrap-servers')
          .split(',')
          .map((server) => server.trim())
          .filter(Boolean),
        streamTopic: this.text('pipeline.kafka.stream-topic'),
        consumerGroup: this.given.get('pipeline.kafka.consumer-group')?.text ?? `${prefix}-stream`,
      },
      delta: {
        basePath: this.path('pipeline.delta.base-path'),
        streamTransactionsPath: this.path('pipeline.delta.stream-transactions-path'),
        streamAggregationsPath: this.path('pipeline.delta.stream-aggregations-path'),
        deadLettersPath: this.path('pipeline.delta.dead-letters-path'),
        batchBasePath: this.path('pipeline.delta.batch-base-path'),
        seedPath: this.path('pipeline.delta.seed-path'),
        retentionMs: parseDuration(this.text('pipeline.delta.retention')) ?? 0,
        autoCompact: false,
      },
      stream: {
        autoStart: this.text('pipeline.stream.auto-start') === 'true',
        triggerIntervalMs: parseDuration(this.text('pipeline.stream.trigger-interval')) ?? 0,
        maxBatchRows: this.integer('pipeline.stream.max-batch-rows'),
        maxBatchBytes: this.optionalSize('pipeline.stream.max-batch-bytes') ?? 0,
        keepUnknown: this.text('pipeline.stream.keep-unknown') === 'true',
      },
      batch: {
        threadPoolSize: this.integer('pipeline.batch.thread-pool-size'),
        defaultPageSize: this.integer('pipeline.batch.default-page-size'),
        maxPageSize: this.integer('pipeline.batch.max-page-size'),
        sourcePath: this.given.has('pipeline.batch.source-path')
          ? this.path('pipeline.batch.source-path')
          : this.path('pipeline.delta.stream-transactions-path'),
        retentionDays: null,
        retentionBytes: null,
      },
      log: {
        level: this.text('pipeline.log.level'),
        file: this.given.has('pipeline.log.file') ? this.path('pipeline.log.file') : null,
      },
      originalCheckpointDir: join(
        this.given.has('pipeline.spark.checkpoint-dir')
          ? this.path('pipeline.spark.checkpoint-dir')
          : join(this.path('pipeline.delta.base-path'), '../checkpoints'),
        'stream/transactions',
      ),
    }
  }

  settings(): EffectiveSetting[] {
    return KEYS.filter((definition) => definition.deprecated === undefined || this.given.has(definition.key)).map(
      (definition) => {
        const found = this.given.get(definition.key)
        const value =
          definition.type.kind === 'path' && this.raw(definition.key) !== null
            ? this.path(definition.key)
            : this.typed(definition)
        return {
          key: definition.key,
          value: definition.secret === true && value !== null ? '***' : value,
          source: found?.source ?? 'default',
          from: found?.from ?? null,
        }
      },
    )
  }

  private typed({ key, type }: KeyDefinition): string | number | boolean | null {
    const text = this.raw(key)
    if (text === null) return null
    if (type.kind === 'integer') return Number(text)
    return type.kind === 'boolean' ? text === 'true' : text
  }

  private raw(key: string): string | null {
    return this.given.get(key)?.text ?? BY_KEY.get(key)?.default ?? null
  }

  private text(key: string): string {
    return this.raw(key) ?? ''
  }

  private integer(key: string): number {
    return Number(this.text(key))
  }

  private optionalInteger(key: string): number | null {
    const text = this.raw(key)
    return text === null ? null : Number(text)
  }

  private optionalSize(key: string): number | null {
    const text = this.raw(key)
    return text === null ? null : parseSize(text)
  }

  private path(key: string): string {
    const found = this.given.get(key)
    if (found !== undefined) return resolve(found.folder, found.text)
    const text = this.text(key)
    if (text.startsWith('{base}')) return this.path('pipeline.delta.base-path') + text.slice('{base}'.length)
    if (text.startsWith('{state}')) return this.path('pipeline.engine.state-dir') + text.slice('{state}'.length)
    // A default is as if it were written in application.yaml.
    return resolve(this.options.defaultFolder ?? this.options.workingDirectory, text)
  }
}

function readFlags({ flags, workingDirectory }: LoadOptions, problems: string[]): [string, Given][] {
  const found: [string, Given][] = []
  for (const flag of flags) {
    const at = flag.indexOf('=')
    const key = at < 0 ? flag : flag.slice(0, at)
    const from = `--set ${key}`
    if (at < 0) problems.push(`--set ${flag}: write --set key=value.`)
    else if (!BY_KEY.has(key)) problems.push(`${from}: there is no such key.${suggest(key)}`)
    else found.push([key, { text: flag.slice(at + 1), source: 'flag', from, folder: workingDirectory }])
  }
  return found
}

function readEnvironment({ environment, workingDirectory }: LoadOptions, problems: string[]): [string, Given][] {
  const names = new Map(KEYS.map(({ key }) => [environmentName(key), key]))
  const found: [string, Given][] = []
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

function readFile(options: LoadOptions, problems: string[]): [string, Given][] {
  const named = options.configFile ?? options.environment['MILLRACE_CONFIG']
  const path =
    named === undefined
      ? options.defaultFolder === null
        ? null
        : join(options.defaultFolder, 'application.yaml')
      : resolve(options.workingDirectory, named)
  if (path === null || (named === undefined && !existsSync(path))) return []
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new MillraceError('INVALID_CONFIGURATION', `The configuration file ${path} cannot be read.`, { cause })
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

function readMap(
  map: YAMLMap,
  prefix: string,
  path: string,
  lines: LineCounter,
  problems: string[],
): [string, Given][] {
  return map.items.flatMap((item): [string, Given][] => {
    const name = isScalar(item.key) ? String(item.key.value) : ''
    const position = isScalar(item.key) && item.key.range ? lines.linePos(item.key.range[0]).line : 1
    const key = prefix === '' ? name : `${prefix}.${name}`
    const from = `${path}:${position}`
    const section = [...BY_KEY.keys()].some((known) => known.startsWith(`${key}.`))
    // A section of which every line is commented out.
    if (section && isScalar(item.value) && item.value.value === null) return []
    if (isMap(item.value)) {
      if (!section) {
        problems.push(`${from}: there is no key ${key}.${suggest(key)}`)
        return []
      }
      return readMap(item.value, key, path, lines, problems)
    }
    if (!BY_KEY.has(key)) {
      problems.push(`${from}: there is no key ${key}.${suggest(key)}`)
      return []
    }
    const value: unknown = isScalar(item.value) ? item.value.value : null
    if (value === null || value === undefined) return []
    return [
      [
        key,
        {
          text: typeof value === 'string' ? value : JSON.stringify(value),
          source: 'file',
          from,
          folder: dirname(path),
        },
      ],
    ]
  })
}

function checkValue({ type }: KeyDefinition, text: string): string | null {
  switch (type.kind) {
    case 'text':
      return text.trim() === '' ? 'it must not be empty.' : null
    case 'path':
      return text.trim() === '' ? 'it must be a path.' : null
    case 'integer': {
      const value = Number(text)
      const good = /^-?\d+$/.test(text) && value >= type.min && value <= type.max
      return good ? null : `it must be a whole number from ${type.min} to ${type.max}.`
    }
    case 'boolean':
      return text === 'true' || text === 'false' ? null : 'it must be true or false.'
    case 'duration': {
      const value = parseDuration(text)
      if (value === null) return 'it must be a number and a unit, for example 300ms, 5s, 10m, 2h or 7d.'
      return value < type.minMs ? `it must be at least ${type.minMs}ms.` : null
    }
    case 'size': {
      const value = parseSize(text)
      if (value === null) return 'it must be a size, for example 64MiB, 512MB or a number of bytes.'
      return value < type.min ? `it must be at least ${type.min} bytes.` : null
    }
    case 'choice':
      return type.values.includes(text) ? null : `it must be one of ${type.values.join(', ')}.`
  }
}

/** The known key with the same last part, for a typing error in the rest. */
function suggest(key: string): string {
  const last = key.split('.').at(-1) ?? ''
  const near = KEYS.find((known) => last !== '' && known.key.endsWith(`.${last}`))
  return near === undefined ? '' : ` Did you mean ${near.key}?`
}
