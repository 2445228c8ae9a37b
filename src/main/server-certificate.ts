import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { messageOf, MillraceError } from '../shared/errors'

/** What the server shows and signs with. */
export interface ServerTls {
  /** PEM, the chain with it. */
  readonly cert: string
  /** PEM. */
  readonly key: string
  /** The first of the chain. */
  readonly certificate: X509Certificate
}

/** Where they are. */
export interface ServerTlsFiles {
  readonly cert: string
  readonly key: string
}

const CERT = 'pipeline.http.tls.cert'
const KEY = 'pipeline.http.tls.key'
const LOOK_MS = 3000

/**
 * Reads and checks the files, so that a certificate that no client would take is told at start.
 * @throws INVALID_CONFIGURATION naming the key, the file and the fix
 */
export async function readServerTls(files: ServerTlsFiles, now: number = Date.now()): Promise<ServerTls> {
  const cert = await read(CERT, files.cert)
  const key = await read(KEY, files.key)
  const certificate = parseCertificate(files.cert, cert)
  const privateKey = parseKey(files.key, key)
  const from = Date.parse(certificate.validFrom)
  const to = Date.parse(certificate.validTo)
  if (now >= to) throw refused(CERT, `${files.cert} expired on ${day(to)}. Renew it, then start again.`)
  if (now < from)
    throw refused(CERT, `${files.cert} is valid only from ${day(from)} on. Look at this machine's clock, or renew it.`)
  if (!certificate.checkPrivateKey(privateKey))
    throw refused(
      KEY,
      `${files.key} is not the key of the certificate ${files.cert}. Give the pair that belongs together.`,
    )
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    throw refused(CERT, `${files.cert} cannot be used (${messageOf(error)}).`)
  }
  return { cert, key, certificate }
}

/**
 * Looks every three seconds whether the files hold another pair, so that a renewed certificate needs no new start. What
 * cannot be used, also the present one once it has expired, is told once, and the pair of before stays.
 * @returns ends it
 */
export function watchServerTls(
  files: ServerTlsFiles,
  present: ServerTls,
  told: { readonly renewed: (tls: ServerTls) => void; readonly refused: (error: unknown) => void },
): () => void {
  let { cert, key } = present
  let refusal = ''
  async function look(): Promise<void> {
    try {
      const found = await readServerTls(files)
      refusal = ''
      if (found.cert === cert && found.key === key) return
      ;({ cert, key } = found)
      told.renewed(found)
    } catch (error) {
      if (messageOf(error) === refusal) return
      refusal = messageOf(error)
      told.refused(error)
    }
  }
  const timer = setInterval(() => void look(), LOOK_MS)
  timer.unref()
  return () => clearInterval(timer)
}

async function read(key: string, path: string): Promise<string> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw refused(key, `${path} cannot be read (${messageOf(error)}).`)
  }
  if (!text.includes('-----BEGIN ')) throw refused(key, `${path} is not PEM ("-----BEGIN ...").`)
  return text
}

function parseCertificate(path: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch (error) {
    throw refused(CERT, `${path} holds no certificate (${messageOf(error)}).`)
  }
}

function parseKey(path: string, text: string): KeyObject {
  if (text.includes('ENCRYPTED'))
    throw refused(KEY, `${path} is encrypted; Millrace reads unencrypted keys (openssl pkey -in FILE), of mode 0600.`)
  try {
    return createPrivateKey(text)
  } catch (error) {
    throw refused(KEY, `${path} holds no private key (${messageOf(error)}).`)
  }
}

function refused(key: string, words: string): MillraceError {
  return new MillraceError('INVALID_CONFIGURATION', `${key}: ${words}`)
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
