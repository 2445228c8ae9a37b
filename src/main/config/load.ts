import { existsSync, readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from 'yaml'
import type { Config, EffectiveSetting, KafkaSecurity, SparkRemote } from '../../shared/config'
import { BROKER_ADDRESS_WORDS, parseBrokerAddress } from '../../shared/broker-address'
import { messageOf, MillraceError } from '../../shared/errors'
import { parseDuration, TOPIC_NAME, TOPIC_NAME_WORDS } from '../../shared/scalars'
import { isLoopbackAddress, readHttpAccess, type HttpAccess } from './http-access'
import { checkSecret, readKafkaSecurity } from './kafka-security'
import { environmentName, KEYS, type KeyDefinition } from './keys'
import { parseSparkRemote } from './spark-remote'
import { parseSize } from './units'
import type { WrittenKeys } from './written-keys'

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

const KIND = 'pipeline.engine.kind'
const REMOTE = 'pipeline.engine.remote'
const USUAL_PAGE = 'pipeline.batch.default-page-size'
const LONGEST_PAGE = 'pipeline.batch.max-page-size'
const BY_KEY = new Map(KEYS.map((definition) => [definition.key, definition]))

/**
 * Reads the configuration: flag, environment, file, default (decision 30).
 * @throws INVALID_CONFIGURATION naming every bad key and where it stands
 */
export function loadConfig(options: LoadOptions): LoadedConfig {
  const problems: string[] = []
  const written = [
    ...readFile(options, problems),
    ...readEnvironment(options, problems),
    ...readFlags(options, problems),
  ]
  // Also where a stronger one stands over it: it would come into force on the day that one is removed.
  for (const [key, { text, from }] of [...threadsOf(written), ...written]) {
    const definition = BY_KEY.get(key)
    const problem = definition === undefined ? null : checkValue(definition, text)
    if (definition !== undefined && problem !== null)
      problems.push(`${from}: ${key} is "${shownValue(definition, text)}"; ${problem}`)
  }
  const given = new Map(written)
  // Of the master that is in force.
  for (const [key, threads] of threadsOf([...given])) if (!given.has(key)) given.set(key, threads)
  setPageSize(given, problems)
  const warnings: string[] = []
  for (const [key, { from }] of given) {
    const deprecated = BY_KEY.get(key)?.deprecated
    if (deprecated !== undefined) warnings.push(`${key} (${from}) is deprecated: ${deprecated}.`)
  }
  const keys = writtenKeys(given)
  const http = readHttpAccess(keys, problems)
  const security = readKafkaSecurity(keys, problems, warnings)
  const remote = readRemote(keys.text(REMOTE))
  if (remote !== null && remote.token !== null) checkSecret(keys, REMOTE, problems)
  if (keys.text(KIND) === 'spark' && keys.text(REMOTE) === null)
    problems.push(`${keys.from(KIND)}: ${KIND} spark needs ${REMOTE} (sc://host:port).`)
  if (problems.length > 0) throw new MillraceError('INVALID_CONFIGURATION', problems.join('\n'))
  const values = new Values(given, options, http, security, remote)
  const config = values.config()
  const shared = findSharedFolder(config, keys)
  if (shared !== null) throw new MillraceError('INVALID_CONFIGURATION', shared)
  return { config, settings: values.settings(), warnings }
}

/** `local[N]` of the original is a number of threads; the key of our own wins, wherever it stands (decision 30). */
function threadsOf(written: readonly (readonly [string, Given])[]): [string, Given][] {
  return written.flatMap(([key, given]): [string, Given][] => {
    const threads = key === 'pipeline.spark.master' ? /^local\[(\d+)\]$/.exec(given.text)?.[1] : undefined
    return threads === undefined ? [] : [['pipeline.engine.threads', { ...given, text: threads }]]
  })
}

/** The usual page is no longer than the longest. Where only that one is set, and is shorter, it is the usual one too. */
function setPageSize(given: Map<string, Given>, problems: string[]): void {
  const usual = given.get(USUAL_PAGE)
  const longest = given.get(LONGEST_PAGE)
  const limit = longest?.text ?? BY_KEY.get(LONGEST_PAGE)?.default ?? ''
  const size = usual?.text ?? BY_KEY.get(USUAL_PAGE)?.default ?? ''
  if (!(Number(size) > Number(limit))) return
  if (usual !== undefined)
    problems.push(
      `${usual.from}: ${USUAL_PAGE} is ${size}, above ${LONGEST_PAGE}, which is ${limit} (${longest?.from ?? 'its default'}). Lower the first, or raise the second.`,
    )
  else if (longest !== undefined) given.set(USUAL_PAGE, longest)
}

/** Values with their defaults, once all given ones are known to be good. */
class Values {
  constructor(
    private readonly given: ReadonlyMap<string, Given>,
    private readonly options: LoadOptions,
    private readonly http: HttpAccess,
    private readonly security: KafkaSecurity,
    private readonly remote: SparkRemote | null,
  ) {}

  config(): Config {
    const prefix = this.text('pipeline.kafka.consumer-group-prefix')
    return {
      appName: this.text('pipeline.app-name'),
      http: {
        host: this.text('pipeline.http.host'),
        port: this.integer('pipeline.http.port'),
        ...this.http,
      },
      engine: {
        kind: this.text(KIND) === 'spark' ? 'spark' : 'duckdb',
        remote: this.remote,
        threads: this.optionalInteger('pipeline.engine.threads'),
        memoryLimit: this.optionalSize('pipeline.engine.memory-limit') ?? Math.floor(totalmem() / 2),
        tempDir: this.path('pipeline.engine.temp-dir'),
        tempLimit: this.optionalSize('pipeline.engine.temp-limit') ?? 0,
        stateDir: this.path('pipeline.engine.state-dir'),
      },
      kafka: {
        bootstrapServers: this.servers('pipeline.kafka.bootstrap-servers'),
        streamTopic: this.text('pipeline.kafka.stream-topic'),
        consumerGroup: this.given.get('pipeline.kafka.consumer-group')?.text ?? `${prefix}-stream`,
        security: this.security,
        tokens: {
          command: this.given.get('pipeline.kafka.sasl.oauth-command')?.text ?? null,
          servers: [
            ...this.servers('pipeline.kafka.bootstrap-servers'),
            ...this.servers('pipeline.kafka.sasl.oauth-servers'),
          ],
        },
      },
      delta: {
        basePath: this.path('pipeline.delta.base-path'),
        streamTransactionsPath: this.path('pipeline.delta.stream-transactions-path'),
        streamAggregationsPath: this.path('pipeline.delta.stream-aggregations-path'),
        deadLettersPath: this.path('pipeline.delta.dead-letters-path'),
        batchBasePath: this.path('pipeline.delta.batch-base-path'),
        seedPath: this.path('pipeline.delta.seed-path'),
        retentionMs: parseDuration(this.text('pipeline.delta.retention')) ?? 0,
        autoCompact: this.autoCompact(),
      },
      stream: {
        autoStart: this.text('pipeline.stream.auto-start') === 'true',
        triggerIntervalMs: parseDuration(this.text('pipeline.stream.trigger-interval')) ?? 0,
        maxBatchRows: this.integer('pipeline.stream.max-batch-rows'),
        maxBatchBytes: this.optionalSize('pipeline.stream.max-batch-bytes') ?? 0,
        keepUnknown: this.text('pipeline.stream.keep-unknown') === 'true',
      },
      sample: { records: this.integer('pipeline.sample.records') },
      batch: {
        threadPoolSize: this.integer('pipeline.batch.thread-pool-size'),
        defaultPageSize: this.integer('pipeline.batch.default-page-size'),
        maxPageSize: this.integer('pipeline.batch.max-page-size'),
        sourcePath: this.given.has('pipeline.batch.source-path')
          ? this.path('pipeline.batch.source-path')
          : this.path('pipeline.delta.stream-transactions-path'),
        retentionDays: this.optionalInteger('pipeline.batch.retention-days'),
        retentionBytes: this.optionalSize('pipeline.batch.retention-bytes'),
      },
      log: {
        level: this.text('pipeline.log.level'),
        file: this.given.has('pipeline.log.file') ? this.path('pipeline.log.file') : null,
      },
      sparkCheckpointDir: join(
        this.given.has('pipeline.spark.checkpoint-dir')
          ? this.path('pipeline.spark.checkpoint-dir')
          : join(this.path('pipeline.delta.base-path'), '../checkpoints'),
        'stream/transactions',
      ),
    }
  }

  /** Only a key that somebody set speaks for tables of others (decision 32). */
  private autoCompact(): Config['delta']['autoCompact'] {
    if (!this.given.has('pipeline.delta.auto-compact')) return 'own'
    return this.text('pipeline.delta.auto-compact') === 'true' ? 'all' : 'off'
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
          value: typeof value === 'string' ? shownValue(definition, value) : value,
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

  private servers(key: string): readonly string[] {
    const text = this.text(key)
    return text === '' ? [] : serversIn(text)
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
    // In a checkout a default is as if it were written in application.yaml.
    return resolve(this.options.defaultFolder ?? this.options.workingDirectory, text)
  }
}

function writtenKeys(given: ReadonlyMap<string, Given>): WrittenKeys {
  return {
    text: (key) => given.get(key)?.text ?? null,
    path(key) {
      const found = given.get(key)
      return found === undefined ? null : resolve(found.folder, found.text)
    },
    from: (key) => given.get(key)?.from ?? key,
    source: (key) => given.get(key)?.source ?? 'default',
    file(key) {
      const found = given.get(key)
      return found?.source === 'file' ? found.from.replace(/:\d+$/, '') : null
    },
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
          text: typeof value === 'string' ? value : JSON.stringify(value),
          source: 'file',
          from,
          folder: dirname(path),
        },
      ],
    ]
  })
}

/** A value for people: without what is secret. */
function shownValue({ secret, type }: KeyDefinition, text: string): string {
  if (secret === true) return '***'
  if (type.kind !== 'spark') return text
  const remote = parseSparkRemote(text)
  return typeof remote === 'string' ? text.replace(/;.*$/, ';***') : remote.shown
}

function readRemote(text: string | null): SparkRemote | null {
  const remote = text === null ? null : parseSparkRemote(text)
  return typeof remote === 'string' ? null : remote
}

function checkValue({ type }: KeyDefinition, text: string): string | null {
  switch (type.kind) {
    case 'text':
      return text.trim() === '' ? 'it must not be empty.' : null
    case 'spark': {
      const remote = parseSparkRemote(text)
      return typeof remote === 'string' ? remote : null
    }
    case 'loopback':
      return isLoopbackAddress(text.toLowerCase())
        ? null
        : 'it must be a loopback address with its port, as 127.0.0.1:8080 or localhost:8080.'
    case 'servers':
      return checkServers(text)
    case 'topic':
      return TOPIC_NAME.test(text) ? null : `it ${TOPIC_NAME_WORDS}.`
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

function serversIn(text: string): readonly string[] {
  // A comma too many does no harm, as with Kafka's own tools.
  return text
    .split(',')
    .map((server) => server.trim())
    .filter((server) => server !== '')
}

function checkServers(text: string): string | null {
  const servers = serversIn(text)
  if (servers.length === 0) return 'it must be host:port, or several with commas between them.'
  const bad = servers.find((server) => parseBrokerAddress(server) === null)
  if (bad === undefined) return null
  return `"${bad}" ${BROKER_ADDRESS_WORDS}.`
}

/** Two tables in one folder would be one table of two shapes. */
function findSharedFolder({ delta }: Config, keys: WrittenKeys): string | null {
  const seen = new Map<string, string>()
  for (const [key, path] of [
    ['pipeline.delta.stream-transactions-path', delta.streamTransactionsPath],
    ['pipeline.delta.stream-aggregations-path', delta.streamAggregationsPath],
    ['pipeline.delta.dead-letters-path', delta.deadLettersPath],
  ] as const) {
    const other = seen.get(path)
    if (other !== undefined)
      return `${keys.from(keys.text(key) === null ? other : key)}: ${other} and ${key} are the same folder, ${path}. Each table needs one of its own.`
    seen.set(path, key)
  }
  return null
}

/** The known key with the same last part, for a typing error in the rest. */
function suggest(key: string): string {
  const last = key.split('.').at(-1) ?? ''
  const near = KEYS.find((known) => last !== '' && known.key.endsWith(`.${last}`))
  return near === undefined ? '' : ` Did you mean ${near.key}?`
}
