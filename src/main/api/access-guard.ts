import { MillraceError } from '../../shared/errors'
import { OPERATIONS } from '../../shared/operations'
import { isSameSecret, type BrowserAccess } from '../browser-link'
import type { GuardedRequest } from './guards'

/** These hold no data. No dots lead elsewhere. */
const OPEN = /^\/(?:docs|assets\/[\w-][\w.-]*)$/
const PAGE = '/'

export interface AccessGuardOptions {
  /** Of the state folder. */
  readonly token: string
  /** Whether scripts must bring it. */
  readonly required: boolean
  readonly browsers: BrowserAccess
}

/** Who may ask what (decision 25): the page and its events need the cookie of a link, all else what the configuration says. */
export class AccessGuard {
  constructor(private readonly options: AccessGuardOptions) {}

  /**
   * @param target of the request, without its query
   * @throws UNAUTHORIZED
   */
  check(request: GuardedRequest, target: string): void {
    const { browsers, required } = this.options
    const { method, headers } = request
    if (method === 'GET' && OPEN.test(target)) return
    const path = routedPath(target)
    const isPage = path === PAGE
    const isEvents = path === OPERATIONS.events.path
    if (!required && !isPage && !isEvents) return
    if (this.hasToken(headers.authorization)) return
    // A cookie comes along by itself: beyond the page and its events it counts only for what the page itself asks.
    if (browsers.knows(headers.cookie) && (isPage || isEvents || isSameOrigin(request))) return
    if (isPage)
      throw new MillraceError(
        'UNAUTHORIZED',
        'Open the link that Millrace printed when it started. It works once; `millrace open --browser` makes another one.',
      )
    throw new MillraceError(
      'UNAUTHORIZED',
      'Send the header "Authorization: Bearer TOKEN"; the file "token" of the state folder holds it. A browser needs the link of `millrace open --browser`.',
    )
  }

  /**
   * What a link to the page is answered with, where this is one: the value of `Set-Cookie`, or null for who has the
   * cookie already.
   * @throws UNAUTHORIZED
   */
  redeem({ headers }: GuardedRequest, link: string): string | null {
    const { browsers } = this.options
    const cookie = browsers.redeem(link)
    if (cookie === null && !browsers.knows(headers.cookie))
      throw new MillraceError(
        'UNAUTHORIZED',
        'This link was used before, is older than a day, or is of a Millrace that has ended. `millrace open --browser` makes another one.',
      )
    return cookie
  }

  /** A fresh cookie for who opens the page with one that grows old. */
  renew({ method, headers }: GuardedRequest, target: string): string | null {
    return method === 'GET' && target === PAGE ? this.options.browsers.renew(headers.cookie) : null
  }

  private hasToken(authorization: string | undefined): boolean {
    const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
    return given !== undefined && isSameSecret(given, this.options.token)
  }
}

/** The path as the router sees it: dots gone, and its letters as they are, however they were written. */
function routedPath(target: string): string {
  try {
    return decodeURI(new URL(`http://millrace.invalid${target}`).pathname)
  } catch {
    return target
  }
}

/** `checkOrigin` has let no other origin through. */
function isSameOrigin({ headers }: GuardedRequest): boolean {
  return headers['sec-fetch-site'] === 'same-origin' || headers.origin !== undefined
}
