import { messageOf } from '../../../shared/errors'
import type { ProfileSecret } from '../../../shared/kafka-profiles'
import {
  OPERATIONS,
  pathOf,
  type AnyInput,
  type CallName,
  type FileName,
  type OperationInput,
} from '../../../shared/operations'
import { tokenFile } from '../api/token'
import { client } from '../engine'
import { text } from '../strings/text'
import { Button } from './button'
import { copyText } from './copy'
import { ariaKeys, BUTTON_KEYS } from './keys'
import { Menu } from './menu'
import { notify } from './toast'

type Text = () => Promise<string> | string

/** One action of a screen in up to three languages; each text runs as it is. Asked for when it is chosen. */
export interface Recipe {
  readonly curl?: Text
  readonly sql?: Text
  readonly python?: Text
  /** What else is done there, by its name. */
  readonly more?: readonly { readonly name: string; readonly curl: Text }[]
}

const NAMES = { curl: text.common.copyCurl, sql: text.common.copySql, python: text.common.copyPython }

export interface CopyAsProps {
  readonly recipe: Recipe
  /** Where several are alike, as in rows: it begins with what the button shows. */
  readonly label?: string
}

/** The same request in other words, to be copied. */
export function CopyAs({ recipe, label }: CopyAsProps) {
  const items = [
    ...(['curl', 'sql', 'python'] as const).flatMap((language) => {
      const make = recipe[language]
      return make === undefined ? [] : [itemOf(NAMES[language], make)]
    }),
    ...(recipe.more ?? []).map(({ name, curl }) => itemOf(`${NAMES.curl}: ${name}`, curl)),
  ]
  return (
    <Menu
      trigger={
        <Button kind="quiet" small icon="copy" aria-label={label} aria-keyshortcuts={ariaKeys(BUTTON_KEYS.copyAs)}>
          {text.common.copyAs}
        </Button>
      }
      items={items}
    />
  )
}

function itemOf(label: string, make: Text) {
  async function copy(): Promise<void> {
    try {
      await copyText(await make(), `${text.common.copied}: ${label}`)
    } catch (error) {
      notify({ mark: 'failed', title: text.common.notCopied, detail: messageOf(error) })
    }
  }
  return { label, onSelect: () => void copy() }
}

/** In the environment of who runs the line: a secret goes to no clipboard. */
const VARIABLES: Readonly<Record<string, string | undefined>> = {
  password: 'KAFKA_PASSWORD',
  key: 'KAFKA_KEY',
  keyPassphrase: 'KAFKA_KEY_PASSPHRASE',
} satisfies Record<ProfileSecret, string>
/** Before a variable's name in a body; nobody can type it. */
const MARK = '\0'

/** In a body: what a shell variable says when the line runs. */
export function ofShell(variable: string): string {
  return MARK + variable
}

/** Several lines, run one after the other. */
export async function linesOf(lines: readonly Promise<string>[]): Promise<string> {
  return (await Promise.all(lines)).join('\n')
}

/**
 * An API call as a curl line that runs in a POSIX shell, with the token, read from its file, where it is asked for. A
 * secret that was typed is read from a variable of the environment; while that is missing, the line says so and asks
 * nothing. The address stands last.
 */
export async function toCurl<N extends CallName | FileName>({
  operation,
  input,
}: {
  readonly operation: N
  readonly input: OperationInput<N>
}): Promise<string> {
  const { method, kind } = OPERATIONS[operation]
  const { body }: AnyInput = input
  const door = client()
  const base = (await door.address()) ?? 'http://127.0.0.1:8080'
  // A file is saved under the name that the engine gives it.
  const parts = [kind === 'file' ? 'curl -s -O -J' : 'curl -s']
  if (method !== 'GET') parts.push(`-X ${method}`)
  const token = await tokenFile()
  if (token !== null) parts.push(`-H "Authorization: Bearer $(cat ${inHome(token)})"`)
  const { data, variables } = dataOf(body)
  if (data !== null) parts.push(`-H ${quote('Content-Type: application/json')} -d ${data}`)
  const line = [...parts, quote(base + pathOf(operation, input))].join(' ')
  return [...variables.map((name) => `: "\${${name}:?}"`), line].join(' && ')
}

/** A body for a POSIX shell, and the variables that it needs. */
function dataOf(body: unknown): { readonly data: string | null; readonly variables: readonly string[] } {
  if (body === undefined) return { data: null, variables: [] }
  const variables: string[] = []
  const json = JSON.stringify(body, (key, value: unknown) => {
    const secret = VARIABLES[key]
    return secret !== undefined && typeof value === 'string' ? ofShell(secret) : value
  })
  const data = quote(json).replaceAll(/"\\u0000(\w+)"/g, (_, name: string) => {
    variables.push(name)
    return `"'"${escaped(name)}"'"`
  })
  return { data, variables }
}

/** What a variable says, as within a JSON text: awk, for PEM texts have lines. */
function escaped(variable: string): string {
  return `$(printf '%s\\n' "$${variable}" | awk '{ gsub(/[\\\\"]/, "\\\\\\\\&"); printf "%s%s", end, $0; end = "\\\\n" }')`
}

/** A path for a POSIX shell; the engine tells the home folder as ~. */
function inHome(path: string): string {
  return path.startsWith('~/') ? `~/${quote(path.slice(2))}` : quote(path)
}

/** For a POSIX shell. */
function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}

/** Text as an SQL literal. */
export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
