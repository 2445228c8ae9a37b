import type { Config } from '../../shared/config'
import type { KafkaOperations } from '../../shared/engine'
import { MillraceError } from '../../shared/errors'
import type { DecodeVerdict } from '../../shared/kafka'
import type { Logger } from '../log/logger'
import { openLazyInspector, type KafkaAccess } from './lazy'
import { createProfiles } from './profiles'
import type { SecretBox } from './secret-box'
import { tokenCommand } from './token-command'

export interface KafkaOperationsOptions {
  readonly kafka: Config['kafka']
  /** Of the saved connections. */
  readonly path: string
  readonly box: SecretBox
  /** A stream reads from the connection in use, which then cannot be changed. */
  readonly isStreaming: () => boolean
  readonly judge: (value: Uint8Array | null) => DecodeVerdict
  readonly log: Logger
}

/** Looks into Kafka, and keeps the saved connections to it. */
export interface OwnedKafkaOperations {
  readonly operations: KafkaOperations
  /** The connection in use, for streams. */
  readonly access: KafkaAccess
  /** Of the connection in use, else of the configuration. */
  topicInUse(): string
  /** Of saved connections; no door tells them. */
  secrets(): Promise<readonly string[]>
  close(): Promise<void>
}

/** @throws IO_ERROR where the stored connections cannot be read */
export async function openKafkaOperations({
  kafka,
  path,
  box,
  isStreaming,
  judge,
  log,
}: KafkaOperationsOptions): Promise<OwnedKafkaOperations> {
  const profiles = await createProfiles({
    path,
    box,
    checkTokens: (servers) => void tokenCommand(servers, kafka.tokens),
    checkIdle() {
      if (isStreaming())
        throw new MillraceError('STREAM_ALREADY_RUNNING', 'Stop the stream first: it reads from this connection.')
    },
  })
  const access: KafkaAccess = { kafka, log, saved: () => profiles.connection() }
  const topicInUse = () => profiles.topicOf() ?? kafka.streamTopic
  const inspector = openLazyInspector(access, topicInUse, judge)
  return {
    access,
    topicInUse,
    secrets: () => profiles.secrets(),
    close: () => inspector.close(),
    operations: {
      ...inspector,
      profiles: {
        list: () => profiles.list(),
        create: (input) => profiles.create(input),
        async replace(id, input) {
          const replaced = await profiles.replace(id, input)
          if (replaced.inUse) inspector.reconnect()
          return replaced
        },
        remove: (id) => profiles.remove(id),
        async use(id) {
          const used = await profiles.use(id)
          inspector.reconnect()
          return used
        },
        async test(id, { connection: draft }, signal) {
          const connection = draft === undefined ? await profiles.connection(id) : await profiles.drafted(id, draft)
          const topic = (draft === undefined ? profiles.topicOf(id) : draft.topic) ?? kafka.streamTopic
          return inspector.test({ topic, ...(connection === null ? {} : { connection }) }, signal)
        },
      },
    },
  }
}
