import type { Snapshot } from './ports'

const DAY_MS = 24 * 3_600_000
/** `delta.deletedFileRetentionDuration` and `delta.logRetentionDuration` where a table does not say otherwise. */
export const DEFAULT_FILE_RETENTION_MS = 7 * DAY_MS
const DEFAULT_LOG_RETENTION_MS = 30 * DAY_MS

/** Milliseconds that a removed file stays at least: what is configured, or more where the table asks for it. */
export function fileRetentionMs({ metadata }: Snapshot, configuredMs: number): number {
  return Math.max(configuredMs, parseInterval(metadata.configuration['delta.deletedFileRetentionDuration']) ?? 0)
}

/** Milliseconds that a tombstone stays in checkpoints: vacuum must know when a file was removed. */
export function tombstoneRetentionMs(snapshot: Snapshot, configuredMs: number): number {
  return Math.max(fileRetentionMs(snapshot, configuredMs), DEFAULT_FILE_RETENTION_MS)
}

/** Milliseconds that commits stay in the log; null where the table wants none deleted. */
export function logRetentionMs({ metadata }: Snapshot, configuredMs: number): number | null {
  const { configuration } = metadata
  if (configuration['delta.enableExpiredLogCleanup'] === 'false') return null
  const own = parseInterval(configuration['delta.logRetentionDuration'])
  return Math.max(configuredMs, own ?? DEFAULT_LOG_RETENTION_MS)
}

const UNITS_MS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY_MS,
  week: 7 * DAY_MS,
}

/** `interval 1 week`, `interval 30 days`, `interval 1 day 12 hours`; null for anything else. */
export function parseInterval(text: string | undefined): number | null {
  const match = /^\s*(?:interval\s+)?((?:\d+\s+[a-z]+\s*)+)$/i.exec(text ?? '')
  if (match === null) return null
  let total = 0
  for (const [, count, unit] of (match[1] ?? '').matchAll(/(\d+)\s+([a-z]+)/gi)) {
    const ms = UNITS_MS[(unit ?? '').toLowerCase().replace(/s$/, '')]
    if (ms === undefined) return null
    total += Number(count) * ms
  }
  return total
}
