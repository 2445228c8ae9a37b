import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * How a browser gets in (decision 25): a link that works once brings a cookie, which no script of a page can read
 * and no other site's page can have sent. Both are signed with the token of the state folder, so that who can read
 * that file can make a link, and an open page goes on working when Millrace is started again.
 */

/** The parameter of the page's address. */
export const LINK_PARAMETER = 'token'
const DAY_MS = 24 * 60 * 60 * 1000
const LINK_MS = DAY_MS
const COOKIE_MS = 30 * DAY_MS

/** Where a link leads to. */
export interface LinkTarget {
  readonly address: string
  /** The Host that is answered there, where it is not that of the address. */
  readonly host: string | null
  /** Of the state folder. */
  readonly token: string
  /** `startedAt` of the state folder's owner: what was used in one run is remembered there alone. */
  readonly run: string
}

/** An address that opens the page once, within a day. */
export function makeLink({ address, host, token, run }: LinkTarget, now: number = Date.now()): string {
  const { protocol, host: own } = new URL(address)
  return `${protocol}//${host ?? own}/?${LINK_PARAMETER}=${makeClaim(token, `link ${run}`, now + LINK_MS)}`
}

export interface BrowserAccess {
  /** The value of `Set-Cookie` for a link that is good and was not used before; null for any other. */
  redeem(link: string): string | null
  /** Whether a `Cookie` header has a good cookie. */
  knows(cookie: string | undefined): boolean
  /** A fresh cookie for a good one that is older than a day; else null. */
  renew(cookie: string | undefined): string | null
}

export interface BrowserAccessOptions extends Pick<LinkTarget, 'token' | 'run'> {
  /** Whether scripts must bring the token: a cookie that was had for less does not count then. */
  readonly required: boolean
  /** Over TLS the cookie never travels without it. */
  readonly secure: boolean
  readonly now?: () => number
}

/** Links and cookies of browsers, signed with the token of the state folder. */
export function createBrowserAccess({
  token,
  run,
  required,
  secure,
  now = Date.now,
}: BrowserAccessOptions): BrowserAccess {
  // Cookies know no port: the name keeps those of several instances apart.
  const name = `millrace-${createHash('sha256').update(token).digest('hex').slice(0, 12)}`
  const purpose = `cookie ${required ? 'for all' : 'for the page'}`
  /** Used links and when they end, epoch ms. */
  const used = new Map<string, number>()

  function makeCookie(): string {
    const value = makeClaim(token, purpose, now() + COOKIE_MS)
    return `${name}=${value}; Path=/; Max-Age=${COOKIE_MS / 1000}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
  }

  /** When the cookie of a header ends, epoch ms; null where there is no good one. */
  function endOf(cookie: string | undefined): number | null {
    for (const pair of cookie?.split(';') ?? []) {
      const at = pair.indexOf('=')
      if (pair.slice(0, at).trim() !== name) continue
      const ends = endOfClaim(token, purpose, pair.slice(at + 1).trim())
      if (ends !== null && ends > now()) return ends
    }
    return null
  }

  return {
    redeem(link) {
      const ends = endOfClaim(token, `link ${run}`, link)
      const time = now()
      for (const [other, end] of used) if (end < time) used.delete(other)
      if (ends === null || ends < time || used.has(link)) return null
      used.set(link, ends)
      return makeCookie()
    },
    knows: (cookie) => endOf(cookie) !== null,
    renew(cookie) {
      const ends = endOf(cookie)
      return ends !== null && ends - now() < COOKIE_MS - DAY_MS ? makeCookie() : null
    },
  }
}

/** `END.RANDOM.SIGNATURE`, each in letters that an address and a cookie may have. */
function makeClaim(token: string, purpose: string, ends: number): string {
  const claim = `${ends.toString(36)}.${randomBytes(16).toString('base64url')}`
  return `${claim}.${sign(token, purpose, claim)}`
}

/** When a claim ends, epoch ms; null where it was not made with this token for this purpose. */
function endOfClaim(token: string, purpose: string, text: string): number | null {
  const [, claim, end, signature] = /^(([0-9a-z]{1,11})\.[\w-]{22})\.([\w-]{43})$/.exec(text) ?? []
  if (claim === undefined || end === undefined || signature === undefined) return null
  return isSameSecret(signature, sign(token, purpose, claim)) ? Number.parseInt(end, 36) : null
}

function sign(token: string, purpose: string, claim: string): string {
  return createHmac('sha256', token).update(`millrace ${purpose} ${claim}`).digest('base64url')
}

/** Whether two secrets are the same: of equal length whatever was sent, and compared in equal time. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
