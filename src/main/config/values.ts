import { resolve } from 'node:path'
import type { Setting } from '../../shared/system'
import { CONFIG_KEYS, KEYS, type ConfigKey, type ConfigValues } from './keys'
import type { Given } from './sources'
import type { Reading } from './value-types'

/** What is wrong with a value that is written, where it stands and without what is secret; null where it is good. */
export function checkValue(key: ConfigKey, given: Given): string | null {
  const reading = readGiven(key, given)
  if (!('problem' in reading)) return null
  const { secret, type } = KEYS[key]
  const shown = secret === true ? HIDDEN : (type.hide?.(given.text) ?? given.text)
  return `${given.from}: ${key} is "${shown}"; ${reading.problem}`
}

/**
 * The value of every key, each read once: as it is given, or its default.
 * @param given values that were checked
 * @param defaultFolder where default paths start: in a checkout a default is as if it were written in application.yaml
 */
export function readValues(
  given: ReadonlyMap<ConfigKey, Given>,
  defaultFolder: string,
): { readonly values: ConfigValues; readonly settings: readonly Setting[] } {
  const readings = CONFIG_KEYS.map((key) => ({ key, reading: read(key) }))
  return {
    // One entry a key, of the key's own type: what a loop cannot tell the compiler.
    values: Object.fromEntries(readings.map(({ key, reading }) => [key, reading?.value ?? null])) as ConfigValues,
    settings: readings
      .filter(({ key }) => KEYS[key].deprecated === undefined || given.has(key))
      .map(({ key, reading }) => ({
        key,
        value: typeof reading?.shown === 'string' && KEYS[key].secret === true ? HIDDEN : (reading?.shown ?? null),
        source: given.get(key)?.source ?? 'default',
        from: given.get(key)?.from ?? null,
      })),
  }

  function read(key: ConfigKey) {
    const found = given.get(key)
    const text = KEYS[key].default
    if (found !== undefined) return good(key, readGiven(key, found))
    return text === null ? null : good(key, KEYS[key].type.read(text, placeDefault))
  }

  function placeDefault(path: string): string {
    if (path.startsWith('{base}')) return folderOf('pipeline.delta.base-path') + path.slice('{base}'.length)
    if (path.startsWith('{state}')) return folderOf('pipeline.engine.state-dir') + path.slice('{state}'.length)
    return resolve(defaultFolder, path)
  }

  function folderOf(key: 'pipeline.delta.base-path' | 'pipeline.engine.state-dir'): string {
    const found = given.get(key)
    return found === undefined ? placeDefault(KEYS[key].default ?? '') : resolve(found.folder, found.text)
  }
}

const HIDDEN = '***'

function readGiven(key: ConfigKey, { text, folder }: Given): Reading<unknown> {
  return KEYS[key].type.read(text, (path) => resolve(folder, path))
}

function good(key: ConfigKey, reading: Reading<unknown>): Exclude<Reading<unknown>, { problem: string }> {
  if ('problem' in reading) throw new Error(`${key}: ${reading.problem}`)
  return reading
}
