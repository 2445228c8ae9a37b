import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { messageOf } from '../../shared/errors'
import { pemProblem } from '../../shared/pem'
import { PLACES, type Origin, type Trouble } from './trouble'

/** PEM texts of a connection, as they were read or typed. */
export interface TlsTexts {
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
  readonly passphrase: string | null
}

/** What of them no broker could be spoken to with, before one is asked; null where each can be used. */
export function findUnusable({ ca, cert, key, passphrase }: TlsTexts, origin: Origin): Trouble | null {
  const place = PLACES[origin]
  const authority = readCertificate(ca)
  if (typeof authority === 'string')
    return trouble('security.ca', `the certificate authority ${authority}`, `Set ${place.ca} to its whole PEM text.`)
  const certificate = readCertificate(cert)
  const set = `Set ${place.certificate} to a certificate and its own key, each as whole PEM text${origin === 'connection' ? ', and the passphrase where the key is encrypted' : ''}.`
  if (typeof certificate === 'string') return trouble('security.cert', `the client certificate ${certificate}`, set)
  const privateKey = readKey(key, passphrase)
  if (typeof privateKey === 'string') return trouble('security.cert', `the key of the client ${privateKey}`, set)
  if (certificate !== null && privateKey !== null && !certificate.checkPrivateKey(privateKey))
    return trouble('security.cert', 'the key of the client is not that of its certificate', set)
  return null
}

/** A file of the settings that could not be read. */
export function unreadable(
  name: 'security.ca' | 'security.cert' | 'security.key' | 'sasl.password-file',
  path: string,
  error: unknown,
): Trouble {
  const cause = `pipeline.kafka.${name}: ${path} cannot be read (${messageOf(error)})`
  const fix = 'Name a file that is there, and that this user may read.'
  if (name === 'sasl.password-file') return { kind: 'sasl', field: 'sasl.password', cause, fix }
  return trouble(name === 'security.ca' ? name : 'security.cert', cause, fix)
}

function trouble(field: 'security.ca' | 'security.cert', cause: string, fix: string): Trouble {
  return { kind: 'tls', field, cause, fix }
}

/** What is wrong with it, as the end of a sentence. */
function readCertificate(text: string | null): X509Certificate | string | null {
  if (text === null) return null
  const problem = pemProblem('certificate', text)
  if (problem !== null) return problem
  try {
    return new X509Certificate(text)
  } catch (error) {
    return `cannot be used (${messageOf(error)})`
  }
}

function readKey(text: string | null, passphrase: string | null): KeyObject | string | null {
  if (text === null) return null
  const problem = pemProblem('key', text)
  if (problem !== null) return problem
  try {
    return createPrivateKey({ key: text, ...(passphrase === null ? {} : { passphrase }) })
  } catch (error) {
    return `cannot be used (${messageOf(error)})`
  }
}
