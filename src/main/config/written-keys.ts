import { resolve } from 'node:path'
import type { ConfigKey } from './keys'
import type { Given } from './sources'

/** What stands in the configuration, path values made absolute; null where a key is not set. Values may still be bad. */
export interface WrittenKeys {
  text(key: ConfigKey): string | null
  path(key: ConfigKey): string | null
  /** For people: the flag, the variable, or file and line. */
  from(key: ConfigKey): string
  source(key: ConfigKey): 'flag' | 'environment' | 'file' | 'default'
  /** The file that gives the key, where one does. */
  file(key: ConfigKey): string | null
}

/** Looks into what was given; what nobody gave is null, and by default. */
export function writtenKeys(given: ReadonlyMap<ConfigKey, Given>): WrittenKeys {
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
