import { createHash } from 'node:crypto'

/**
 * Of an answer that never changes at its address: a completed batch is immutable, so its address, and how we
 * write answers, say all. Weak: the same rows may go over the wire compressed or not.
 */
export function immutableTag(url: string, writtenBy: string): string {
  const { pathname, search } = new URL(url)
  const hash = createHash('sha256').update(`${writtenBy}\n${pathname}${search}`).digest('base64url')
  return `W/"${hash.slice(0, 22)}"`
}

/** Whether `If-None-Match` names this tag (RFC 9110, weak comparison); `*` names none, so it gets the answer. */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  const opaque = tag.replace(/^W\//, '')
  return (ifNoneMatch?.match(/(?:W\/)?"[^"]*"/g) ?? []).some((given) => given.replace(/^W\//, '') === opaque)
}
