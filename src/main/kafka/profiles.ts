import { randomBytes } from 'node:crypto'
import { BROKER_ADDRESS_WORDS, parseBrokerAddress } from '../../shared/broker-address'
import { messageOf, MillraceError } from '../../shared/errors'
import { createTurn } from '../../shared/in-turn'
import type { KafkaConnection } from '../../shared/kafka'
import {
  PROFILE_SECRETS,
  type KafkaProfile,
  type KafkaProfileInput,
  type KafkaProfiles,
  type ProfileDraft,
  type ProfileSecret,
} from '../../shared/kafka-profiles'
import {
  readProfileFile,
  writeProfileFile,
  type ProfileFile,
  type StoredProfile,
  type StoredSecret,
} from './profile-file'
import type { SecretBox } from './secret-box'

/** In the state folder. */
export const CONNECTIONS_FILE = 'connections.json'

export interface ProfilesOptions {
  readonly path: string
  readonly box: SecretBox
  /** Throws where the connection cannot be changed now. */
  readonly checkIdle: () => void
  /** Throws where servers may not be sent tokens. */
  readonly checkTokens: (servers: readonly string[]) => void
  readonly now?: () => number
}

/** Saved connections; the one in use takes the place of `pipeline.kafka.*` of the configuration. */
export interface Profiles {
  list(): Promise<KafkaProfiles>
  create(input: KafkaProfileInput): Promise<KafkaProfile>
  /** Secrets that are left out stay as they were. */
  replace(id: string, input: KafkaProfileInput): Promise<KafkaProfile>
  remove(id: string): Promise<void>
  use(id: string | null): Promise<KafkaProfiles>
  /** With its secrets; null without an id where the configuration is in use. @throws SECRET_UNAVAILABLE */
  connection(id?: string): Promise<KafkaConnection | null>
  /** The saved connection as it would be with what is typed; nothing is stored. @throws SECRET_UNAVAILABLE */
  drafted(id: string, draft: ProfileDraft): Promise<KafkaConnection>
  topicOf(id?: string): string | null
  /** Every stored secret that can be read here, to be taken out of what leaves the program. */
  secrets(): Promise<readonly string[]>
}

/** @throws IO_ERROR where the stored connections cannot be read */
export async function createProfiles({
  path,
  box,
  checkIdle,
  checkTokens,
  now = Date.now,
}: ProfilesOptions): Promise<Profiles> {
  let file: ProfileFile = await readProfileFile(path)
  /** Each change builds on what the one before has written. */
  const inTurn = createTurn()

  async function write(next: ProfileFile): Promise<void> {
    await writeProfileFile(path, next)
    file = next
  }

  function find(id: string): StoredProfile {
    const found = file.profiles.find((profile) => profile.id === id)
    if (found === undefined)
      throw new MillraceError('PROFILE_NOT_FOUND', `There is no saved connection ${id.slice(0, 100)}.`)
    return found
  }

  function checkName(name: string, own: string | null): void {
    if (file.profiles.some((profile) => profile.name === name && profile.id !== own))
      throw new MillraceError('PROFILE_EXISTS', `A connection named ${name} exists already.`)
  }

  async function store(input: KafkaProfileInput, before: StoredProfile | null, id: string): Promise<StoredProfile> {
    if (input.sasl?.mechanism === 'OAUTHBEARER') checkTokens(input.bootstrapServers)
    const at = new Date(now()).toISOString()
    const secrets: Partial<Record<ProfileSecret, StoredSecret>> = {}
    for (const [name, secret] of chooseSecrets(input, before))
      secrets[name] = secret.kind === 'typed' ? await seal(secret.text, input.allowPlainText === true) : secret
    return {
      id,
      name: input.name,
      topic: input.topic ?? null,
      bootstrapServers: input.bootstrapServers,
      security: publicPart(input),
      sasl: publicSignIn(input),
      secrets,
      createdAt: before?.createdAt ?? at,
      updatedAt: at,
    }
  }

  async function seal(text: string, allowPlainText: boolean): Promise<StoredSecret> {
    const whyNot = await box.whyNot()
    if (whyNot === null) return { kind: 'sealed', data: await box.seal(text) }
    if (allowPlainText) return { kind: 'plain', text }
    throw new MillraceError(
      'SECRET_UNAVAILABLE',
      `The secret cannot be encrypted: ${whyNot} Agree to keep it in plain text in ${path} (mode 0600), or give it by the environment.`,
    )
  }

  async function open(name: string, secret: ChosenSecret): Promise<string> {
    if (secret.kind !== 'sealed') return secret.text
    const whyNot = await box.whyNot()
    try {
      if (whyNot === null) return await box.open(secret.data)
    } catch (error) {
      throw unreadable(name, messageOf(error))
    }
    throw unreadable(name, whyNot)
  }

  async function connect(
    { bootstrapServers, security, sasl }: Pick<StoredProfile, 'bootstrapServers' | 'security' | 'sasl'>,
    name: string,
    chosen: ReadonlyMap<ProfileSecret, ChosenSecret>,
  ): Promise<KafkaConnection> {
    // One that was saved by an older Millrace, or written by hand.
    const bad = bootstrapServers.find((server) => parseBrokerAddress(server) === null)
    if (bad !== undefined)
      throw new MillraceError(
        'INVALID_REQUEST',
        `bootstrapServers: the connection ${name} holds "${bad}", which ${BROKER_ADDRESS_WORDS}. Correct it there.`,
      )
    const secrets: Partial<Record<ProfileSecret, string>> = {}
    for (const [which, secret] of chosen) secrets[which] = await open(name, secret)
    const { password = '', key, keyPassphrase } = secrets
    const { protocol, ca, cert } = security
    return {
      bootstrapServers,
      security: {
        protocol,
        ...(ca === null ? {} : { ca }),
        ...(cert === null ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
        ...(keyPassphrase === undefined ? {} : { keyPassphrase }),
      },
      ...(sasl === null ? {} : { sasl: sasl.mechanism === 'OAUTHBEARER' ? sasl : { ...sasl, password } }),
    }
  }

  async function list(): Promise<KafkaProfiles> {
    const reason = await box.whyNot()
    return {
      profiles: file.profiles.map((profile) => describe(profile, file.inUse)).sort(byName),
      inUse: file.inUse,
      keychain: { available: reason === null, reason },
    }
  }

  return {
    list,
    create: (input) =>
      inTurn(async () => {
        checkName(input.name, null)
        const profile = await store(input, null, `profile-${randomBytes(4).toString('hex')}`)
        await write({ ...file, profiles: [...file.profiles, profile] })
        return describe(profile, file.inUse)
      }),
    replace: (id, input) =>
      inTurn(async () => {
        const before = find(id)
        if (file.inUse === id) checkIdle()
        checkName(input.name, id)
        const profile = await store(input, before, id)
        await write({ ...file, profiles: file.profiles.map((one) => (one.id === id ? profile : one)) })
        return describe(profile, file.inUse)
      }),
    remove: (id) =>
      inTurn(async () => {
        const { name } = find(id)
        if (file.inUse === id)
          throw new MillraceError('PROFILE_IN_USE', `The connection ${name} is in use. Use another one first.`)
        await write({ ...file, profiles: file.profiles.filter((one) => one.id !== id) })
      }),
    async use(id) {
      await inTurn(async () => {
        if (id !== null) find(id)
        if (id === file.inUse) return
        checkIdle()
        await write({ ...file, inUse: id })
      })
      return list()
    },
    async connection(id = file.inUse ?? undefined) {
      if (id === undefined) return null
      const profile = find(id)
      return connect(profile, profile.name, storedSecrets(profile))
    },
    async drafted(id, draft) {
      const before = find(id)
      return connect(
        { bootstrapServers: draft.bootstrapServers, security: publicPart(draft), sasl: publicSignIn(draft) },
        before.name,
        chooseSecrets(draft, before),
      )
    },
    async secrets() {
      const all = file.profiles.flatMap((profile) =>
        [...storedSecrets(profile).values()].map((secret) => open(profile.name, secret).catch(() => null)),
      )
      return (await Promise.all(all)).filter((text) => text !== null)
    },
    topicOf: (id = file.inUse ?? undefined) => (id === undefined ? null : find(id).topic),
  }
}

/** A secret as it is stored, or as it was just typed. */
type ChosenSecret = StoredSecret | { readonly kind: 'typed'; readonly text: string }

function storedSecrets({ secrets }: StoredProfile): ReadonlyMap<ProfileSecret, ChosenSecret> {
  return new Map(
    PROFILE_SECRETS.flatMap((name): [ProfileSecret, ChosenSecret][] => {
      const secret = secrets[name]
      return secret === undefined ? [] : [[name, secret]]
    }),
  )
}

/** What is typed, and of what is stored what stays. @throws INVALID_REQUEST naming the one that is needed */
function chooseSecrets(input: ProfileDraft, before: StoredProfile | null): ReadonlyMap<ProfileSecret, ChosenSecret> {
  const { cert, key, keyPassphrase } = input.security ?? {}
  const signIn = input.sasl?.mechanism === 'OAUTHBEARER' ? undefined : input.sasl
  const needed: Readonly<Record<ProfileSecret, boolean>> = {
    password: signIn !== undefined,
    key: cert !== undefined,
    keyPassphrase: cert !== undefined,
  }
  const given = { password: signIn?.password, key, keyPassphrase }
  const chosen = new Map<ProfileSecret, ChosenSecret>()
  for (const name of PROFILE_SECRETS) {
    const text = given[name]
    const kept = before?.secrets[name]
    // A new key comes with its own passphrase or with none. A password goes only where it was meant to: whoever may
    // change a connection must not get to read it by way of a server of their own.
    const stale = name === 'keyPassphrase' ? key !== undefined : name === 'password' && !sameEnd(input, before)
    if (text !== undefined) chosen.set(name, { kind: 'typed', text })
    else if (needed[name] && kept !== undefined && !stale) chosen.set(name, kept)
  }
  if (needed.password && !chosen.has('password'))
    throw new MillraceError(
      'INVALID_REQUEST',
      before?.secrets.password === undefined
        ? 'sasl.password: it is needed, since none is stored yet.'
        : 'sasl.password: type it again, since the servers, or how they are known and signed in to, have changed; the stored one is not sent elsewhere.',
    )
  if ((cert === undefined) === chosen.has('key'))
    throw new MillraceError('INVALID_REQUEST', 'security.key: a client certificate and its key need each other.')
  return chosen
}

function publicSignIn({ sasl }: ProfileDraft): StoredProfile['sasl'] {
  if (sasl === undefined) return null
  return sasl.mechanism === 'OAUTHBEARER' ? sasl : { mechanism: sasl.mechanism, username: sasl.username }
}

function publicPart({ security }: ProfileDraft): StoredProfile['security'] {
  const { protocol = 'PLAINTEXT', ca = null, cert = null } = security ?? {}
  return { protocol, ca, cert }
}

function describe({ secrets, ...profile }: StoredProfile, inUse: string | null): KafkaProfile {
  const place = (name: ProfileSecret) => {
    const kind = secrets[name]?.kind
    return kind === undefined ? 'none' : kind === 'sealed' ? 'keychain' : 'file'
  }
  return {
    ...profile,
    secrets: { password: place('password'), key: place('key'), keyPassphrase: place('keyPassphrase') },
    inUse: profile.id === inUse,
  }
}

/** Whether a password goes to the same servers as before, proved by the same authority and sent in the same way. */
function sameEnd({ bootstrapServers, security, sasl }: ProfileDraft, before: StoredProfile | null): boolean {
  const given = [bootstrapServers, security?.protocol ?? 'PLAINTEXT', security?.ca ?? null, sasl?.mechanism]
  const stored = [before?.bootstrapServers, before?.security.protocol, before?.security.ca, before?.sasl?.mechanism]
  return JSON.stringify(given) === JSON.stringify(stored)
}

function byName(one: KafkaProfile, other: KafkaProfile): number {
  return one.name < other.name ? -1 : 1
}

function unreadable(name: string, why: string): MillraceError {
  return new MillraceError(
    'SECRET_UNAVAILABLE',
    `The secrets of the connection ${name} cannot be read here: ${why} Type them again, or start Millrace where they were saved.`,
  )
}
