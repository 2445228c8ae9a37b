import { messageOf } from '../../shared/errors'
import type { StreamStartRequest, StreamStatus } from '../../shared/stream'
import type { LoadedConfig } from '../config/load'
import type { OwnedEngine } from '../engine'
import type { Logger } from '../log/logger'
import type { DesktopState } from './window-state'

/** What must be started to have the stream as it was; null where it did not run. */
export function streamOf({ active, source, topic }: StreamStatus): DesktopState['stream'] {
  return active && source !== null ? { source, topic } : null
}

/** The window's default: the stream is as it was when the window was closed (decision 5); a setting wins. */
export async function resumeStream(
  engine: OwnedEngine,
  kept: DesktopState['stream'],
  { settings }: LoadedConfig,
  log: Logger,
): Promise<void> {
  const asked = settings.find(({ key }) => key === 'pipeline.stream.auto-start')?.source !== 'default'
  if (kept === null || asked || engine.stream.status().active) return
  const request: StreamStartRequest = { source: kept.source, ...(kept.topic === null ? {} : { topic: kept.topic }) }
  try {
    await engine.stream.start(request)
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'the stream could not be started as it was')
  }
}
