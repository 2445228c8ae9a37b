import { z } from 'zod'
import { KafkaConnection, PasswordSignIn, TokenSignIn } from './kafka'
import { GivenName, IsoTime, TOPIC_NAME, TOPIC_NAME_WORDS } from './scalars'

/** What of a profile is secret: never answered, never logged. */
export const PROFILE_SECRETS = ['password', 'key', 'keyPassphrase'] as const
export type ProfileSecret = (typeof PROFILE_SECRETS)[number]

const { bootstrapServers, security } = KafkaConnection.shape
const tls = security.unwrap()

/**
 * A connection as somebody saves it. A secret that is left out stays as it was stored; a password only for the same
 * servers, protocol, authority and mechanism.
 */
export const KafkaProfileInput = z
  .strictObject({
    name: GivenName,
    topic: z
      .string()
      .regex(TOPIC_NAME, { error: TOPIC_NAME_WORDS })
      .optional()
      .describe('pipeline.kafka.stream-topic by default.'),
    bootstrapServers,
    security: tls.optional(),
    sasl: z.discriminatedUnion('mechanism', [PasswordSignIn.partial({ password: true }), TokenSignIn]).optional(),
    allowPlainText: z
      .boolean()
      .optional()
      .describe(
        'The user agrees that secrets are kept in plain text, in a file of mode 0600, where no keychain can be used; else 409 SECRET_UNAVAILABLE.',
      ),
  })
  .meta({ id: 'KafkaProfileInput' })
export type KafkaProfileInput = z.infer<typeof KafkaProfileInput>

/** What is typed into a form, before it is saved: secrets that are left out are those that are stored. */
export const ProfileTestRequest = z
  .strictObject({
    connection: KafkaProfileInput.omit({ name: true, allowPlainText: true })
      .optional()
      .describe('As it would be saved; the saved one by default.'),
  })
  .meta({ id: 'ProfileTestRequest' })
export type ProfileTestRequest = z.infer<typeof ProfileTestRequest>
export type ProfileDraft = NonNullable<ProfileTestRequest['connection']>

const SecretPlace = z.enum(['none', 'keychain', 'file']).describe('keychain: encrypted by it. file: plain, mode 0600.')
export type SecretPlace = z.infer<typeof SecretPlace>

/** A saved connection as it is told: where secrets are, never what they are. */
export const KafkaProfile = z
  .object({
    id: z.string(),
    name: z.string(),
    topic: z.string().nullable(),
    bootstrapServers: z.array(z.string()),
    security: z.object({
      protocol: tls.shape.protocol,
      ca: z.string().nullable().describe('PEM text.'),
      cert: z.string().nullable(),
    }),
    sasl: z.discriminatedUnion('mechanism', [PasswordSignIn.omit({ password: true }), TokenSignIn]).nullable(),
    secrets: z.object({ password: SecretPlace, key: SecretPlace, keyPassphrase: SecretPlace }),
    inUse: z.boolean().describe('The stream and the Kafka pane speak to this one.'),
    createdAt: IsoTime,
    updatedAt: IsoTime,
  })
  .meta({ id: 'KafkaProfile' })
export type KafkaProfile = z.infer<typeof KafkaProfile>

export const KafkaProfiles = z
  .object({
    profiles: z.array(KafkaProfile).describe('By name.'),
    inUse: z.string().nullable().describe('Id; null: the connection of the configuration.'),
    keychain: z.object({
      available: z.boolean(),
      reason: z.string().nullable().describe('Why secrets cannot be encrypted here.'),
    }),
  })
  .meta({ id: 'KafkaProfiles' })
export type KafkaProfiles = z.infer<typeof KafkaProfiles>

export const UseProfileRequest = z
  .strictObject({ profile: z.string().nullable().describe('Id; null: the connection of the configuration.') })
  .meta({ id: 'UseProfileRequest' })
export type UseProfileRequest = z.infer<typeof UseProfileRequest>
