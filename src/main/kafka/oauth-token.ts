import { spawn } from 'node:child_process'
import { KafkaJSNonRetriableError } from 'kafkajs'

/** Less than a connection waits for, so that it is the command that is blamed. */
const LIMIT_MS = 8000
const MAX_BYTES = 64 * 1024
const NAME = 'the command of pipeline.kafka.sasl.oauth-command'

/** The command that gives OAUTHBEARER tokens failed; what it printed is not told, since it may hold secrets. */
class TokenCommandFailed extends KafkaJSNonRetriableError {}

/**
 * Runs the configured command and takes its output, a line with the token, or a JSON object with `access_token`.
 * Tokens are asked for at each connection: the command may keep them as it likes. One that takes too long is ended with
 * all that it started.
 */
export function runTokenCommand(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const isWindows = process.platform === 'win32'
    // A group of its own: the shell alone would leave behind what it waits for.
    const child = spawn(command, {
      shell: true,
      detached: !isWindows,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const fail = (why: string) => {
      clearTimeout(limit)
      reject(new TokenCommandFailed(`${NAME} ${why}`))
    }
    const limit = setTimeout(() => {
      end()
      fail(`took longer than ${LIMIT_MS / 1000} seconds`)
    }, LIMIT_MS)
    function end(): void {
      try {
        if (isWindows || child.pid === undefined) child.kill('SIGKILL')
        else process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended meanwhile.
      }
    }
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.length <= MAX_BYTES) return
      end()
      fail(`printed more than ${MAX_BYTES / 1024} KiB`)
    })
    child.once('error', () => fail('could not be started'))
    child.once('close', (code) => {
      clearTimeout(limit)
      const token = code === 0 ? tokenIn(output.trim()) : null
      if (code !== 0) fail(`ended with code ${code ?? 'unknown'}`)
      else if (token === null) fail('printed no token')
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
