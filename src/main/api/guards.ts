import type { IncomingHttpHeaders } from 'node:http'
import { MillraceError } from '../../shared/errors'

/** What a request may be before anything is routed (decision 25, rules 8 and 9). */
export interface GuardedRequest {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** Name, value, name, value, as they came. */
  readonly rawHeaders: readonly string[]
}

const HOSTS = ['localhost', '127.0.0.1', '[::1]']
const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** @throws FORBIDDEN_HOST, FORBIDDEN_ORIGIN */
export function checkOrigin(request: GuardedRequest, port: number): void {
  const hosts = request.rawHeaders.filter(
    (_, index) => index % 2 === 0 && request.rawHeaders[index]?.toLowerCase() === 'host',
  )
  const host = request.headers.host?.toLowerCase()
  const allowed = HOSTS.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])])
  if (hosts.length !== 1 || host === undefined || !allowed.includes(host)) {
    throw new MillraceError('FORBIDDEN_HOST', `The Host header must be localhost:${port} or 127.0.0.1:${port}.`)
  }
  const { origin } = request.headers
  if (origin !== undefined && !allowed.some((name) => origin.toLowerCase() === `http://${name}`)) {
    throw new MillraceError('FORBIDDEN_ORIGIN', 'A page of another origin may not use this API.')
  }
  const site = request.headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') {
    throw new MillraceError('FORBIDDEN_ORIGIN', 'A page of another site may not use this API.')
  }
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
      throw new MillraceError('TOO_MANY_REQUESTS', `More than ${this.rate} requests a second. Wait a second.`)
    bucket.tokens--
  }
}

const MAX_ADDRESSES = 10_000
