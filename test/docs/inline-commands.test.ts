import { execFile, execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT } from '../support/documents'
import { commandsOfDocuments, commandsOfSettings, type NamedCommand } from '../support/named-commands'
import { CLI } from '../support/process'

/** What `--help` says of a command. */
interface Help {
  readonly commands: ReadonlySet<string>
  /** With whether each takes a value. */
  readonly flags: ReadonlyMap<string, boolean>
  readonly operands: number
}

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>
}
const PLACEHOLDER = /^[A-Z][A-Z_]*$/
const printed = new Map<string, Promise<string>>()

test('the commands that documents name are there, and take the flags that stand beside them', async () => {
  const named = commandsOfDocuments()
  expect(named.length).toBeGreaterThan(100)
  expect(await problemsOf(named)).toEqual([])
})

test('and so are those of settings and manifests', async () => {
  const named = commandsOfSettings()
  expect(named.map(({ words }) => words.join(' '))).toEqual(
    expect.arrayContaining(['millrace generate', 'millrace serve', 'npm run package']),
  )
  expect(await problemsOf(named)).toEqual([])
})

test.each([
  ['millrace fly', 'no command fly'],
  ['millrace lake fly', 'no command fly'],
  ['millrace lake verify --page', 'no flag --page'],
  ['millrace reset --json yes', 'no place for yes'],
  ['millrace report run NAME OTHER', 'no place for OTHER'],
  ['npm start -- --sets a=b', 'no flag --sets'],
  ['npm run benches', 'no script benches'],
  ['npm run bench --only start', 'no -- before --only'],
  ['npm run bench -- --part start', 'no flag --part'],
  ['npm run bench -- --rows 10 --only start,stop', 'no part stop'],
  ['npm run test:long -- --only spark,sparks', 'no part sparks'],
  ['npm run licences -- --write', 'no flag --write'],
  ['npx vitest run test/nowhere', 'no file test/nowhere'],
])('%s would be found: %s', async (command, problem) => {
  expect(await problemsOf([{ where: 'here', words: command.split(' ') }])).toEqual([`here: ${command}: ${problem}`])
})

async function problemsOf(named: readonly NamedCommand[]): Promise<readonly string[]> {
  const found = await Promise.all(
    named.map(async ({ where, words }) => {
      const problem = await problemOf(words)
      return problem === null ? [] : [`${where}: ${words.join(' ')}: ${problem}`]
    }),
  )
  return found.flat()
}

function problemOf([program, ...rest]: readonly string[]): Promise<string | null> | string | null {
  if (program === 'millrace') return problemOfMillrace(rest)
  if (program === 'npm') return problemOfScript(rest.filter((word) => word !== 'run' && word !== '--silent'))
  return problemOfTests(rest.slice(2))
}

async function problemOfMillrace(words: readonly string[]): Promise<string | null> {
  const path: string[] = []
  let help = await helpOfMillrace(path)
  while (help.commands.size > 0) {
    const name = words[path.length]
    if (name === undefined || name.startsWith('-')) break
    if (PLACEHOLDER.test(name)) return null
    if (!help.commands.has(name)) return `no command ${name}`
    path.push(name)
    help = await helpOfMillrace(path)
  }
  return problemOfArguments(words.slice(path.length), help)
}

/** @param words from the name of the script on */
async function problemOfScript([name = '', ...rest]: readonly string[]): Promise<string | null> {
  if (name === 'ci') return null
  const script = scripts[name]
  if (script === undefined) return `no script ${name}`
  if (rest.length > 0 && rest[0] !== '--') return `no -- before ${rest[0] ?? ''}`
  const words = rest.slice(1)
  const command = /out\/main\/cli\.cjs (\w+)$/.exec(script)?.[1]
  if (command !== undefined) return problemOfMillrace([command, ...words])
  const file = /(?:scripts|bench)\/[\w-]+\.mjs$/.exec(script)?.[0]
  if (file === undefined || words.length === 0) return null
  const source = readFileSync(join(ROOT, file), 'utf8')
  const flags = new Map([
    ...[...source.matchAll(/'?([\w-]+)'?: \{ type: '(\w+)'/g)].map(
      ([, flag = '', type]) => [`--${flag}`, type === 'string'] as const,
    ),
    ...[...source.matchAll(/argv\.includes\('(--[\w-]+)'\)/g)].map(([, flag = '']) => [flag, false] as const),
  ])
  return problemOfArguments(words, { commands: new Set(), flags, operands: Infinity }) ?? problemOfParts(file, words)
}

/** Names after `--only`, which `--help` of the script lists. */
async function problemOfParts(file: string, words: readonly string[]): Promise<string | null> {
  const at = words.indexOf('--only')
  const names = (at < 0 ? '' : (words[at + 1] ?? ''))
    .split(',')
    .filter((name) => name !== '' && !PLACEHOLDER.test(name))
  if (names.length === 0) return null
  const help = await print([join(ROOT, file), '--help'])
  const parts = [...help.matchAll(/^ {2}([a-z][\w-]*) +\S/gm)].map(([, part]) => part)
  const unknown = names.filter((name) => !parts.includes(name))
  return unknown.length === 0 ? null : `no part ${unknown.join(', ')}`
}

function problemOfTests(paths: readonly string[]): string | null {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'test'], { cwd: ROOT, encoding: 'utf8' })
  const missing = paths.find((path) => !files.split('\n').some((file) => file.startsWith(path)))
  return missing === undefined ? null : `no file ${missing}`
}

function problemOfArguments(words: readonly string[], { flags, operands }: Help): string | null {
  let free = operands
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const [flag = ''] = word.split('=')
    if (!word.startsWith('-')) {
      if (--free < 0) return `no place for ${word}`
    } else if (!flags.has(flag)) return `no flag ${flag}`
    else if (flags.get(flag) === true && flag === word) at++
  }
  return null
}

async function helpOfMillrace(path: readonly string[]): Promise<Help> {
  const help = await print([CLI, ...path, '--help'])
  // Commander answers for the parent where it does not know the child.
  const [, usage = ''] = /^Usage: (.*)$/m.exec(help) ?? []
  expect(`${usage} `).toContain(['millrace', ...path, ''].join(' '))
  const [, commands = ''] = /^Commands:\n([^]*)/m.exec(help) ?? []
  const [, options = ''] = /^Options:\n((?:[^\n]+\n?)*)/m.exec(help) ?? []
  return {
    commands: new Set([...commands.matchAll(/^ {2}(\w+)/gm)].map(([, name = '']) => name)),
    flags: new Map(
      [...options.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)( [<[])?/gm)].flatMap(([, short, long = '', value]) =>
        [long, ...(short === undefined ? [] : [short])].map((flag) => [flag, value !== undefined] as const),
      ),
    ),
    operands: [...usage.matchAll(/<\w+>|\[(?!options|command)\w+\]/g)].length,
  }
}

/** One process for each distinct command. */
function print(command: readonly string[]): Promise<string> {
  const key = command.join(' ')
  const known = printed.get(key) ?? promisify(execFile)(process.execPath, command).then(({ stdout }) => stdout)
  printed.set(key, known)
  return known
}
