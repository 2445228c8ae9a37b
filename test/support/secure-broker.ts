import { chmod } from 'node:fs/promises'
import { openBroker, type TestBroker } from './broker'
import { makeAuthority } from './certificates'

/** The password of alice and of reader. */
export const SECRET = 'correct-horse-7391'
/** Ports: TLS and sign-in; TLS by client certificate; with an expired certificate; with that of another name; sign-in without TLS. */
type Listener = 'SASL' | 'MUTUAL' | 'EXPIRED' | 'STRANGER' | 'CLEAR'

export interface SecureBroker {
  readonly broker: TestBroker
  /** PEM files: who signed the broker's certificates, and somebody else. */
  readonly authority: string
  readonly stranger: string
  /** Signed by our authority; MUTUAL asks for it. */
  readonly client: { readonly cert: string; readonly key: string }
  readonly at: (listener: Listener, host?: string) => string
}

/** A real broker with TLS and sign-in, its certificates made in `folder`; alice may do everything, reader nothing. */
export async function openSecureBroker(folder: string): Promise<SecureBroker> {
  const ours = makeAuthority(folder, 'our-authority')
  const authority = ours.cert
  const stranger = makeAuthority(folder, 'other-authority').cert
  const good = ours.issue('broker', { names: 'IP:127.0.0.1,DNS:localhost' })
  const expired = ours.issue('expired', { names: 'IP:127.0.0.1', days: -1 })
  const other = ours.issue('other', { names: 'DNS:kafka.example' })
  const client = ours.issue('client', { names: 'DNS:client' })
  await chmod(client.key, 0o600)
  const of = (listener: Listener, properties: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [`listener.name.${listener.toLowerCase()}.${name}`, value]),
    )
  const tls = (listener: Listener, store: string) =>
    of(listener, {
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': store,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': authority,
    })
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'
  const sasl = (listener: Listener) =>
    of(listener, {
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
      'plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_alice="${SECRET}" user_reader="${SECRET}";`,
      'scram-sha-256.sasl.jaas.config': scram,
      'scram-sha-512.sasl.jaas.config': scram,
      'oauthbearer.sasl.jaas.config':
        'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="alice";',
    })
  const broker = await openBroker({
    listeners: { SASL: 'SASL_SSL', MUTUAL: 'SSL', EXPIRED: 'SSL', STRANGER: 'SSL', CLEAR: 'SASL_PLAINTEXT' },
    scram: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map((mechanism) => ({ mechanism, name: 'alice', password: SECRET })),
    properties: {
      ...tls('SASL', good.store),
      ...sasl('SASL'),
      ...tls('MUTUAL', good.store),
      'listener.name.mutual.ssl.client.auth': 'required',
      ...tls('EXPIRED', expired.store),
      ...tls('STRANGER', other.store),
      ...sasl('CLEAR'),
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS;User:alice;User:CN=client',
      'allow.everyone.if.no.acl.found': 'false',
    },
  })
  return {
    broker,
    authority,
    stranger,
    client,
    at: (listener, host = '127.0.0.1') => `${host}:${broker.listeners.get(listener) ?? 0}`,
  }
}

/** As the broker takes it from alice for an hour; one of `hoursAgo` 2 has ended an hour ago. */
export function makeToken(hoursAgo = 0): string {
  const now = Math.floor(Date.now() / 1000) - hoursAgo * 3600
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url')
  return `${part({ alg: 'none' })}.${part({ sub: 'alice', iat: now, exp: now + 3600 })}.`
}
