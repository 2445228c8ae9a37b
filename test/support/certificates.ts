import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Why no certificate can be made here, or null. */
export const NO_OPENSSL = spawnSync('openssl', ['version']).status === 0 ? null : 'needs openssl on the PATH'

interface Certificate {
  /** PEM files. */
  readonly cert: string
  readonly key: string
  /** Key and certificate in one, as Kafka's PEM key stores are. */
  readonly store: string
}

export interface Authority {
  readonly cert: string
  issue(name: string, options: { readonly names: string; readonly days?: number }): Certificate
}

/** A certificate authority of a test, in its folder. Days below zero make a certificate that has expired. */
export function makeAuthority(folder: string, name: string): Authority {
  const path = (suffix: string) => join(folder, `${name}${suffix}`)
  openssl('req', '-x509', ...newKey(path('.key')), '-out', path('.pem'), '-days', '2', '-subj', `/CN=${name}`)
  return {
    cert: path('.pem'),
    issue(subject, { names, days = 2 }) {
      const file = (suffix: string) => join(folder, `${subject}${suffix}`)
      writeFileSync(file('.ext'), `subjectAltName=${names}\n`)
      openssl('req', ...newKey(file('.key')), '-out', file('.csr'), '-subj', `/CN=${subject}`)
      openssl(
        ...['x509', '-req', '-in', file('.csr'), '-CA', path('.pem'), '-CAkey', path('.key'), '-CAcreateserial'],
        ...['-days', String(days), '-out', file('.pem'), '-extfile', file('.ext')],
      )
      writeFileSync(file('.store.pem'), readFileSync(file('.key'), 'utf8') + readFileSync(file('.pem'), 'utf8'))
      return { cert: file('.pem'), key: file('.key'), store: file('.store.pem') }
    },
  }
}

function newKey(path: string): string[] {
  return ['-newkey', 'rsa:2048', '-nodes', '-keyout', path]
}

function openssl(...args: string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`openssl ${args[0] ?? ''}: ${stderr}`)
}
