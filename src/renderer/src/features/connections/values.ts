import {
  KafkaProfileInput,
  type KafkaProfile,
  type KafkaProfiles,
  type ProfileDraft,
} from '../../../../shared/kafka-profiles'
import { wantedBy } from '../../../../shared/request-words'
import { text } from '../../strings/text'

const words = text.connections.fields

export const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_SSL', 'SASL_PLAINTEXT'] as const
export type Protocol = (typeof PROTOCOLS)[number]
export const MECHANISMS = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN', 'OAUTHBEARER'] as const
type Mechanism = (typeof MECHANISMS)[number]

/** The form as it is typed. */
export interface Values {
  readonly name: string
  readonly servers: string
  readonly topic: string
  readonly protocol: Protocol
  readonly ca: string
  readonly cert: string
  readonly key: string
  readonly passphrase: string
  readonly mechanism: Mechanism
  readonly username: string
  readonly password: string
  readonly plainText: boolean
}
export type Field = keyof Values
export type Problems = Partial<Record<Field, string>>

/** Where each field stands in the API, which names it in its answers, too. */
const PATHS: Readonly<Record<Field, string>> = {
  name: 'name',
  servers: 'bootstrapServers',
  topic: 'topic',
  protocol: 'security.protocol',
  ca: 'security.ca',
  cert: 'security.cert',
  key: 'security.key',
  passphrase: 'security.keyPassphrase',
  mechanism: 'sasl.mechanism',
  username: 'sasl.username',
  password: 'sasl.password',
  plainText: 'allowPlainText',
}
const FIELDS = Object.keys(PATHS).filter((name): name is Field => name in PATHS)
const LABELS: Readonly<Record<Field, string>> = {
  ...words,
  protocol: words.security,
  username: words.user,
}
/** What a test does not need. */
const OF_SAVING: readonly Field[] = ['name', 'plainText']

/** Of a new connection: a broker without security. */
export function firstValues(): Values {
  return {
    name: '',
    servers: '',
    topic: '',
    protocol: 'PLAINTEXT',
    ca: '',
    cert: '',
    key: '',
    passphrase: '',
    mechanism: 'SCRAM-SHA-512',
    username: '',
    password: '',
    plainText: false,
  }
}

/** Of a saved connection; its secrets are not known. */
export function valuesOf({ name, topic, bootstrapServers, security, sasl }: KafkaProfile): Values {
  return {
    ...firstValues(),
    name,
    topic: topic ?? '',
    servers: bootstrapServers.join(', '),
    protocol: security.protocol,
    ca: security.ca ?? '',
    cert: security.cert ?? '',
    ...(sasl === null ? {} : sasl),
  }
}

/** Whether the protocol encrypts. */
export function usesTls(protocol: Protocol): boolean {
  return protocol === 'SSL' || protocol === 'SASL_SSL'
}

/** Whether the protocol signs in. */
export function usesSasl(protocol: Protocol): boolean {
  return protocol === 'SASL_SSL' || protocol === 'SASL_PLAINTEXT'
}

/** Whether one signs in by name and password. */
export function takesPassword({ protocol, mechanism }: Pick<Values, 'protocol' | 'mechanism'>): boolean {
  return usesSasl(protocol) && mechanism !== 'OAUTHBEARER'
}

/** Addresses as they are typed, with commas, semicolons or spaces between. */
export function serversOf(servers: string): string[] {
  return servers.split(/[\s,;]+/).filter((server) => server !== '')
}

/** The first address that is not host:port; null where all are. */
export function badServer(servers: readonly string[]): string | null {
  const { element } = KafkaProfileInput.shape.bootstrapServers
  return servers.find((server) => !element.safeParse(server).success) ?? null
}

/** As the API takes it: a secret that is not typed is left out. */
export function draftOf({ servers, topic, protocol, ca, cert, key, passphrase, ...rest }: Values): ProfileDraft {
  const { mechanism, username, password } = rest
  return {
    bootstrapServers: serversOf(servers),
    ...given({ topic: topic.trim() }),
    security: {
      protocol,
      ...(usesTls(protocol) ? given({ ca, cert, key, keyPassphrase: passphrase }) : {}),
    },
    ...(usesSasl(protocol)
      ? {
          sasl:
            mechanism === 'OAUTHBEARER'
              ? { mechanism }
              : { mechanism, username: username.trim(), ...given({ password }) },
        }
      : {}),
  }
}

/** What is sent of what was typed: nothing that the protocol does not take. */
export function inputOf(values: Values): KafkaProfileInput {
  return { name: values.name.trim(), ...draftOf(values), ...(values.plainText ? { allowPlainText: true } : {}) }
}

/** What is wrong with the fields that are looked at, in the words of the form and of the shared schema. */
export function problemsOf(
  values: Values,
  profile: KafkaProfile | null,
  keychain: KafkaProfiles['keychain'],
): Problems {
  const { name, servers, protocol, cert, key, passphrase, username, password, plainText } = values
  const tls = usesTls(protocol)
  const signsIn = takesPassword(values)
  const has = (secret: 'password' | 'key') => profile !== null && profile.secrets[secret] !== 'none'
  const typed = (signsIn && password !== '') || (tls && (key.trim() !== '' || passphrase !== ''))
  const problems: Problems = {
    ...schemaProblems(values),
    ...(name.trim() === '' ? { name: words.nameMissing } : {}),
    ...(serversOf(servers).length === 0 ? { servers: words.serversMissing } : {}),
    ...(signsIn && username.trim() === '' ? { username: words.userMissing } : {}),
    ...(signsIn && password === '' && !has('password') ? { password: words.passwordMissing } : {}),
    ...(tls && cert.trim() !== '' && key.trim() === '' && !has('key') ? { key: words.keyMissing } : {}),
    ...(tls && cert.trim() === '' && key.trim() !== '' ? { cert: words.certMissing } : {}),
    ...(typed && !keychain.available && !plainText ? { plainText: words.plainTextMissing } : {}),
  }
  return problems
}

/** A test needs no name. */
export function forTest(problems: Problems): Problems {
  return Object.fromEntries(Object.entries(problems).filter(([field]) => !OF_SAVING.some((one) => one === field)))
}

/** What the engine refused, beside its field: its words begin with the field's path. Null where they name none. */
export function refusalOf(code: string, message: string): Problems | null {
  if (code === 'PROFILE_EXISTS') return { name: message }
  if (code === 'SECRET_UNAVAILABLE') return { plainText: message }
  const [, path = '', problem = ''] = /^([\w.]+): ([^]*)$/.exec(message) ?? []
  const field = fieldAt(path)
  return field === null ? null : { [field]: problem.slice(0, 1).toUpperCase() + problem.slice(1) }
}

/** The field of an API path, `bootstrapServers.0` too. */
export function fieldAt(path: string): Field | null {
  return FIELDS.find((field) => path === PATHS[field] || path.startsWith(`${PATHS[field]}.`)) ?? null
}

function schemaProblems(values: Values): Problems {
  const problems: Problems = {}
  const input = inputOf(values)
  for (const issue of KafkaProfileInput.safeParse(input).error?.issues ?? []) {
    const { path } = issue
    const field = fieldAt(path.map(String).join('.'))
    if (field === null) continue
    const server = field === 'servers' ? input.bootstrapServers[Number(path[1])] : undefined
    problems[field] ??= server === undefined ? words.other(LABELS[field], wantedBy(issue)) : words.serverBad(server)
  }
  return problems
}

/** Without what is empty. */
function given<K extends string>(texts: Record<K, string>): { [N in K]?: string } {
  const kept: { [N in K]?: string } = {}
  for (const name in texts) if (texts[name].trim() !== '') kept[name] = texts[name]
  return kept
}
