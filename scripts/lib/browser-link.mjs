import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const CLI = join(import.meta.dirname, '../../out/main/cli.cjs')

/** A new link that opens the page of the running instance of these settings, once. */
export function linkTo(settings) {
  // Without a display no browser is started.
  const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' }
  const { stdout, stderr } = spawnSync(process.execPath, [CLI, 'open', '--browser', ...settings], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
  })
  const link = /^Open (https?:\S+)$/m.exec(stdout)?.[1]
  if (link === undefined) throw new Error(`no link to the page: ${stderr}`)
  return link
}
