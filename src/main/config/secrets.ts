import { statSync } from 'node:fs'
import type { ConfigKey } from './keys'
import type { WrittenKeys } from './written-keys'

const OTHERS = 0o077

/** A flag is seen by everybody on the machine, and so is a file that others may read. */
export function checkSecret(keys: WrittenKeys, key: ConfigKey, problems: string[]): void {
  const problem = (words: string) => problems.push(`${keys.from(key)}: ${key}: ${words}`)
  if (keys.source(key) === 'flag')
    problem('a flag is seen by all on this machine; use the environment or a file of mode 0600.')
  const file = keys.file(key)
  const words = file === null ? null : modeProblem(file)
  if (words !== null) problem(words)
}

/** What is wrong with a file that holds a secret, and the fix; null where only its owner can read it. */
export function modeProblem(path: string): string | null {
  // Windows has no such modes.
  if (process.platform === 'win32') return null
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
  return (mode & OTHERS) === 0
    ? null
    : `${path} can be read by others (mode ${(mode & 0o777).toString(8)}); chmod 600 ${path}`
}
