import { messageOf } from '../../../shared/errors'
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
}

const NAMES = { curl: text.common.copyCurl, sql: text.common.copySql, python: text.common.copyPython }

export function CopyAs({ recipe }: { readonly recipe: Recipe }) {
  const items = (['curl', 'sql', 'python'] as const).flatMap((language) => {
    const make = recipe[language]
    if (make === undefined) return []
    const copy = async (): Promise<void> => {
      try {
        await copyText(await make(), `${text.common.copied}: ${NAMES[language]}`)
      } catch (error) {
        notify({ mark: 'failed', title: text.common.notCopied, detail: messageOf(error) })
      }
    }
    return [{ label: NAMES[language], onSelect: () => void copy() }]
  })
  return (
    <Menu
      trigger={
        <Button kind="quiet" small icon="copy" aria-keyshortcuts={ariaKeys(BUTTON_KEYS.copyAs)}>
          {text.common.copyAs}
        </Button>
      }
      items={items}
    />
  )
}

/** An API call as a curl line that runs in a POSIX shell, with the token, read from its file, where it is asked for. */
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
  if (body !== undefined) parts.push(`-H ${quote('Content-Type: application/json')} -d ${quote(JSON.stringify(body))}`)
  return [...parts, quote(base + pathOf(operation, input))].join(' ')
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
