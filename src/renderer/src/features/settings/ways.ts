import type { Setting } from '../../../../shared/system'
import { text } from '../../strings/text'

/** Named by users of the original; every other variable is made of the key. */
const KNOWN_VARIABLES: Readonly<Record<string, string>> = {
  'pipeline.kafka.bootstrap-servers': 'KAFKA_BOOTSTRAP_SERVERS',
}
const SECRET = '***'

/** Whether its value is never shown. */
export function isSecret({ value }: Setting): boolean {
  return value === SECRET
}

/** How one key is given: each text runs as it is once its value is the wanted one. */
export function waysOf(setting: Setting): {
  readonly flag: string
  readonly environment: string
  readonly file: string
} {
  const { key, value } = setting
  const given = value === null || isSecret(setting) ? text.settings.change.placeholder : value
  return {
    flag: `millrace serve --set ${quote(`${key}=${given}`)}`,
    environment: `export ${variableOf(key)}=${quote(String(given))}`,
    file: yamlOf(key.split('.'), given),
  }
}

/** The environment variable of a key (decision 30). */
function variableOf(key: string): string {
  return KNOWN_VARIABLES[key] ?? `MILLRACE_${key.replaceAll(/[.-]/g, '_').toUpperCase()}`
}

function yamlOf(path: readonly string[], value: string | number | boolean): string {
  const lines = path.map((name, depth) => `${'  '.repeat(depth)}${name}:`)
  // A JSON scalar is a YAML scalar.
  return `${lines.join('\n')} ${JSON.stringify(value)}`
}

/** For a POSIX shell; plain words stay plain. */
function quote(value: string): string {
  return /^[\w./:=,@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`
}
