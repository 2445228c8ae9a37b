import type { ConnectionField } from '../../shared/kafka'

/** What is the matter with a broker: the cause in words, and what to do about it. */
export interface Trouble {
  /** `advertised`: an address that a broker sends its clients on to; `answer`: an error of the broker's own. */
  readonly kind: 'dns' | 'tcp' | 'tls' | 'sasl' | 'closed' | 'advertised' | 'answer' | 'other'
  /** Where it can be mended on our side. */
  readonly field: ConnectionField
  readonly cause: string
  readonly fix: string
}

/** Who speaks to whom, for the words. */
export interface TroubleContext {
  readonly bootstrapServers: readonly string[]
  readonly group: string | null
  readonly topic: string | null
  readonly username: string | null
  readonly tls: boolean
  readonly origin: Origin
  /** It has let us in with these settings before: most likely it is away, and they are right. */
  readonly answered: boolean
}

/** What can be set, by its key of the configuration, or as a form of a saved connection calls it. */
export const PLACES = {
  configuration: {
    servers: 'pipeline.kafka.bootstrap-servers',
    protocol: 'pipeline.kafka.security.protocol',
    ca: 'pipeline.kafka.security.ca',
    certificate: 'pipeline.kafka.security.cert and pipeline.kafka.security.key',
    mechanism: 'pipeline.kafka.sasl.mechanism',
    password: 'pipeline.kafka.sasl.username and password (or password-file)',
    group: 'pipeline.kafka.consumer-group',
  },
  connection: {
    servers: 'the bootstrap servers',
    protocol: 'the security protocol',
    ca: 'the certificate authority',
    certificate: 'client certificate and key',
    mechanism: 'the mechanism',
    password: 'user and password',
    group: 'pipeline.kafka.consumer-group',
  },
} as const
/** Where a connection was written down. */
export type Origin = keyof typeof PLACES

const TLS_BROKEN_OFF = /disconnected before secure TLS/

/** In order: the first that fits. `code` is that of the socket or of Kafka. */
export function explain(error: unknown, context: TroubleContext): Trouble {
  const { bootstrapServers, username, tls, origin, answered } = context
  const servers = bootstrapServers.join(', ')
  const place = PLACES[origin]
  const start =
    origin === 'configuration'
      ? `Start it (npm run kafka) or set ${place.servers}.`
      : `Start it, or correct ${place.servers}.`
  const { code, text, type, canPass, address } = factsOf(error)
  if (type !== null && !/SASL/.test(type)) return explainAnswer(type, text, canPass, context)
  const is = (pattern: RegExp) => pattern.test(code) || pattern.test(text)
  if (
    is(
      /ERR_OSSL_|bad decrypt|key values mismatch|no start line|interrupted or cancelled|DECODER|bad end line|PEM routines|x509 certificate routines/,
    )
  )
    return {
      kind: 'tls',
      field: 'security.cert',
      cause: `a certificate or the key that was given cannot be used (${text})`,
      fix: 'Give the whole PEM text, the key of this certificate, and the passphrase where the key is encrypted.',
    }
  if (is(/Request (Join|Sync)Group.*timed out/))
    return {
      kind: 'answer',
      field: 'bootstrapServers',
      cause: `${groupWord(context)} shares out its partitions anew, and waits for another member of it`,
      fix: `It ends once that member answers, or its max.poll.interval.ms is over. Stop that member, or give this stream a group of its own in ${place.group}.`,
    }
  const isUnknownHost = is(/ENOTFOUND|EAI_AGAIN|ENODATA/)
  const advertised = address === null || bootstrapServers.includes(address) ? null : address
  if (advertised !== null && (isUnknownHost || is(/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|timeout/i)))
    return {
      kind: 'advertised',
      field: 'bootstrapServers',
      cause: `it sends its clients on to ${advertised}, which does not answer (${text})`,
      fix: isUnknownHost
        ? `Set advertised.listeners of that broker to an address that this machine reaches, or let this machine resolve and reach ${advertised}.`
        : `Start that broker if it is down. If ${advertised} was never reachable from here, set its advertised.listeners to an address that is.`,
    }
  if (isUnknownHost)
    return {
      kind: 'dns',
      field: 'bootstrapServers',
      cause: 'the host name cannot be resolved',
      fix: `Check the spelling in ${place.servers}, or connect to the network that knows it.`,
    }
  if (is(/ECONNREFUSED/))
    return { kind: 'tcp', field: 'bootstrapServers', cause: 'nothing listens there (connection refused)', fix: start }
  if (is(/EHOSTUNREACH|ENETUNREACH|EHOSTDOWN/))
    return {
      kind: 'tcp',
      field: 'bootstrapServers',
      cause: 'there is no way to that host',
      fix: 'Check the network and the firewall.',
    }
  if (is(/ERR_TLS_CERT_ALTNAME_INVALID|certificate is for/))
    return {
      kind: 'tls',
      field: 'bootstrapServers',
      cause: /The certificate is for .*? not for [^ ]*[^ .]/.exec(text)?.[0] ?? `the certificate is not for ${servers}`,
      fix: `Use a name of the certificate in ${place.servers}, or have the broker's certificate made for this one.`,
    }
  if (is(/CERT_HAS_EXPIRED|certificate has expired/))
    return {
      kind: 'tls',
      field: 'bootstrapServers',
      cause: 'its certificate has expired',
      fix: "Renew the broker's certificate. If it is valid, check the clock of this machine.",
    }
  if (is(/CERT_NOT_YET_VALID|certificate is not yet valid/))
    return {
      kind: 'tls',
      field: 'bootstrapServers',
      cause: 'its certificate is not valid yet',
      fix: 'Check the clock of this machine and of the broker.',
    }
  if (is(/SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|self-signed|unable to (verify|get)/))
    return {
      kind: 'tls',
      field: 'security.ca',
      cause: 'its certificate comes from an authority that is not trusted here',
      fix: `Set ${place.ca} to the certificate (PEM) of the broker's authority.`,
    }
  if (
    is(
      /CERTIFICATE_REQUIRED|certificate required|BAD_CERTIFICATE|bad certificate|HANDSHAKE_FAILURE|handshake failure|CERTIFICATE_UNKNOWN|UNKNOWN_CA|alert (unknown ca|certificate)/i,
    )
  )
    return {
      kind: 'tls',
      field: 'security.cert',
      cause: 'it asks for a client certificate that it trusts',
      fix: `Set ${place.certificate} to one that its authority has signed.`,
    }
  if (
    is(/WRONG_VERSION_NUMBER|wrong version number|packet length too long|EPROTO/) ||
    (!answered && is(TLS_BROKEN_OFF))
  )
    return {
      kind: 'tls',
      field: 'security.protocol',
      cause: 'this listener does not speak TLS',
      fix: `Use the port of a TLS listener, or set ${place.protocol} to PLAINTEXT or SASL_PLAINTEXT.`,
    }
  if (is(/mechanism is not supported|UNSUPPORTED_SASL_MECHANISM|does not support the requested SASL mechanism/i))
    return {
      kind: 'sasl',
      field: 'sasl.mechanism',
      cause: 'it does not take this SASL mechanism',
      fix: `Set ${place.mechanism} to one that the broker has enabled.`,
    }
  if (is(/ILLEGAL_SASL_STATE|not valid given the current SASL state/))
    return {
      kind: 'sasl',
      field: 'security.protocol',
      cause: 'this listener asks nobody to sign in',
      fix: `Use the port of a SASL listener, or set ${place.protocol} to ${tls ? 'SSL' : 'PLAINTEXT'}.`,
    }
  if (is(/oauth-command/))
    return {
      kind: 'sasl',
      field: 'sasl.mechanism',
      cause: text,
      fix: 'Run the command by hand: it must print a token, and nothing else, within eight seconds.',
    }
  if (is(/SASL_AUTHENTICATION_FAILED|KafkaJSSASLAuthenticationError|authentication failed|SCRAM/i))
    return username === null
      ? {
          kind: 'sasl',
          field: 'sasl.mechanism',
          cause: 'it refused the token',
          fix: 'Check what pipeline.kafka.sasl.oauth-command prints, and that the broker trusts who issued it.',
        }
      : {
          kind: 'sasl',
          field: 'sasl.password',
          cause: `it refused the password of ${username}`,
          fix: `Set the right ${place.password}.`,
        }
  if (is(/timeout|ETIMEDOUT/i))
    return { kind: 'tcp', field: 'bootstrapServers', cause: 'it does not answer (timeout)', fix: start }
  if (is(/Closed connection|Connection closed|ECONNRESET|EPIPE/i) || is(TLS_BROKEN_OFF))
    return {
      kind: 'closed',
      cause: 'it closed the connection',
      ...(answered
        ? {
            field: 'bootstrapServers',
            fix: `The stream goes on by itself once the broker is back. If it stays away, check ${place.protocol} against the port.`,
          }
        : {
            field: 'security.protocol',
            fix: `The listener may want ${tls ? 'another' : 'TLS or a'} sign-in: check ${place.protocol} against the port.`,
          }),
    }
  return { kind: 'other', field: 'bootstrapServers', cause: text, fix: start }
}

/** What the broker itself says is wrong, by Kafka's name of it. */
function explainAnswer(type: string, text: string, canPass: boolean, context: TroubleContext): Trouble {
  const { topic, username, origin } = context
  const place = PLACES[origin]
  const who = username === null ? 'this user' : username
  const ours = groupWord(context)
  const what = topic === null ? 'the topic' : `topic ${topic}`
  const answer = (cause: string, fix: string, field: ConnectionField = 'bootstrapServers'): Trouble => ({
    kind: 'answer',
    field,
    cause: `${cause} (${type})`,
    fix,
  })
  switch (type) {
    case 'INCONSISTENT_GROUP_PROTOCOL':
      return answer(
        `${ours} has another client in it, which shares out partitions in another way`,
        `Stop the other client, or give this stream a group of its own in ${place.group}.`,
      )
    case 'GROUP_MAX_SIZE_REACHED':
      return answer(`${ours} has as many members as the broker allows`, 'Stop other members of it.')
    case 'GROUP_AUTHORIZATION_FAILED':
      return answer(`${who} may not read as ${ours}`, `Allow ${who} READ on ${ours}.`)
    case 'TOPIC_AUTHORIZATION_FAILED':
      return answer(`${who} may not read ${what}`, `Allow ${who} READ and DESCRIBE on ${what}.`)
    case 'CLUSTER_AUTHORIZATION_FAILED':
      return answer(`${who} may not do this in the cluster`, `Allow ${who} DESCRIBE on the cluster.`)
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return answer(
        `${what} is not there, or was deleted while it was read`,
        'A topic that is made anew is another one: a stream that has read the former then stops, and goes on with {"failOnDataLoss": false}.',
      )
    case 'UNSUPPORTED_VERSION':
      return answer('it does not know a request in a version that Millrace speaks', 'Update the broker.')
    default:
      return answer(
        dotless(text),
        canPass
          ? 'This passes by itself once the cluster has settled. If it stays, the log of the broker says more.'
          : 'The log of the broker says more.',
      )
  }
}

function groupWord({ group }: TroubleContext): string {
  return group === null ? 'the consumer group' : `consumer group ${group}`
}

/** Without the full stop at its end, to go on in a sentence. */
export function dotless(text: string): string {
  return text.replace(/\.$/, '')
}

/** Names, codes and messages down the causes: kafkajs wraps an error once or twice. */
function factsOf(error: unknown): {
  readonly code: string
  readonly text: string
  /** Kafka's name of an error that a broker answered with. */
  readonly type: string | null
  readonly canPass: boolean
  /** host:port that was spoken to. */
  readonly address: string | null
} {
  const codes: string[] = []
  let text = ''
  let type: string | null = null
  let canPass = false
  let address: string | null = null
  for (let one: unknown = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++) {
    codes.push(one.name)
    for (const key of ['code', 'type'] as const) {
      const value = textAt(one, key)
      if (value !== null) codes.push(value)
    }
    // kafkajs puts an error in place of each code of a broker's answer.
    if (type === null && one.name === 'KafkaJSProtocolError') {
      type = textAt(one, 'type')
      canPass = Reflect.get(one, 'retriable') === true
    }
    address ??= bracketed(textAt(one, 'broker'))
    text ||= one.message
  }
  return { code: codes.join(' '), text: text === '' ? String(error) : text, type, canPass, address }
}

/** kafkajs puts an IPv6 address before its port as it is. */
function bracketed(broker: string | null): string | null {
  return broker?.replace(/^([^[\]]*:[^[\]]*):(\d+)$/, '[$1]:$2') ?? null
}

function textAt(error: Error, key: string): string | null {
  const value: unknown = Reflect.get(error, key)
  return typeof value === 'string' ? value : null
}
