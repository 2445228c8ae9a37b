import { isBeyondLoopback, LOOPBACK_HOSTS, type Config } from '../../shared/config'
import type { ConfigKey } from './keys'
import { modeProblem } from './secrets'
import type { WrittenKeys } from './written-keys'

export type HttpAccess = Pick<Config['http'], 'requireToken' | 'tls' | 'publishedAt'>

const HOST = 'pipeline.http.host'
const TOKEN = 'pipeline.http.require-token'
const CERT = 'pipeline.http.tls.cert'
const KEY = 'pipeline.http.tls.key'
const PUBLISHED = 'pipeline.http.published-at'

/**
 * Who may reach the API (decision 25): beyond loopback only with TLS and token, or behind an address that a
 * container's host publishes on its own loopback. The certificate's files are read when the server starts; a private
 * key that others can read is warned of only, since containers mount it with a group of their own.
 */
export function readHttpAccess(keys: WrittenKeys, problems: string[], warnings: string[]): HttpAccess {
  const problem = (key: ConfigKey, words: string) => problems.push(`${keys.from(key)}: ${key}: ${words}`)
  const host = keys.text(HOST) ?? '127.0.0.1'
  const asked = keys.text(TOKEN)
  const cert = keys.path(CERT)
  const key = keys.path(KEY)
  const publishedAt = keys.text(PUBLISHED)?.toLowerCase() ?? null
  if (cert !== null && key === null) problem(CERT, `TLS needs its private key too: set ${KEY}.`)
  if (cert === null && key !== null) problem(KEY, `TLS needs its certificate too: set ${CERT}.`)
  const open = key === null ? null : modeProblem(key)
  if (open !== null) warnings.push(`${KEY}: ${open}`)
  if (publishedAt !== null && LOOPBACK_HOSTS.has(host))
    problem(PUBLISHED, `it is for a container, whose ${HOST} is 0.0.0.0; remove it, or set ${HOST}.`)
  else if (publishedAt !== null)
    warnings.push(
      `${PUBLISHED}: whoever reaches this port is asked for no token. Publish it on loopback only, as docker-compose.yml does.`,
    )
  const beyond = isBeyondLoopback(host, publishedAt)
  if (beyond && (cert === null || key === null))
    problem(
      HOST,
      `"${host}" is beyond loopback, where Millrace needs TLS and asks for its token: set ${CERT} and ${KEY}, or use 127.0.0.1. (A container whose port is published on 127.0.0.1 only: set ${PUBLISHED}.)`,
    )
  if (beyond && asked === 'false')
    problem(TOKEN, `"${host}" is beyond loopback, where the token is always asked for; remove this, or use 127.0.0.1.`)
  return {
    requireToken: beyond || asked === 'true',
    tls: cert === null || key === null ? null : { cert, key },
    publishedAt,
  }
}
