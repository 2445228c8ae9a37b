import type { IncomingHttpHeaders } from 'node:http'
import { MillraceError } from '../../shared/errors'
import type { AllowedHosts } from './allowed-hosts'

/** What a request may be before anything is routed (decision 25, rules 8 and 9). */
export interface GuardedRequest {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** Name, value, name, value, as they came. */
  readonly rawHeaders: readonly string[]
}

/** Whose body must say that it is JSON. */
export const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** @throws FORBIDDEN_HOST, FORBIDDEN_ORIGIN */
export function checkOrigin(request: GuardedRequest, hosts: AllowedHosts): void {
  const given = request.rawHeaders.filter(
    (_, index) => index % 2 === 0 && request.rawHeaders[index]?.toLowerCase() === 'host',
  )
  const host = request.headers.host?.toLowerCase()
  if (given.length !== 1 || host === undefined || !hosts.includes(host)) {
    throw new MillraceError('FORBIDDEN_HOST', `The Host header must be ${hosts.words}.`)
  }
  const origin = request.headers.origin?.toLowerCase()
  const scheme = `${hosts.scheme}://`
  if (origin !== undefined && !(origin.startsWith(scheme) && hosts.includes(origin.slice(scheme.length)))) {
    throw new MillraceError('FORBIDDEN_ORIGIN', 'A page of another origin may not use this API.')
  }
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new MillraceError('FORBIDDEN_ORIGIN', 'A page of another site may not use this API.')
  }
}

/** A path, and no address of another server or `*`. @throws INVALID_REQUEST */
export function checkTarget(url: string | undefined): void {
  if (url?.startsWith('/') !== true) throw new MillraceError('INVALID_REQUEST', 'The request target must be a path.')
}

/** A body must say that it is JSON; no body needs to say nothing. @throws UNSUPPORTED_MEDIA_TYPE */
export function checkContentType(request: GuardedRequest, bodyLength: number): void {
  if (!BODY_METHODS.has(request.method)) return
  const type = request.headers['content-type']
  if (type === undefined && bodyLength === 0) return
  if (type === undefined || !/^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type)) {
    throw new MillraceError(
      'UNSUPPORTED_MEDIA_TYPE',
      'Send the body as application/json (curl: -H "Content-Type: application/json").',
    )
  }
}

/** Requests per address: `rate` a second, `burst` at once. */
export class RateLimit {
  private readonly buckets = new Map<string, { tokens: number; at: number }>()

  constructor(
    private readonly rate: number,
    private readonly burst: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws TOO_MANY_REQUESTS */
  take(address: string): void {
    const now = this.now()
    const bucket = this.buckets.get(address) ?? { tokens: this.burst, at: now }
    bucket.tokens = Math.min(this.burst, bucket.tokens + ((now - bucket.at) / 1000) * this.rate)
    bucket.at = now
    this.buckets.set(address, bucket)
    if (this.buckets.size > MAX_ADDRESSES) this.buckets.delete([...this.buckets.keys()][0] ?? '')
    if (bucket.tokens < 1)
      throw new MillraceError('TOO_MANY_REQUESTS', `More than ${this.rate} requests a second. Wait a second.`, {
        canRetry: true,
      })
    bucket.tokens--
  }
}

const MAX_ADDRESSES = 10_000
