/** Units of configuration values. Each parser gives null where the text is not of its form. */

const DURATION_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const SIZE_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1000,
  KB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  TB: 1000 ** 4,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
}

/** `300ms`, `5s`, `10m`, `2h`, `7d` in milliseconds; a bare number has no unit and is none. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim())
  return match === null ? null : Math.round(Number(match[1]) * (DURATION_MS[match[2] ?? ''] ?? Number.NaN))
}

/** `64MiB`, `512MB`, or bytes. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([kKMGT]i?B|B)?$/.exec(text.trim())
  if (match === null) return null
  const bytes = Number(match[1]) * (SIZE_BYTES[match[2] ?? 'B'] ?? Number.NaN)
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : null
}
