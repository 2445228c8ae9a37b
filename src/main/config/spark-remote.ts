import type { SparkRemote } from '../../shared/config'

const DEFAULT_PORT = 15002
const FORM = 'sc://host:port, with parameters such as sc://host:port/;token=...;use_ssl=true'
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/
/** Parameters of other clients that would change what a batch means, or that we set ourselves. */
const OURS = new Set(['session_id', 'user_agent'])

/**
 * A Spark Connect address (`sc://host:port/;parameter=value`). A token travels over TLS; `use_ssl=false` with one is
 * taken on this machine only. Other parameters are sent as headers.
 * @returns what is wrong with it, as words that never hold a value
 */
export function parseSparkRemote(text: string): SparkRemote | string {
  const match = /^sc:\/\/(\[[0-9a-fA-F:.]+\]|[^:/;[\]\s]+)(?::(\d{1,5}))?\/?(?:;(.*))?$/.exec(text)
  if (match === null) return `it must be ${FORM}.`
  const [, host = '', portText, parameterText = ''] = match
  const port = portText === undefined ? DEFAULT_PORT : Number(portText)
  if (port < 1 || port > 65535) return 'its port must be from 1 to 65535.'
  const parameters = new Map<string, string>()
  for (const part of parameterText.split(';').filter((one) => one !== '')) {
    const at = part.indexOf('=')
    const name = part.slice(0, at)
    if (at < 1 || !/^[A-Za-z0-9_.-]+$/.test(name))
      return `its parameters must be name=value, separated by semicolons: ${FORM}.`
    const value = decode(part.slice(at + 1))
    if (value === null || !/^[\x20-\x7e]+$/.test(value)) return `its parameter ${name} must be plain text.`
    if (parameters.has(name)) return `its parameter ${name} is there twice.`
    if (OURS.has(name)) return `its parameter ${name} is set by Millrace; remove it.`
    parameters.set(name, value)
  }
  const token = parameters.get('token') ?? null
  const ssl = parameters.get('use_ssl')?.toLowerCase()
  if (ssl !== undefined && ssl !== 'true' && ssl !== 'false') return 'its parameter use_ssl must be true or false.'
  const tls = ssl === undefined ? token !== null : ssl === 'true'
  if (token !== null && !tls && !LOOPBACK.test(host)) return 'its token would travel unencrypted; set use_ssl=true.'
  const others = [...parameters].filter(([name]) => !['token', 'use_ssl', 'user_id'].includes(name))
  const shown = [...parameters].map(([name, value]) => `;${name}=${SHOWN.has(name) ? value : '***'}`).join('')
  return {
    host,
    port,
    tls,
    token,
    userId: parameters.get('user_id') ?? 'millrace',
    headers: Object.fromEntries(others.map(([name, value]) => [name.toLowerCase(), value])),
    shown: `sc://${host}:${port}${shown === '' ? '' : `/${shown}`}`,
  }
}

/** Headers may be secrets too. */
const SHOWN = new Set(['use_ssl', 'user_id'])

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
