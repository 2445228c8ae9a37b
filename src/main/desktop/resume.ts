import type { StreamStartRequest, StreamStatus } from '../../shared/stream'
import type { LoadedConfig } from '../config/load'
import type { OwnedEngine } from '../engine'
import type { DesktopState } from './window-state'

/** What must be started to have the stream as it was; null where it did not run. */
export function streamOf({ active, source, topic }: StreamStatus): DesktopState['stream'] {
  return active && source !== null ? { source, topic } : null
}

/** The window's default: the stream is as it was when the window was closed; a setting wins. */
export async function resumeStream(
  engine: OwnedEngine,
  kept: DesktopState['stream'],
  { settings }: LoadedConfig,
): Promise<void> {
  const asked = settings.find(({ key }) => key === 'pipeline.stream.auto-start')?.source !== 'default'
  if (kept === null || asked || engine.stream.status().active) return
  const request: StreamStartRequest = { source: kept.source, ...(kept.topic === null ? {} : { topic: kept.topic }) }
  await engine.stream.resume(request)
}
