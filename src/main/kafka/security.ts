import { readFileSync } from 'node:fs'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import { KafkaJSNonRetriableError, type KafkaConfig, type Mechanism } from 'kafkajs'
import type { KafkaSecurity, KafkaTokens } from '../../shared/config'
import type { KafkaConnection } from '../../shared/kafka'
import { runTokenCommand } from './oauth-token'
import { tokenCommand } from './token-command'
import type { Trouble } from './trouble'
import { findUnusable, unreadable } from './unusable'

/** How to reach a broker, with everything read: PEM texts and the password itself. Never logged. */
export interface ResolvedSecurity {
  readonly protocol: KafkaSecurity['protocol']
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
  /** Of an encrypted key. */
  readonly passphrase: string | null
  readonly sasl: ResolvedSasl | null
}

type ResolvedSasl =
  | {
      readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
      readonly username: string
      readonly password: string
    }
  | { readonly mechanism: 'OAUTHBEARER'; readonly command: string }

export const PLAINTEXT: ResolvedSecurity = {
  protocol: 'PLAINTEXT',
  ca: null,
  cert: null,
  key: null,
  passphrase: null,
  sasl: null,
}

/** How to reach a broker, and what of it no broker could be spoken to with. */
export interface Resolved {
  readonly security: ResolvedSecurity
  readonly unusable: Trouble | null
}

/**
 * Reads what the settings name. Files are read at each connection anew, so that a renewed certificate or
 * password counts from the next start of the stream on.
 */
export function resolveSecurity({ protocol, ca, cert, key, sasl }: KafkaSecurity): Resolved {
  const missing: Trouble[] = []
  const read = (name: Parameters<typeof unreadable>[0], path: string | null): string | null => {
    try {
      return path === null ? null : readFileSync(path, 'utf8')
    } catch (error) {
      missing.push(unreadable(name, path ?? '', error))
      return null
    }
  }
  const security: ResolvedSecurity = {
    protocol,
    ca: read('security.ca', ca),
    cert: read('security.cert', cert),
    key: read('security.key', key),
    passphrase: null,
    sasl:
      sasl === null || sasl.mechanism === 'OAUTHBEARER'
        ? sasl
        : {
            mechanism: sasl.mechanism,
            username: sasl.username,
            password:
              'file' in sasl.password
                ? trimLine(read('sasl.password-file', sasl.password.file) ?? '')
                : sasl.password.text,
          },
  }
  return { security, unusable: missing[0] ?? findUnusable(security, 'configuration') }
}

/** A connection that somebody typed. Nothing of the configured one is mixed in: a secret goes only where it was meant to. */
export function securityOf({ bootstrapServers, security, sasl }: KafkaConnection, tokens: KafkaTokens): Resolved {
  const { protocol = 'PLAINTEXT', ca = null, cert = null, key = null, keyPassphrase = null } = security ?? {}
  const resolved = { protocol, ca, cert, key, passphrase: keyPassphrase, sasl: resolveSasl() }
  return { security: resolved, unusable: findUnusable(resolved, 'connection') }

  function resolveSasl(): ResolvedSasl | null {
    if (sasl?.mechanism !== 'OAUTHBEARER') return sasl ?? null
    return { mechanism: sasl.mechanism, command: tokenCommand(bootstrapServers, tokens) }
  }
}

/** Whether the protocol encrypts. */
export function usesTls({ protocol }: Pick<ResolvedSecurity, 'protocol'>): boolean {
  return protocol === 'SSL' || protocol === 'SASL_SSL'
}

/** Who signs in; null where nobody does. */
export function usernameOf({ sasl }: Pick<ResolvedSecurity, 'sasl'>): string | null {
  return sasl !== null && 'username' in sasl ? sasl.username : null
}

/** The part of kafkajs' options that is about security. */
export function toKafkajs(security: ResolvedSecurity): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  const { sasl } = security
  return {
    ...(usesTls(security) ? { ssl: tlsOptions(security) } : {}),
    ...(sasl === null ? {} : { sasl: saslOptions(sasl) }),
  }
}

/** What Node's TLS takes; the host name is always checked. */
export function tlsOptions({ ca, cert, key, passphrase }: ResolvedSecurity) {
  return {
    ...(ca === null ? {} : { ca: [ca] }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    ...(passphrase === null ? {} : { passphrase }),
    checkServerIdentity: checkName,
  }
}

/** Node's own check, in words that name whom the certificate is for. */
export function checkName(host: string, certificate: PeerCertificate): Error | undefined {
  const error = checkServerIdentity(host, certificate)
  if (error !== undefined) error.message = `The certificate is for ${namesOf(certificate)}, not for ${host}.`
  return error
}

function saslOptions(sasl: ResolvedSasl): NonNullable<KafkaConfig['sasl']> {
  switch (sasl.mechanism) {
    case 'PLAIN':
      return { mechanism: 'plain', username: sasl.username, password: sasl.password }
    case 'SCRAM-SHA-256':
      return { mechanism: 'scram-sha-256', username: sasl.username, password: sasl.password }
    case 'SCRAM-SHA-512':
      return { mechanism: 'scram-sha-512', username: sasl.username, password: sasl.password }
    case 'OAUTHBEARER':
      return { mechanism: 'oauthbearer', authenticationProvider: bearerProvider(sasl.command) }
  }
}

/**
 * Signs in with a token (RFC 7628). A broker tells that it refuses one by bytes in an answer without an error, and waits
 * for the client to say that it has understood: kafkajs' own way takes that for success (docs/kafka-traps.md).
 */
function bearerProvider(command: string): Mechanism['authenticationProvider'] {
  return ({ saslAuthenticate }) => ({
    async authenticate() {
      const token = await runTokenCommand(command)
      const refusal = await saslAuthenticate({
        request: { encode: () => sized(`n,,\u0001auth=Bearer ${token}\u0001\u0001`) },
        response: { decode: (answer) => answer.subarray(SIZE_BYTES), parse: (words) => words.toString() },
      })
      if (refusal !== undefined && refusal !== '')
        throw new KafkaJSNonRetriableError('SASL OAUTHBEARER authentication failed: the broker refused the token')
    },
  })
}

const SIZE_BYTES = 4

function sized(text: string): Buffer {
  const bytes = Buffer.from(text)
  const size = Buffer.alloc(SIZE_BYTES)
  size.writeInt32BE(bytes.length)
  return Buffer.concat([size, bytes])
}

function namesOf({ subject, subjectaltname }: PeerCertificate): string {
  const names = (subjectaltname ?? '')
    .split(', ')
    .map((name) => name.replace(/^(DNS|IP Address):/, ''))
    .filter((name) => name !== '')
  return names.length > 0 ? names.join(', ') : [subject.CN].flat().join(', ')
}

/** Editors end a file with a line break, which is no part of a password. */
function trimLine(text: string): string {
  return text.replace(/\r?\n$/, '')
}
