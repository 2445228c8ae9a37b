import { exec } from 'node:child_process'
import { KafkaJSNonRetriableError } from 'kafkajs'

const LIMIT_MS = 10_000
const MAX_BYTES = 64 * 1024

/** The command that gives OAUTHBEARER tokens failed; what it printed is not told, since it may hold secrets. */
class TokenCommandFailed extends KafkaJSNonRetriableError {}

/**
 * Runs the configured command and takes its output, a line with the token, or a JSON object with `access_token`.
 * Tokens are asked for at each connection: the command may keep them as it likes.
 */
export function runTokenCommand(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    exec(command, { timeout: LIMIT_MS, maxBuffer: MAX_BYTES, windowsHide: true }, (error, stdout) => {
      if (error !== null) {
        const why =
          error.killed === true ? 'took longer than ten seconds' : `ended with code ${error.code ?? 'unknown'}`
        reject(new TokenCommandFailed(`the command of pipeline.kafka.sasl.oauth-command ${why}`))
        return
      }
      const token = tokenIn(stdout.trim())
      if (token === null)
        reject(new TokenCommandFailed('the command of pipeline.kafka.sasl.oauth-command printed no token'))
      else resolve(token)
    })
  })
}

function tokenIn(output: string): string | null {
  if (output.startsWith('{')) {
    try {
      const parsed: unknown = JSON.parse(output)
      return typeof parsed === 'object' &&
        parsed !== null &&
        'access_token' in parsed &&
        typeof parsed.access_token === 'string'
        ? parsed.access_token
        : null
    } catch {
      return null
    }
  }
  return /^\S+$/.test(output) ? output : null
}
