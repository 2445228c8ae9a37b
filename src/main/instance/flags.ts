import { LINK_SCHEME } from '../../shared/window'
import type { CommonOptions } from './context'

/**
 * `--config FILE` and `--set key=value` from the arguments of the window's process; everything else there is
 * Chromium's. The command line proper checks its arguments with commander; `open` hands them on in this form. What
 * follows a link is not read: anybody can make a link, and where quotes in it are not kept, it goes on as arguments.
 */
export function readFlags(args: readonly string[]): CommonOptions {
  const set: string[] = []
  let config: string | undefined
  const link = args.findIndex((arg) => arg.startsWith(`${LINK_SCHEME}:`))
  const end = link < 0 ? args.length : link
  for (let index = 0; index < end; index++) {
    const value = args[index + 1]
    if (value === undefined) continue
    if (args[index] === '--set') set.push(value)
    if (args[index] === '--config') config = value
  }
  return { set, ...(config === undefined ? {} : { config }) }
}
