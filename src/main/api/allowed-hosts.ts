import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

export interface AllowedHosts {
  readonly scheme: 'http' | 'https'
  /** For people, in the middle of a sentence. */
  readonly words: string
  /** @param host a Host header in lower case */
  includes(host: string): boolean
}

export interface AllowedHostsOptions {
  readonly port: number
  /** Null: plain HTTP. */
  readonly certificate: X509Certificate | null
  /** Bound to an address that others reach. */
  readonly beyondLoopback: boolean
  readonly publishedAt: string | null
}

const LOCAL = ['localhost', '127.0.0.1', '[::1]']

/**
 * The Host headers that are answered (decision 25): the loopback names with our port; of a published port that
 * address, or localhost with its port, alone; beyond loopback also what the certificate names.
 */
export function allowedHosts({ port, certificate, beyondLoopback, publishedAt }: AllowedHostsOptions): AllowedHosts {
  const scheme = certificate === null ? 'http' : 'https'
  const published = publishedAt === null ? null : splitHost(publishedAt)
  const ours = published?.port ?? String(port)
  const implied = ours === (certificate === null ? '80' : '443')
  const names = published === null ? LOCAL : [published.name, 'localhost']
  const certified = beyondLoopback && published === null ? certificate : null
  return {
    scheme,
    words: `${names.map((name) => `${name}:${ours}`).join(' or ')}${certified === null ? '' : ', or a name of the certificate with this port'}`,
    includes(host) {
      const given = splitHost(host)
      if (given.port === null ? !implied : given.port !== ours) return false
      return names.includes(given.name) || (certified !== null && isNamed(certified, given.name))
    },
  }
}

/** Of `name:port` or `[address]:port`; whatever else it is stays the name. */
function splitHost(host: string): { readonly name: string; readonly port: string | null } {
  const [, name, port] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(host) ?? []
  return name === undefined || port === undefined ? { name: host, port: null } : { name, port }
}

function isNamed(certificate: X509Certificate, name: string): boolean {
  const address = name.replace(/^\[(.*)\]$/, '$1')
  if (isIP(address) !== 0) return certificate.checkIP(address) !== undefined
  return /^[a-z\d.-]+$/.test(name) && certificate.checkHost(name) !== undefined
}
