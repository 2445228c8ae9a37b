import type { Config } from '../../shared/config'
import type { Setting } from '../../shared/system'
import { MillraceError } from '../../shared/errors'
import { buildConfig } from './build'
import { readHttpAccess } from './http-access'
import { readKafkaSecurity } from './kafka-security'
import { KEYS, type ConfigKey } from './keys'
import { checkSecret } from './secrets'
import { readSources, type Given, type LoadOptions, type Written } from './sources'
import { parseSparkRemote } from './spark-remote'
import { checkValue, readValues } from './values'
import { writtenKeys, type WrittenKeys } from './written-keys'

export interface LoadedConfig {
  readonly config: Config
  readonly settings: readonly Setting[]
  readonly warnings: readonly string[]
}

const KIND = 'pipeline.engine.kind'
const REMOTE = 'pipeline.engine.remote'
const USUAL_PAGE = 'pipeline.batch.default-page-size'
const LONGEST_PAGE = 'pipeline.batch.max-page-size'

/**
 * Reads the configuration: flag, environment, file, default (decision 30).
 * @throws INVALID_CONFIGURATION naming every bad key and where it stands
 */
export function loadConfig(options: LoadOptions): LoadedConfig {
  const problems: string[] = []
  const written = readSources(options, problems)
  // Also where a stronger one stands over it: it would come into force on the day that one is removed.
  for (const [key, one] of [...threadsOf(written), ...written]) {
    const problem = checkValue(key, one)
    if (problem !== null) problems.push(problem)
  }
  const given = new Map(written)
  // Of the master that is in force.
  for (const [key, threads] of threadsOf([...given])) if (!given.has(key)) given.set(key, threads)
  setPageSize(given, problems)
  const warnings: string[] = []
  for (const [key, { from }] of given) {
    const { deprecated } = KEYS[key]
    if (deprecated !== undefined) warnings.push(`${key} (${from}) is deprecated: ${deprecated}.`)
  }
  const keys = writtenKeys(given)
  const http = readHttpAccess(keys, problems, warnings)
  const security = readKafkaSecurity(keys, problems, warnings)
  checkRemote(keys, problems)
  if (problems.length > 0) throw new MillraceError('INVALID_CONFIGURATION', problems.join('\n'))
  const { values, settings } = readValues(given, options.defaultFolder ?? options.workingDirectory)
  const config = buildConfig(values, { http, security, autoCompactIsSet: given.has('pipeline.delta.auto-compact') })
  const shared = findSharedFolder(config, keys)
  if (shared !== null) throw new MillraceError('INVALID_CONFIGURATION', shared)
  return { config, settings, warnings }
}

/** `local[N]` of the original is a number of threads; the key of our own wins, wherever it stands (decision 30). */
function threadsOf(written: readonly Written[]): Written[] {
  return written.flatMap(([key, given]): Written[] => {
    const threads = key === 'pipeline.spark.master' ? /^local\[(\d+)\]$/.exec(given.text)?.[1] : undefined
    return threads === undefined ? [] : [['pipeline.engine.threads', { ...given, text: threads }]]
  })
}

/** The usual page is no longer than the longest. Where only that one is set, and is shorter, it is the usual one too. */
function setPageSize(given: Map<ConfigKey, Given>, problems: string[]): void {
  const usual = given.get(USUAL_PAGE)
  const longest = given.get(LONGEST_PAGE)
  const limit = longest?.text ?? KEYS[LONGEST_PAGE].default
  const size = usual?.text ?? KEYS[USUAL_PAGE].default
  if (!(Number(size) > Number(limit))) return
  if (usual !== undefined)
    problems.push(
      `${usual.from}: ${USUAL_PAGE} is ${size}, above ${LONGEST_PAGE}, which is ${limit} (${longest?.from ?? 'its default'}). Lower the first, or raise the second.`,
    )
  else if (longest !== undefined) given.set(USUAL_PAGE, longest)
}

function checkRemote(keys: WrittenKeys, problems: string[]): void {
  const text = keys.text(REMOTE)
  const remote = text === null ? null : parseSparkRemote(text)
  if (remote !== null && typeof remote !== 'string' && remote.token !== null) checkSecret(keys, REMOTE, problems)
  if (keys.text(KIND) === 'spark' && text === null)
    problems.push(`${keys.from(KIND)}: ${KIND} spark needs ${REMOTE} (sc://host:port).`)
}

/** Two tables in one folder would be one table of two shapes. */
function findSharedFolder({ delta }: Config, keys: WrittenKeys): string | null {
  const seen = new Map<string, ConfigKey>()
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
