import { MAX_WAIT_SECONDS } from '../../shared/batch'

/**
 * Whole seconds of `Prefer: wait=N` (RFC 7240), at most `MAX_WAIT_SECONDS`; null where it is not asked for. The
 * first `wait` counts; what is not understood is passed over, as that RFC wants it.
 */
export function waitOf(prefer: string | undefined): number | null {
  for (const preference of prefer?.split(',') ?? []) {
    const match = /^\s*wait\s*=\s*"?(\d+)"?\s*(;|$)/i.exec(preference)
    if (match !== null) return Math.min(Number(match[1]), MAX_WAIT_SECONDS)
  }
  return null
}
