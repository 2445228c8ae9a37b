import { createHash, timingSafeEqual } from 'node:crypto'
import { MillraceError } from '../../shared/errors'
import type { GuardedRequest } from './guards'

/** The pages and their files hold no data; they bring the token with each request (rule 10). No dots lead elsewhere. */
const PAGE = /^\/(?:docs|assets\/[\w-][\w.-]*)?$/

/** Asks each request but those for the page for the token, in the header alone. */
export class TokenGuard {
  private readonly wanted: Buffer

  constructor(token: string) {
    this.wanted = digest(token)
  }

  /** @throws UNAUTHORIZED */
  check({ method, headers }: GuardedRequest, path: string): void {
    if (method === 'GET' && PAGE.test(path)) return
    const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
    // Of equal length whatever was sent, and compared in equal time.
    if (given !== undefined && timingSafeEqual(digest(given), this.wanted)) return
    throw new MillraceError(
      'UNAUTHORIZED',
      'Send the header "Authorization: Bearer TOKEN"; the file "token" of the state folder holds it. In a browser open ADDRESS/#token=TOKEN.',
    )
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
