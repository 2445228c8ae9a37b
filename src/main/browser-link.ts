import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * How a browser gets in (decision 25): a link that works once brings a cookie, which no script of a page can read
 * and no other site's page can have sent. Both are signed with the token of the state folder, so that who can read
 * that file can make a link, and an open page goes on working when Millrace is started again.
 */

/** The parameter of the page's address. */
export const LINK_PARAMETER = 'token'
const LINK_MS = 24 * 60 * 60 * 1000
const COOKIE_SECONDS = 30 * 24 * 60 * 60

/** Who a link leads to. */
export interface LinkTarget {
  readonly address: string
  /** Of the state folder. */
  readonly token: string
  /** A link is of one process: what was used there is remembered there. */
  readonly pid: number
}

/** An address that opens the page once, within a day. */
export function makeLink({ address, token, pid }: LinkTarget, now: number = Date.now()): string {
  const claim = `${(now + LINK_MS).toString(36)}.${randomBytes(16).toString('base64url')}`
  return `${address}/?${LINK_PARAMETER}=${claim}.${signLink(token, pid, claim)}`
}

export interface BrowserAccess {
  /** The value of `Set-Cookie` for a link that is good and was not used before; null for any other. */
  redeem(link: string): string | null
  /** Whether a `Cookie` header has the cookie. */
  knows(cookie: string | undefined): boolean
}

export interface BrowserAccessOptions {
  readonly token: string
  readonly pid: number
  /** Over TLS the cookie never travels without it. */
  readonly secure: boolean
  readonly now?: () => number
}

export function createBrowserAccess({ token, pid, secure, now = Date.now }: BrowserAccessOptions): BrowserAccess {
  // Cookies know no port: the name keeps those of several instances apart.
  const name = `millrace-${createHash('sha256').update(token).digest('hex').slice(0, 12)}`
  const value = sign(token, 'browser')
  /** Used links and when they end, epoch ms. */
  const used = new Map<string, number>()

  return {
    redeem(link) {
      const [, claim, end, signature] = /^(([0-9a-z]{1,11})\.[\w-]{22})\.([\w-]{43})$/.exec(link) ?? []
      if (claim === undefined || end === undefined || signature === undefined) return null
      if (!isSame(signature, signLink(token, pid, claim))) return null
      const time = now()
      for (const [other, ends] of used) if (ends < time) used.delete(other)
      const ends = Number.parseInt(end, 36)
      if (ends < time || used.has(claim)) return null
      used.set(claim, ends)
      return `${name}=${value}; Path=/; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
    },
    knows(cookie) {
      for (const pair of cookie?.split(';') ?? []) {
        const at = pair.indexOf('=')
        if (pair.slice(0, at).trim() === name && isSame(pair.slice(at + 1).trim(), value)) return true
      }
      return false
    },
  }
}

function signLink(token: string, pid: number, claim: string): string {
  return sign(token, `link ${pid} ${claim}`)
}

function sign(token: string, text: string): string {
  return createHmac('sha256', token).update(`millrace ${text}`).digest('base64url')
}

/** Of equal length whatever was sent, and compared in equal time. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
