/** What a PEM text should hold. */
export type PemKind = 'certificate' | 'key'

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/
const CERTIFICATE = /-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/

/**
 * What is wrong with a text that should be certificates or a private key, as the end of a sentence that names it; null
 * where its lines say that it is one. A key among certificates would be shown with them.
 */
export function pemProblem(kind: PemKind, text: string): string | null {
  if (kind === 'key') {
    if (PRIVATE_KEY.test(text)) return null
    return CERTIFICATE.test(text)
      ? 'holds a certificate and no private key: it belongs in security.cert'
      : 'must be a private key as PEM text ("-----BEGIN PRIVATE KEY-----")'
  }
  if (PRIVATE_KEY.test(text)) return 'holds a private key, which belongs in security.key alone'
  return CERTIFICATE.test(text) ? null : 'must be a certificate as PEM text ("-----BEGIN CERTIFICATE-----")'
}
