import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../shared/errors'

/** electron-builder writes it where `publish` in electron-builder.yml names a feed. */
const FEED_FILE = 'app-update.yml'
const EVERY_MS = 6 * 3_600_000

/** Says on stderr why there is no update; nothing else hangs on one. */
export function complain(error: unknown): void {
  process.stderr.write(`millrace: updates: ${messageOf(error)}\n`)
}

/**
 * Looks for a newer version now and every six hours, fetches it, says so, and installs it when the application ends.
 * Without a feed, as the project builds it, nothing is loaded and nothing is asked.
 * @param resources folder of the installed application's resources
 * @returns whether there is a feed
 * @throws Error for a feed that is not asked over TLS: on Linux nothing else protects what it sends
 */
export async function watchUpdates(resources: string): Promise<boolean> {
  const feed = join(resources, FEED_FILE)
  if (!existsSync(feed)) return false
  if (/^\s*url:\s*['"]?http:/im.test(await readFile(feed, 'utf8')))
    throw new Error(`${FEED_FILE} names a feed without TLS; use an https address.`)
  const { autoUpdater } = await import('electron-updater')
  // What it checks a download by is the publisher's signature, or the feed's checksum over TLS; it never goes back.
  autoUpdater.allowDowngrade = false
  autoUpdater.logger = null
  autoUpdater.on('error', complain)
  const look = () => void autoUpdater.checkForUpdatesAndNotify().catch(complain)
  look()
  setInterval(look, EVERY_MS).unref()
  return true
}
