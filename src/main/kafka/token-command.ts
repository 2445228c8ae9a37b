import type { KafkaTokens } from '../../shared/config'
import { MillraceError } from '../../shared/errors'

/**
 * The command whose tokens a saved connection sends to `servers`. Whoever saves a connection must not get a token by
 * way of a server of their own, so the configuration names who may be sent one.
 * @throws INVALID_REQUEST naming the field and the key
 */
export function tokenCommand(servers: readonly string[], tokens: KafkaTokens): string {
  const stranger = servers.find((server) => !tokens.servers.includes(server))
  if (tokens.command === null)
    throw new MillraceError(
      'INVALID_REQUEST',
      'sasl.mechanism: OAUTHBEARER takes its tokens from a command: set pipeline.kafka.sasl.oauth-command, and start Millrace again.',
    )
  if (stranger !== undefined)
    throw new MillraceError(
      'INVALID_REQUEST',
      `bootstrapServers: ${stranger} may not be sent tokens: name it in pipeline.kafka.sasl.oauth-servers, and start Millrace again.`,
    )
  return tokens.command
}
