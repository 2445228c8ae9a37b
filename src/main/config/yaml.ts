import { CONFIG_KEYS, KEYS, type KeyDefinition } from './keys'

/** The text of application.yaml: every key with its default and what it means, all commented out. */
export function renderApplicationYaml(): string {
  const lines = [
    '# Millrace configuration: every key with its default. Take the # away to set one.',
    '# Precedence: --set flag, environment (MILLRACE_ + the key in capitals), this file, default.',
    '# Relative paths start at this file. Durations need a unit (300ms, 5s, 10m, 2h, 7d); sizes are 64MiB, 512MB or bytes.',
    '',
    'pipeline:',
  ]
  let section: string[] = []
  for (const key of CONFIG_KEYS.filter((one) => KEYS[one].deprecated === undefined)) {
    const definition = KEYS[key]
    const path = key.split('.').slice(1)
    const parents = path.slice(0, -1)
    for (const [depth, name] of parents.entries())
      if (section[depth] !== name) lines.push(...(depth === 0 ? [''] : []), `${indent(depth + 1)}${name}:`)
    section = parents
    lines.push(
      `${indent(path.length)}# ${definition.description}`,
      `${indent(path.length)}# ${path.at(-1) ?? ''}: ${shown(definition)}`,
    )
  }
  return `${lines.join('\n')}\n`
}

/** The rows of the README's configuration table. */
export function renderKeyTable(): string {
  const rows = CONFIG_KEYS.map((key) => {
    const one = KEYS[key]
    return `| \`${key}\` | ${one.default === null ? '' : `\`${one.default}\``} | ${one.deprecated === undefined ? '' : 'Deprecated. '}${one.description} |`
  })
  return ['| key | default | meaning |', '|---|---|---|', ...rows].join('\n')
}

function shown(definition: KeyDefinition): string {
  return definition.default === null
    ? ''
    : /[{}:]/.test(definition.default)
      ? `'${definition.default.replace('{base}', 'data/delta').replace('{state}', 'data/delta/.millrace')}'`
      : definition.default
}

function indent(depth: number): string {
  return '  '.repeat(depth)
}
